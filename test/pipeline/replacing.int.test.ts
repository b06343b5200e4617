/**
 * Goal: whatever people decide between remits, in whatever order and however often, a payment stands in the books once, nothing that
 * was taken back comes back, and nothing is taken back twice.
 * Method: remits of one trace each through the real stages and the sandbox ERP; the net of all of them by account after each history,
 * and every law of the books at the end.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cure } from '@/server/exceptions/cures';
import { confirmAdoptedPayer, mapValue } from '@/server/masterdata/changes';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { readPayerClasses } from '@/server/read/payer-class';
import { type ClaimFacts, type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import { tieOf } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { hand, settleAll, statement, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

let files = 0;
async function take(remit: RemitFacts): Promise<string> {
  files += 1;
  const bytes = remitBytes([{ date: TODAY.replaceAll('-', ''), ...remit }], { control: String(4000 + files) });
  const artifactId = await product.send(`replacing-${files}.835`, bytes);
  await settleAll(product);
  return artifactId;
}
const claim = (id: string, amount: number, more: Partial<ClaimFacts> = {}): ClaimFacts => ({
  id,
  charge: '100',
  paid: String(amount),
  cas: amount === 100 ? [] : [['CO', '45', String(100 - amount)]],
  ...more,
});
const back = (id: string, amount: number, more: Partial<ClaimFacts> = {}): ClaimFacts => ({
  id,
  charge: '-100',
  paid: String(-amount),
  cas: [['CO', '45', String(amount - 100)]],
  status: '22',
  ...more,
});
const books = (amount: number) => ({
  '100 1012': `${amount}.00`,
  '100 1132': '-100.00',
  '100 5110': `${100 - amount}.00`,
});
async function act(artifactIds: readonly string[], by: Cure): Promise<void> {
  for (const { causeId, eventId } of await stopsOf(product, artifactIds)) await cure(product, causeId, by, [eventId]);
  await settleAll(product);
}
const codes = async (...ids: string[]) => (await stopsOf(product, ids)).map(({ code }) => code);
const REPLACE: Cure = { kind: 'replace-remit' };
const BOTH: Cure = { kind: 'both-real' };

/** Three remits under one trace, each with another payment of the same claim. */
const three = async (id: string) => {
  const ids: string[] = [];
  for (const amount of [80, 75, 70]) ids.push(await take({ trace: `T-${id}`, claims: [claim(id, amount)] }));
  return ids as [string, string, string];
};

describe('a correction of a correction', () => {
  it('takes the place of what stands now', async () => {
    const [a, b, c] = await three('CHAIN');
    await act([b], REPLACE);
    expect(await ledgerOf(product, [a, b, c])).toEqual(books(75));
    await act([c], REPLACE);
    expect(await ledgerOf(product, [a, b, c])).toEqual(books(70));
    expect(await codes(a, b, c)).toEqual([]);
  });

  it('decided in the other order leaves the one that was decided last', async () => {
    const [a, b, c] = await three('OTHER-ORDER');
    await act([c], REPLACE);
    expect(await ledgerOf(product, [a, b, c])).toEqual(books(70));
    await act([b], REPLACE);
    expect(await ledgerOf(product, [a, b, c])).toEqual(books(75));
    expect(await codes(a, b, c)).toEqual([]);
  });

  it('decided at once leaves one of the two', async () => {
    const [a, b, c] = await three('AT-ONCE');
    const [first, second] = [await stopsOf(product, [b]), await stopsOf(product, [c])];
    await Promise.allSettled(
      [...first, ...second].map(({ causeId, eventId }) => cure(product, causeId, REPLACE, [eventId])),
    );
    await settleAll(product);
    const left = await stopsOf(product, [a, b, c]);
    if (left.length > 0) await act([a, b, c], REPLACE);
    expect([books(75), books(70)]).toContainEqual(await ledgerOf(product, [a, b, c]));
    expect(await codes(a, b, c)).toEqual([]);
  });
});

describe('two workers', () => {
  it('that judge two corrections of one remit at once leave one of the two', async () => {
    for (const n of [1, 2, 3]) {
      const [a, b, c] = await three(`WORKERS-${n}`);
      for (const { causeId, eventId } of await stopsOf(product, [b, c]))
        await cure(product, causeId, REPLACE, [eventId]);
      const worker = systemActor('worker/canonicalize');
      await Promise.all([runCanonicalize(worker), runCanonicalize(worker), runCanonicalize(worker)]);
      await settleAll(product);
      await new Promise((done) => setTimeout(done, 1_200));
      await settleAll(product);
      expect([books(75), books(70)]).toContainEqual(await ledgerOf(product, [a, b, c]));
      expect(await codes(a, b, c)).toEqual([]);
    }
  });
});

describe('one conflict', () => {
  it('decided by two people at once is decided one way', async () => {
    const a = await take({ trace: 'TWO-PEOPLE', claims: [claim('TWO-PEOPLE', 80)] });
    const b = await take({ trace: 'TWO-PEOPLE', claims: [claim('TWO-PEOPLE', 75)] });
    const [stop] = await stopsOf(product, [b]);
    const decide = (by: Cure) => cure(product, stop?.causeId ?? '', by, [stop?.eventId ?? '']);
    await Promise.allSettled([decide(REPLACE), decide(BOTH), decide(REPLACE), decide({ kind: 'reject' })]);
    await settleAll(product);
    const both = { '100 1012': '155.00', '100 1132': '-200.00', '100 5110': '45.00' };
    expect([books(75), books(80), both]).toContainEqual(await ledgerOf(product, [a, b]));
  });

  it('after “both are real”, a third that replaces the first leaves the second', async () => {
    const [a, b, c] = await three('THIRD');
    await act([b], BOTH);
    await act([c], REPLACE);
    expect(await ledgerOf(product, [a, b, c])).toEqual({
      '100 1012': '145.00',
      '100 1132': '-200.00',
      '100 5110': '55.00',
    });
  });

  it('is not decided again by what was replaced, sent once more', async () => {
    const a = { trace: 'AGAIN', claims: [claim('AGAIN', 80)] };
    const ids = [await take(a), await take({ ...a, claims: [claim('AGAIN', 75)] })];
    await act(ids, REPLACE);
    ids.push(await take(a));
    expect(await ledgerOf(product, ids)).toEqual(books(75));
    ids.push(await take({ ...a, claims: [claim('AGAIN', 75)] }));
    expect(await ledgerOf(product, ids)).toEqual(books(75));
  });
});

describe('what is replaced', () => {
  it('while a claim of it is stopped ends whole', async () => {
    const first = await take({
      trace: 'PARTLY',
      claims: [
        claim('PARTLY-1', 80),
        { ...claim('PARTLY-2', 80), paid: '110', charge: '100', cas: [['CO', '45', '-10']] },
      ],
    });
    const second = await take({ trace: 'PARTLY', claims: [claim('PARTLY-1', 80)] });
    await act([second], REPLACE);
    expect(await codes(first, second)).toEqual([]);
    expect(await ledgerOf(product, [first, second])).toEqual(books(80));
  });

  it('after the payer took its claim back is not taken back twice', async () => {
    const icn = 'ICN-BACKED';
    const a = await take({ trace: 'BACKED', claims: [claim('BACKED', 80, { icn })] });
    const r = await take({
      trace: 'BACKED-R',
      payment: '20',
      claims: [back('BACKED', 80, { icn }), claim('BACKED-O', 100)],
    });
    expect(await ledgerOf(product, [a, r])).toEqual({ '100 1012': '100.00', '100 1132': '-100.00' });
    const b = await take({ trace: 'BACKED', claims: [claim('BACKED', 75, { icn })] });
    await act([b], REPLACE);
    expect(await codes(a, b, r)).toEqual(['REMIT_TAKEN_BACK']);
    expect(await ledgerOf(product, [a, b, r])).toEqual({ '100 1012': '100.00', '100 1132': '-100.00' });
    await act([b], BOTH);
    expect(await codes(a, b, r)).toEqual([]);
    expect(await ledgerOf(product, [a, b, r])).toEqual({
      '100 1012': '175.00',
      '100 1132': '-200.00',
      '100 5110': '25.00',
    });
  });

  it('and reversed by the payer afterwards is a reversal that fits nothing', async () => {
    const icn = 'ICN-AFTER';
    const a = await take({ trace: 'AFTER', claims: [claim('AFTER', 80, { icn })] });
    const b = await take({ trace: 'AFTER', claims: [claim('AFTER', 75, { icn })] });
    await act([b], REPLACE);
    const r = await take({
      trace: 'AFTER-R',
      payment: '20',
      claims: [back('AFTER', 80, { icn }), claim('AFTER-O', 100)],
    });
    expect(await codes(a, b, r)).toEqual(['REVERSAL_NOT_MIRROR']);
    const exact = await take({
      trace: 'AFTER-X',
      payment: '25',
      claims: [back('AFTER', 75, { icn }), claim('AFTER-P', 100)],
    });
    expect(await codes(exact)).toEqual([]);
  });

  it('had consumed a liability, which is open again', async () => {
    const owed = await take({ trace: 'OWED-0', payment: '100', claims: [], plb: [[['WO', 'OWED', '-100']]] });
    const a = await take({
      trace: 'OWED',
      payment: '40',
      claims: [claim('OWED-1', 100)],
      plb: [[['WO', 'OWED', '60']]],
    });
    const b = await take({
      trace: 'OWED',
      payment: '70',
      claims: [claim('OWED-1', 100)],
      plb: [[['WO', 'OWED', '30']]],
    });
    await act([b], REPLACE);
    expect(await codes(owed, a, b)).toEqual([]);
    expect(await ledgerOf(product, [owed, a, b])).toMatchObject({
      '100 1012': '170.00',
      '100 1132': '-100.00',
      '100 2310': '-70.00',
    });
  });
});

describe('the deposit of a remit that is replaced', () => {
  const bank = (trace: string, cents: number, account: string) =>
    hand(product, statement([['142', cents, trace, '', `TRN*1*${trace}*1999999999~`]], { account }));

  it('is tied to what takes its place, and off by the rest', async () => {
    const a = await take({ trace: 'TIED-0001', claims: [claim('TIED-1', 80)] });
    await bank('TIED-0001', 80_00, '5500100');
    expect(await tieOf(product, 'deposit', 'TIED0001')).toMatchObject({ state: 'tied', balance: '0' });
    const b = await take({ trace: 'TIED-0001', claims: [claim('TIED-1', 75)] });
    // A remit that nobody has accepted pays nothing yet.
    expect(await tieOf(product, 'deposit', 'TIED0001')).toMatchObject({ state: 'tied', balance: '0' });
    await act([b], REPLACE);
    expect(await ledgerOf(product, [a, b])).toEqual(books(75));
    expect(await tieOf(product, 'deposit', 'TIED0001')).toMatchObject({ state: 'open', balance: '500' });
  });

  it('and came short meets what takes its place', async () => {
    await take({ trace: 'SHORT-0001', claims: [claim('SHORT-1', 80)] });
    await bank('SHORT-0001', 75_00, '5600100');
    expect(await tieOf(product, 'deposit', 'SHORT0001')).toMatchObject({ state: 'open', balance: '-500' });
    const b = await take({ trace: 'SHORT-0001', claims: [claim('SHORT-1', 75)] });
    await act([b], REPLACE);
    expect(await tieOf(product, 'deposit', 'SHORT0001')).toMatchObject({ state: 'tied', balance: '0' });
  });
});

it('a reversal takes back from where its original was booked, whatever class its payer is of by now', async () => {
  const icn = 'ICN-CLASS';
  const paid = await take({ trace: 'CLASS', claims: [claim('CLASS', 80, { icn })] });
  expect(await ledgerOf(product, [paid])).toEqual(books(80));
  const [payer] = await product.sql<{ code: string; name: string }>(
    "SELECT code, name FROM payer WHERE code LIKE 'P-%'",
  );
  const iris: Actor = { kind: 'user', name: 'iris@example.org', scope: '*' };
  const before = await withTransaction(iris, (tx) => readPayerClasses(tx, payer?.code ?? ''));
  expect(before?.receivables).toContainEqual({ payerClass: 'MEDICAID', account: '1133' });
  expect(before?.posted.items).toBeGreaterThan(0);
  await withTransaction(iris, (tx) =>
    confirmAdoptedPayer(tx, { code: payer?.code ?? '', name: payer?.name ?? '', payerClass: 'Medicaid' }),
  );
  const r = await take({
    trace: 'CLASS-R',
    payment: '20',
    claims: [back('CLASS', 80, { icn }), claim('CLASS-O', 100)],
  });
  expect(await codes(paid, r)).toEqual([]);
  // What is new goes to the receivable of the new class; the pair leaves nothing in the old one.
  expect(await ledgerOf(product, [paid, r])).toEqual({ '100 1012': '100.00', '100 1133': '-100.00' });
});

it('a reversal takes back where its original stands, whichever facility its account belongs to by now', async () => {
  const prefixes = await product.sql<{ key: string; target: string }>(
    "SELECT c.key, c.target FROM crosswalk c JOIN facility f ON f.code = c.target WHERE c.kind = 'account-prefix' AND c.valid_to IS NULL ORDER BY f.entity_code, c.key",
  );
  const [from, to] = [prefixes[0], prefixes.at(-1)];
  if (!from || !to) throw new Error('two prefixes are needed');
  const moved = { id: `${from.key}-260001`, icn: 'ICN-MOVED' };
  const paid = await take({ trace: 'MOVED', claims: [claim(moved.id, 100, { icn: moved.icn })] });
  const before = await ledgerOf(product, [paid]);
  expect(before).toMatchObject({ '100 1012': '100.00' });
  const iris: Actor = { kind: 'user', name: 'iris@example.org', scope: '*' };
  const mapping = { kind: 'account-prefix', key: from.key, target: to.target, validFrom: '2020-01-01' } as const;
  await withTransaction(iris, (tx) => mapValue(tx, mapping));
  // Once by the payer's number; without one it is another facility's account, and waits.
  const back1 = back(moved.id, 100, { icn: moved.icn, cas: [] });
  const r = await take({ trace: 'MOVED-R', payment: '0', claims: [back1, claim('MOVED-O', 100)] });
  expect(await codes(paid, r)).toEqual([]);
  // The pair is nothing in any account of any entity; what is left is the claim beside it.
  const other = await take({ trace: 'MOVED-P', claims: [claim('MOVED-Q', 100)] });
  expect(await ledgerOf(product, [paid, r])).toEqual(await ledgerOf(product, [other]));
});

it('every law of the books holds', async () => {
  expect(await product.broken()).toEqual([]);
});
