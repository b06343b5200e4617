// Goal: no column without a class, and models that are the tables. Method: the .prisma files read as text against the
// catalogue of a migrated database, both ways.
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../setup/database';

const CLASSES = ['open', 'phi', 'pii', 'bank', 'secret'];
const SCALARS: Readonly<Record<string, string>> = {
  text: 'String',
  bpchar: 'String',
  uuid: 'String',
  bool: 'Boolean',
  int2: 'Int',
  int4: 'Int',
  int8: 'BigInt',
  timestamptz: 'DateTime',
  date: 'DateTime',
  bytea: 'Bytes',
  jsonb: 'Json',
  _uuid: 'String[]',
  _bytea: 'Bytes[]',
  _int2: 'Int[]',
  _int4: 'Int[]',
  _int8: 'BigInt[]',
};

type Field = { readonly type: string; readonly optional: boolean; readonly cls: string | null };
type Tables = Record<string, Record<string, Field>>;

function parseModels(): Tables {
  const tables: Tables = {};
  for (const file of readdirSync('prisma/models')) {
    const text = readFileSync(`prisma/models/${file}`, 'utf8');
    for (const [, body = ''] of text.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)) {
      const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? '(no @@map)';
      tables[table] = parseFields(body);
    }
  }
  return tables;
}

function parseFields(body: string): Record<string, Field> {
  const fields: Record<string, Field> = {};
  let cls: string | null = null;
  for (const line of body.split('\n')) {
    cls = /\/\/\/ @class (\w+)/.exec(line)?.[1] ?? cls;
    const field = /^\s+(\w+)\s+(\w+(?:\[\])?)(\??)(.*)$/.exec(line);
    if (!field) continue;
    const [, name = '', type = '', optional, rest = ''] = field;
    fields[/@map\("(\w+)"\)/.exec(rest)?.[1] ?? name] = { type, optional: optional === '?', cls };
    cls = null;
  }
  return fields;
}

let client: pg.Client;
const models = parseModels();
const tables: Tables = {};

beforeAll(async () => {
  const database = await freshDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string; type: string; optional: boolean }>(
    `SELECT c.table_name AS table, c.column_name AS column, c.udt_name AS type, c.is_nullable = 'YES' AS optional
     FROM information_schema.columns c
     JOIN pg_class k ON k.relname = c.table_name AND k.relnamespace = 'public'::regnamespace
     WHERE c.table_schema = 'public' AND k.relkind IN ('r', 'p') AND NOT k.relispartition
       AND c.table_name <> '_prisma_migrations'`,
  );
  for (const { table, column, type, optional } of rows) {
    const known = SCALARS[type] ?? `unmapped ${type}`;
    // Prisma has no optional lists.
    const field = { type: known, optional: optional && !known.endsWith('[]'), cls: null };
    tables[table] = { ...tables[table], [column]: field };
  }
});
afterAll(() => client.end());

describe('schema.prisma', () => {
  it('has every table and column of the database, and no other', () => {
    const names = (from: Tables) =>
      Object.entries(from)
        .flatMap(([table, fields]) => Object.keys(fields).map((column) => `${table}.${column}`))
        .toSorted();
    expect(names(models)).toEqual(names(tables));
  });

  it('gives every column its type and its optionality', () => {
    const shape = (from: Tables) =>
      Object.entries(from)
        .flatMap(([table, fields]) =>
          Object.entries(fields).map(([column, f]) => `${table}.${column} ${f.type}${f.optional ? '?' : ''}`),
        )
        .toSorted();
    expect(shape(models)).toEqual(shape(tables));
  });

  it('gives every column a class', () => {
    const unclassified = Object.entries(models).flatMap(([table, fields]) =>
      Object.entries(fields).flatMap(([column, { cls }]) =>
        CLASSES.includes(cls ?? '') ? [] : [`${table}.${column}`],
      ),
    );
    expect(unclassified).toEqual([]);
  });

  it('never calls ciphertext, blind indexes, keys or password hashes open', () => {
    const suspicious =
      /ciphertext|identifiers|(^|_)index(_|$)|password|token_sha256|wrapped_key|email|npi$|tin$|facts|memory(_before)?$|tokens|parties|order_key|natural_key/;
    const open = Object.entries(models).flatMap(([table, fields]) =>
      Object.entries(fields).flatMap(([column, { cls }]) =>
        cls === 'open' && suspicious.test(column) ? [`${table}.${column}`] : [],
      ),
    );
    expect(open).toEqual([]);
  });
});
