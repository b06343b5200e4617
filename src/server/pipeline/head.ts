import type { Finding } from '@/formats/finding';

/** How much of a file is looked at for the names on its envelope. */
export const HEAD_BYTES = 4096;

/** Elements of an interchange's first three segments that name it: what they cannot say, nobody can sort, compare or search. */
const NAMING: Readonly<Record<string, ReadonlySet<number>>> = {
  ISA: new Set([5, 6, 7, 8, 9, 10, 12, 13, 14, 15]),
  GS: new Set([1, 2, 3, 4, 5, 6, 7]),
  ST: new Set([1]),
};

/**
 * A NUL inside a name on the envelope of an X12 file. PostgreSQL's text holds none, and a name without it is another name: two
 * senders could pass for one. NULs that stand between segments are padding and are no part of any name.
 */
export function envelopeDamage(head: Uint8Array): Finding | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(HEAD_BYTES, head.byteLength)).toString('latin1');
  const isa = /ISA([^A-Za-z0-9\s\0])/.exec(text);
  const separator = isa?.[1];
  if (isa === null || separator === undefined) return null;
  let segment = 'ISA';
  let line = 1;
  let element = 0;
  for (let at = isa.index + 'ISA'.length; at < text.length; at += 1) {
    if (text[at] === separator) {
      const opened = element > 1 ? /(GS|ST)$/.exec(text.slice(Math.max(0, at - 2), at))?.[1] : undefined;
      if (opened !== undefined) [segment, line, element] = [opened, line + 1, 0];
      element += 1;
    } else if (text[at] === '\0' && NAMING[segment]?.has(element)) {
      return findingAt(at, line, `${segment}${String(element).padStart(2, '0')}`);
    }
    if (segment === 'ST' && element > 1) return null;
  }
  return null;
}

const findingAt = (offset: number, line: number, element: string): Finding => ({
  code: 'X12_ENVELOPE_NUL',
  severity: 'error',
  message: `${element} holds a NUL byte (0x00) at byte ${offset}: what it names cannot be told from another name.`,
  cure: 'Ask the sender for the file as its program wrote it, without NUL bytes. This one is kept as it came.',
  offset,
  line,
  path: `ISA[1]/${element}`,
});
