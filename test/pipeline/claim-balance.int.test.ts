/**
 * Goal: a claim whose adjustments do not explain its payment is booked with its cash and stands under a cause with what is
 * unexplained, from the moment it is booked until it is taken back or a person accepts the difference; and causes that stop nothing
 * are on the list that people work from.
 * Method: remits through the real stages; causes are read as the screen reads them. No sweep runs unless a test says so.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptDifference } from '@/server/exceptions/accept-difference';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { readCauses } from '@/server/read/exceptions';
import { readCause } from '@/server/read/exceptions-cause';
import { readItems } from '@/server/read/items';
import { stoppedOf } from '@/server/store/file-ledger';
import { lookAtClocks } from '@/server/ties/clocks';
import { type ClaimFacts, remitBytes } from '../fixtures/x12/remit-835';
import { auditOf } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { settleAll, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

const ME = 'iris@example.org';
const me: Actor = { kind: 'user', name: ME, scope: '*' };
let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

let files = 0;
/** One remit of one claim. */
async function take(id: string, charge: string, paid: string, cas: ClaimFacts['cas'], status = '1') {
  files += 1;
  // What takes money back comes with something that pays: no remit is negative.
  const rest = status === '22' ? [{ id: `REST-${files}`, charge: '90', paid: '90', cas: [] }] : [];
  const remit = {
    date: TODAY.replaceAll('-', ''),
    trace: `BALANCE${files}`,
    claims: [{ id, charge, paid, cas, status }, ...rest],
  };
  const artifactId = await product.send(`balance-${files}.835`, remitBytes([remit], { control: String(8100 + files) }));
  await settleAll(product);
  return artifactId;
}
const off = (...ids: string[]) =>
  withTransaction(me, async (tx) =>
    (await stoppedOf(tx, ids)).map(({ cause, amountMinor, items, booked }) => [cause, amountMinor, items, booked]),
  );
const listed = () => withTransaction(me, (tx) => readCauses(tx, {}, 'all', ME));
/** All claims are of one payer, and so under one cause. */
const cause = async () => (await listed()).matters.find(({ code }) => code === 'CLAIM_UNBALANCED');
const sweep = () => lookAtClocks(systemActor('sweep/ties'));

describe('a claim out of balance', () => {
  it('books its cash and says at once what is unexplained, by payer', async () => {
    const one = await take('OFF-1', '100', '80', [['CO', '45', '15']]);
    expect(await ledgerOf(product, [one])).toEqual({ '100 1012': '80.00', '100 1132': '-80.00' });
    expect(await off(one)).toEqual([['CLAIM_UNBALANCED', 500n, 1, true]]);

    const two = await take('OFF-2', '100', '60', [['CO', '45', '47']]);
    expect(await off(two)).toEqual([['CLAIM_UNBALANCED', -700n, 1, true]]);
    const { matters, causes, stopping } = await listed();
    // The two are never set off against each other.
    expect(matters.map(({ code, subjects, amountMinor, flow }) => [code, subjects, amountMinor, flow])).toEqual([
      ['CLAIM_UNBALANCED', 2, 1200n, 'remittance-to-cash'],
    ]);
    expect([causes, stopping]).toEqual([[], 0]);
    const shown = await withTransaction(me, (tx) => readCause(tx, matters[0]?.id ?? '', {}));
    expect(shown?.line).toBeNull();
    expect(
      shown?.open?.matters.map(({ amountMinor, trace, eventId }) => [amountMinor, trace, eventId !== null]),
    ).toEqual([
      [700n, 'BALANCE2', true],
      [500n, 'BALANCE1', true],
    ]);
    expect((await sweep()).raised).toBe(0);
  });

  it('is settled by its reversal and by nothing else', async () => {
    const paid = await take('OFF-3', '100', '80', [['CO', '45', '15']]);
    const other = await take('OFF-4', '100', '75', [['CO', '45', '25']]);
    expect(await off(paid, other)).toEqual([['CLAIM_UNBALANCED', 500n, 1, true]]);
    const back = await take('OFF-3', '-100', '-80', [['CO', '45', '-15']], '22');
    expect(await off(paid, other, back)).toEqual([]);
    expect(await ledgerOf(product, [paid, back])).toEqual({ '100 1012': '90.00', '100 1132': '-90.00' });
    expect((await cause())?.subjects).toBe(2);
    await sweep();
    expect(await product.sql('SELECT 1 FROM tie_cause WHERE closed_at IS NULL')).toHaveLength(2);
  });

  it('is settled by a reversal that leaves its adjustments out, once a person says that it takes the whole claim back', async () => {
    const paid = await take('OFF-8', '100', '80', [['CO', '45', '15']]);
    const back = await take('OFF-8', '-100', '-80', [], '22');
    const [stop] = await stopsOf(product, [back]);
    expect(stop?.code).toBe('REVERSAL_NOT_MIRROR');
    await cure(product, stop?.causeId ?? '', { kind: 'accept' }, [stop?.eventId ?? '']);
    await settleAll(product);
    expect(await off(paid, back)).toEqual([]);
    expect((await cause())?.subjects).toBe(2);
  });

  it('is not raised for a reversal that leaves its adjustments out, nor for statuses that book none', async () => {
    const paid = await take('OFF-5', '100', '80', [['CO', '45', '20']]);
    const back = await take('OFF-5', '-100', '-80', [], '22');
    const [stop] = await stopsOf(product, [back]);
    await cure(product, stop?.causeId ?? '', { kind: 'accept' }, [stop?.eventId ?? '']);
    await settleAll(product);
    const estimate = await take('OFF-6', '100', '0', [['CO', '45', '30']], '25');
    expect(await off(paid, back, estimate)).toEqual([]);
  });
});

describe('accepting a difference', () => {
  it('ends the cause with a name and a reason, books nothing, and asks again when it moves', async () => {
    const paid = await take('OFF-7', '100', '80', [['CO', '45', '15']]);
    const { id = '', subjects, shown = '' } = (await cause()) ?? {};
    expect(subjects).toBe(3);
    const before = await ledgerOf(product, [paid]);
    const scoped: Actor = { kind: 'user', name: ME, scope: [crypto.randomUUID()] };
    const refused = (actor: Actor, cause: string) =>
      withTransaction(actor, (tx) => acceptDifference(tx, cause, 'as agreed', shown)).catch(
        (error: { code: string }) => error.code,
      );
    expect(await refused(scoped, id)).toBe('WHOLE_SCOPE_NEEDED');
    expect(await refused(me, crypto.randomUUID())).toBe('CAUSE_NOT_FOUND');

    // One more has come since: nothing is accepted that was not shown.
    const seen = `${shown.slice(1)}0`;
    await expect(withTransaction(me, (tx) => acceptDifference(tx, id, 'as agreed', seen))).rejects.toMatchObject({
      code: 'NOTHING_TO_ACCEPT',
    });
    expect((await cause())?.subjects).toBe(3);
    expect(await withTransaction(me, (tx) => acceptDifference(tx, id, 'as agreed', shown))).toBe(3);
    expect(await refused(me, id)).toBe('NOTHING_TO_ACCEPT');
    expect(await cause()).toBeUndefined();
    expect((await sweep()).raised).toBe(0);
    expect(await off(paid)).toEqual([]);
    expect(await ledgerOf(product, [paid])).toEqual(before);
    expect(
      await product.sql(
        `SELECT DISTINCT c.state, k.accepted_by AS by, k.accepted_why AS why FROM tie_cause k JOIN cause c ON c.id = k.cause_id
          WHERE c.id = $1 AND k.accepted_by IS NOT NULL`,
        [id],
      ),
    ).toEqual([{ state: 'cured', by: ME, why: 'as agreed' }]);
    expect((await auditOf(product, id)).map(({ action }) => action)).toContain('cause.accepted');

    // Taken back it comes to zero, and nobody is asked again.
    await take('OFF-7', '-100', '-80', [['CO', '45', '-15']], '22');
    expect((await sweep()).raised).toBe(0);
    expect(await cause()).toBeUndefined();
  });

  it('is not how a missing deposit ends', async () => {
    const [row] = await product.sql<{ id: string }>(
      `INSERT INTO cause (id, fingerprint, flow_code, code, stage, field, value, params, title, cure, owner_role, due_at)
       VALUES (gen_random_uuid(), 'x', 'bank-deposits', 'DEPOSIT_MISSING', 'reconcile', 'tie.deposit', 'ACME', '{}', 'Remit has no deposit', 'Ask', 'finance-ops', now())
       RETURNING id`,
    );
    const why = withTransaction(me, (tx) => acceptDifference(tx, row?.id ?? '', 'why not', ''));
    await expect(why).rejects.toMatchObject({ code: 'NOT_ACCEPTABLE' });
  });
});

it('a claim that pays and adjusts nothing says that nothing was to be booked', async () => {
  const id = await take('NOTHING-1', '100', '0', []);
  expect(await ledgerOf(product, [id])).toEqual({});
  const { rows } = await withTransaction(me, (tx) => readItems(tx, 'posted', { artifactId: id }, null));
  expect(rows.map(({ state, reason }) => [state, reason])).toEqual([['posted', 'Nothing to book']]);
  const other = await take('NOTHING-2', '100', '100', []);
  const posted = await withTransaction(me, (tx) => readItems(tx, 'posted', { artifactId: other }, null));
  expect(posted.rows.map(({ reason }) => reason)).toEqual([null]);
});

it('every law of the books holds', async () => {
  expect(await product.broken()).toEqual([]);
});
