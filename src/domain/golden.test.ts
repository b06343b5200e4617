// Goal: every accounting vector of the product's golden list comes out to the cent. Method: synthetic remits go through
// the first posting rules into journals, which are compared as text with what an accountant would write.
import { describe, expect, it } from 'vitest';
import { isDenial } from './carc';
import type { EventFacts, PlbFacts } from './facts';
import { cashEffectMinor } from './facts';
import { createJournal } from './journal';
import { sumMinor } from './money';
import { choosePeriod } from './period';
import { applyMovements, openBalance, openItems, type PlbMovement, pairRefunds } from './plb-ledger';
import { bookOf, claim, journalsOf, linesOf, minorOf, plb, reversalOf } from './remit.fixture';
import { decideRemit, type RemitIdentity } from './remit-identity';

const cashOf = (events: readonly EventFacts[]): bigint => sumMinor(events.map(cashEffectMinor));

/** The sub-ledger after some PLB pairs, with refunds paired as canonicalize pairs them. */
function movementsOf(pairs: readonly PlbFacts[], date: string): PlbMovement[] {
  const paired = pairRefunds(pairs);
  return pairs.map((pair, at) => ({
    payer: 'ACME',
    payee: '2000000001',
    reason: pair.reason,
    referenceKey: pair.referenceKey,
    amountMinor: pair.amountMinor,
    pairedWith72: paired[at] ?? false,
    date,
  }));
}

describe('remit journals', () => {
  it('T1: a balanced remit becomes the universal remit journal', () => {
    const events = [
      claim('500', '500'),
      reversalOf(claim('300', '300')),
      claim('250', '250'),
      claim('90', '0', ['CO-197 90']),
      plb('L6', '-7.25'),
      { facts: plb('WO:fcn-1', '120'), context: { plbBalanceMinor: -12_000n } },
    ];
    expect(bookOf(events)).toEqual([
      '100 Dr 1012 337.25',
      '100 Cr 1132 450.00',
      '100 Dr 2310 120.00',
      '100 Cr 7010 7.25',
    ]);
  });

  it('T1: a recovery without a known liability goes to recoupment clearing', () => {
    expect(bookOf([claim('500', '500'), plb('WO:fcn-1', '120')])).toContain('100 Dr 2120 120.00');
  });

  it('T2: a forward balance over three remits pays 0, 0 and 250 and nets to zero', () => {
    const a = [reversalOf(claim('200', '200')), plb('FB:A', '-200')];
    const b = [claim('50', '50'), plb('FB:A', '200'), plb('FB:B', '-150')];
    const c = [claim('400', '400'), plb('FB:B', '150')];
    expect([a, b, c].map(cashOf)).toEqual([0n, 0n, minorOf('250')]);
    expect(bookOf(a, { method: 'NON' })).toEqual(['100 Dr 1132 200.00', '100 Cr 2320 200.00']);
    expect(bookOf(b, { method: 'NON' })).toEqual(['100 Cr 1132 50.00', '100 Dr 2320 50.00']);
    expect(bookOf([...a, ...b, ...c])).toEqual(['100 Dr 1012 250.00', '100 Cr 1132 250.00']);
  });

  it('T2: the forward balance ledger is open after A and B and empty after C', () => {
    const afterA = applyMovements(new Map(), movementsOf([plb('FB:A', '-200')], '2026-01-05'));
    expect(openItems(afterA)).toMatchObject([{ family: 'forward-balance', referenceKey: 'A', balanceMinor: -20000n }]);
    const afterB = applyMovements(afterA, movementsOf([plb('FB:A', '200'), plb('FB:B', '-150')], '2026-01-12'));
    expect(openItems(afterB)).toMatchObject([{ referenceKey: 'B', balanceMinor: -15000n, openedOn: '2026-01-12' }]);
    const afterC = applyMovements(afterB, movementsOf([plb('FB:B', '150')], '2026-01-19'));
    expect(openItems(afterC)).toEqual([]);
  });

  it('T3: a delayed recovery creates a liability that the later recovery clears', () => {
    const original = claim('300', '300');
    const now = [reversalOf(original), claim('250', '250'), plb('WO:fcn-7', '-50')];
    expect(cashOf(now)).toBe(0n);
    expect(bookOf(now)).toEqual(['100 Dr 1132 50.00', '100 Cr 2310 50.00']);

    const ledger = applyMovements(new Map(), movementsOf([plb('WO:fcn-7', '-50')], '2026-02-01'));
    const [later] = movementsOf([plb('WO:fcn-7', '50')], '2026-03-01');
    if (!later) throw new Error('no movement');
    const plbBalanceMinor = openBalance(ledger, later);
    expect(plbBalanceMinor).toBe(-5_000n);
    expect(bookOf([claim('80', '80'), plb('WO:fcn-7', '50')], { plbBalanceMinor })).toEqual([
      '100 Dr 1012 30.00',
      '100 Cr 1132 80.00',
      '100 Dr 2310 50.00',
    ]);
    expect(openItems(applyMovements(ledger, [later]))).toEqual([]);
  });

  it('T4: an acknowledged refund moves no cash and no liability', () => {
    const pairs = [plb('WO:refund-9', '75'), plb('72:refund-9', '-75')];
    const paired = pairRefunds(pairs);
    const events = pairs.map((pair, at) => ({ ...pair, pairedWith72: paired[at] ?? false }));
    expect(cashOf(events)).toBe(0n);
    expect(bookOf(events)).toEqual([]);
    expect(linesOf(events).map((line) => line.account)).toEqual(['1012', '2130', '1012', '2130']);
    const ledger = applyMovements(new Map(), movementsOf(events, '2026-02-01'));
    expect([...ledger.values()]).toMatchObject([{ family: 'refund', balanceMinor: 0n, movements: 2 }]);
  });

  it('T5: interest paid is income and interest taken back reduces it', () => {
    expect(bookOf([claim('100', '100'), plb('L6', '-7.25')])).toEqual([
      '100 Dr 1012 107.25',
      '100 Cr 1132 100.00',
      '100 Cr 7010 7.25',
    ]);
    expect(bookOf([claim('100', '100'), plb('L6', '2.25')])).toContain('100 Dr 7010 2.25');
  });

  it.each(['NON', 'CHK'])('T6: a zero-pay remit with method %s books no cash', (method) => {
    const events = [claim('100', '0', ['CO-45 40', 'PR-1 60']), claim('80', '0', ['CO-29 80'])];
    expect(bookOf(events, { method })).toEqual(['100 Cr 1132 100.00', '100 Dr 1138 60.00', '100 Dr 5110 40.00']);
  });

  it('T7: claim-level adjustments post in full; a claim that does not balance posts its cash only', () => {
    const adjusted = claim('100', '60', ['CO-45 40']);
    expect(bookOf([adjusted])).toEqual(['100 Dr 1012 60.00', '100 Cr 1132 100.00', '100 Dr 5110 40.00']);
    const doubled = claim('100', '60', ['CO-45 40', 'CO-45 40']);
    expect(doubled.balanced).toBe(false);
    expect(bookOf([doubled])).toEqual(['100 Dr 1012 60.00', '100 Cr 1132 60.00']);
  });

  it('T8: a payment above the charge is a negative contractual adjustment', () => {
    expect(bookOf([claim('1000', '1200', ['CO-94 -200'])])).toEqual([
      '100 Dr 1012 1200.00',
      '100 Cr 1132 1000.00',
      '100 Cr 5110 200.00',
    ]);
  });

  it('T9: a prior payer’s part has no effect on the books and is no denial', () => {
    const secondary = claim('200', '30', ['OA-23 150', 'PR-2 20'], { status: '2' });
    expect(bookOf([secondary])).toEqual(['100 Dr 1012 30.00', '100 Cr 1132 50.00', '100 Dr 1138 20.00']);
    const unpaid = claim('200', '0', ['OA-23 200'], { status: '2' });
    expect(bookOf([unpaid])).toEqual([]);
    expect(isDenial(unpaid)).toBe(false);
  });

  it('T10: a 4010 reversal with group CR takes back what each reason had done', () => {
    const original = claim('100', '50', ['CO-45 30', 'PR-1 15', 'CO-253 5']);
    const old = reversalOf(original);
    const legacy = { ...old, adjustments: old.adjustments.map((fact) => ({ ...fact, group: 'CR' })) };
    expect(bookOf([original, legacy])).toEqual([]);
  });

  it('T11: a reversal whose original is unknown goes to recoupment clearing, without adjustments', () => {
    const orphan = reversalOf(claim('100', '60', ['CO-45 40']));
    expect(bookOf([orphan], { originalKnown: false })).toEqual(['100 Cr 1012 60.00', '100 Dr 2120 60.00']);
  });

  it('T12: a correction before its reversal gives the same journal', () => {
    const original = claim('100', '60', ['CO-45 40']);
    const correction = claim('100', '70', ['CO-45 30']);
    const usual = [reversalOf(original), correction];
    const expected = ['100 Dr 1012 10.00', '100 Cr 5110 10.00'];
    expect(bookOf(usual)).toEqual(expected);
    expect(bookOf([...usual].reverse())).toEqual(expected);
  });

  it('T13: two PLB segments of six pairs each are all posted', () => {
    const codes = ['WO:1', 'FB:2', '72:3', 'L6', 'IR', 'LE', 'AP', 'E3', '50', '90', 'CT', 'BD'];
    const pairs = codes.map((code, at) => plb(code, at % 2 === 0 ? `${at + 1}.01` : `-${at + 1}.01`));
    const events = [claim('900', '900'), ...pairs];
    const cash = journalsOf(linesOf(events))[0]?.lines.find((line) => line.account === '1012');
    expect(cash?.debitMinor).toBe(minorOf('900') - sumMinor(pairs.map((pair) => pair.amountMinor)));
    expect(new Set(linesOf(pairs).map((line) => line.account)).size).toBe(codes.length + 1);
  });

  it('T16: claims of three facilities on one bank account balance in each legal entity', () => {
    const at = (code: string, entity: string) => ({ facility: { code, entity, costCenter: `${code}-1` } });
    const events = [
      { facts: claim('150', '100', ['CO-45 50']), context: at('NOR', '100') },
      { facts: claim('250', '200', ['CO-45 50']), context: at('EAS', '200') },
      { facts: reversalOf(claim('30', '30')), context: at('WES', '300') },
    ];
    expect(bookOf(events)).toEqual([
      '100 Dr 1012 270.00',
      '100 Cr 1132 150.00',
      '100 Cr 2410→200 200.00',
      '100 Dr 2410→300 30.00',
      '100 Dr 5110 50.00',
      '200 Cr 1132 250.00',
      '200 Dr 1310→100 200.00',
      '200 Dr 5110 50.00',
      '300 Dr 1132 30.00',
      '300 Cr 1310→100 30.00',
    ]);
    const byEntity = (entity: string) =>
      sumMinor(linesOf(events).map((l) => (l.entity === entity ? l.amountMinor : 0n)));
    expect(['100', '200', '300'].map(byEntity)).toEqual([0n, 0n, 0n]);
  });

  it('T17: an affiliate’s debt taken from us is due from the affiliate', () => {
    expect(bookOf([claim('500', '500'), plb('OB:x', '90')])).toEqual([
      '100 Dr 1012 410.00',
      '100 Cr 1132 500.00',
      '100 Dr 1310 90.00',
    ]);
    const named = { facility: { code: 'EAS', entity: '200', costCenter: 'EAS-1' } };
    expect(bookOf([plb('OB:x', '90')], named)).toEqual(['100 Cr 1012 90.00', '100 Dr 1310→200 90.00']);
  });

  it('T18: a periodic interim payment is cleared by the claims it paid', () => {
    const paid = [plb('PI:2026', '-100000')];
    const used = [claim('80000', '80000'), plb('PI:2026-02', '80000')];
    expect(cashOf(paid)).toBe(minorOf('100000'));
    expect(cashOf(used)).toBe(0n);
    expect(bookOf([...paid, ...used])).toEqual([
      '100 Dr 1012 100000.00',
      '100 Cr 1132 80000.00',
      '100 Cr 1330 20000.00',
    ]);
    const ledger = applyMovements(new Map(), [
      ...movementsOf(paid, '2026-01-02'),
      ...movementsOf([plb('PI:2026-02', '80000')], '2026-02-02'),
    ]);
    expect(openItems(ledger)).toMatchObject([{ family: 'pip', referenceKey: '', balanceMinor: minorOf('-20000') }]);
  });

  it('T23: a reversal of a closed period posts in the open one and keeps the link', () => {
    const calendar = [
      { period: '2026-09', startsOn: '2026-09-01', endsOn: '2026-09-30', status: 'closed' as const },
      { period: '2026-10', startsOn: '2026-10-01', endsOn: '2026-10-31', status: 'open' as const },
    ];
    const question = { entity: '100', today: '2026-10-05', calendar, originalDate: '2026-09-12' };
    expect(choosePeriod({ ...question, paymentDate: '2026-10-02' })).toEqual({
      ok: true,
      period: '2026-10',
      postingDate: '2026-10-02',
      priorPeriod: null,
      originalPeriod: '2026-09',
    });
    // The remit that carries the reversal is itself dated in the closed period.
    expect(choosePeriod({ ...question, paymentDate: '2026-09-30' })).toMatchObject({
      period: '2026-10',
      postingDate: '2026-10-05',
      priorPeriod: '2026-09',
      originalPeriod: '2026-09',
    });
    expect(bookOf([reversalOf(claim('100', '60', ['CO-45 40']))])).toEqual([
      '100 Cr 1012 60.00',
      '100 Dr 1132 100.00',
      '100 Cr 5110 40.00',
    ]);
  });
});

describe('remit identity', () => {
  const known: RemitIdentity = {
    payerKey: '1890000001',
    trn02: 'EFT0001',
    amountMinor: 33725n,
    paymentDate: '2026-01-05',
    payeeId: '2000000001',
    claimCount: 4,
    plan: '',
    paidDigest: 'ee'.repeat(32),
    contentSha256: 'aa'.repeat(32),
  };

  it('T14: the same remit in another envelope is a duplicate', () => {
    expect(decideRemit({ ...known, contentSha256: 'AA'.repeat(32) }, [known])).toEqual({ outcome: 'duplicate', known });
  });

  it('T15: the same trace with another amount is a conflict', () => {
    const other = { ...known, amountMinor: 33700n, contentSha256: 'bb'.repeat(32) };
    expect(decideRemit(other, [known])).toEqual({ outcome: 'conflict', known });
  });
});

it('the golden remits are refused as a whole when one cent goes missing', () => {
  const lines = linesOf([claim('500', '500')]);
  const [first, ...rest] = lines;
  if (!first) throw new Error('no lines');
  const result = createJournal([{ ...first, amountMinor: first.amountMinor - 1n }, ...rest]);
  expect(result).toMatchObject({ ok: false, entity: '100', differenceMinor: -1n });
});
