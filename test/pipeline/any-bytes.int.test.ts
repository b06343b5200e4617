/**
 * Goal: whatever bytes a file holds, they are kept once and end read, held or quarantined; no sender is asked to send them again.
 * Method: seeded damage through the door for HTTP and the stages that read, on real PostgreSQL; what is kept is read back.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveOverHttp } from '@/server/api/ingest/receive';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runParse } from '@/server/pipeline/parse/run';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { seedFernhollow } from '../../prisma/seed/fernhollow';
import { seedFoundation } from '../../prisma/seed/foundation';
import { dbOf, keptFiles, refuseHeads, storedBytes } from '../setup/books';
import { damaged, withElement } from '../setup/damage';
import { enterDatabase } from '../setup/database';

const SEED = 20_261_201;
const FILES = 320;
const actor = systemActor('test');

let owner: pg.Pool;
beforeAll(async () => {
  const database = await enterDatabase('worker');
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  await withTransaction(actor, async (tx) => {
    await seedFoundation(tx);
    await seedFernhollow(tx, 'token');
  });
});
afterAll(async () => {
  await owner.end();
  await closeDoorbell();
  await closeDatabase();
});

const LANES = ['clearinghouse', 'bank', 'rcm'] as const;
const send = async (bytes: Uint8Array, connectionCode: string = LANES[0], name = 'a.835') => {
  const request = new Request(`http://127.0.0.1/api/ingest/${connectionCode}?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body: new Uint8Array(bytes),
  });
  const response = await receiveOverHttp(request, { actor, connectionCode });
  return { status: response.status, retry: response.headers.get('retry-after'), body: await response.json() };
};

const readAll = async () => {
  for (let moved = 1; moved > 0; ) moved = (await runParse(actor)) + (await runCanonicalize(actor));
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('files of any bytes', () => {
  it(`${FILES} damaged ones are kept once, as they came, and end`, async () => {
    const sent = new Set<string>();
    for (let index = 0; index < FILES; index += 1) {
      const bytes = damaged(SEED, index);
      const lane = LANES[index % LANES.length] as string;
      const answer = await send(bytes, lane, `${index}.dat`);
      expect({ index, ...answer }).toMatchObject({ index, status: bytes.length === 0 ? 400 : 202, retry: null });
      if (bytes.length > 0) sent.add(`${lane} ${sha256(bytes)}`);
    }
    await readAll();
    const db = dbOf(owner);
    const kept = await keptFiles(db);
    expect(kept).toHaveLength(sent.size);
    expect(new Set(kept.map((file) => `${file.connection} ${file.sha256}`))).toEqual(sent);
    expect(kept.filter((file) => !['parsed', 'quarantined'].includes(file.state))).toEqual([]);
    expect(kept.filter((file) => file.failureCode === 'POISON')).toEqual([]);
    for (const file of kept) expect(sha256(await storedBytes(actor, file.id))).toBe(file.sha256);
  }, 240_000);

  it.each([
    ['ISA06', 'ISA[1]/ISA06'],
    ['ISA13', 'ISA[1]/ISA13'],
    ['ST01', 'ISA[1]/ST01'],
  ] as const)('a NUL in %s is quarantined with a finding that says where', async (element, path) => {
    const bytes = withElement(element, Buffer.from(`8${element}\0`));
    const { status, body } = await send(bytes);
    expect(status).toBe(202);
    await readAll();
    const file = (await keptFiles(dbOf(owner))).find(({ id }) => id === body.artifactId);
    expect(file).toMatchObject({ state: 'quarantined', failureCode: 'ENVELOPE_BROKEN' });
    expect(file?.failureText).toContain(path);
    expect(file?.findings).toMatchObject([
      { code: 'X12_ENVELOPE_NUL', severity: 'error', offset: bytes.indexOf(0), line: expect.any(Number), path },
    ]);
  });

  it('a name of any characters is kept as what of it can be shown', async () => {
    const name = `in/a\u202eb\u0000\u009bc${'𝒳'.repeat(150)}.835`;
    const { status, body } = await send(Buffer.from('bytes under a name that acts'), LANES[1], name);
    expect(status).toBe(202);
    const file = (await keptFiles(dbOf(owner))).find(({ id }) => id === body.artifactId);
    // Cut in the middle of a pair, whose half is no text.
    expect(file?.name).toBe(`abc${'𝒳'.repeat(98)}\ufffd`);
  });

  it('a head that the database refuses all the same is kept without it', async () => {
    const allow = await refuseHeads(dbOf(owner), 'x12-835');
    try {
      const { status, body } = await send(withElement('ISA13', Buffer.from('777000777')));
      expect(status).toBe(202);
      await readAll();
      const file = (await keptFiles(dbOf(owner))).find(({ id }) => id === body.artifactId);
      expect(file).toMatchObject({ state: 'quarantined', failureCode: 'FORMAT_UNKNOWN' });
      expect(file?.failureText).toContain('22021');
    } finally {
      await allow();
    }
  });

  it('a file whose row the database refuses for good is refused for good, and leaves nothing', async () => {
    const before = (await keptFiles(dbOf(owner))).length;
    const allow = await refuseHeads(dbOf(owner), '%');
    try {
      const answer = await send(Buffer.from('no format at all'));
      expect(answer).toMatchObject({ status: 422, retry: null, body: { code: 'ARTIFACT_UNSTORABLE' } });
    } finally {
      await allow();
    }
    expect((await keptFiles(dbOf(owner))).length).toBe(before);
  });

  it('only what heals by itself is to be sent again by itself', async () => {
    const failing = async (code: string) => {
      const allow = await refuseHeads(dbOf(owner), '%', code);
      try {
        return await send(Buffer.from('refused for a reason of the store'));
      } finally {
        await allow();
      }
    };
    expect(await failing('53100')).toMatchObject({ status: 503, retry: '60', body: { code: 'NOT_KEPT' } });
    expect(await failing('23514')).toMatchObject({ status: 500, retry: null, body: { code: 'NOT_KEPT' } });
  });
});
