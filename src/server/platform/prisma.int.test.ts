// Goal: Prisma sees what the actor's scope allows and keeps instants whole. Method: real PostgreSQL, the web role.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addEntity, addFacility, dbOf } from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { systemActor } from './db';
import { closePrisma, withPrisma } from './prisma';

const MINE = '00000000-0000-7000-8000-00000000000a';
const OTHER = '00000000-0000-7000-8000-00000000000b';
const INSTANT = new Date('2026-03-08T08:30:00.123Z');

beforeAll(async () => {
  const database = await enterDatabase('web');
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  // A server that lives elsewhere: without a session in UTC the adapter would shift every instant.
  await owner.query(`ALTER DATABASE ${database.name} SET timezone = 'America/Chicago'`);
  const books = dbOf(owner);
  await addEntity(books, '900', 'Entity', INSTANT);
  await addFacility(books, { id: MINE, code: 'A', entity: '900' });
  await addFacility(books, { id: OTHER, code: 'B', entity: '900' });
  await owner.end();
});
afterAll(closePrisma);

it('applies the scope of the actor to every row', async () => {
  const codes = (scope: '*' | string[]) =>
    withPrisma({ kind: 'user', name: 'someone', scope }, async (tx) =>
      (await tx.facility.findMany({ orderBy: { code: 'asc' } })).map(({ code }) => code),
    );
  expect(await codes('*')).toEqual(['A', 'B']);
  expect(await codes([MINE])).toEqual(['A']);
  expect(await codes([])).toEqual([]);
});

it('reads and writes instants unchanged', async () => {
  const entity = await withPrisma(systemActor('test'), (tx) =>
    tx.legalEntity.findUniqueOrThrow({ where: { code: '900' } }),
  );
  expect(entity.createdAt).toEqual(INSTANT);
});
