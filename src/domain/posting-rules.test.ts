// Goal: the rules book each kind of event where they should, and no set of events can ever come out unbalanced. Method:
// examples for every rule and refusal; random remits for the laws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARC_CODES } from './carc.data';
import type { ClaimFacts, DraftLine, EventFacts, PostingContext } from './facts';
import { cashEffectMinor } from './facts';
import { createJournal } from './journal';
import { absMinor, sumMinor } from './money';
import { PLB_CODES } from './plb-codes.data';
import { draftLines, postingRules } from './posting-rules';
import { RULES_V1, RULES_V2 } from './posting-rules.data';
import { bookOf, CONTEXT, claim, journalsOf, linesOf, NO_HINTS, plb, reversalOf } from './remit.fixture';

const MANUAL = ['CS', 'WU', 'FC', 'AM', 'AH', 'SL', 'TL'];

describe('rules as data', () => {
  it('survive storage as JSON and pass their own schema', () => {
    expect(postingRules.parse(JSON.parse(JSON.stringify(RULES_V1)))).toEqual(RULES_V1);
  });

  it('know every account they name', () => {
    const named = [
      ...Object.values(RULES_V1.cashAccounts),
      ...Object.values(RULES_V1.receivables),
      ...RULES_V1.adjustments.map((rule) => rule.account),
      ...Object.values(RULES_V1.plb).flatMap((row) => [row.debit, row.credit, row.debitWhenOwed, row.debitWhenRefund]),
      RULES_V1.receivableDefault,
      RULES_V1.orphanReversalAccount,
      RULES_V1.unappliedAccount,
      RULES_V1.dueFromAccount,
      RULES_V1.dueToAccount,
    ];
    for (const account of named) if (account) expect(RULES_V1.accounts).toHaveProperty([account]);
  });

  it('refuse an account that is not one', () => {
    expect(postingRules.safeParse({ ...RULES_V1, unappliedAccount: 'not an account' }).success).toBe(false);
  });
});

describe('claims', () => {
  it.each([
    ['CO-45', '5110'],
    ['CO-253', '5120'],
    ['CO-24', '5160'],
    ['CO-137', '5150'],
    ['CO-104', '1210'],
    ['CO-105', '1220'],
    ['PR-1', '1138'],
    ['PR-96', '1138'],
  ])('books %s to %s', (code, account) => {
    expect(bookOf([claim('100', '60', [`${code} 40`])])).toContain(`100 Dr ${account} 40.00`);
  });

  it.each(['CO-197', 'CO-50', 'CO-29', 'CO-18', 'CO-999', 'OA-23', 'OA-18', 'OA-45', 'PI-45', 'CR-18'])(
    'writes nothing off for %s',
    (code) => {
      expect(bookOf([claim('100', '60', [`${code} 40`])])).toEqual(['100 Dr 1012 60.00', '100 Cr 1132 60.00']);
    },
  );

  it.each([
    ['Medicare', '1131'],
    ['commercial', '1132'],
    ['Medicaid', '1133'],
    ['Blue', '1134'],
    ['Unclassified', '1139'],
    ['constructor', '1139'],
  ])('relieves the receivable of class %s', (payerClass, account) => {
    expect(bookOf([claim('60', '60')], { payer: { code: 'P', payerClass } })).toContain(`100 Cr ${account} 60.00`);
  });

  it.each(['ACH', 'FWT', 'BOP', 'NON'])('takes %s through EFT clearing and checks through check clearing', (method) => {
    expect(bookOf([claim('60', '60')], { method })).toContain('100 Dr 1012 60.00');
    expect(bookOf([claim('60', '60')], { method: 'CHK' })).toContain('100 Dr 1015 60.00');
  });

  it.each(['23', '25'])('books no adjustment of a claim with status %s', (status) => {
    expect(linesOf([claim('100', '0', ['CO-45 100'], { status })])).toEqual([]);
  });

  it('gives each line the dimensions of its account and the rule that made it', () => {
    const lines = linesOf([claim('100', '60', ['CO-45 40'])]);
    const own = { entity: '100', affiliate: null };
    expect(lines).toEqual([
      {
        ...own,
        account: '1012',
        rule: 'claim.cash',
        amountMinor: 6000n,
        costCenter: null,
        facility: null,
        payerClass: null,
      },
      {
        ...own,
        account: '1132',
        rule: 'claim.receivable',
        amountMinor: -6000n,
        costCenter: null,
        facility: 'NOR',
        payerClass: 'Commercial',
      },
      {
        ...own,
        account: '5110',
        rule: 'claim.contractual',
        amountMinor: 4000n,
        costCenter: 'NOR-1',
        facility: 'NOR',
        payerClass: 'Commercial',
      },
      {
        ...own,
        account: '1132',
        rule: 'claim.contractual',
        amountMinor: -4000n,
        costCenter: null,
        facility: 'NOR',
        payerClass: 'Commercial',
      },
    ]);
  });
});

describe('provider adjustments', () => {
  it.each(Object.keys(PLB_CODES).filter((code) => !MANUAL.includes(code)))('%s debits what it takes', (code) => {
    const [cash, account] = linesOf([plb(`${code}:r`, '9')]);
    expect([cash?.amountMinor, account?.amountMinor]).toEqual([-900n, 900n]);
    const [back, credited] = linesOf([plb(`${code}:r`, '-9')]);
    expect([back?.amountMinor, credited?.amountMinor]).toEqual([900n, -900n]);
  });

  it.each([...MANUAL, 'ZZ', '', 'toString'])('%j waits for an account, then uses it', (reason) => {
    const facts = { ...plb('X', '9'), reason };
    expect(draftLines(facts, CONTEXT, RULES_V1)).toEqual({
      ok: false,
      failure: { code: 'PLB_CODE_UNMAPPED', field: 'plb.reason', value: reason || '(none)', params: {} },
    });
    const own = draftLines(facts, { ...CONTEXT, plbAccounts: { [reason]: '5150' } }, RULES_V1);
    expect(own.ok && own.lines[1]).toMatchObject({ account: '5150', rule: `plb.${reason}.own`, amountMinor: 900n });
  });

  it('lets a customer move a known reason, and keeps both halves of a refund together', () => {
    const plbAccounts = { WO: '2125', '72': '2135' };
    expect(bookOf([plb('WO:r', '9')], { plbAccounts, plbBalanceMinor: -1_000_000n })).toContain('100 Dr 2125 9.00');
    expect(bookOf([plb('WO:r', '9', { pairedWith72: true }), plb('72:r', '-9')], { plbAccounts })).toEqual([]);
  });

  it('never carries a facility or cost center into another legal entity', () => {
    const context = { plbAccounts: { OB: '5150' }, facility: { code: 'EAS', entity: '200', costCenter: 'EAS-1' } };
    expect(linesOf([plb('OB:r', '9')], context)[1]).toMatchObject({
      entity: '100',
      account: '5150',
      facility: null,
      costCenter: null,
      affiliate: '200',
    });
  });

  it('puts a delayed recovery into the liability and its return out of it', () => {
    expect(bookOf([plb('WO:r', '-9')])).toContain('100 Cr 2310 9.00');
    expect(bookOf([plb('WO:r', '9')], { plbBalanceMinor: -1_000_000n })).toContain('100 Dr 2310 9.00');
    expect(bookOf([plb('WO:r', '9')])).toContain('100 Dr 2120 9.00');
  });

  it('splits a recovery where the liability ends, and a delayed one where what was taken ends', () => {
    expect(bookOf([plb('WO:r', '60')], { plbBalanceMinor: -4_000n })).toEqual([
      '100 Cr 1012 60.00',
      '100 Dr 2120 20.00',
      '100 Dr 2310 40.00',
    ]);
    expect(bookOf([plb('WO:r', '-100')], { plbBalanceMinor: 2_000n })).toEqual([
      '100 Dr 1012 100.00',
      '100 Cr 2120 20.00',
      '100 Cr 2310 80.00',
    ]);
  });

  it('ends a liability by an acknowledged refund, whose other half stays in refund clearing', () => {
    const pairs = [plb('WO:r', '75', { pairedWith72: true }), plb('72:r', '-75')];
    expect(bookOf(pairs, { plbBalanceMinor: -7_500n })).toEqual(['100 Cr 2130 75.00', '100 Dr 2310 75.00']);
  });
});

describe('the second version', () => {
  const book = (facts: EventFacts): string[] => {
    const drafted = draftLines(facts, CONTEXT, RULES_V2);
    if (!drafted.ok) throw new Error(drafted.failure.code);
    return drafted.lines.map((line) => `${line.account} ${line.amountMinor}`);
  };

  it('books what OA reports, except for what repeats a prior payer', () => {
    expect(book(claim('100', '150', ['OA-94 -50']))).toEqual(['1012 15000', '1132 -15000', '5110 -5000', '1132 5000']);
    expect(book(claim('200', '20', ['OA-23 180']))).toEqual(['1012 2000', '1132 -2000']);
  });

  it('takes interest written as an adjustment as interest', () => {
    expect(book(claim('100', '105', ['CO-225 -5']))).toEqual(['1012 10500', '1132 -10500', '7010 -500', '1132 500']);
  });

  it('leaves the patient’s part of a forwarded claim to the next payer', () => {
    expect(book(claim('200', '80', ['CO-45 100', 'PR-2 20'], { status: '19' }))).toEqual([
      '1012 8000',
      '1132 -8000',
      '5110 10000',
      '1132 -10000',
    ]);
  });

  it('returns a refund in excess to refund clearing', () => {
    expect(book(plb('B2:r', '-30'))).toEqual(['1012 3000', '2130 -3000']);
    expect(linesOf([plb('B2:r', '-30')]).map((line) => line.account)).toEqual(['1012', '6320']);
  });
});

describe('whole remits and refusals', () => {
  const remit: EventFacts = { kind: 'remit', amountMinor: 33725n, unapplied: true, hints: NO_HINTS };
  const other = { facility: { code: 'EAS', entity: '200', costCenter: 'EAS-1' } };

  it('books money without usable detail as unapplied, in the entity that holds it', () => {
    expect(bookOf([remit], other)).toEqual(['100 Dr 1012 337.25', '100 Cr 2110 337.25']);
  });

  it('does not decide by itself that such money is real', () => {
    const result = draftLines({ ...remit, unapplied: false }, CONTEXT, RULES_V1);
    expect(result).toMatchObject({ ok: false, failure: { code: 'REMIT_UNBALANCED', value: 'ACME' } });
  });

  it('names a payment method without a cash account', () => {
    const result = draftLines(claim('1', '1'), { ...CONTEXT, method: 'XYZ' }, RULES_V1);
    expect(result).toMatchObject({ ok: false, failure: { code: 'PAYMENT_METHOD_UNKNOWN', value: 'XYZ' } });
  });

  it('asks for a cost center only when a line needs one', () => {
    const bare = { ...CONTEXT, facility: { ...CONTEXT.facility, costCenter: '' } };
    expect(draftLines(claim('60', '60'), bare, RULES_V1).ok).toBe(true);
    expect(draftLines(claim('100', '60', ['CO-45 40']), bare, RULES_V1)).toMatchObject({
      ok: false,
      failure: { code: 'COST_CENTER_MISSING', value: 'NOR' },
    });
  });
});

const cents = fc.bigInt({ min: -500_000n, max: 500_000n });
const adjustments = fc.array(
  fc.record({
    group: fc.constantFrom('CO', 'PR', 'OA', 'PI', 'CR'),
    reason: fc.constantFrom(...Object.keys(CARC_CODES), '999'),
    amountMinor: cents,
  }),
  { maxLength: 6 },
);
const anyClaim: fc.Arbitrary<ClaimFacts> = fc
  .record({
    paidMinor: cents,
    adjustments,
    status: fc.constantFrom('1', '2', '4', '19', '22', '23', '25'),
    balanced: fc.boolean(),
  })
  .map((part) => ({
    ...claim('0', '0'),
    ...part,
    chargeMinor: part.paidMinor + sumMinor(part.adjustments.map((fact) => fact.amountMinor)),
  }));
const anyPlb = fc
  .record({
    reason: fc.constantFrom(...Object.keys(PLB_CODES).filter((code) => !MANUAL.includes(code))),
    amountMinor: cents,
    pairedWith72: fc.boolean(),
  })
  .map((part) => ({ ...plb('X:r', '0'), ...part }));
const anyContext: fc.Arbitrary<PostingContext> = fc.record({
  cashEntity: fc.constantFrom('100', '200'),
  facility: fc.constantFrom(
    ...['100', '200', '300'].map((entity) => ({ code: `F${entity}`, entity, costCenter: 'C' })),
  ),
  payer: fc.constantFrom(...['Medicare', 'Blue', 'Odd'].map((payerClass) => ({ code: 'P', payerClass }))),
  method: fc.constantFrom('ACH', 'CHK', 'NON'),
  plbAccounts: fc.constantFrom<PostingContext['plbAccounts']>({}, { WO: '5150', OB: '1310' }),
  originalKnown: fc.boolean(),
  plbBalanceMinor: fc.constantFrom(0n, -5_000n, 5_000n),
});
const anyRemit = fc.array(fc.record({ facts: fc.oneof(anyClaim, anyPlb), context: anyContext, picked: fc.boolean() }), {
  maxLength: 12,
});
const cashOf = (lines: readonly DraftLine[], entity: string): bigint =>
  sumMinor(lines.map((line) => (/^101[25]$/.test(line.account) && line.entity === entity ? line.amountMinor : 0n)));

describe('laws', () => {
  it('balances every event per entity, and its cash leg is its cash effect', () => {
    fc.assert(
      fc.property(anyRemit, (remit) => {
        for (const event of remit) {
          const lines = linesOf([event]);
          expect(createJournal(lines).ok).toBe(true);
          expect(cashOf(lines, event.context.cashEntity)).toBe(cashEffectMinor(event.facts));
          expect(lines.every((line) => line.amountMinor !== 0n)).toBe(true);
        }
      }),
    );
  });

  it('balances any subset of a remit, and the whole pays claims minus provider adjustments', () => {
    fc.assert(
      fc.property(anyRemit, fc.constantFrom('100', '200'), (remit, cashEntity) => {
        const events = remit.map((event) => ({ ...event, context: { ...event.context, cashEntity } }));
        expect(createJournal(linesOf(events.filter((event) => event.picked))).ok).toBe(true);
        const paid = sumMinor(events.map(({ facts }) => (facts.kind === 'claim' ? facts.paidMinor : 0n)));
        const taken = sumMinor(events.map(({ facts }) => (facts.kind === 'plb' ? facts.amountMinor : 0n)));
        expect(cashOf(linesOf(events), cashEntity)).toBe(paid - taken);
      }),
    );
  });

  it('leaves nothing of a claim after its mirror reversal', () => {
    fc.assert(
      fc.property(anyClaim, anyContext, (original, context) => {
        const first = { ...original, status: '1' };
        const known = { ...context, originalKnown: true };
        const lines = linesOf([first, reversalOf(first)], known);
        expect(journalsOf(lines).flatMap((journal) => journal.lines.filter((line) => line.sent))).toEqual([]);
      }),
    );
  });

  it('owes an affiliate exactly what the affiliate is due', () => {
    fc.assert(
      fc.property(anyClaim, anyContext, (facts, context) => {
        const lines = linesOf([{ facts, context }]);
        const due = (account: string) => sumMinor(lines.map((l) => (l.account === account ? l.amountMinor : 0n)));
        expect(due('1310') + due('2410')).toBe(0n);
        const expected = context.cashEntity === context.facility.entity ? 0n : absMinor(facts.paidMinor);
        expect(absMinor(due('1310'))).toBe(expected);
      }),
    );
  });
});
