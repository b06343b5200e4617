// Goal: whoever has no token learns from no answer which connections there are. Method: the door itself, on real rows.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POST } from '@/app/api/ingest/[connection]/route';
import { sha256 } from '@/server/platform/crypto';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { insertConnection } from '../../../../prisma/seed/foundation';
import { enterDatabase } from '../../../../test/setup/database';

const TOKEN = 'a-token-of-this-connection';
beforeAll(async () => {
  await enterDatabase('web');
  const row = { name: 'x', direction: 'inbound', kind: 'http', controlNumbers: 'note', config: {} } as const;
  await withTransaction(systemActor('test'), async (tx) => {
    await insertConnection(tx, { ...row, code: 'known', tokenSha256: sha256(TOKEN) });
    await insertConnection(tx, { ...row, code: 'tokenless' });
    await insertConnection(tx, { ...row, code: 'of-nothing', tokenSha256: sha256('') });
  });
});
afterAll(async () => {
  await closeDoorbell();
  await closeDatabase();
});

const send = async (connection: string, token: string | null) => {
  const request = new Request(`http://127.0.0.1/api/ingest/x`, {
    method: 'POST',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: 'bytes',
  });
  const answer = await POST(request, { params: Promise.resolve({ connection }) });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
};

it('says the same of every connection to whoever has no token of it', async () => {
  const answers = [];
  for (const connection of ['known', 'tokenless', 'of-nothing', 'nobody', '\0', 'a\ud800', 'x'.repeat(5_000), '-']) {
    for (const token of [null, 'a wrong one', 'another-wrong-token']) answers.push(await send(connection, token));
  }
  expect(answers[0]).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

it('takes the file of whoever has it', async () => {
  expect(await send('known', TOKEN)).toMatchObject({ status: 202 });
  expect(await send('nobody', TOKEN)).toMatchObject({ status: 401 });
});
