import type { Span } from '@/formats/finding';

/** One row of a table and the bytes it stands in, its line end included. */
export type Row = { readonly values: readonly string[]; readonly span: Span; readonly broken: boolean };

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Rows of a small delimited file (RFC 4180), whole in memory, with exact spans. The streaming reader of `formats/csv`
 * cannot be asked from inside a `push`; request files hold hundreds of rows and not millions.
 */
export function rowsOf(bytes: Buffer, separator: string, from = 0): Row[] {
  const rows: Row[] = [];
  const comma = separator.charCodeAt(0);
  let at = from;
  while (at < bytes.length) {
    const { values, next, broken } = rowAt(bytes, at, comma);
    if (values.length > 1 || values[0]?.trim() !== '') {
      rows.push({ values, span: { offset: at, length: next - at }, broken });
    }
    at = next;
  }
  return rows;
}

function rowAt(bytes: Buffer, start: number, comma: number): { values: string[]; next: number; broken: boolean } {
  const values: string[] = [];
  let at = start;
  for (;;) {
    const field = fieldAt(bytes, at, comma);
    values.push(field.value);
    at = field.next;
    if (field.broken) return { values, next: bytes.length, broken: true };
    if (bytes[at] !== comma) break;
    at += 1;
  }
  if (bytes[at] === CR) at += 1;
  if (bytes[at] === LF) at += 1;
  return { values, next: at, broken: false };
}

type Field = { readonly value: string; readonly next: number; readonly broken: boolean };

function fieldAt(bytes: Buffer, start: number, comma: number): Field {
  const isEnd = (byte: number | undefined): boolean =>
    byte === undefined || byte === comma || byte === CR || byte === LF;
  if (bytes[start] !== QUOTE) {
    let at = start;
    while (!isEnd(bytes[at])) at += 1;
    return { value: bytes.toString('utf8', start, at), next: at, broken: false };
  }
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    // A quote that is never closed would swallow the rest of the file: the row is broken, and so is the file.
    if (quote < 0) return { value: '', next: bytes.length, broken: true };
    value += bytes.toString('utf8', from, quote);
    if (bytes[quote + 1] === QUOTE) {
      value += '"';
      from = quote + 2;
    } else {
      const next = quote + 1;
      return { value, next, broken: !isEnd(bytes[next]) };
    }
  }
}
