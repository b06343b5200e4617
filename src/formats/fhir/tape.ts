/**
 * The layout of a parsed JSON value: four integers per value or key in one flat array, in document order. A flat array
 * costs no object per value, keeps every byte position, and leaves text undecoded until someone asks.
 */

/**
 * Slot 0: kind and flags. 1: first byte. 2: byte after the last. 3: where the next sibling begins; for keys the hash.
 */
export const SLOTS = 4;

export const OBJECT = 1;
export const ARRAY = 2;
export const STRING = 3;
export const NUMBER = 4;
export const TRUE = 5;
export const FALSE = 6;
export const NULL = 7;
export const KEY = 8;

/** Low bits hold the kind. */
export const KIND_MASK = 0x0f;
/** A string or key with backslash escapes. Ranges of strings and keys exclude the quotes. */
export const ESCAPED = 0x10;
/** A key that is never handed out. */
export const REFUSED = 0x20;
