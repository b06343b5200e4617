/**
 * The four separators of one X12 interchange, as byte values. X12.5 §4: they are whatever stands in the ISA segment, so
 * no code may assume them; a file can change them with every ISA.
 */
export type Delimiters = {
  readonly element: number;
  readonly component: number;
  /** First byte of the terminator. When a file ends segments with CR LF this is CR and the LF counts as line noise. */
  readonly terminator: number;
  /** ISA11 from version 00402 on; `null` when it holds a letter, a digit or a blank (4010 `U`). */
  readonly repetition: number | null;
};

/** What a fragment without ISA is read with, and what the writer uses unless told otherwise: `* : ~` and `^`. */
export const DEFAULT_DELIMITERS: Delimiters = { element: 0x2a, component: 0x3a, terminator: 0x7e, repetition: 0x5e };

/** Letters and digits can never separate; a blank could, but no sender does and prose is full of them. */
export const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

export const isLineBreak = (byte: number): boolean => byte === 0x0a || byte === 0x0d;

/** Blank, control byte, NUL or Ctrl-Z: what mainframes and editors leave around segments. */
export const isNoise = (byte: number): boolean => byte <= 0x20;
