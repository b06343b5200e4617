/** JSON back to bytes: parsed values as they stand (every number and string keeps its spelling), and new values. */
import { type Decimal, formatDecimal } from '@/domain/money';
import type { JsonNode } from './json';

/** A value to write. Amounts are `Decimal`, written with their scale; `number` is for counts and sequences only. */
type JsonInput =
  | string
  | boolean
  | null
  | number
  | Decimal
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput | undefined };

const COMMA = Buffer.from(',');
const COLON = Buffer.from(':');

/**
 * The value without white space between tokens, in document order. Lexemes are copied, so reading the result gives the
 * same values and the same spellings. Keys that were refused on reading are not written.
 */
export function writeNode(node: JsonNode): Buffer {
  const pieces: Buffer[] = [];
  append(node, pieces);
  return Buffer.concat(pieces);
}

/**
 * New JSON, members in the order given, `undefined` members left out. Throws `RangeError` for a number that is no
 * integer.
 */
export const writeJson = (value: JsonInput): Buffer => Buffer.from(render(value), 'utf8');

/** One resource per line (FHIR Bulk Data; application/fhir+ndjson). */
export const writeNdjson = (nodes: Iterable<JsonNode>): Buffer => {
  const pieces: Buffer[] = [];
  for (const node of nodes) pieces.push(writeNode(node), Buffer.from('\n'));
  return Buffer.concat(pieces);
};

function append(node: JsonNode, pieces: Buffer[]): void {
  if (node.kind === 'object') {
    pieces.push(Buffer.from('{'));
    let first = true;
    for (const { key, value } of node.rawMembers()) {
      if (!first) pieces.push(COMMA);
      first = false;
      pieces.push(key, COLON);
      append(value, pieces);
    }
    pieces.push(Buffer.from('}'));
  } else if (node.kind === 'array') {
    pieces.push(Buffer.from('['));
    let first = true;
    for (const item of node.items()) {
      if (!first) pieces.push(COMMA);
      first = false;
      append(item, pieces);
    }
    pieces.push(Buffer.from(']'));
  } else {
    pieces.push(node.rawScalar());
  }
}

function render(value: JsonInput): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return integerText(value);
  if (Array.isArray(value)) return `[${value.map(render).join(',')}]`;
  if (isDecimal(value)) return formatDecimal(value);
  const members = Object.entries(value)
    .filter((entry): entry is [string, JsonInput] => entry[1] !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${render(member)}`);
  return `{${members.join(',')}}`;
}

function integerText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  throw new RangeError('JSON numbers are written from integers or Decimal; a float would change the amount.');
}

const isDecimal = (value: object): value is Decimal =>
  'unscaled' in value && typeof value.unscaled === 'bigint' && 'scale' in value;
