/**
 * Goal: the golden remittances end where their accounting says, in our places and in the ERP's own books.
 * Method: real Postgres, the real sandbox ERP process, the stages as the workers run them; lines are read from the ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_V2 } from '@/domain/posting-rules.data';
import * as golden from '../fixtures/x12/golden-835';
import { type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import {
  addPostingRules,
  findingsOf,
  journalsPerEntity,
  openBalances,
  reconciliationOf,
  stagesOf,
} from '../setup/books';
import { stopsOf } from '../setup/cures';
import { documentCount, ledgerOf } from '../setup/ledger';
import { openProduct, type Product, settle } from '../setup/pipeline';

const AT_ONCE = { ...RULES_V2, version: 3, orphanReversal: { waitDays: 0, afterwards: 'clearing' } };

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  // The vectors know no time: a reversal without an original is decided at once. What waiting does is tried elsewhere.
  await addPostingRules(product, 'remittance-to-cash', AT_ONCE);
}, 120_000);
afterAll(() => product.close());

let files = 0;
async function run(bytes: Uint8Array): Promise<string> {
  files += 1;
  const artifactId = await product.send(`golden-${files}.835`, bytes);
  await settle(product);
  return artifactId;
}

/** Everything posted, nothing left over, and the remit closed. */
async function expectTied(artifactId: string, receivedMinor: bigint): Promise<void> {
  const where = await product.places({ artifactId });
  expect(where.receivedMinor).toBe(receivedMinor);
  expect(where.differenceMinor).toBe(0n);
  expect(where.places.posted.amountMinor).toBe(receivedMinor);
  expect(where.places.posted.items).toBe(where.items);
  expect(await reconciliationOf(product, artifactId)).toEqual([{ state: 'tied' }]);
  await expectOneJournalPerEntity(artifactId);
}

/** A remit in detail mode is one journal in each entity it touches, however many claims it has, and it balances there. */
async function expectOneJournalPerEntity(artifactId: string): Promise<void> {
  for (const { entity, journals, debit, credit } of await journalsPerEntity(product, artifactId)) {
    expect({ entity, journals, credit }).toEqual({ entity, journals: 1, credit: debit });
  }
}

const findings = (artifactId: string) => findingsOf(product, artifactId);
const openItems = (artifactIds: readonly string[]) => openBalances(product, artifactIds);

describe('balances and provider adjustments', () => {
  it('T1: claims, reversal, correction, denial, interest and recovery become one balanced journal', async () => {
    const id = await run(golden.t1());
    await expectTied(id, 33_725n);
    expect(await journalsPerEntity(product, id)).toMatchObject([{ entity: '100', journals: 1 }]);
    // The reversal and the recovery have no original here, so both wait in recoupment clearing: 300 + 120.
    expect(await ledgerOf(product, [id])).toEqual({
      '100 1012': '337.25',
      '100 1132': '-1200.00',
      '100 1138': '50.00',
      '100 2120': '420.00',
      '100 5110': '400.00',
      '100 7010': '-7.25',
    });
  });

  it('T2: a forwarding balance over three remits nets to zero', async () => {
    const { a, b, c } = golden.t2();
    const first = await run(a);
    expect(await openItems([first])).toEqual([{ family: 'forward-balance', balance: '-20000' }]);
    const ids = [first, await run(b), await run(c)];
    await expectTied(ids[0] as string, 0n);
    await expectTied(ids[1] as string, 0n);
    await expectTied(ids[2] as string, 25_000n);
    expect(await openItems(ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({
      '100 1012': '250.00',
      '100 1132': '-450.00',
      '100 2120': '200.00',
    });
  });

  it('T3: a delayed recovery leaves a liability that the later recovery takes back', async () => {
    const { now, later } = golden.t3();
    const first = await run(now);
    await expectTied(first, 50_000n);
    expect(await openItems([first])).toEqual([{ family: 'recoupment', balance: '-5000' }]);
    const second = await run(later);
    await expectTied(second, 45_000n);
    expect(await ledgerOf(product, [second])).toMatchObject({ '100 2310': '50.00' });
    expect(await openItems([first, second])).toEqual([]);
    expect(await ledgerOf(product, [first, second])).not.toHaveProperty('100 2310');
  });

  it('T4: an acknowledged refund leaves the cash and its clearing account alone', async () => {
    const id = await run(golden.t4());
    await expectTied(id, 21_000n);
    expect(await openItems([id])).toEqual([]);
    expect(await ledgerOf(product, [id])).toEqual({ '100 1012': '210.00', '100 1132': '-210.00' });
  });

  it('T5: interest is income, and a disagreement with the claims stays visible', async () => {
    const { agrees, differs } = golden.t5();
    const good = await run(agrees);
    await expectTied(good, 20_725n);
    expect(await ledgerOf(product, [good])).toMatchObject({ '100 7010': '-7.25' });
    expect(await findings(good)).toEqual([]);
    const bad = await run(differs);
    await expectTied(bad, 20_700n);
    expect(await findings(bad)).toEqual(['X835_INTEREST_MISMATCH']);
  });

  it('T6: zero payments in three spellings are closed without a deposit and without a document', async () => {
    const before = await documentCount(product);
    const id = await run(golden.t6());
    await expectTied(id, 0n);
    expect(await documentCount(product)).toBe(before);
    expect(await stopsOf(product, [id])).toEqual([]);
  });

  it('a payment of nothing for no claim at all goes through every stage', async () => {
    const id = await run(remitBytes([{ trace: 'NOTHING', claims: [] }]));
    await expectTied(id, 0n);
    expect(await stagesOf(product, id)).toEqual(expect.arrayContaining(['parse', 'canonicalize']));
  });

  it('T13: two PLB segments of six pairs are all read; reasons without an account stop alone', async () => {
    const id = await run(golden.t13());
    const where = await product.places({ artifactId: id });
    expect(where).toMatchObject({ receivedMinor: 95_800n, differenceMinor: 0n, items: 13 });
    expect(where.places.exception).toEqual({ amountMinor: -600n, items: 2 });
    const stops = await stopsOf(product, [id]);
    expect(stops.map((s) => s.code)).toEqual(['PLB_CODE_UNMAPPED', 'PLB_CODE_UNMAPPED']);
    expect(await ledgerOf(product, [id])).toMatchObject({ '100 1012': '964.00', '100 1132': '-1000.00' });
  });

  it('T17: the debt of an affiliate is a claim on that affiliate', async () => {
    const id = await run(golden.t17());
    await expectTied(id, 380_000n);
    expect(await ledgerOf(product, [id])).toEqual({
      '100 1012': '3800.00',
      '100 1132': '-5000.00',
      '100 1310': '1200.00',
    });
  });

  it('T18: an interim payment is cleared by the claims it had already paid', async () => {
    const { payment, claims } = golden.t18();
    const first = await run(payment);
    await expectTied(first, 10_000_000n);
    const second = await run(claims);
    await expectTied(second, 0n);
    expect(await ledgerOf(product, [first, second])).toEqual({
      '100 1012': '100000.00',
      '100 1132': '-80000.00',
      '100 1330': '-20000.00',
    });
    expect(await openItems([first, second])).toEqual([{ family: 'pip', balance: '-2000000' }]);
  });
});

describe('claims', () => {
  it('T7: adjustments count once, at whichever level balances the claim', async () => {
    const { claimOnly, repeated, missing } = golden.t7();
    const lines = { '100 1012': '60.00', '100 1132': '-100.00', '100 5110': '40.00' };
    const one = await run(claimOnly);
    await expectTied(one, 6_000n);
    expect(await ledgerOf(product, [one])).toEqual(lines);
    const both = await run(repeated);
    await expectTied(both, 6_000n);
    expect(await ledgerOf(product, [both])).toEqual(lines);
    expect(await findings(both)).toEqual(['X835_CAS_AT_BOTH_LEVELS']);
    const none = await run(missing);
    await expectTied(none, 6_000n);
    expect(await findings(none)).toEqual(['X835_CLAIM_OUT_OF_BALANCE']);
    expect(await ledgerOf(product, [none])).toEqual({ '100 1012': '60.00', '100 1132': '-60.00' });
  });

  it('T8: a payment above the charges is a negative contractual adjustment', async () => {
    const id = await run(golden.t8());
    await expectTied(id, 125_000n);
    expect(await ledgerOf(product, [id])).toEqual({
      '100 1012': '1250.00',
      '100 1132': '-1000.00',
      '100 5110': '-250.00',
    });
  });

  it('T9: what the primary payer did is no write-off of ours', async () => {
    const id = await run(golden.t9());
    await expectTied(id, 30_000n);
    expect(await ledgerOf(product, [id])).toEqual({
      '100 1012': '300.00',
      '100 1132': '-400.00',
      '100 1138': '100.00',
    });
  });

  it('T10: a 4010 reversal with group CR takes back what the original posted', async () => {
    const original: RemitFacts = {
      trace: 'T10-ORIGINAL',
      claims: [
        {
          id: 'ACCT-101',
          charge: '500',
          paid: '400',
          lines: [{ charge: '500', paid: '400', cas: [['CO', '45', '100']] }],
        },
      ],
    };
    const first = await run(remitBytes([original], { version: '004010X091A1', control: '100' }));
    await expectTied(first, 40_000n);
    const second = await run(golden.t10());
    await expectTied(second, 50_000n);
    expect(await ledgerOf(product, [first, second])).toEqual({ '100 1012': '900.00', '100 1132': '-900.00' });
  });

  it('T11: a reversal of a claim nobody posted goes to recoupment clearing', async () => {
    const id = await run(golden.t11());
    await expectTied(id, 45_000n);
    expect(await ledgerOf(product, [id])).toEqual({
      '100 1012': '450.00',
      '100 1132': '-600.00',
      '100 2120': '150.00',
    });
  });

  it('T12: a correction that stands before its reversal is not taken for the original', async () => {
    const orphan = await run(golden.t12());
    await expectTied(orphan, 2_000n);
    expect(await ledgerOf(product, [orphan])).toEqual({
      '100 1012': '20.00',
      '100 1132': '-500.00',
      '100 2120': '400.00',
      '100 5110': '80.00',
    });
  });

  it('T12: with the original posted here, correction and reversal net to the corrected claim', async () => {
    const paid = (id: string, paidText: string, adjustment: string, more = {}) => ({
      id,
      charge: '500',
      paid: paidText,
      lines: [{ charge: '500', paid: paidText, cas: [['CO', '45', adjustment]] as const }],
      ...more,
    });
    const taken = {
      id: 'ACCT-125',
      status: '22',
      charge: '-500',
      paid: '-400',
      lines: [{ charge: '-500', paid: '-400', cas: [['CO', '45', '-100']] as const }],
    };
    const first = await run(remitBytes([{ trace: 'T12-ORIGINAL', claims: [paid('ACCT-125', '400', '100')] }]));
    const second = await run(
      remitBytes([{ trace: 'T12-SWAPPED', claims: [paid('ACCT-125', '420', '80'), taken] }], { control: '125' }),
    );
    await expectTied(second, 2_000n);
    expect(await ledgerOf(product, [first, second])).toEqual({
      '100 1012': '420.00',
      '100 1132': '-500.00',
      '100 5110': '80.00',
    });
    // Taken back a second time, there is nothing left to give back: a person looks.
    const again = await run(remitBytes([{ trace: 'T12-AGAIN', claims: [taken], payment: '-400' }], { control: '126' }));
    expect((await product.places({ artifactId: again })).places.posted.items).toBe(0);
    const filler = { id: 'ACCT-126', charge: '500', paid: '500', lines: [{ charge: '500', paid: '500' }] };
    const twice = await run(remitBytes([{ trace: 'T12-TWICE', claims: [filler, taken] }], { control: '127' }));
    expect((await stopsOf(product, [twice])).map((s) => s.code)).toEqual(['REVERSAL_NOT_MIRROR']);
  });

  it('a reversal of a claim that paid nothing takes its write-off back', async () => {
    const written = (id: string, charge: string, status: string) => ({
      id,
      status,
      charge,
      paid: '0',
      lines: [{ charge, paid: '0', cas: [['CO', '45', charge]] as const }],
    });
    const ids = [
      await run(remitBytes([{ trace: 'ZERO-PAID', claims: [written('ACCT-128', '90', '1')] }], { control: '128' })),
      await run(remitBytes([{ trace: 'ZERO-BACK', claims: [written('ACCT-128', '-90', '22')] }], { control: '129' })),
    ];
    expect(await ledgerOf(product, [ids[0] as string])).toEqual({ '100 1132': '-90.00', '100 5110': '90.00' });
    expect(await ledgerOf(product, ids)).toEqual({});
  });
});

describe('duplicates', () => {
  it('T14: the same remit in two envelopes, and the same bytes again, are counted and posted once', async () => {
    const documents = await documentCount(product);
    const { first, second } = golden.t14();
    for (const bytes of [first, second, first]) {
      const where = await product.places({ artifactId: await run(bytes) });
      expect(where.receivedMinor).toBe(33_725n);
      expect(where.places.duplicate).toEqual({ amountMinor: 33_725n, items: 1 });
    }
    expect(await documentCount(product)).toBe(documents);
  });
});

describe('afterwards', () => {
  it('every invariant holds, ours and the ERP’s', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
