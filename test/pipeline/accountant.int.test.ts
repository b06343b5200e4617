/**
 * Goal: money is booked once and with one sign, whatever payers send twice, late, cut or in the wrong order; people's decisions
 * between alternatives replace; and `verify` reads the books as an accountant would.
 * Method: synthetic remits of each kind through the real stages and the real sandbox ERP, an account of their own each. At the end
 * every law holds; then one thing at a time is changed behind the product's back, and the check that guards it must say so.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cure } from '@/server/exceptions/cures';
import { type ClaimFacts, type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import { passWaits, type TamperingName, tampered } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { settleAll, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
let intruder: pg.Client;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  intruder = new pg.Client({ connectionString: product.database.ownerUrl, options: '-c timezone=UTC' });
  await intruder.connect();
  await intruder.query('SET session_replication_role = replica');
}, 120_000);
afterAll(async () => {
  await intruder.end();
  await product.close();
});

let files = 0;
async function take(remit: RemitFacts): Promise<string> {
  files += 1;
  const bytes = remitBytes([{ date: TODAY.replaceAll('-', ''), ...remit }], { control: String(7000 + files) });
  const artifactId = await product.send(`accountant-${files}.835`, bytes);
  await settleAll(product);
  return artifactId;
}

const claim = (
  id: string,
  charge: string,
  paid: string,
  cas: ClaimFacts['cas'],
  more: Partial<ClaimFacts> = {},
): ClaimFacts => ({
  id,
  charge,
  paid,
  cas: cas ?? [],
  ...more,
});
const paid = (id: string, more: Partial<ClaimFacts> = {}) => claim(id, '100', '80', [['CO', '45', '20']], more);
const back = (id: string, more: Partial<ClaimFacts> = {}) =>
  claim(id, '-100', '-80', [['CO', '45', '-20']], { status: '22', ...more });
const ONCE = { '100 1012': '80.00', '100 1132': '-100.00', '100 5110': '20.00' };

async function act(artifactIds: readonly string[], by: Cure): Promise<void> {
  for (const { causeId, eventId } of await stopsOf(product, artifactIds)) await cure(product, causeId, by, [eventId]);
  await settleAll(product);
}
const codes = async (...artifactIds: string[]) => (await stopsOf(product, artifactIds)).map(({ code }) => code);

describe('what is paid is paid once', () => {
  it.each([
    ['by a relay that drops the digit before the payer’s number', { taxId: '999999999', payerId: '999999999' }],
    ['under a trace without its leading zeros', { trace: '4711' }],
    ['by another payer and another trace', { payerId: '1888888888', trace: 'ELSEWHERE' }],
  ])('when it comes again %s', async (_name, change) => {
    const id = `TWICE-${files}`;
    const first = { trace: '0004711', claims: [paid(id)] };
    const one = await take({ ...first, trace: `00${files}4711` });
    const two = await take({
      ...first,
      ...change,
      trace: 'trace' in change ? `${files}4711`.replace(/^0+/, '') : `00${files - 1}4711`,
    });
    expect(await codes(one, two)).toEqual(['REMIT_CONFLICT']);
    expect(await ledgerOf(product, [one, two])).toEqual(ONCE);
  });

  it('when a claim comes again in another remit, also where both fit under its charge', async () => {
    const forwarded = (icn: string) => claim('AGAIN', '100', '30', [['PR', '1', '70']], { status: '19', icn });
    const one = await take({ trace: 'AGAIN-1', claims: [forwarded('0047110815')] });
    const two = await take({ trace: 'AGAIN-2', claims: [forwarded('47110815'), paid('AGAIN-OTHER')] });
    expect(await codes(one, two)).toEqual(['CLAIM_REPEATED']);
    expect(await ledgerOf(product, [one])).toEqual({ '100 1012': '30.00', '100 1132': '-30.00' });
    expect(await ledgerOf(product, [two])).toEqual(ONCE);
    await act([two], { kind: 'accept' });
    expect(await codes(one, two)).toEqual([]);
    expect(await ledgerOf(product, [one, two])).toEqual({
      '100 1012': '140.00',
      '100 1132': '-160.00',
      '100 5110': '20.00',
    });
  });

  it('and a zero-pay remit with other claims is another one', async () => {
    const zero = (id: string) => ({ trace: 'ZERO', claims: [claim(id, '100', '0', [['PR', '1', '100']])] });
    const ids = [await take(zero('ZERO-1')), await take(zero('ZERO-2'))];
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({ '100 1132': '-200.00', '100 1138': '200.00' });
  });
});

describe('a decision between two remits', () => {
  const pair = async (id: string) => [
    await take({ trace: `PAIR-${id}`, claims: [paid(`${id}-1`), paid(`${id}-2`)] }),
    await take({
      trace: `PAIR-${id}`,
      claims: [claim(`${id}-1`, '100', '75', [['CO', '45', '25']]), paid(`${id}-2`)],
    }),
  ];

  it('puts the second in the place of the first: that one is taken back, and shown as such', async () => {
    const ids = await pair('REPLACE');
    expect(await codes(...ids)).toEqual(['REMIT_CONFLICT']);
    await act(ids, { kind: 'replace-remit' });
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({ '100 1012': '155.00', '100 1132': '-200.00', '100 5110': '45.00' });
    expect(await ledgerOf(product, [ids[0] as string])).toEqual({});
    const where = await product.places({ artifactId: ids[0] as string });
    expect(where.places.rejected).toEqual({ amountMinor: 16_000n, items: 2 });
    expect(where.differenceMinor).toBe(0n);
    // A third is compared with what stands now, and what was replaced is no duplicate of anything.
    const third = await take({ trace: 'PAIR-REPLACE', claims: [paid('REPLACE-3')] });
    expect(await codes(third)).toEqual(['REMIT_CONFLICT']);
    await act([third], { kind: 'replace-remit' });
    expect(await ledgerOf(product, [...ids, third])).toEqual(ONCE);
  });

  it('takes both as real, each with a charge of its own', async () => {
    const ids = await pair('REAL');
    await act(ids, { kind: 'both-real' });
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({ '100 1012': '315.00', '100 1132': '-400.00', '100 5110': '85.00' });
  });

  it('takes back PLBs as well, and what they left open', async () => {
    const first = await take({ trace: 'PLB-PAIR', claims: [paid('PLBP-1')], plb: [[['WO', 'PLBPAIR', '-10']]] });
    const second = await take({ trace: 'PLB-PAIR', claims: [paid('PLBP-1')] });
    await act([second], { kind: 'replace-remit' });
    expect(await ledgerOf(product, [first, second])).toEqual(ONCE);
  });
});

describe('a takeback', () => {
  it('waits for its original with its dollars, and both together are nothing', async () => {
    const first = await take({ trace: 'LATE-1', payment: '0', claims: [back('LATE'), paid('LATE-O')] });
    expect((await stopsOf(product, [first])).map(({ code, amount }) => [code, amount])).toEqual([
      ['ORPHAN_REVERSAL', -8_000n],
    ]);
    const second = await take({ trace: 'LATE-2', claims: [paid('LATE')] });
    expect(await codes(first, second)).toEqual([]);
    expect(await ledgerOf(product, [first, second])).toEqual(ONCE);
  });

  it('goes to clearing when nothing comes in time, and an original that comes after all meets it there', async () => {
    const first = await take({ trace: 'NEVER-1', payment: '0', claims: [back('NEVER'), paid('NEVER-O')] });
    await passWaits(product);
    await settleAll(product);
    expect(await codes(first)).toEqual([]);
    expect(await ledgerOf(product, [first])).toEqual({
      '100 1132': '-100.00',
      '100 2120': '80.00',
      '100 5110': '20.00',
    });
    const second = await take({ trace: 'NEVER-2', claims: [paid('NEVER')] });
    expect(await ledgerOf(product, [first, second])).toEqual(ONCE);
  });

  it('is found by the payer’s number under a cut account, and its correction has room again', async () => {
    const cut = { icn: 'ICN-CUT' };
    const ids = [
      await take({ trace: 'CUT-1', claims: [paid('CUTACCOUNT-LONG-01', cut)] }),
      await take({ trace: 'CUT-2', payment: '0', claims: [back('CUTACCOUNT-LONG', cut), paid('CUT-O')] }),
      await take({ trace: 'CUT-3', claims: [paid('CUTACCOUNT-LONG-01', { icn: 'ICN-CUT2' })] }),
    ];
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({ '100 1012': '160.00', '100 1132': '-200.00', '100 5110': '40.00' });
  });

  it('lets a correction go that came before it', async () => {
    const correction = claim('EARLY', '100', '90', [['CO', '45', '10']], { icn: 'ICN-EARLY' });
    const ids = [
      await take({ trace: 'EARLY-1', claims: [paid('EARLY', { icn: 'ICN-EARLY' })] }),
      await take({ trace: 'EARLY-2', claims: [correction] }),
    ];
    expect(await codes(...ids)).toEqual(['ACCOUNT_OVER_CHARGE']);
    ids.push(
      await take({ trace: 'EARLY-3', payment: '0', claims: [back('EARLY', { icn: 'ICN-EARLY' }), paid('EARLY-O')] }),
    );
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toEqual({ '100 1012': '170.00', '100 1132': '-200.00', '100 5110': '30.00' });
  });

  it('under a filler meets no stranger, and holds nobody up', async () => {
    const first = await take({ trace: 'FILL-1', claims: [paid('0', { icn: 'FILL-A' })] });
    const second = await take({
      trace: 'FILL-2',
      payment: '0',
      claims: [back('0', { icn: 'FILL-B' }), paid('NONE', { icn: 'FILL-C' })],
    });
    expect(await codes(first, second)).toEqual(['ORPHAN_REVERSAL']);
    expect(await ledgerOf(product, [first, second])).toEqual({
      '100 1012': '160.00',
      '100 1132': '-200.00',
      '100 5110': '40.00',
    });
  });
});

describe('open items of a payer', () => {
  it('come to zero by amount and never beyond, also within one remit', async () => {
    const ids = [
      await take({ trace: 'OWE-1', payment: '100', claims: [], plb: [[['WO', '00OWE', '-100']]] }),
      await take({
        trace: 'OWE-2',
        payment: '0',
        claims: [paid('OWE-C1'), claim('OWE-C2', '40', '40', [])],
        plb: [
          [
            ['WO', 'OWE', '60'],
            ['WO', 'OWE', '60'],
          ],
        ],
      }),
    ];
    expect(await codes(...ids)).toEqual([]);
    expect(await ledgerOf(product, ids)).toMatchObject({ '100 2120': '20.00' });
    expect(await ledgerOf(product, ids)).not.toHaveProperty('100 2310');
  });
});

describe('verify', () => {
  it('finds nothing in any of this', async () => {
    expect(await product.broken()).toEqual([]);
  });

  it.each<[what: string, tampering: TamperingName, check: string]>([
    ['an account that gave more than its charge', 'chargeStated', 'accounts-within-charge'],
    ['a takeback that left something in an account', 'takebackAccount', 'takebacks-pair'],
    ['a liability in debit', 'owedAccount', 'liabilities-owe'],
    ['clearing that no open item explains', 'openItem', 'open-items-explain'],
    ['two remits that say the same', 'sameTwice', 'one-live-parcel'],
  ])('finds %s', async (_what, tampering, check) => {
    const found = await tampered(intruder, tampering, async (changed) => {
      expect(changed).toBeGreaterThan(0);
      return (await product.broken()).map(({ id }) => id);
    });
    expect(found).toContain(check);
    expect(await product.broken()).toEqual([]);
  });
});
