import type { Span } from '../../finding';

/** A record while it is being filled: every field and list writable. It is handed over as the read-only record. */
export type Draft<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K];
};

/** Shared empty list: most loops lack most segments. Never pushed to; see `append`. */
export const NONE: never[] = [];

/** Placeholder until the end of the loop is known. */
export const NOWHERE: Span = { offset: 0, length: 0 };

/**
 * Adds to a list that may be the shared empty one. The first few records get lists of their exact size: a list that
 * grows by `push` reserves room for sixteen more, and most lists of a claim hold one to three records.
 */
export function append<T>(list: T[], record: T): T[] {
  switch (list.length) {
    case 0:
      return [record];
    case 1:
      return [list[0]!, record];
    case 2:
      return [list[0]!, list[1]!, record];
    default:
      list.push(record);
      return list;
  }
}
