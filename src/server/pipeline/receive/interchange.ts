import { HEAD_BYTES } from '../head';

/**
 * The control number of the first interchange, read from the first bytes only: sender, receiver and ISA13 together, because
 * two senders may use the same number (X12.5, ISA06, ISA08, ISA13). `null` when the bytes hold no complete ISA.
 */
export function controlNumberOf(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString(
    'latin1',
    0,
    Math.min(HEAD_BYTES, head.byteLength),
  );
  const at = text.indexOf('ISA');
  if (at < 0) return null;
  const separator = text[at + 3];
  if (!separator || /[A-Za-z0-9]/.test(separator)) return null;
  const elements = text
    .slice(at)
    .replace(/[\r\n]/g, '')
    .split(separator, 15);
  const [sender, receiver, number] = [elements[6], elements[8], elements[13]].map((value) => value?.trim());
  if (sender === undefined || receiver === undefined || !number) return null;
  const name = `${sender}|${receiver}|${number}`;
  return name.length > NAME_CHARACTERS_MAX ? null : name;
}

/** The three have 15, 15 and 9 characters; what is far longer is damage, and more than an index of the database takes. */
const NAME_CHARACTERS_MAX = 120;
