/**
 * Goal: a refund leaves with the checkers' word alone: journal and voucher together, none before, and none after a cancel.
 * Method: real requests through the stages, with people who answer; the target of the documents is not asked.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestOf } from '@/flows/refund-to-disbursement/world.fixture';
import { answerApproval } from '@/server/approvals/answer';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { openProduct, type Product, STAGES } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 120_000);
afterAll(() => product.close());

async function decideAll(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    for (const stage of ['parse', 'canonicalize', 'map', 'map'] as const) await STAGES[stage](systemActor(stage));
  }
}
const ask = async (requestId: string, over: Record<string, unknown> = {}): Promise<void> => {
  const body = requestOf({ requestId, facility: 'CDR', ...over });
  await product.send(`${requestId}.json`, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  await decideAll();
};
const person = (name: string): Actor => ({ kind: 'user', name: `${name}@fernhollow.example`, scope: '*' });
async function answer(name: string, word: 'given' | 'declined' = 'given') {
  const [asked] = await product.sql<{ id: string; hash: string }>(
    "SELECT id, encode(set_sha256, 'hex') AS hash FROM approval WHERE state = 'asked'",
  );
  const voter = { voter: person(name).name, limitMinor: 10_000_000n, reason: 'test', setSha256: asked?.hash ?? '' };
  const answered = await withTransaction(person(name), (tx) => answerApproval(tx, asked?.id ?? '', word, voter));
  await decideAll();
  return answered.state;
}
const documents = async () =>
  (
    await product.sql<{ ref: string; state: string }>(
      "SELECT ref, state FROM posting WHERE flow_code = 'refund-to-disbursement' AND kind <> 'callback' AND state <> 'superseded' ORDER BY ref",
    )
  ).map(({ ref, state }) => `${ref} ${state}`);
const withdraw = () =>
  product.sql("UPDATE posting SET state = 'superseded' WHERE flow_code = 'refund-to-disbursement'");

describe('a refund', () => {
  it('goes as journal and voucher together, after the last of two people', async () => {
    await ask('RF-1', { amount: '15000.00', creditBalance: '15000.00' });
    expect(await documents()).toEqual(['approve-v1 proposed', 'invoice-v1 proposed']);
    expect(await answer('june')).toBe('asked');
    expect(await documents()).toEqual(['approve-v1 proposed', 'invoice-v1 proposed']);
    expect(await answer('olive')).toBe('given');
    expect(await documents()).toEqual(['approve-v1 ready', 'invoice-v1 ready']);
    const [saga] = await product.sql<{ memory: { state: string; approvedBy: string[] } }>(
      "SELECT memory FROM saga WHERE flow_code = 'refund-to-disbursement' AND memory->>'of' = 'refund'",
    );
    expect(saga?.memory).toMatchObject({
      state: 'submitting',
      approvedBy: [person('june').name, person('olive').name],
    });
    await withdraw();
  });

  it('that is declined, or cancelled while it waits, never goes', async () => {
    await ask('RF-2');
    expect(await answer('june', 'declined')).toBe('declined');
    expect(await documents()).toEqual([]);
    await ask('RF-3', { account: 'CRM00003187' });
    expect(await documents()).toEqual(['approve-v1 proposed', 'invoice-v1 proposed']);
    await ask('RF-3', { account: 'CRM00003187', action: 'cancel', version: 2 });
    expect(await documents()).toEqual([]);
    const asked = await product.sql("SELECT 1 FROM approval WHERE state = 'asked'");
    expect(asked).toEqual([]);
    const states = await product.sql<{ state: string; n: number }>(
      `SELECT i.state, count(*)::int AS n FROM item i JOIN event e ON e.id = i.event_id
       WHERE i.flow_code = 'refund-to-disbursement' AND e.type = 'refund.requested' GROUP BY 1 ORDER BY 1`,
    );
    expect(states).toEqual([
      { state: 'mapped', n: 1 },
      { state: 'rejected', n: 2 },
    ]);
  });
});
