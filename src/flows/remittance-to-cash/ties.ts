import { type Amount, usd } from '@/domain/amount';
import { isReversal } from '@/domain/claim-plan';
import type { ClaimFacts } from '@/domain/facts';
import { payerForm } from '@/domain/identifiers';
import type { OpenEntry } from '@/domain/matching/entry';
import { plbItemKey } from '@/domain/plb-ledger';
import { depositKey } from '@/domain/ties';
import type { OpenSource, Tie, TieEntry } from '../flow';
import { AT_ONCE } from '../tie';
import { headOf, type ProviderAdjusted, type RemitHead } from './facts';
import type { PostingRules } from './rules';

/**
 * `deposit`: what the bank received and what remits say was sent meet by trace. `plb`: what a payer announced to take back,
 * or advanced, and what later remits take or give; both ends of it are PLBs. `balance`: what the adjustments of a claim leave
 * unexplained, until the claim is taken back.
 */
export const ties: Readonly<Record<'deposit' | 'plb' | 'balance', Tie<PostingRules>>> = {
  deposit: { asset: 'USD/2', sides: ['bank', 'remit'], late: 'DEPOSIT_MISSING', open: openRemit },
  plb: { asset: 'USD/2', sides: ['plb', 'plb'], late: 'PLB_OPEN' },
  balance: { asset: 'USD/2', sides: ['claim', 'claim'], late: 'CLAIM_UNBALANCED', days: () => AT_ONCE },
};

/**
 * A claim out of balance is booked without its adjustments (835 TR3 §1.10.2.1: charge − adjustments = payment), and what they leave
 * unexplained stands open. `takesBack`: the claim that this one is the opposite of, whatever this one says of its own adjustments.
 */
export function balanceEntries(claim: BalanceOf, takesBack: BalanceOf | undefined, rules: PostingRules): TieEntry[] {
  const { id, facts } = takesBack ?? claim;
  if (facts.balanced || rules.statusesWithoutAdjustments.includes(facts.status)) return [];
  if (!takesBack && isReversal(facts, rules)) return [];
  const adjusted = facts.adjustments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const unexplained = facts.chargeMinor - facts.paidMinor - adjusted;
  if (unexplained === 0n) return [];
  return [{ tie: 'balance', key: id, side: 'claim', amount: usd(takesBack ? -unexplained : unexplained) }];
}
type BalanceOf = {
  readonly id: string;
  readonly facts: Pick<ClaimFacts, 'balanced' | 'status' | 'chargeMinor' | 'paidMinor' | 'adjustments'>;
};

/** The remit's side of its deposit. The bank's entries are positive, so a remit's are negative; nothing paid is nothing tied. */
export function parcelTies(parcel: { readonly head: RemitHead; readonly control: readonly Amount[] }): TieEntry[] {
  const head = headOf(parcel.head);
  const received = parcel.control[0]?.minor ?? 0n;
  if (received === 0n) return [];
  return [{ tie: 'deposit', key: remitKey(head), side: 'remit', amount: usd(-received) }];
}

/** Without a trace nothing can meet it by key; it stands alone until somebody says what it belongs to. */
const remitKey = (head: RemitHead): string =>
  depositKey(head.trn02) ||
  JSON.stringify(['no-trace', head.payerKey, head.payeeKey, head.paymentDate ?? '', head.receivedMinor]);

const METHODS: Readonly<Record<string, OpenEntry['method']>> = { ACH: 'ach', FWT: 'wire', CHK: 'check' };

/** What the matching sees of a remit that has not met its deposit by trace. */
function openRemit({ head: stored, control, date, payer }: OpenSource): readonly OpenEntry[] {
  if (stored === null) return [];
  const head = headOf(stored);
  return [
    {
      id: remitKey(head),
      side: 'remit',
      amountMinor: control.minor,
      date: head.paymentDate ?? date,
      payer,
      originator: head.trn03 || null,
      traces: head.trn02 === '' ? [] : [head.trn02],
      checks: [],
      method: METHODS[head.method] ?? null,
    },
  ];
}

type Pair = {
  readonly payerKey: string;
  readonly payeeKey: string;
  /** Blind index of the reference; empty when it has none. */
  readonly reference: string;
  readonly facts: Pick<ProviderAdjusted, 'reason' | 'amountMinor' | 'pairedWith72'>;
  /** What of it meets an open recovery of this reference, with the sign of its amount. */
  readonly metMinor?: bigint;
};

/**
 * What a PLB pair does to the sub-ledger; nothing for families that leave nothing open. Of a recovery that acknowledges a refund,
 * the part that ends a delayed recovery belongs to that one.
 */
export function plbEntries({ payerKey, payeeKey, reference, facts, metMinor = 0n }: Pair): TieEntry[] {
  const { reason, amountMinor, pairedWith72 } = facts;
  const entry = (key: string | null, minor: bigint): TieEntry[] =>
    key === null || minor === 0n ? [] : [{ tie: 'plb', key, side: 'plb', amount: usd(minor) }];
  const metHere = pairedWith72 ? metMinor : 0n;
  return [
    ...entry(liabilityKey(payerKey, payeeKey, reference), metHere),
    ...entry(plbKey(payerKey, payeeKey, reference, { reason, pairedWith72 }), amountMinor - metHere),
  ];
}

/** Where a delayed recovery of this reference would stand open. */
export const liabilityKey = (payerKey: string, payeeKey: string, reference: string): string =>
  plbKey(payerKey, payeeKey, reference, { reason: 'WO', pairedWith72: false }) ?? '';

/** The open item that a PLB of this reason moves, or of a recovery beside a 72 the one that it may end. */
export const openKey = (payerKey: string, payeeKey: string, reference: string, reason: string): string | null =>
  plbKey(payerKey, payeeKey, reference, { reason, pairedWith72: false });

const plbKey = (
  payer: string,
  payee: string,
  referenceKey: string,
  of: { readonly reason: string; readonly pairedWith72: boolean },
): string | null => plbItemKey({ payer: payerForm(payer), payee, referenceKey, ...of, amountMinor: 0n, date: '' });
