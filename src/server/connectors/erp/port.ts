/**
 * What Tieout asks of any ERP. One adapter per ERP stands behind this port; stages know nothing else of the outside.
 * Amounts are minor units; dates are YYYY-MM-DD.
 */
export type ErpLine = {
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

export type ErpJournal = {
  /** Our key, in the ERP's searchable reference field. The same key is the same journal, for ever. */
  readonly key: string;
  readonly entity: string;
  readonly period: string;
  readonly postingDate: string;
  readonly currency: string;
  readonly description: string;
  readonly lines: readonly ErpLine[];
};

export type ErpDocument = {
  readonly key: string;
  readonly number: string;
  readonly entity: string;
  readonly period: string;
  readonly postingDate: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly lineCount: number;
};

/** One reason for which the ERP refused; `lineNo` is null when the whole journal is meant. */
export type ErpRefusal = {
  readonly code: string;
  readonly lineNo: number | null;
  readonly field: string;
  readonly value: string;
  readonly message: string;
};

export type PostAnswer =
  | { readonly kind: 'accepted'; readonly document: ErpDocument; readonly status: number }
  | { readonly kind: 'refused'; readonly refusals: readonly ErpRefusal[]; readonly status: number }
  /** Provably not executed: the connection was refused, or the ERP said it is busy. May be sent again under the same key. */
  | {
      readonly kind: 'not-sent';
      readonly reason: string;
      readonly retryAfterMs: number;
      readonly status: number | null;
    }
  /** Sent, and no readable answer. Never sent again before the ERP was asked by key. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly status: number | null };

export type FindAnswer =
  | { readonly kind: 'answered'; readonly documents: readonly ErpDocument[] }
  /** This ERP cannot find by key: only a person can tell what happened. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type ErpBalance = {
  readonly account: string;
  readonly facility: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly lineCount: number;
};
export type ErpKeyTotals = { readonly count: number; readonly debitMinor: bigint; readonly creditMinor: bigint };

export type ErpMaster = {
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

export interface ErpPort {
  /** How long after a booking its document may stay invisible to a search, measured for this ERP. */
  readonly visibilityWindowMs: number;
  readonly postDeadlineMs: number;
  post(journal: ErpJournal, signal: AbortSignal): Promise<PostAnswer>;
  /** At most 200 keys of one entity. */
  find(entity: string, keys: readonly string[]): Promise<FindAnswer>;
  /** @throws AppError ERP_UNAVAILABLE */
  balances(entity: string, period: string): Promise<{ balances: readonly ErpBalance[]; own: ErpKeyTotals }>;
  /** @throws AppError ERP_UNAVAILABLE */
  master(): Promise<ErpMaster>;
}
