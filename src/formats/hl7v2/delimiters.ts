/**
 * Delimiters as a message declares them in MSH-1 and MSH-2 (HL7 v2 §2.5.4, §2.14.9.1–2). FHS and BHS declare theirs
 * alike.
 */

/** Byte values; 0 = not declared, so nothing is ever split by it. `truncation` came with v2.7. */
export type Delimiters = {
  readonly field: number;
  readonly component: number;
  readonly repetition: number;
  readonly escape: number;
  readonly subcomponent: number;
  readonly truncation: number;
};

/** The recommended set `|^~\&`. */
export const STANDARD_DELIMITERS: Delimiters = {
  field: 0x7c,
  component: 0x5e,
  repetition: 0x7e,
  escape: 0x5c,
  subcomponent: 0x26,
  truncation: 0,
};

/**
 * What `readDelimiters` made of the header: `invalid` = the structure cannot be trusted, `partial` = some undeclared,
 * `doubled` = the escape character stands twice (`^~\\&`), as a text that was escaped once too often has it.
 */
export type DelimiterVerdict = 'ok' | 'partial' | 'doubled' | 'invalid' | 'short';

/** Reads the delimiters of a header segment (`MSH`, `FHS`, `BHS`) given its bytes. */
export function readDelimiters(segment: Uint8Array): { delimiters: Delimiters; verdict: DelimiterVerdict } {
  const field = segment[3];
  if (field === undefined) return { delimiters: { ...STANDARD_DELIMITERS, field: 0 }, verdict: 'short' };
  const stop = segment.indexOf(field, 4);
  const declared = segment.subarray(4, stop < 0 ? segment.length : stop);
  if (declared.length === 5 && declared[2] === declared[3]) {
    const { delimiters, verdict } = fromDeclared(
      field,
      Uint8Array.of(...declared.subarray(0, 3), declared[4] as number),
    );
    return { delimiters, verdict: verdict === 'ok' ? 'doubled' : verdict };
  }
  return fromDeclared(field, declared);
}

function fromDeclared(field: number, declared: Uint8Array): { delimiters: Delimiters; verdict: DelimiterVerdict } {
  const [component = 0, repetition = 0, escapeMark = 0, subcomponent = 0, truncation = 0] = declared;
  const delimiters = { field, component, repetition, escape: escapeMark, subcomponent, truncation };
  return { delimiters, verdict: judge(delimiters, declared.length) };
}

/** The encoding characters as MSH-2 carries them. */
export function encodingCharacters(delimiters: Delimiters): string {
  const { component, repetition, subcomponent, truncation } = delimiters;
  return [component, repetition, delimiters.escape, subcomponent, truncation]
    .filter((byte) => byte !== 0)
    .map((byte) => String.fromCharCode(byte))
    .join('');
}

function judge(delimiters: Delimiters, declared: number): DelimiterVerdict {
  const used = Object.values(delimiters).filter((byte) => byte !== 0);
  if (declared > 5 || new Set(used).size !== used.length || used.some((byte) => !isPunctuation(byte))) return 'invalid';
  if (declared === 0) return 'short';
  return declared < 4 ? 'partial' : 'ok';
}

function isPunctuation(byte: number): boolean {
  const alphanumeric =
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return byte > 0x20 && byte < 0x7f && !alphanumeric;
}
