import type { ClaimFacts, DraftLine, EventFacts, FacilityHints, PlbFacts, PostingContext } from './facts';
import { createJournal, type Journal } from './journal';
import { parseMinor } from './money';
import { draftLines } from './posting-rules';
import { RULES_V1 } from './posting-rules.data';

/** Synthetic remits for tests: amounts are written as people write them, `'-7.25'`. */
export function minorOf(text: string): bigint {
  const minor = parseMinor(text);
  if (minor === null) throw new Error(`${text} is not an amount`);
  return minor;
}

export const NO_HINTS: FacilityHints = {
  accountPrefix: null,
  providerIds: [],
  ts301: null,
  payeeNpi: null,
  payeeTin: null,
};

/** `adjustments` are written `CO-45 200.00`; `balanced` follows from the amounts unless it is given. */
export function claim(
  charge: string,
  paid: string,
  adjustments: readonly string[] = [],
  over: Partial<ClaimFacts> = {},
): ClaimFacts {
  const facts = adjustments.map((text) => {
    const [code = '', amount = ''] = text.split(' ');
    const [group = '', reason = ''] = code.split('-');
    return { group, reason, amountMinor: minorOf(amount) };
  });
  const rest = facts.reduce((sum, fact) => sum - fact.amountMinor, minorOf(charge));
  return {
    kind: 'claim',
    status: '1',
    filingIndicator: '12',
    chargeMinor: minorOf(charge),
    paidMinor: minorOf(paid),
    adjustments: facts,
    balanced: rest === minorOf(paid),
    accepted: false,
    hints: NO_HINTS,
    ...over,
  };
}

/** What a payer sends to take a claim back: status 22 and every amount negated. */
export function reversalOf(original: ClaimFacts): ClaimFacts {
  return {
    ...original,
    status: '22',
    chargeMinor: -original.chargeMinor,
    paidMinor: -original.paidMinor,
    adjustments: original.adjustments.map((fact) => ({ ...fact, amountMinor: -fact.amountMinor })),
  };
}

/** `plb('WO:ref-1', '120.00')`. */
export function plb(code: string, amount: string, over: Partial<PlbFacts> = {}): PlbFacts {
  const [reason = '', referenceKey = ''] = code.split(':');
  return {
    kind: 'plb',
    reason,
    referenceKey,
    amountMinor: minorOf(amount),
    pairedWith72: false,
    hints: NO_HINTS,
    ...over,
  };
}

export const CONTEXT: PostingContext = {
  cashEntity: '100',
  facility: { code: 'NOR', entity: '100', costCenter: 'NOR-1' },
  payer: { code: 'ACME', payerClass: 'Commercial' },
  method: 'ACH',
  plbAccounts: {},
  originalKnown: true,
};

export type Posted = { readonly facts: EventFacts; readonly context?: Partial<PostingContext> };

/** Draft lines of events by the first rules; throws when a rule refuses, which fails the test with the reason. */
export function linesOf(events: readonly (EventFacts | Posted)[], context: Partial<PostingContext> = {}): DraftLine[] {
  return events.flatMap((event) => {
    const posted = 'facts' in event ? event : { facts: event };
    const result = draftLines(posted.facts, { ...CONTEXT, ...context, ...posted.context }, RULES_V1);
    if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.value}`);
    return [...result.lines];
  });
}

export function journalsOf(lines: readonly DraftLine[]): readonly Journal[] {
  const result = createJournal(lines);
  if (!result.ok) throw new Error(`${result.entity} is off by ${result.differenceMinor}`);
  return result.journals;
}

/** The journal that an ERP would see, as text: `100 Dr 1012 337.25`, with `→200` for an affiliate. */
export function bookOf(events: readonly (EventFacts | Posted)[], context: Partial<PostingContext> = {}): string[] {
  return journalsOf(linesOf(events, context)).flatMap((journal) =>
    journal.lines
      .filter((line) => line.sent)
      .map((line) => {
        const side = line.debitMinor > 0n ? 'Dr' : 'Cr';
        const digits = (line.debitMinor + line.creditMinor).toString().padStart(3, '0');
        const amount = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        return `${journal.entity} ${side} ${line.account}${line.affiliate ? `→${line.affiliate}` : ''} ${amount}`;
      }),
  );
}
