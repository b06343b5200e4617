import { JsonNode } from '@/formats/fhir/json';
import { parseJson } from '@/formats/fhir/tokenizer';

/**
 * One request or status as plain fields, wherever it came from: names in small letters without punctuation, so that
 * `payee.name` of JSON and `Payee_Name` of a table are the same. Elements of lists carry their number: `attachments0name`.
 */
export type Fields = ReadonlyMap<string, string>;

/** Fields read of one record; more are no refund. */
const FIELDS_MAX = 400;

export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The first of these fields that says something. */
export function textOf(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields.get(name)?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return '';
}

/** A JSON value that keeps its place in the bytes; null when the bytes are no JSON. */
export function jsonOf(bytes: Buffer): JsonNode | null {
  const mark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const body = bytes.subarray(mark);
  const { tape } = parseJson(body);
  if (tape === null) return null;
  return new JsonNode({ bytes: body, tape, offset: mark, gapAt: body.length + 1, gap: 0, latin1: false });
}

/** Fields of an object, those of its parts under joined names. */
export function fieldsOfJson(node: JsonNode): Fields {
  const fields = new Map<string, string>();
  const walk = (each: JsonNode, name: string): void => {
    if (fields.size >= FIELDS_MAX) return;
    if (each.kind === 'object') for (const [key, value] of each.members()) walk(value, name + plainName(key));
    else if (each.kind === 'array') {
      let at = 0;
      for (const value of each.items()) {
        walk(value, `${name}${at}`);
        at += 1;
      }
    } else if (each.kind !== 'null' && !fields.has(name)) fields.set(name, each.text);
  };
  walk(node, '');
  return fields;
}

/** Fields of a row of a table, by its header. */
export const fieldsOfRow = (columns: readonly string[], values: readonly string[]): Fields =>
  new Map(columns.map((column, at) => [plainName(column), values[at] ?? '']));

/** What the fields say, whatever their order and envelope. */
export const canonical = (fields: Fields): string =>
  [...fields]
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => `${name}=${JSON.stringify(value.trim())}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join('\n');
