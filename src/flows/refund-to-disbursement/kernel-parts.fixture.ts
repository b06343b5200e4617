import { createHash } from 'node:crypto';
import type { DraftLine } from '@/domain/draft';
import type { Failure } from '@/domain/failure';
import { detectFormat } from '@/formats/detect';
import type { Draft, NewEvent, Parcel, TieEntry } from '../flow';
import type { RefundItem } from './context';
import type { Head, Own } from './contract';
import { refundToDisbursement as flow } from './index';
import { type Memory, MOVES } from './memory';

/** What the small kernel is put together from. */

export type Place = 'ready' | 'mapped' | 'held' | 'exception' | 'posted' | 'duplicate' | 'rejected' | 'waiting';
export type Held = {
  readonly item: RefundItem;
  /** Kernel events stand where the event stands that asked for them. */
  readonly position: number;
  readonly no: number;
  place: Place;
  aside: boolean;
  failure: Failure | null;
  waits: readonly string[];
  /** Memory as it was before its own step: what it is decided from if it is decided again. */
  before: ReadonlyMap<string, Memory | undefined> | null;
};
export type PostingState =
  | 'proposed'
  | 'ready'
  | 'sent'
  | 'unknown'
  | 'confirmed'
  | 'refused'
  | 'superseded'
  | 'blocked';
export type Posting = {
  readonly no: number;
  readonly subject: string;
  readonly of: Held;
  draft: Draft;
  lines: readonly DraftLine[];
  state: PostingState;
  number: string;
  reverses: Posting | null;
  readonly agreed: Set<string>;
};

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
export const json = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
export const BLOCKING: readonly Place[] = ['ready', 'mapped', 'held', 'exception'];
export const OPEN_POSTINGS: readonly PostingState[] = ['proposed', 'ready', 'sent', 'unknown', 'blocked', 'refused'];

/** Reads a file through the source that takes it; every event has to read the same from its own bytes. */
export function takeFile(body: string | object): {
  readonly events: readonly NewEvent<Own>[];
  readonly parcel: Parcel<Head>;
} {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const head = { ...detectFormat(bytes), name: 'file' };
  const source = flow.sources.find((each) => each.takes(head));
  if (source === undefined) throw new Error(`no source takes ${head.format} ${head.detail}`);
  const events: NewEvent<Own>[] = [];
  const parcels: Parcel<Head>[] = [];
  const reader = source.open({
    event: (event) => events.push(event),
    parcelEnd: (each) => parcels.push(each),
    finding: () => undefined,
  });
  reader.push(bytes);
  const broken = reader.end();
  const [parcel] = parcels;
  if (broken !== null || parcel === undefined) throw new Error(broken?.params.text ?? 'it has no parcel');
  for (const { span, type, amount, identifiers } of events) {
    const own = bytes.subarray(span.offset, span.offset + span.length);
    const again = source.again({ bytes: own, offset: span.offset, part: 0, type }, parcel.head);
    if (json(again) !== json({ amount, identifiers })) throw new Error(`${type} reads otherwise`);
  }
  return { events, parcel };
}

/** Entries of ties, by what wrote them. */
export class TieBook {
  readonly #entries = new Map<string, { readonly of: number; readonly entry: TieEntry }[]>();

  add(of: number, entry: TieEntry): void {
    const tie = flow.ties[entry.tie];
    if (tie === undefined || !tie.sides.includes(entry.side)) throw new Error(`${entry.tie} has no side ${entry.side}`);
    const key = `${entry.tie} ${entry.key}`;
    const entries = this.#entries.get(key) ?? [];
    if (entries.some((each) => each.of === of && each.entry.side === entry.side))
      throw new Error('two entries of one side');
    this.#entries.set(key, [...entries, { of, entry }]);
  }

  /** An item that is decided again brings its entries anew. */
  forget(of: number): void {
    for (const [key, entries] of this.#entries)
      this.#entries.set(
        key,
        entries.filter((each) => each.of !== of),
      );
  }

  balance = (key: string): bigint =>
    (this.#entries.get(key) ?? []).reduce((sum, { entry }) => sum + entry.amount.minor, 0n);

  open = (): string[] => [...this.#entries.keys()].filter((key) => this.balance(key) !== 0n);
}

export function balanced(draft: Draft): void {
  const sum = draft.lines.reduce((total, line) => total + line.amountMinor, 0n);
  if (sum !== 0n || draft.lines.length === 0) throw new Error(`${draft.ref} does not balance`);
}

/** On their way, so that they may be booked. */
export const LEFT: readonly PostingState[] = ['sent', 'unknown'];

/** Does an item hold up another that comes after it? */
export function blocks(other: Held, held: Held, hasLeft: () => boolean): boolean {
  if (other === held || other.aside || !BLOCKING.includes(other.place)) return false;
  if (!other.item.keys.some((key) => held.item.keys.includes(key))) return false;
  if (other.position === held.position) return other.place === 'ready' && other.no < held.no;
  if (other.position > held.position) return false;
  // A cancel passes what waits for a person, unless something of it may be booked already.
  const passes = flow.annuls?.includes(held.item.type) === true;
  const stopped = other.place === 'exception' || other.place === 'held';
  return !(passes && stopped && !hasLeft());
}

/** The move between two memories when no refund may make it. */
export function illegalMove(from: Memory | undefined, to: Memory): string | null {
  if (from?.of !== 'refund' || to.of !== 'refund' || from.state === to.state) return null;
  return MOVES[from.state].includes(to.state) ? null : `${from.state} → ${to.state}`;
}

/** What the payee of a token was to get so far. */
export function sumToPayee(items: readonly Held[], payee: string | undefined): bigint {
  const own = items.filter(
    ({ item, place }) => item.tokens.payee === payee && !['rejected', 'duplicate'].includes(place),
  );
  return payee === undefined ? 0n : own.reduce((sum, { item }) => sum + item.amount.minor, 0n);
}

/** Everything of the item was withdrawn before it was sent. */
export const isWithdrawn = (own: readonly Posting[]): boolean =>
  own.length > 0 && own.every((each) => each.state === 'superseded' && each.draft.reverses === undefined);
