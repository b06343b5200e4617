import { DEFAULT_DELIMITERS, type Delimiters, isAlphanumeric, isLineBreak } from './delimiters';

/** An ISA is 106 bytes by the standard; some senders widen or shorten its fields. Beyond this it is not an ISA. */
export const ISA_BYTES_MAX = 512;
/** Sixteen elements, hence sixteen separators before ISA16. */
const ISA_SEPARATORS = 16;

/** What standing at the letters `ISA` turned out to be. */
export type IsaReading =
  /** `width` counts the bytes from `ISA` through the terminator without line breaks. */
  | {
      readonly kind: 'delimiters';
      readonly delimiters: Delimiters;
      readonly width: number;
      readonly hasComponent: boolean;
    }
  /** More bytes are needed to tell. */
  | { readonly kind: 'more' }
  /** Prose that happens to hold the letters, or an ISA damaged beyond reading. */
  | { readonly kind: 'none' };

/** True when the three letters at `at` are followed by something that can separate elements. */
export function looksLikeIsa(bytes: Uint8Array, at: number): boolean {
  const separator = bytes[at + 3];
  return (
    bytes[at] === 0x49 &&
    bytes[at + 1] === 0x53 &&
    bytes[at + 2] === 0x41 &&
    separator !== undefined &&
    isSeparator(separator)
  );
}

const isSeparator = (byte: number): boolean => !isAlphanumeric(byte) && byte !== 0x20 && !isLineBreak(byte);

/**
 * Reads the delimiters of the ISA that starts at `at` (X12.5 §4): the element separator is the byte after the id, the
 * component separator the byte after the sixteenth element separator, the terminator the byte after that. Columns are
 * not trusted, because fields of another width occur in files that are otherwise right. Line breaks inside the header
 * (a file wrapped at 80 columns) are passed over. `end` bounds the bytes known so far; `isFinal` says no more will come.
 */
export function readIsa(bytes: Uint8Array, at: number, end: number, isFinal: boolean): IsaReading {
  const more: IsaReading = isFinal ? { kind: 'none' } : { kind: 'more' };
  if (end - at < 4) return more;
  const element = bytes[at + 3]!;
  if (!isSeparator(element)) return { kind: 'none' };
  let separators = 0;
  let lineBreaks = 0;
  let repetitionAt = at;
  let position = at + 3;
  while (separators < ISA_SEPARATORS) {
    if (position - at > ISA_BYTES_MAX) return { kind: 'none' };
    if (position >= end) return more;
    const byte = bytes[position]!;
    if (byte === element) {
      if (endsGroupId(bytes, position, element)) return { kind: 'none' };
      separators++;
      if (separators === 11) repetitionAt = position + 1;
    } else if (isLineBreak(byte)) lineBreaks++;
    position++;
  }
  const tail = readTail(bytes, position, end, lineBreaks > 0, isFinal);
  if (tail === null) return more;
  if (tail.component === element) return { kind: 'none' };
  while (isLineBreak(bytes[repetitionAt]!)) repetitionAt++;
  const repetition = bytes[repetitionAt]!;
  const isNamed = !isAlphanumeric(repetition) && repetition !== 0x20 && repetition !== element;
  const { component, terminator, hasComponent } = tail;
  return {
    kind: 'delimiters',
    delimiters: { element, component, terminator, repetition: isNamed ? repetition : null },
    width: tail.end - at - lineBreaks,
    hasComponent,
  };
}

/** True at the separator behind a GS that begins a segment: the ISA has ended before, with elements missing. */
function endsGroupId(bytes: Uint8Array, at: number, element: number): boolean {
  if (bytes[at - 1] !== 0x53 || bytes[at - 2] !== 0x47) return false;
  const before = bytes[at - 3]!;
  return before !== element && before !== 0x20 && !isAlphanumeric(before);
}

/** ISA16 and the terminator. `null` when more bytes are needed. */
function readTail(bytes: Uint8Array, start: number, end: number, isWrapped: boolean, isFinal: boolean) {
  let at = start;
  while (isWrapped && at < end && isLineBreak(bytes[at]!)) at++;
  if (at + 1 >= end) {
    // A file that ends right behind ISA16 has no segment after it, so any terminator reads it.
    if (!isFinal || at >= end) return null;
    return { component: bytes[at]!, terminator: DEFAULT_DELIMITERS.terminator, hasComponent: true, end: at + 1 };
  }
  const component = bytes[at]!;
  const next = bytes[at + 1]!;
  if (isAlphanumeric(next)) {
    // ISA16 is empty and what stands here is already the terminator: `*P*~GS`.
    return { component: DEFAULT_DELIMITERS.component, terminator: component, hasComponent: false, end: at + 1 };
  }
  // CR LF counts as one character of the width: the LF is line noise like any other.
  if (!isWrapped || !isLineBreak(next)) return { component, terminator: next, hasComponent: true, end: at + 2 };
  // The wrap fell between ISA16 and the terminator, or the line break is the terminator: what follows decides.
  let behind = at + 1;
  while (behind < end && isLineBreak(bytes[behind]!)) behind++;
  if (behind >= end && !isFinal) return null;
  const follower = bytes[behind];
  if (behind < end && follower !== undefined && isSeparator(follower)) {
    return { component, terminator: follower, hasComponent: true, end: behind + 1 };
  }
  return { component, terminator: next, hasComponent: true, end: at + 2 };
}
