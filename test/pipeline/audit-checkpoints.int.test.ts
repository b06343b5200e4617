/**
 * Goal: whoever owns the database and edits its audit is found out, by `verify` and by the verifier that shares no code with it.
 * Method: chains under three checkpoints; as superuser, one tampering at a time, undone from a copy afterwards.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit, hashEntry } from '@/server/audit';
import { addCheckpoint } from '@/server/audit/checkpoint';
import { checkpointFile, publicKeyFile, readLines } from '@/server/audit/checkpoint-file';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { auditCheckpointed } from '@/server/verify/audit-checkpoints';
import { enterDatabase, type TestDatabase } from '../setup/database';

const actor = systemActor('verify');
const TABLES = ['audit', 'audit_head', 'audit_checkpoint', 'verify_run'];
let database: TestDatabase;
let intruder: pg.Client;

async function write(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const entry = { action: 'test.acted', subjectKind: 'test', subjectId: `s${i}`, detail: { i } };
    for (const chain of ['map', 'post']) await withTransaction(systemActor(chain), (tx) => appendAudit(tx, entry));
  }
}
const independent = () =>
  new Promise<number>((done) => {
    const args = ['scripts/audit-verify.mjs', database.ownerUrl, checkpointFile(), publicKeyFile()];
    execFile(process.execPath, args, (error) => done(error ? Number(error.code) : 0));
  });

beforeAll(async () => {
  database = await enterDatabase('worker');
  intruder = new pg.Client({ connectionString: database.ownerUrl, options: '-c timezone=UTC' });
  await intruder.connect();
  await intruder.query('SET session_replication_role = replica');
  await write(5);
  await addCheckpoint(actor);
  for (const table of TABLES) await intruder.query(`CREATE TABLE older_${table} AS TABLE ${table}`);
  for (const count of [6, 7]) {
    await write(count);
    await addCheckpoint(actor);
  }
  for (const table of TABLES) await intruder.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
});
afterAll(async () => {
  await intruder.end();
  await closeDatabase();
});

/** The chain `map` from `seq` on as an intruder who knows the code writes it: every hash and the head agree. */
async function rewrite(from: number): Promise<void> {
  await intruder.query("UPDATE audit SET actor = 'nobody' WHERE chain = 'map' AND seq >= $1", [from]);
  const { rows } = await intruder.query(
    `SELECT id, chain, seq, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, action, subject_kind AS "subjectKind",
       subject_id AS "subjectId", detail, hash FROM audit WHERE chain = 'map' ORDER BY seq`,
  );
  let prev: Buffer = Buffer.alloc(32);
  for (const row of rows) {
    const hash = hashEntry(prev, row);
    await intruder.query('UPDATE audit SET prev_hash = $2, hash = $3 WHERE id = $1', [row.id, prev, hash]);
    prev = hash;
  }
  await intruder.query("UPDATE audit_head SET hash = $1 WHERE chain = 'map'", [prev]);
}
const sql = (text: string) => () => intruder.query(text);
const older = (...tables: string[]) =>
  sql(tables.map((table) => `DELETE FROM ${table}; INSERT INTO ${table} TABLE older_${table}`).join(';'));
/** An id nobody has, in the same month's partition. */
const OTHER_ID = "(left(id::text, 24) || '000000000000')::uuid";
const keptId = (seq: number) => `(SELECT id FROM kept_audit WHERE chain = 'map' AND seq = ${seq})`;
const copyRow = (seq: string) =>
  `INSERT INTO audit SELECT ${OTHER_ID}, chain, ${seq}, at, actor, action, subject_kind, subject_id, detail, prev_hash, hash
   FROM audit WHERE chain = 'map' AND seq = 18`;

it('everything holds before, and the key is its owner’s alone', async () => {
  expect(readLines()).toHaveLength(3);
  expect(statSync(path.join(path.dirname(checkpointFile()), 'signing-key.pem')).mode & 0o777).toBe(0o600);
  expect(await auditCheckpointed(actor)).toMatchObject({ ok: true });
  expect(await independent()).toBe(0);
});

it.each<[string, () => Promise<unknown>]>([
  ['the tail cut back together with its head', older('audit', 'audit_head')],
  ['everything after the first checkpoint written anew', () => rewrite(6)],
  ['everything written anew, anchors deleted', () => rewrite(1).then(sql('DELETE FROM verify_run'))],
  [
    'a chain gone with its head',
    sql("DELETE FROM audit WHERE chain = 'map'; DELETE FROM audit_head WHERE chain = 'map'"),
  ],
  ['a row below one', sql(copyRow('0'))],
  ['a chain without a head', sql("DELETE FROM audit_head WHERE chain = 'map'")],
  ['a row past the head', sql(copyRow('19'))],
  ['a changed id', sql(`UPDATE audit SET id = ${OTHER_ID} WHERE chain = 'map' AND seq = 3`)],
  [
    'swapped ids',
    sql(
      [`${OTHER_ID} WHERE seq = 3`, `${keptId(3)} WHERE seq = 4`, `${keptId(4)} WHERE seq = 3`]
        .map((change) => `UPDATE audit SET id = ${change} AND chain = 'map'`)
        .join(';'),
    ),
  ],
  ['all of it truncated', sql('TRUNCATE audit, audit_head, verify_run, audit_checkpoint')],
  ['an older copy of every table', older(...TABLES)],
  ['an edited checkpoint', sql('UPDATE audit_checkpoint SET line = reverse(line) WHERE n = 2')],
  ['a deleted checkpoint', sql('DELETE FROM audit_checkpoint WHERE n = 2')],
])('%s', async (_, tamper) => {
  try {
    await tamper();
    expect(await auditCheckpointed(actor)).toMatchObject({ ok: false });
    expect(await independent()).toBe(1);
  } finally {
    for (const table of TABLES) await intruder.query(`TRUNCATE ${table}; INSERT INTO ${table} TABLE kept_${table}`);
  }
  expect(await auditCheckpointed(actor)).toMatchObject({ ok: true });
});

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it('any column of any row, edited at random, and any rows deleted', async () => {
  const next = numbers(7);
  const edits = [
    `id = ${OTHER_ID}`,
    ...['chain', 'actor', 'action', 'subject_kind', 'subject_id', 'detail'].map((name) => `${name} = ${name} || 'x'`),
    'seq = seq + 100',
    "at = at + interval '1 microsecond'",
    "prev_hash = sha256('x')",
    "hash = sha256('x')",
  ];
  for (let round = 0; round < 60; round += 1) {
    const where = `WHERE chain = '${['map', 'post'][next(2)]}' AND seq = ${1 + next(18)}`;
    const edit = edits[next(edits.length + 2)];
    const text = edit ? `UPDATE audit SET ${edit} ${where}` : `DELETE FROM audit ${where}`;
    expect((await intruder.query(text)).rowCount, text).toBe(1);
    expect((await auditCheckpointed(actor)).ok, text).toBe(false);
    await intruder.query('TRUNCATE audit; INSERT INTO audit TABLE kept_audit');
  }
});

it('what was cut back is not signed', async () => {
  await older('audit', 'audit_head')();
  await expect(addCheckpoint(actor)).rejects.toThrow('shorter than its checkpoint');
  for (const table of TABLES) await intruder.query(`TRUNCATE ${table}; INSERT INTO ${table} TABLE kept_${table}`);
});

it('a crash while one is written is no tampering, and the next one goes on', async () => {
  const whole = readLines().length;
  appendFileSync(checkpointFile(), '{"body":{"n":');
  expect(await auditCheckpointed(actor)).toMatchObject({ ok: true });
  // Written outside, and not told to the database before the crash.
  await intruder.query('DELETE FROM audit_checkpoint WHERE n = $1', [whole]);
  expect(await auditCheckpointed(actor)).toMatchObject({ ok: true });
  await write(1);
  await addCheckpoint(actor);
  expect(readLines()).toHaveLength(whole + 1);
  expect(await auditCheckpointed(actor)).toMatchObject({ ok: true });
  expect(await independent()).toBe(0);
  const { rows } = await intruder.query('SELECT count(*)::int AS n FROM audit_checkpoint');
  expect(rows[0].n).toBe(whole + 1);
  for (const table of TABLES)
    await intruder.query(`DROP TABLE kept_${table}; CREATE TABLE kept_${table} AS TABLE ${table}`);
});

it('the web role writes neither checkpoints nor anchors', async () => {
  const web = new pg.Client({ connectionString: database.webUrl });
  await web.connect();
  const checkpoint = web.query("INSERT INTO audit_checkpoint VALUES (9, 'x')");
  await expect(checkpoint).rejects.toThrow('permission denied');
  const anchor = web.query("INSERT INTO verify_run VALUES (gen_random_uuid(), now(), true, 1, '[]')");
  await expect(anchor).rejects.toThrow('permission denied');
  await web.end();
});

it('a file that vanished is a failure, and nothing begins anew', async () => {
  rmSync(checkpointFile());
  expect((await auditCheckpointed(actor)).example).toContain('restore both');
  await expect(addCheckpoint(actor)).rejects.toThrow('missing');
});
