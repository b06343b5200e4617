import type { Kind } from '@/domain/kinds';

/**
 * What Tieout asks of any system that makes documents. One adapter per system stands behind this port; stages know nothing else of
 * the outside and ask for capabilities, never for a name. Amounts are minor units of the order's asset; dates are YYYY-MM-DD.
 */
export type OrderLine = {
  readonly lineNo: number;
  /** Ledger account; for stock the item. */
  readonly account: string;
  readonly costCenter: string | null;
  /** The target's own code of the facility; null when it does not know it. */
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims: Readonly<Record<string, string>> | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

/** The document that an order takes back. */
export type Reversed = { readonly number: string; readonly key: string; readonly period: string | null };

export type Order = {
  readonly kind: Kind;
  /** Our key, in the target's searchable reference field. The same key is the same document, for ever. */
  readonly key: string;
  readonly entity: string;
  readonly asset: string;
  readonly period: string | null;
  readonly postingDate: string;
  readonly description: string;
  readonly header: Readonly<Record<string, unknown>>;
  /** Identifiers of people, opened for this call and kept nowhere. */
  readonly sealed: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly name: string; readonly sha256: string; readonly bytes: Buffer }[];
  /** What was to be attached as well and has not arrived here: the order does not wait for it. */
  readonly unattached: readonly { readonly name: string; readonly sha256: string }[];
  readonly lines: readonly OrderLine[];
  readonly reverses: Reversed | null;
};

/** What stands in the target. Totals are null for kinds that have none. */
export type TargetDocument = {
  readonly key: string;
  readonly number: string;
  readonly entity: string;
  readonly period: string | null;
  readonly postingDate: string | null;
  readonly debitMinor: bigint | null;
  readonly creditMinor: bigint | null;
  readonly lineCount: number | null;
  readonly status: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** One reason for which a target refused; `lineNo` is null when the whole document is meant. */
export type Refusal = {
  readonly code: string;
  readonly lineNo: number | null;
  readonly field: string;
  readonly value: string;
  readonly message: string;
};

export type Answer =
  | { readonly kind: 'booked'; readonly document: TargetDocument; readonly status: number }
  /** Taken, and decided later: asked about by its job reference. */
  | { readonly kind: 'queued'; readonly jobRef: string; readonly status: number }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[]; readonly status: number }
  /** Provably not executed: the connection was refused, or the target said it is busy. May be sent again under the same key. */
  | {
      readonly kind: 'not-sent';
      readonly reason: string;
      readonly retryAfterMs: number;
      readonly status: number | null;
    }
  /** Sent, and no readable answer. Never sent again before the target was asked by key. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly status: number | null };

export type FindAnswer =
  | { readonly kind: 'answered'; readonly documents: readonly TargetDocument[] }
  /** This target cannot find by key: only a person can tell what happened. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type JobAnswer =
  | { readonly kind: 'working' }
  | { readonly kind: 'booked'; readonly document: TargetDocument }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type Capabilities = {
  readonly kinds: readonly Kind[];
  /** Documents are found by our key. */
  readonly find: boolean;
  /** A document is taken back as such; otherwise a counter-document is made. */
  readonly void: boolean;
  /** An order is taken first and decided later. */
  readonly async: boolean;
  readonly attach: boolean;
  /** The same key twice is one document, whatever happened to the first answer. */
  readonly idempotent: boolean;
  /** How many orders of this kind and one entity it takes in one call. A kind that is not named goes one by one. */
  readonly together: Readonly<Partial<Record<Kind, number>>>;
};

/** Whether capabilities leave a way out of every lost answer. @returns why not, in a sentence; null when they do. */
export function refuseCapabilities({ async, find }: Capabilities): string | null {
  return async && !find
    ? 'A target that decides later and cannot be searched by key leaves a lost answer without a way out.'
    : null;
}

export interface Target {
  readonly capabilities: Capabilities;
  /** How long after a booking its document may stay invisible to a search, measured for this target. */
  readonly visibilityWindowMs: number;
  readonly deadlineMs: number;
  /** Requests one worker keeps open to it at most. */
  readonly inFlightMax: number;
  submit(order: Order, signal: AbortSignal): Promise<Answer>;
  /**
   * Several orders of one kind and entity in one call; an answer for each, in their order. What is not known of the call is not
   * known of each of them. Asked of kinds with the capability `together` only.
   */
  submitTogether?(orders: readonly Order[], signal: AbortSignal): Promise<readonly Answer[]>;
  /** At most 200 keys of one kind and entity. */
  find(kind: Kind, entity: string, keys: readonly string[]): Promise<FindAnswer>;
  /** What became of an order that was queued. Asked of targets with the capability `async` only. */
  job?(kind: Kind, entity: string, jobRef: string): Promise<JobAnswer>;
}

export type LedgerBalance = {
  readonly account: string;
  readonly facility: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly lineCount: number;
};
export type KeyTotals = { readonly count: number; readonly debitMinor: bigint; readonly creditMinor: bigint };

export type LedgerMaster = {
  readonly companies: readonly { code: string; name: string }[];
  readonly accounts: readonly { number: string; name: string; type: string; active: boolean }[];
  readonly costCenters: readonly { code: string; name: string; company: string; active: boolean }[];
  readonly periods: readonly {
    company: string;
    period: string;
    startsOn: string;
    endsOn: string;
    status: 'open' | 'soft-closed' | 'closed' | 'future';
  }[];
};

/** One answer of a target that is asked what became of payments, as it came. */
export type PaymentsPage = {
  readonly bytes: Buffer;
  readonly count: number;
  /** Where to ask on; the same as before when nothing was new. */
  readonly next: string;
  readonly more: boolean;
};

/** The half of a target that pays what it is sent, and tells what became of it. */
export interface PaymentFeed {
  /** What happened after this cursor, oldest first. @throws AppError ERP_UNAVAILABLE */
  payments(entity: string, after: string): Promise<PaymentsPage>;
}

/** The reading half of a target that keeps books. */
export interface Ledger {
  /** @throws AppError ERP_UNAVAILABLE */
  balances(entity: string, period: string): Promise<{ balances: readonly LedgerBalance[]; own: KeyTotals }>;
  /** @throws AppError ERP_UNAVAILABLE */
  master(): Promise<LedgerMaster>;
}
