import type { Span } from '@/formats/finding';

/** What is to be explained: one event and its bytes, or a whole parcel (`parcel.whole/1`, without bytes). */
export type Shown = {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Of the first of these bytes in the artifact. */
  readonly offset: number;
  readonly part: number;
  readonly path: string;
  readonly head: unknown;
  readonly parties: Readonly<Record<string, string>>;
};

/** One figure: where it stands in the format's own terms, what people call it, and how much. */
export type Figure = { readonly ref: string; readonly words: string; readonly minor: bigint };

export type Explanation = {
  readonly sentence: string;
  readonly fields: readonly (readonly [name: string, value: string, meaning: string])[];
  /** The arithmetic behind the amount, in the asset of the measure: what the lines leave of the result is `difference`. */
  readonly sum?: {
    readonly of: Figure;
    readonly lines: readonly Figure[];
    readonly result: Figure;
    readonly difference: bigint;
  };
  /** Bytes to light up: those the amount was read from, and those it adds up from. */
  readonly marks?: { readonly mark: readonly Span[]; readonly under: readonly Span[] };
};
