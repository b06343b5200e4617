/** Objects whose fields are read when they are asked for. */
type LazyFields<Source> = Readonly<Record<string, (source: Source) => unknown>>;
export type LazyValues<F extends LazyFields<never>> = { readonly [Name in keyof F]: ReturnType<F[Name]> };

/**
 * Makes the reader of one kind of object from what reads each of its fields. The fields are getters of a class, so
 * making such an object costs nothing but itself, and reading a field twice reads it twice.
 */
export function lazyReader<Source, F extends LazyFields<Source>>(fields: F): (source: Source) => LazyValues<F> {
  class Lazy {
    readonly source: Source;

    constructor(source: Source) {
      this.source = source;
    }
  }
  for (const [name, read] of Object.entries(fields)) {
    const get = function (this: Lazy): unknown {
      return read(this.source);
    };
    Object.defineProperty(Lazy.prototype, name, { get, enumerable: true });
  }
  return (source) => {
    const lazy: object = new Lazy(source);
    return lazy as LazyValues<F>;
  };
}
