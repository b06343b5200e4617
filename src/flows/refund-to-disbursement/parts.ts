import { NONE, usd } from '@/domain/amount';
import { type Failure, failure } from '@/domain/failure';
import type { Draft, SagaWrite, Scope, TieEntry } from '../flow';
import type { Context, Decided } from './context';
import { linesOf } from './lines';
import type { Memory, Refund, State } from './memory';
import type { Rules, Step } from './rules';
import { type Telling, tell } from './telling';

/** The pieces decisions are put together from. */

export const scopeOf = (refund: Refund | null): Scope => ({
  entity: refund?.place.entity ?? null,
  facility: refund?.place.facility ?? null,
  payer: refund?.place.payer ?? null,
});

export const ref = {
  invoice: (refund: Pick<Refund, 'version'>): string => `invoice-v${refund.version}`,
  offset: (refund: Pick<Refund, 'version'>): string => `offset-v${refund.version}`,
  gateway: (refund: Pick<Refund, 'version'>): string => `card-v${refund.version}`,
};

/** Every draft of this flow is named by one of these roles. */
export const ROLE = { ledger: 'ledger', ap: 'ap', card: 'card-gateway', rcm: 'rcm-status' } as const;

/** A journal of a step, or nothing when the ERP makes it or no account changes. */
export function journal(
  name: string,
  step: Step,
  refund: Refund,
  amountMinor: bigint,
  rules: Rules,
  more: Partial<Draft> & { readonly ends?: Parameters<typeof linesOf>[4] } = {},
): readonly Draft[] {
  const { ends, ...rest } = more;
  // What the ERP books by itself is observed and never booked again.
  if (rules.steps[step].by === 'erp') return [];
  const lines = linesOf(step, refund, amountMinor, rules, ends);
  if (lines.length === 0) return [];
  const header = { requestId: refund.requestId, step };
  return [
    {
      ref: name,
      kind: 'journal',
      role: ROLE.ledger,
      asset: 'USD/2',
      lines,
      description: `Refund ${refund.requestId}: ${step}`,
      header,
      ...rest,
    },
  ];
}

/** Takes back what a draft of this refund did; the kernel makes its lines out of what was confirmed. */
export function takeBack(
  name: string,
  what: string,
  kind: 'journal' | 'ap-invoice' | 'callback',
  refund: Refund,
  tells?: Draft['tells'],
): Draft {
  const role = kind === 'ap-invoice' ? ROLE.ap : kind === 'callback' ? ROLE.card : ROLE.ledger;
  return {
    ref: name,
    kind,
    role,
    entity: refund.place.entity,
    asset: kind === 'callback' ? NONE : 'USD/2',
    lines: [],
    reverses: what,
    description: `Refund ${refund.requestId}: taken back`,
    header: { requestId: refund.requestId, step: 'taken-back' },
    ...(tells === undefined ? {} : { tells }),
  };
}

export const raise = (refund: Refund, wrong: Failure): Refund => ({
  ...refund,
  concerns: { ...refund.concerns, [wrong.code]: wrong },
});

export function settle(refund: Refund, ...codes: readonly string[]): Refund {
  const concerns = Object.fromEntries(Object.entries(refund.concerns).filter(([code]) => !codes.includes(code)));
  return { ...refund, concerns };
}

export type Done = {
  readonly refund: Refund;
  readonly step: string;
  readonly drafts?: readonly Draft[];
  readonly ties?: readonly TieEntry[];
  readonly wake?: Readonly<Record<string, string | null>>;
  readonly signals?: readonly string[];
  readonly telling?: Telling;
  readonly annuls?: boolean;
  /** Further memories, by key. */
  readonly others?: Readonly<Record<string, SagaWrite<Memory>>>;
};

/** Timers of a refund that has come to an end, whatever it was. */
const NO_TIMERS = {
  clock: null,
  approval: null,
  payment: null,
  cleared: null,
  stale: null,
  'take-back': null,
} as const;

export const ENDED: readonly State[] = ['no-refund', 'declined', 'cancelled', 'restored', 'settled', 'escheated'];

/** One step of a refund: its drafts, its ties, and what it remembers from now on. */
export function post(context: Context, done: Done): Decided {
  const { telling } = done;
  const refund: Refund = telling === undefined ? done.refund : { ...done.refund, told: done.refund.told + 1 };
  const messages = telling === undefined ? [] : [tell(context.item.id, refund, ROLE.rcm, telling)];
  const ended = ENDED.includes(refund.state);
  const wake = ended ? { ...NO_TIMERS, ...done.wake } : done.wake;
  const drafts = [...(done.drafts ?? []), ...messages];
  const saga: SagaWrite<Memory> = {
    memory: drafts.some((draft) => draft.tells !== 'outcome') ? { ...refund, redo: remember(context) } : refund,
    step: done.step,
    ...(wake === undefined ? {} : { wake }),
    concerns: Object.values(refund.concerns),
  };
  return {
    kind: 'post',
    scope: scopeOf(refund),
    drafts,
    ...(done.ties === undefined ? {} : { ties: done.ties }),
    sagas: { ...(ended ? forgotten(context, refund) : {}), ...done.others, [context.item.keys[0]]: saga },
    ...(done.signals === undefined ? {} : { signals: done.signals }),
    ...(done.annuls === undefined ? {} : { annuls: done.annuls }),
  };
}

/** Steps that may have to be decided once more; a stopped one holds up what comes after it, so there are never many. */
const REDO_MAX = 3;

function remember({ item, refund }: Context): Refund['redo'] {
  const { redo, ...before } = refund ?? { redo: [] };
  const known = 'of' in before ? before : null;
  return [...redo.filter((each) => each.event !== item.id), { event: item.id, before: known }].slice(-REDO_MAX);
}

/** A refund that came to nothing is no longer what a second request could repeat. */
function forgotten({ item, memory }: Context, refund: Refund): Record<string, SagaWrite<Memory>> {
  const key = item.keys[1];
  const likeness = key === undefined ? undefined : memory.get(key);
  if (key === undefined || likeness?.of !== 'likeness' || refund.state === 'escheated') return {};
  const requests = likeness.requests.map((each) =>
    each.requestId === refund.requestId ? { ...each, live: false } : each,
  );
  return { [key]: { memory: { of: 'likeness', requests }, step: 'ended' } };
}

export const end = (context: Context, as: 'duplicate' | 'rejected', reason: string): Decided => ({
  kind: 'end',
  as,
  reason,
  scope: scopeOf(context.refund),
});

/** Nothing of this flow blocks what comes after it: what follows a stop is often its cure. */
export const stop = (
  context: Context,
  code: string,
  field: string,
  value: string,
  params: Readonly<Record<string, string>> = {},
): Decided => ({
  kind: 'stop',
  failure: failure(code, field, value, params),
  scope: scopeOf(context.refund),
  queue: 'aside',
});

/** An answer that changes nothing the refund knows. */
export const noted = (context: Context): Decided => ({ kind: 'post', scope: scopeOf(context.refund), drafts: [] });

export const REQUEST_TO_VOUCHER = 'refund-voucher';
export const VOUCHER_TO_CLEARED = 'refund-cleared';
export const CLEARED_TO_BANK = 'refund-bank';

/**
 * The key of a tie holds whom the money goes to: sides that name different payees stand under different keys and never
 * come to zero, whatever their amounts.
 */
export const tieKey = (refund: Refund, payee: string = refund.payeeHash): string => `${refund.requestId}|${payee}`;

export function entry(
  tie: string,
  key: string,
  side: string,
  amountMinor: bigint,
  due?: string,
  tells?: string,
): TieEntry[] {
  if (amountMinor === 0n) return [];
  return [
    {
      tie,
      key,
      side,
      amount: usd(amountMinor),
      ...(due === undefined ? {} : { due }),
      ...(tells === undefined ? {} : { tells }),
    },
  ];
}

/** Takes every side of both ties back to nothing. */
export function untie(refund: Refund): readonly TieEntry[] {
  const key = tieKey(refund);
  if (refund.route === 'card') return [];
  const { voucher, cleared, netMinor } = refund;
  return [
    ...entry(REQUEST_TO_VOUCHER, key, 'request', -netMinor),
    ...(voucher === null ? [] : entry(REQUEST_TO_VOUCHER, voucher.key, 'voucher', voucher.amountMinor)),
    ...(voucher === null ? [] : entry(VOUCHER_TO_CLEARED, voucher.key, 'voucher', -voucher.amountMinor)),
    ...(cleared === null ? [] : entry(VOUCHER_TO_CLEARED, cleared.key, 'cleared', cleared.amountMinor)),
  ];
}
