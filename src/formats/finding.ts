/** What every codec shares: where a record came from, and what was wrong with it. Pure types, no behaviour. */

/** A record's bytes: `offset` from the first byte of the artifact, `length` in bytes, both exact. */
export type Span = { readonly offset: number; readonly length: number };

/** `error`: the artifact or its transaction cannot be used as it is. `warning`: usable, but a person should know. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * One thing wrong with a file, reported instead of thrown. `code` is stable and UPPER_SNAKE; `message` says in plain
 * words what is wrong and holds no patient data; `cure` says what to do. `line` counts segments, records or lines from 1,
 * whichever the format is made of; `path` names the place in the format's own terms (`ISA[1]/GS[1]/ST[2]/CLP[7]/CAS02`).
 */
export type Finding = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cure: string;
  readonly offset: number;
  readonly line: number;
  readonly path?: string;
};

/** Findings kept per file; further ones are counted in one closing finding `FINDINGS_TRUNCATED`, never dropped silently. */
export const FINDINGS_MAX = 1000;

/** Bytes arrive in pieces of any size; codecs never hold the whole file. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
