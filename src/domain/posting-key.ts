/** What one posting is, for ever: the same parts are the same posting, whoever asks and however often. */
export type PostingKeyParts = {
  readonly tenant: string;
  /** The ERP connection. */
  readonly erp: string;
  /** The company or legal entity inside the ERP. */
  readonly company: string;
  /** Natural key of the source: a remit's identity, or a summary journal's bucket. */
  readonly source: string;
  /** What it is for (`journal`, `reversal`). */
  readonly purpose: string;
  /** Counts up only when a person replaces a rejected posting. */
  readonly revision: number;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 of the 256 bits: no two keys collide in practice, and the key fits the reference field of common ERPs. */
const KEY_BYTES = 20;
export const POSTING_KEY_LENGTH = 3 + (KEY_BYTES * 8) / 5;

/**
 * `tenant|erp|company|source|purpose|revision`; a bar or backslash inside a part is escaped, so texts never collide.
 */
export function postingKeyText(parts: PostingKeyParts): string {
  const { tenant, erp, company, source, purpose, revision } = parts;
  return [tenant, erp, company, source, purpose, revision.toString()]
    .map((part) => part.replaceAll('\\', '\\\\').replaceAll('|', '\\|'))
    .join('|');
}

/**
 * `TO-` and 32 letters and digits of one case (RFC 4648 base32), 35 characters in all: some ERPs fold case and cut long
 * references. `sha256` gets the canonical text and returns its digest over UTF-8.
 */
export function postingKey(parts: PostingKeyParts, sha256: (text: string) => Uint8Array): string {
  return `TO-${base32(sha256(postingKeyText(parts)).subarray(0, KEY_BYTES))}`;
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}
