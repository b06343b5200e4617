import type { z } from 'zod';
import type { Amount, Asset } from '@/domain/amount';
import type { DraftLine } from '@/domain/draft';
import type { Failure } from '@/domain/failure';
import type { Kind } from '@/domain/kinds';
import type { Master } from '@/domain/master';
import type { Finding, Span } from '@/formats/finding';
import type { Explanation, Shown } from './explanation';

export type { Explanation, Figure, Shown } from './explanation';

import type { Tie, TieEntry } from './tie';

export type { OpenSource, Tie, TieEntry } from './tie';

/**
 * What a flow is: a folder of pure functions that read bytes, identify, judge, decide and explain. Stages know this file and
 * the registry, never a flow. Everything but `recall` is pure: no I/O, no clock, no dice.
 */

/** Order keys. The first is the subject; an item is queued under all of them. */
export type Keys = readonly [string, ...string[]];
/** Blind indexes of identifiers in hex: equal means the same value, never clear text. */
export type Tokens = Readonly<Record<string, string>>;

/** What the first bytes say a file is: `x12-835`, `bai2`, … and version, message or resource type. */
export type FormatHead = { readonly format: string; readonly detail: string; readonly name: string };

/** What the sender totals as one: a remit, a statement of an account and day, a request batch. */
export type Parcel<Head> = {
  readonly head: Head;
  /** SHA-256 (hex) of what it says, without its envelope: the same digest is the same parcel, however it was wrapped. */
  readonly digest: string;
  readonly span: Span;
  readonly path: string;
  /** What its sender says it adds up to, one amount per asset. */
  readonly control: readonly Amount[];
  /** Events that the reader reported for it. */
  readonly records: number;
  /** YYYY-MM-DD, or null when it names no date that is one. */
  readonly businessDate: string | null;
  /** Keys and names of who it is from and for; read by adoption, scope and the screens. */
  readonly parties: Readonly<Record<string, string>>;
  /** Why it cannot be used as a whole. */
  readonly complete: Failure | null;
  readonly findings?: readonly Finding[];
};

/** One business fact and the bytes it stands in. */
export type NewEvent<E> = {
  [T in keyof E & string]: {
    readonly type: T;
    readonly facts: E[T];
    readonly amount: Amount;
    /** When the source says it happened (ISO instant), or null. */
    readonly at: string | null;
    /** YYYY-MM-DD; its parcel's when left out. */
    readonly businessDate?: string;
    readonly span: Span;
    /** Which of at most eight events at the same bytes. */
    readonly part?: number;
    readonly path: string;
    /** Encrypted; blind-indexed under their own names. */
    readonly identifiers: Readonly<Record<string, string>>;
    readonly order: Keys;
    /** Dedupes across parcels; it is no wait topic. */
    readonly naturalKey?: string;
  };
}[keyof E & string];

export type Sink<Head, E> = {
  event(event: NewEvent<E>): void;
  parcelEnd(parcel: Parcel<Head>): void;
  finding(finding: Finding): void;
};

export type Source<Head, E> = {
  takes(head: FormatHead): boolean;
  /** `end` returns why the whole file is set aside, or null. `params.text` of that failure says where, in a sentence. */
  open(sink: Sink<Head, E>): { push(bytes: Uint8Array): void; end(): Failure | null };
  /** The same event once more from its own bytes: what `verify` compares. */
  again(
    span: { readonly bytes: Uint8Array; readonly offset: number; readonly part: number; readonly type: string },
    head: Head,
  ): { readonly amount: Amount; readonly identifiers: Readonly<Record<string, string>> };
};

/** Texts, hashed by the kernel. Two parcels of one `same` are one; two that share a `contradicts` cannot both be right. */
export type Identity = {
  readonly same: string;
  readonly contradicts: string | null;
  /** Further texts that no two parcels may share unasked: what they say is the same, whoever says it. */
  readonly alike?: readonly string[];
  /** Under which it stops when another parcel holds `contradicts`; the kernel's own words when left out. */
  readonly conflict?: Failure;
};

/** The kernel's own events: amount 0, the keys of what asked for them; `parcel.whole/1` carries the control of its parcel. */
export type KernelEvents = {
  readonly 'saga.due/1': { readonly timer: string };
  readonly 'approval.given/1': { readonly ref: string; readonly by: string };
  /** Its item is already `rejected`. */
  readonly 'approval.declined/1': { readonly ref: string; readonly by: string; readonly reason: string };
  readonly 'posting.confirmed/1': {
    readonly ref: string;
    readonly number: string;
    readonly facts: Readonly<Record<string, unknown>>;
  };
  readonly 'posting.refused/1': { readonly ref: string; readonly failure: Failure };
  readonly 'tie.tied/1': { readonly tie: string; readonly key: string };
  /** The cash of a parcel that is not worked fact by fact; a person may still say what it is. */
  readonly 'parcel.whole/1': { readonly control: string };
};

/** What a person decided of an item. */
export type Judgement = { readonly mark: string; readonly by: string; readonly value?: unknown };

export type Item<E, R = undefined> = {
  [T in keyof (E & KernelEvents) & string]: {
    readonly id: string;
    readonly type: T;
    readonly facts: (E & KernelEvents)[T];
    readonly amount: Amount;
    /** ISO instant: the source's, else of receipt; of a timer when it fell due. */
    readonly at: string;
    readonly businessDate: string;
    readonly keys: Keys;
    readonly tokens: Tokens;
    readonly parcel: {
      readonly id: string;
      readonly digest: string;
      readonly head: unknown;
      readonly parties: Readonly<Record<string, string>>;
    };
    /** Oldest first. */
    readonly judgements: readonly Judgement[];
    /** What only other rows could tell; safe only about its own keys. */
    readonly recalled: R;
  };
}[keyof (E & KernelEvents) & string];

/** One document to be asked for. One asset per draft. */
export type Draft = {
  /** The flow's own name, unique per subject (`keys[0]`): the same ref again is the same posting. */
  readonly ref: string;
  readonly kind: Kind;
  /** Decides the target, through the bindings of the flow. */
  readonly role: string;
  /** Of drafts without lines. */
  readonly entity?: string;
  readonly asset: Asset;
  readonly lines: readonly DraftLine[];
  readonly description?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Accounting date, YYYY-MM-DD; the item's business date when left out. */
  readonly date?: string;
  /** Identifiers filled in when it is sent; a decision never sees them. */
  readonly sealed?: Readonly<Record<string, { readonly event: string; readonly identifier: string }>>;
  readonly attach?: readonly { readonly sha256: string; readonly name: string }[];
  readonly approval?: {
    readonly policy: string;
    readonly amount: Amount;
    /** Who asked for it at the source, and so may not approve it. */
    readonly maker: string | null;
    /** Limits sum over this (a payee's token, say). */
    readonly per?: string;
    /** How many different people must agree. */
    readonly needed: number;
  };
  /** `confirmed`: a refusal stops the item. `outcome`: a refusal is an event instead of a stop. */
  readonly tells?: 'confirmed' | 'outcome';
  /** A ref of this subject: its legs only. Unsent ones are withdrawn, unknown ones waited for, confirmed ones negated. */
  readonly reverses?: string;
};

export type Scope = { readonly entity: string | null; readonly facility: string | null; readonly payer: string | null };

/** One step of a saga's memory. */
export type SagaWrite<M> = {
  readonly memory: M;
  readonly step: string;
  /** Named timers (ISO instants): absent stands, null cancels. */
  readonly wake?: Readonly<Record<string, string | null>>;
  /** All that is wrong with the subject now: raises and closes causes, stops nothing. */
  readonly concerns?: readonly Failure[];
};

/** What ends a stop without a person: a topic, or a day after which it is decided anew with this mark. */
export type Wakes = {
  readonly for: readonly string[];
  readonly until: { readonly day: string; readonly mark: string } | null;
};

/** A fact for other flows, derived from this item. */
export type Emit = {
  readonly type: string;
  readonly facts: unknown;
  readonly amount: Amount;
  readonly order: Keys;
  readonly naturalKey: string;
};

export type Decision<M> =
  | {
      readonly kind: 'post';
      readonly scope: Scope;
      /** None only with amount 0. An item whose every draft was withdrawn before it was sent ends as `rejected`. */
      readonly drafts: readonly Draft[];
      readonly ties?: readonly TieEntry[];
      /** By key of the item. */
      readonly sagas?: Readonly<Record<string, SagaWrite<M>>>;
      /** Topics that wake waits. */
      readonly signals?: readonly string[];
      readonly emits?: readonly Emit[];
      /** Ends stopped items of its keys; only for types in `Flow.annuls`, which pass them. */
      readonly annuls?: boolean;
    }
  | {
      readonly kind: 'end';
      readonly as: 'duplicate' | 'rejected';
      readonly reason: string;
      readonly scope: Scope;
      readonly sagas?: Readonly<Record<string, SagaWrite<M>>>;
    }
  // A stop or a wait writes no memory. `aside`: later items of its keys go on; a wait for an event of its own key must be `aside`.
  | {
      readonly kind: 'stop';
      readonly failure: Failure;
      readonly scope: Scope;
      readonly queue: 'blocks' | 'aside';
      readonly wakes?: Wakes;
    }
  | {
      readonly kind: 'wait';
      readonly for: readonly string[];
      /** ISO instant or YYYY-MM-DD; after it the item stops under `late`. Waiting for no topic it waits for that day and is decided anew. */
      readonly until: string;
      readonly late: Failure;
      readonly scope: Scope;
      readonly queue: 'blocks' | 'aside';
    };

/** One leg of reconciliation, drawn in order. */
export type Leg = {
  readonly name: string;
  readonly word: string;
  readonly of:
    | { readonly tie: string; readonly side: string }
    | { readonly measure: 'received' | 'posted' }
    /** Name of an account set of the flow's rules. */
    | { readonly ledger: string };
};

export type Noun = { readonly one: string; readonly many: string };
/** The only place with this business's nouns. Browser-safe: no imports but types. */
export type Words = {
  readonly name: string;
  readonly parcel: Noun;
  readonly item: Noun;
  readonly saga?: Noun;
  /** What has been received, for the bar: “Cash received”. */
  readonly received: string;
  readonly places?: Readonly<Partial<Record<string, string>>>;
  /** Event type to what people call it. */
  readonly types: Readonly<Record<string, string>>;
  /** What identifiers are called, by name. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** States of its sagas, timers they wait for, ties and their sides, roles of documents and statuses told: name to word. */
  readonly states?: Readonly<Record<string, string>>;
  readonly timers?: Readonly<Record<string, string>>;
  readonly ties?: Readonly<Record<string, string>>;
  /** What one tie of a kind is called where several are counted. */
  readonly tied?: Readonly<Record<string, Noun>>;
  readonly sides?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, string>>;
  readonly told?: Readonly<Record<string, string>>;
};

/** How a person ends a stop. */
export type Cure = {
  readonly word: string;
  readonly action: 'release' | 'judge' | 'reject' | 'accept-parcel' | 'replace-parcel' | 'read-back';
  readonly mark?: string;
};
/** One way of stopping: who acts, by when, in which words. */
export type Cause = {
  readonly owner: 'finance-ops' | 'support' | 'controller' | 'security';
  readonly slaHours: number;
  title(f: Failure): string;
  cure(f: Failure): string;
  readonly disposition?: 'exception' | 'unknown' | 'security' | 'bug';
  readonly cures: readonly string[];
};

export type Subscription<F> = {
  readonly facts: z.ZodType<F>;
  /** The subscriber's own keys and amount; null: not wanted. */
  keys(event: { readonly facts: F; readonly order: Keys; readonly tokens: Tokens }): Keys | null;
  amount(facts: F): Amount;
};

export type Grouping = 'item' | 'parcel' | 'saga' | 'day';

/**
 * Books that `verify` reads as an accountant would. Names of account sets of the flow's rules; `charged` is the event type whose facts
 * state what its subject (index a) was charged, part by part (index b), under this field.
 */
export type Audited = {
  readonly charged: {
    readonly type: string;
    readonly field: string;
    readonly receivable: string;
    readonly clearing: string;
  };
  /** Accounts that owe: never in debit, in any entity. */
  readonly liabilities: string;
  /** Where the entries of a tie stand, account by account. */
  readonly open: { readonly tie: string; readonly accounts: string };
};

/** Rows a recall may read: through the view `item_event`, which shows only what counts. */
export type Reader = {
  query<T extends Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<T[]>;
};

/** Own: event types it reads. Foreign: event types of other flows it also works on. */
export interface Flow<
  Head,
  Own extends object,
  Rules,
  M = never,
  Foreign extends object = Record<never, never>,
  R = undefined,
> {
  readonly code: string;
  readonly words: Words;
  readonly measure: { readonly name: 'cash-in' | 'cash-out' | 'non-cash' | 'count'; readonly asset: Asset };
  /** Does a mapped item still hold its key? Day grouping asks for `decided`. */
  readonly order: 'confirmed' | 'decided';
  /** Types that pass stopped items of their keys and may end them. */
  readonly annuls?: readonly string[];
  readonly sources: readonly Source<Head, Own>[];
  /** Event type and version (`payment.posted/1`) to the schema of its facts; a new shape is a new version. */
  readonly events: { readonly [T in keyof Own]: z.ZodType<Own[T]> };
  /** Identifier names that can be searched for, and the index column each is kept in. */
  readonly indexes: Readonly<Record<string, 'a' | 'b'>>;
  /** Its events carry natural keys: one that came before in another parcel is a duplicate. */
  readonly dedupes?: boolean;
  readonly subscribes: { readonly [T in keyof Foreign]: Subscription<Foreign[T]> };
  readonly memory?: {
    readonly version: number;
    readonly schema: z.ZodType<M>;
    upgrade(old: unknown, from: number): M;
    readonly phi: boolean;
  };
  readonly ties: Readonly<Record<string, Tie<Rules>>>;
  identity(parcel: Parcel<Head>): Identity;
  /** Entries that a whole parcel brings to ties when it is accepted (a deposit's or a remit's total). */
  parcelTies?(parcel: {
    readonly head: Head;
    readonly control: readonly Amount[];
    readonly businessDate: string;
  }): readonly TieEntry[];
  /**
   * Why a complete parcel that nothing contradicts is still not worked fact by fact. `refused` ends as rejected without a
   * cause, before anything is compared. `file` names what has no name of its own.
   */
  judge(parcel: Parcel<Head>, file: string): Failure | 'refused' | null;
  recall?(reader: Reader, items: readonly Omit<Item<Own & Foreign, R>, 'recalled'>[]): Promise<ReadonlyMap<string, R>>;
  readonly rules: z.ZodType<Rules>;
  /** `memory` by key of the item's keys. */
  decide(item: Item<Own & Foreign, R>, master: Master, rules: Rules, memory: ReadonlyMap<string, M>): Decision<M>;
  /**
   * Why a booked item cannot give way to another parcel, by what is recalled about it; null: it can. What a later event took back would
   * go back twice.
   */
  undone?(item: Item<Own & Foreign, R>, master: Master, rules: Rules): Failure | null;
  /** By role. Never changes what `reverses` takes back. */
  readonly grouping: Readonly<Record<string, Grouping>>;
  readonly legs: readonly Leg[];
  /** The accounts of each set that a leg names, and of those that `audited` does. */
  accounts?(rules: Rules): Readonly<Record<string, readonly string[]>>;
  /** What an accountant may ask of its books, beyond what holds for every flow. */
  readonly audited?: Audited;
  readonly failures: Readonly<Record<string, Cause>>;
  readonly cures: Readonly<Record<string, Cure>>;
  /** `line`: light up what this rule of a posting line read instead. */
  explain(item: Shown, masked: boolean, line?: { readonly rule: string; readonly rules: Rules }): Explanation;
}

/** A flow as the stages see it: nothing of its types. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where a flow's own types are let go of; its schemas check at the edges
export type AnyFlow = Flow<any, any, any, any, any, any>;
