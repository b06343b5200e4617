// Goal: every event becomes one journal that balances by itself and per entity, or stops under the first thing missing with
// the scope known by then. Method: remits read through the source and decided under small master data; laws over random ones.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftLine } from '@/domain/draft';
import { createJournal } from '@/domain/journal';
import type { Master } from '@/domain/master';
import { sumMinor } from '@/domain/money';
import { remits } from '../../../test/fixtures/x12/arbitrary-835';
import { type RemitFacts, remitBytes } from '../../../test/fixtures/x12/remit-835';
import type { Decision } from '../flow';
import { decide, type RemitItem } from './decide';
import type { KnownClaim } from './facts';
import { facility, itemOf, type Known, masterOf, type ReadParcel, readBytes, readRemit } from './flow.fixture';
import { RULES_V1, RULES_V2 } from './rules.data';

const CLAIM = { id: 'LKG-1001', charge: '100', paid: '60', cas: [['CO', '45', '40'] as const] };
const KNOWN = { 'payer|1999999999': 'ACME', 'payee-npi|1234567893': 'NOR' };

const decideFirst = (remit: RemitFacts, master = masterOf(), known: Known = {}): Decision<never> => {
  const read = readRemit(remit);
  return decide(itemOf(read, read.events[0] ?? null, known), master, RULES_V1);
};
const decideAll = (read: ReadParcel, master: Master, known: Known = {}): Decision<never>[] =>
  read.events.map((event) => decide(itemOf(read, event, known), master, RULES_V1));

function linesOf(decision: Decision<never>): readonly DraftLine[] {
  if (decision.kind !== 'post') throw new Error(`${decision.kind} is no posting`);
  return decision.drafts.flatMap((draft) => draft.lines);
}

/** The journal as an accountant writes it: `100 Dr 1012 60.00`. */
function book(lines: readonly DraftLine[]): string[] {
  const result = createJournal(lines);
  if (!result.ok) throw new Error(`entity ${result.entity} is off by ${result.differenceMinor}`);
  return result.journals.flatMap(({ entity, lines: made }) =>
    made
      .filter((line) => line.sent)
      .map((line) => {
        const cents = (line.debitMinor + line.creditMinor).toString().padStart(3, '0');
        const affiliate = line.affiliate ? `→${line.affiliate}` : '';
        const side = line.debitMinor > 0n ? 'Dr' : 'Cr';
        return `${entity} ${side} ${line.account}${affiliate} ${cents.slice(0, -2)}.${cents.slice(-2)}`;
      }),
  );
}

/** A claim that stands in the books of its account. */
const BOOKED = {
  payer: 'ACME',
  facility: 'NOR',
  control: '',
  sameAccount: true,
  booked: null,
  settled: true,
  stopped: false,
  marks: [],
};

describe('a claim', () => {
  it('becomes one cash journal of the payee’s entity in the scope of its facility', () => {
    const decision = decideFirst({ trace: 'EFT1', claims: [CLAIM] });
    expect(decision).toMatchObject({
      kind: 'post',
      scope: { entity: '100', facility: 'NOR', payer: 'ACME' },
      drafts: [
        { ref: 'cash', kind: 'journal', role: 'cash', asset: 'USD/2', entity: '100', description: '835 ACME EFT1' },
      ],
      ties: [],
    });
    expect(book(linesOf(decision))).toEqual(['100 Dr 1012 60.00', '100 Cr 1132 100.00', '100 Dr 5110 40.00']);
  });

  it('that moves nothing still asks for its period: a draft without lines, and the entity it belongs to', () => {
    const decision = decideFirst({ trace: '', claims: [{ id: 'A1', charge: '0', paid: '0' }] });
    expect(decision).toMatchObject({ kind: 'post', drafts: [{ entity: '100', lines: [], description: '835 ACME' }] });
  });

  it('of another entity’s facility is bridged, and shows in the scope of that facility', () => {
    const master = masterOf({
      facilities: [facility('NOR', '100'), facility('EAS', '200')],
      crosswalk: { ...KNOWN, 'account-prefix|LKG': 'EAS' },
    });
    const decision = decideFirst({ trace: 'EFT1', claims: [CLAIM] }, master);
    expect(decision).toMatchObject({ scope: { entity: '200', facility: 'EAS' }, drafts: [{ entity: '100' }] });
    expect(book(linesOf(decision))).toEqual([
      '100 Dr 1012 60.00',
      '100 Cr 2410→200 60.00',
      '200 Cr 1132 100.00',
      '200 Dr 1310→100 60.00',
      '200 Dr 5110 40.00',
    ]);
  });

  it('goes where the claim master says, before any prefix', () => {
    const master = masterOf({
      facilities: [facility('NOR', '100'), facility('EAS', '200')],
      crosswalk: { ...KNOWN, 'account-prefix|LKG': 'NOR' },
    });
    const known = { recalled: { claimMaster: 'EAS' } };
    expect(decideFirst({ trace: 'T', claims: [CLAIM] }, master, known).kind).toBe('post');
    expect(decideFirst({ trace: 'T', claims: [CLAIM] }, master, known)).toMatchObject({ scope: { facility: 'EAS' } });
  });

  it('of a provisional facility posts without a cost center', () => {
    const master = masterOf({ facilities: [facility('NOR', '100', { provisional: true, costCenter: null })] });
    const lines = linesOf(decideFirst({ trace: 'T', claims: [CLAIM] }, master));
    expect(lines.map((line) => line.costCenter)).toEqual([null, null, null, null]);
    expect(lines.some((line) => line.account === '5110')).toBe(true);
  });
});

describe('a reversal', () => {
  const original: RemitFacts = {
    trace: 'T0',
    claims: [{ ...CLAIM, cas: [['CO', '45', '30'] as const, ['PR', '2', '10'] as const] }],
  };
  const backed = (over: Partial<(typeof original.claims & object)[number]> = {}): RemitFacts => ({
    trace: 'T',
    claims: [
      {
        ...CLAIM,
        status: '22',
        charge: '-100',
        paid: '-60',
        cas: [['CO', '45', '-30'] as const, ['PR', '2', '-10'] as const],
        ...over,
      },
    ],
  });
  const known = (over: Partial<KnownClaim> = {}): KnownClaim => ({
    id: 'item-0',
    parcel: 'parcel-0',
    facts: readRemit(original).events[0]?.facts as KnownClaim['facts'],
    payerKey: '1999999999',
    ...BOOKED,
    ...over,
  });
  const of = (remit: RemitFacts, history: readonly KnownClaim[] = [], marks: readonly string[] = []) => {
    const read = readRemit(remit);
    const judgements = marks.map((mark) => ({ mark, by: 'ana' }));
    return decide(itemOf(read, read.events[0] ?? null, { recalled: { history }, judgements }), masterOf(), RULES_V2);
  };

  it('gives back whatever its original booked, account by account', () => {
    const lines = linesOf(of(backed(), [known()]));
    expect(book([...linesOf(of(original)), ...lines])).toEqual([]);
    expect(book(lines)).toEqual(['100 Cr 1012 60.00', '100 Dr 1132 100.00', '100 Cr 1138 10.00', '100 Cr 5110 30.00']);
  });

  it('of nothing known waits beside its queue for its original, and goes to clearing when its days are over', () => {
    expect(of(backed())).toMatchObject({
      kind: 'stop',
      queue: 'aside',
      failure: { code: 'ORPHAN_REVERSAL', value: 'Acme Health' },
      wakes: { until: { day: '2026-02-05T09:00:00.000Z', mark: 'original-never-came' } },
    });
    expect(book(linesOf(of(backed(), [], ['original-never-came'])))).toEqual([
      '100 Cr 1012 60.00',
      '100 Dr 2120 60.00',
    ]);
    expect(book(linesOf(of(backed(), [], ['accepted'])))).toEqual(['100 Cr 1012 60.00', '100 Dr 2120 60.00']);
  });

  it('is waited for by its topic: the original that comes says so', () => {
    const waiting = known({
      facts: readRemit(backed()).events[0]?.facts as KnownClaim['facts'],
      settled: false,
      stopped: true,
    });
    const orphan = of(backed());
    const signals = (() => {
      const decision = of(original, [waiting]);
      return decision.kind === 'post' ? decision.signals : [];
    })();
    expect(orphan.kind === 'stop' && orphan.wakes?.for.some((topic) => signals?.includes(topic))).toBe(true);
  });

  it.each([
    ['other reasons', { cas: [['CO', '216', '-40'] as const] }],
    ['no adjustments', { cas: [] }],
    ['another payment', { paid: '-50', cas: [['CO', '45', '-50'] as const] }],
  ])('with %s is no mirror, and stops until a person accepts it', (_name, over) => {
    expect(of(backed(over), [known()])).toMatchObject({
      kind: 'stop',
      queue: 'blocks',
      failure: { code: 'REVERSAL_NOT_MIRROR', field: 'claim.reversal', value: 'Acme Health' },
      scope: { entity: '100', facility: 'NOR', payer: 'ACME' },
    });
  });

  it('that a person accepts takes back the whole claim, as it was booked', () => {
    const accepted = of(backed({ cas: [] }), [known()], ['accepted']);
    expect(book([...linesOf(of(original)), ...linesOf(accepted)])).toEqual([]);
  });

  it('finds its original by the payer’s claim number under a cut account, and never a stranger', () => {
    const control = 'controlNumber:ICN-1';
    const cut = backed({ id: 'LKG-1', icn: 'ICN-1' });
    expect(of(cut, [known({ sameAccount: false, control })]).kind).toBe('post');
    expect(of(cut, [known({ payerKey: '1888888888', sameAccount: false, control })])).toMatchObject({
      failure: { code: 'ORPHAN_REVERSAL' },
    });
  });
});

describe('an account', () => {
  const first = (over: Partial<KnownClaim> = {}): KnownClaim => ({
    id: 'item-0',
    parcel: 'parcel-0',
    facts: readRemit({ trace: 'T0', claims: [{ ...CLAIM, paid: '80', cas: [['PR', '2', '20'] as const] }] }).events[0]
      ?.facts as KnownClaim['facts'],
    payerKey: '1777777777',
    ...BOOKED,
    ...over,
  });
  const of = (
    claim: Partial<typeof CLAIM> & { status?: string },
    known: readonly KnownClaim[],
    marks: string[] = [],
  ) => {
    const read = readRemit({ trace: 'T', claims: [{ ...CLAIM, ...claim }] } as RemitFacts);
    const judgements = marks.map((mark) => ({ mark, by: 'ana' }));
    return decide(
      itemOf(read, read.events[0] ?? null, { recalled: { history: known }, judgements }),
      masterOf(),
      RULES_V2,
    );
  };

  it('never gives more than its charge: beyond it a person sees what each payer took', () => {
    const again = of({ paid: '80', cas: [['CO', '45', '20']] as never, status: '2' }, [first()]);
    expect(again).toMatchObject({
      kind: 'stop',
      queue: 'aside',
      failure: {
        code: 'ACCOUNT_OVER_CHARGE',
        params: { over: '80.00', charge: '100.00', sums: '777777777 100.00 of 100.00; 999999999 80.00 of 100.00' },
      },
    });
  });

  it('accepted, books what is still open and leaves cash beyond the charge in unapplied', () => {
    const lines = linesOf(of({ paid: '80', cas: [['CO', '45', '20']] as never, status: '2' }, [first()], ['accepted']));
    expect(book(lines)).toEqual(['100 Dr 1012 80.00', '100 Cr 1138 20.00', '100 Cr 2110 60.00']);
  });

  it('lets a later payer pay what the first left to the patient', () => {
    const lines = linesOf(of({ paid: '20', cas: [['OA', '23', '80']] as never, status: '2' }, [first()]));
    expect(book(lines)).toEqual(['100 Dr 1012 20.00', '100 Cr 1138 20.00']);
  });

  it('of another facility is another account', () => {
    const lines = linesOf(of({ paid: '80', cas: [['CO', '45', '20']] as never }, [first({ facility: 'EAS' })]));
    expect(book(lines)).toEqual(['100 Dr 1012 80.00', '100 Cr 1132 100.00', '100 Dr 5110 20.00']);
  });

  it('that two real payments share has two charges', () => {
    const twice = first({ payerKey: '1999999999' });
    const lines = linesOf(of({ paid: '80', cas: [['CO', '45', '20']] as never }, [twice], ['real-too']));
    expect(book(lines)).toEqual(['100 Dr 1012 80.00', '100 Cr 1132 100.00', '100 Dr 5110 20.00']);
  });
});

describe('a provider adjustment', () => {
  const plb = (reason: string, amount: string, known: Known = {}, master = masterOf()) =>
    decideFirst({ trace: 'T', plb: [[[reason, 'R-1', amount]]] }, master, known);

  it('moves the sub-ledger of its family, and only where something stays open', () => {
    const key = JSON.stringify(['999999999', '1234567893', 'recoupment', 'reference:R-1']);
    expect(plb('WO', '-50')).toMatchObject({
      ties: [{ tie: 'plb', key, side: 'plb', amount: { asset: 'USD/2', minor: -5000n } }],
    });
    expect(plb('AP', '-50')).toMatchObject({
      ties: [{ key: JSON.stringify(['999999999', '1234567893', 'advance', '']) }],
    });
    expect(plb('L6', '-7.25')).toMatchObject({ ties: [] });
  });

  it('debits the liability that an earlier remit left, else recoupment clearing', () => {
    expect(linesOf(plb('WO', '50')).map((line) => line.account)).toEqual(['1012', '2120']);
    const owed = plb('WO', '50', { recalled: { plbBalanceMinor: -10_000n } });
    expect(linesOf(owed).map((line) => line.account)).toEqual(['1012', '2310']);
  });

  it('that acknowledges a refund meets it in one account and in one tie', () => {
    const read = readRemit({
      trace: 'T',
      plb: [
        [
          ['WO', 'R1', '75'],
          ['72', 'R1', '-75'],
        ],
      ],
    });
    const decisions = decideAll(read, masterOf());
    expect(book(decisions.flatMap(linesOf))).toEqual([]);
    const ties = decisions.flatMap((d) => (d.kind === 'post' ? (d.ties ?? []) : []));
    expect(new Set(ties.map((tie) => tie.key)).size).toBe(1);
    expect(sumMinor(ties.map((tie) => tie.amount.minor))).toBe(0n);
  });

  it('takes a customer’s own account, and stops without any', () => {
    expect(plb('CS', '9')).toMatchObject({ kind: 'stop', failure: { code: 'PLB_CODE_UNMAPPED', value: 'CS' } });
    const own = masterOf({ crosswalk: { ...KNOWN, 'plb-account|CS': '5150' } });
    expect(linesOf(plb('CS', '9', {}, own)).map((line) => line.account)).toEqual(['1012', '5150']);
  });
});

describe('a whole remit', () => {
  const whole = (judgements: Known['judgements']) => {
    const read = readRemit({ trace: 'EFT9', payment: '337.25', claims: [CLAIM] });
    return decide(itemOf(read, null, { judgements }), masterOf(), RULES_V1);
  };

  it('is unapplied cash once a person says that the money is real, and not before', () => {
    expect(whole([])).toMatchObject({ kind: 'stop', failure: { code: 'REMIT_UNBALANCED', value: 'ACME' } });
    expect(whole([{ mark: 'accepted', by: 'ana' }]).kind).toBe('stop');
    const decision = whole([{ mark: 'unapplied', by: 'ana' }]);
    expect(book(linesOf(decision))).toEqual(['100 Dr 1012 337.25', '100 Cr 2110 337.25']);
    expect(decision).toMatchObject({ ties: [], drafts: [{ description: '835 ACME EFT9' }] });
  });

  it('is never booked with less cash than its remit received', () => {
    const read = readRemit({ trace: 'EFT9', payment: '337.25' });
    const item = { ...itemOf(read, null), amount: { asset: 'USD/2', minor: 0n } } as RemitItem;
    expect(() => decide(item, masterOf(), RULES_V1)).toThrow('received 33725');
  });
});

describe('a stop', () => {
  const remit = { trace: 'T', claims: [CLAIM] };
  const stopped = (crosswalk: Record<string, string>, facilities = [facility('NOR', '100')]) =>
    decideFirst(remit, masterOf({ crosswalk, facilities }));

  it('for an unknown payer shows in the payee’s scope', () => {
    expect(stopped({ 'payee-npi|1234567893': 'NOR' })).toMatchObject({
      kind: 'stop',
      queue: 'blocks',
      failure: { code: 'PAYER_UNKNOWN', value: '1999999999', params: { name: 'SAMPLE HEALTH PLAN' } },
      scope: { entity: '100', facility: 'NOR', payer: null },
    });
  });

  it('for an unknown payee shows in the payer’s scope', () => {
    expect(stopped({ 'payer|1999999999': 'ACME' })).toMatchObject({
      failure: { code: 'PAYEE_UNKNOWN', value: '1234567893', params: { name: 'SAMPLE HOSPITAL' } },
      scope: { entity: null, facility: null, payer: 'ACME' },
    });
  });

  it('for an unknown facility is nobody’s yet', () => {
    const several = [facility('NOR', '100'), facility('WES', '100')];
    expect(stopped({ 'payer|1999999999': 'ACME', 'payee-tin|990000001': 'NOR' }, several)).toMatchObject({
      failure: { code: 'FACILITY_UNKNOWN', value: 'LKG' },
      scope: { entity: null, facility: null, payer: 'ACME' },
    });
  });

  it('names a payment method without a cash account, and a facility without a cost center', () => {
    expect(decideFirst({ ...remit, method: 'XYZ' })).toMatchObject({
      failure: { code: 'PAYMENT_METHOD_UNKNOWN', value: 'XYZ' },
    });
    expect(stopped(KNOWN, [facility('NOR', '100', { costCenter: null })])).toMatchObject({
      failure: { code: 'COST_CENTER_MISSING', value: 'NOR' },
      scope: { facility: 'NOR', payer: 'ACME' },
    });
  });

  it('is loud for an event that this flow never asked for', () => {
    const read = readRemit(remit);
    const due = { ...itemOf(read, null), type: 'saga.due/1', facts: { timer: 'x' } } as RemitItem;
    expect(() => decide(due, masterOf(), RULES_V1)).toThrow('asks for no event saga.due/1');
  });
});

describe('laws', () => {
  const master = masterOf({
    facilities: [facility('NOR', '100'), facility('EAS', '200'), facility('WES', '300')],
    crosswalk: { ...KNOWN, 'provider-npi|1000000012': 'EAS', 'ccn|100002': 'WES', 'plb-account|CS': '5150' },
  });
  const recalled = fc.record({ plbBalanceMinor: fc.constantFrom(0n, -5_000n, 5_000n) });

  it('any subset of a remit’s events balances per entity, and all of them bring in its payment', () => {
    fc.assert(
      fc.property(remits, recalled, fc.infiniteStream(fc.boolean()), (files, known, picks) => {
        for (const read of readBytes(remitBytes(files)).parcels) {
          const decisions = decideAll(read, master, { recalled: known });
          const picked = decisions.filter(() => picks.next().value === true);
          for (const decision of decisions) expect(createJournal(linesOf(decision)).ok).toBe(true);
          expect(createJournal(picked.flatMap(linesOf)).ok).toBe(true);
          const cash = decisions.flatMap(linesOf).filter((line) => /^101[25]$/.test(line.account));
          expect(cash.every((line) => line.entity === '100')).toBe(true);
          expect(sumMinor(cash.map((line) => line.amountMinor))).toBe(read.parcel.control[0]?.minor);
        }
      }),
      { numRuns: 60 },
    );
  });
});
