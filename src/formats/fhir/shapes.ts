/**
 * Shapes say what JSON an element must be and give its typed value. A resource's shape is its table of elements, so the
 * type, the check and the reader are written once. What has the wrong form is reported and left out, never guessed.
 */
import type { Span } from '../finding';
import { type FhirDecimal, parseFhirDecimal } from './decimal';
import { type FhirFindingCode, type FindingLog, fhirFinding } from './findings';
import type { JsonNode } from './json';

type ReadContext = { readonly log: FindingLog; readonly line: number };

/** Reads one value; `undefined` after a finding. */
export type Shape<T> = {
  readonly required: boolean;
  readonly read: (node: JsonNode, path: string, context: ReadContext) => T | undefined;
};

/** The record a table of shapes reads. Every element may be absent; a missing required one is a finding, not a type. */
type RecordOf<S> = { readonly [K in keyof S]?: S[K] extends Shape<infer T> ? T : never };

/** A record that knows its place: amounts and lines people follow back to the byte. */
export type Placed<T> = T & { readonly span: Span; readonly path: string };

type Table = Readonly<Record<string, Shape<unknown>>>;

/** Marks an element FHIR R4 requires (cardinality 1..). */
export const must = <T>(shape: Shape<T>): Shape<T> => ({ ...shape, required: true });

export const text: Shape<string> = scalar('string', (lexeme) => (lexeme === '' ? undefined : lexeme));

export const bool: Shape<boolean> = scalar('boolean', (lexeme) => lexeme === 'true');

/** decimal (FHIR R4 §2.24.0.1). */
export const decimal: Shape<FhirDecimal> = scalar(
  'number',
  (lexeme) => {
    const value = parseFhirDecimal(lexeme);
    return value === null ? undefined : { text: lexeme, value };
  },
  'FHIR_AMOUNT_INVALID',
);

/** integer, unsignedInt, positiveInt: sequence numbers and counts. */
export const integer: Shape<number> = scalar('number', (lexeme) =>
  /^-?\d{1,10}$/.test(lexeme) ? Number.parseInt(lexeme, 10) : undefined,
);

const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/;

/** date and dateTime (FHIR R4 §2.24.0.1); kept as written, since the precision is part of the value. */
export const date: Shape<string> = scalar('string', (lexeme) => {
  const mark = lexeme.indexOf('T');
  if (mark < 0) return DATE.test(lexeme) ? lexeme : undefined;
  return mark === 10 && DATE.test(lexeme.slice(0, mark)) && TIME.test(lexeme.slice(mark + 1)) ? lexeme : undefined;
});

/** A code bound to a value set with strength "required"; other codes are kept and reported. */
export function codeOf(...known: readonly string[]): Shape<string> {
  const set = new Set(known);
  return {
    required: false,
    read: (node, path, context) => {
      const value = text.read(node, path, context);
      if (value !== undefined && !set.has(value)) report('FHIR_CODE_UNKNOWN', node, path, context);
      return value;
    },
  };
}

/** A repeating element. `null` inside stands for a primitive that has only extensions (FHIR R4 §2.6.2.2). */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return {
    required: false,
    read: (node, path, context) => {
      if (node.kind !== 'array') return mismatch(node, path, context);
      const values: T[] = [];
      let index = 0;
      for (const item of node.items()) {
        const place = `${path}[${index++}]`;
        if (item.kind === 'null') continue;
        const value = shape.read(item, place, context);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
  };
}

/** A complex element by its table. Members outside the table are not touched; they stay in the node. */
export function element<S extends Table>(table: S): Shape<RecordOf<S>> {
  const names = Object.keys(table).filter((name) => table[name]?.required);
  return {
    required: false,
    read: (node, path, context) => {
      if (node.kind !== 'object') return mismatch(node, path, context);
      const record: Record<string, unknown> = {};
      for (const [name, value] of node.members()) {
        const shape = Object.hasOwn(table, name) ? table[name] : undefined;
        if (shape && !Object.hasOwn(record, name)) record[name] = shape.read(value, `${path}.${name}`, context);
      }
      for (const name of names) {
        if (!Object.hasOwn(record, name) && node.get(`_${name}`) === undefined) {
          report('FHIR_ELEMENT_MISSING', node, `${path}.${name}`, context);
        }
      }
      return record as RecordOf<S>;
    },
  };
}

/** As `element`, and the record carries its byte span and path. */
export function placed<S extends Table>(table: S): Shape<Placed<RecordOf<S>>> {
  const shape = element(table);
  return {
    required: false,
    read: (node, path, context) => {
      const record = shape.read(node, path, context);
      return record === undefined ? undefined : { ...record, span: node.span, path };
    },
  };
}

function scalar<T>(
  kind: JsonNode['kind'],
  read: (lexeme: string) => T | undefined,
  code: FhirFindingCode = 'FHIR_VALUE_INVALID',
): Shape<T> {
  return {
    required: false,
    read: (node, path, context) => {
      if (node.kind !== kind) return mismatch(node, path, context);
      const value = read(node.text);
      if (value === undefined) report(code, node, path, context);
      return value;
    },
  };
}

function mismatch(node: JsonNode, path: string, context: ReadContext): undefined {
  report('FHIR_TYPE_MISMATCH', node, path, context);
}

function report(code: FhirFindingCode, node: JsonNode, path: string, context: ReadContext): void {
  context.log.add(fhirFinding(code, { offset: node.span.offset, line: context.line, path }));
}
