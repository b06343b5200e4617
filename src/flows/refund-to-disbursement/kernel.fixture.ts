import { type Failure, failure } from '@/domain/failure';
import type { Master } from '@/domain/master';
import type { Decision, Draft, KernelEvents, NewEvent, Parcel, TieEntry } from '../flow';
import type { RefundItem } from './context';
import type { Head, Own } from './contract';
import { refundToDisbursement as flow } from './index';
import {
  balanced,
  blocks,
  type Held,
  illegalMove,
  isWithdrawn,
  json,
  LEFT,
  OPEN_POSTINGS,
  type Posting,
  sha,
  sumToPayee,
  TieBook,
  takeFile,
} from './kernel-parts.fixture';
import type { Memory, Refund } from './memory';
import type { Rules } from './rules';

const asItem = (item: object): RefundItem => item as RefundItem;

/**
 * As much of the engine as a refund needs, in memory: order by key, memory handed on, approvals of a whole group, answers
 * of targets, timers, reverses, waits and ties. What it does, the engine has to do.
 */

export class Kernel {
  now = '2025-03-03T15:00:00.000Z';
  readonly items: Held[] = [];
  readonly postings: Posting[] = [];
  readonly memory = new Map<string, Memory>();
  readonly ties = new TieBook();
  readonly timers = new Map<
    string,
    { readonly key: string; readonly name: string; readonly at: string; readonly of: Held }
  >();
  readonly audit: string[] = [];
  readonly steps: string[] = [];
  readonly concerns = new Map<string, readonly Failure[]>();
  /** What else happens when a document is booked: an ERP of the test. */
  booked: (posting: Posting) => Readonly<Record<string, unknown>> = () => ({});
  /** Why a target refuses a document, or null. */
  refuses: (posting: Posting) => string | null = () => null;
  readonly illegal: string[] = [];
  readonly #writers = new Map<string, Held>();
  readonly #keys = new Set<string>();
  readonly #signals = new Set<string>();
  readonly master: Master;
  readonly rules: Rules;

  constructor(master: Master, rules: Rules) {
    this.master = master;
    this.rules = rules;
  }

  /** Takes a file as it is received; returns what the flow said of it as a whole. */
  file(body: string | object): Parcel<Head> | Failure {
    const { events, parcel } = takeFile(body);
    if (parcel.complete !== null) return parcel.complete;
    for (const event of events) this.#take(event);
    this.run();
    return parcel;
  }

  #take(event: NewEvent<Own>): void {
    const tokens = Object.fromEntries(
      Object.entries(event.identifiers).map(([name, value]) => [name, sha(name + value)]),
    );
    const held = this.#add(event.type, event.facts, event.order, tokens, null, event.amount, event.at ?? this.now);
    const key = event.naturalKey;
    if (key !== undefined && this.#keys.has(key)) held.place = 'duplicate';
    if (key !== undefined) this.#keys.add(key);
  }

  #add(
    type: string,
    facts: unknown,
    keys: readonly string[],
    tokens: Readonly<Record<string, string>>,
    parent: Held | null,
    amount = { asset: 'USD/2', minor: 0n },
    at = this.now,
  ): Held {
    const schema = (flow.events as Readonly<Record<string, { parse(value: unknown): unknown }>>)[type];
    const no = this.items.length + 1;
    const item = asItem({
      id: `event-${String(no).padStart(4, '0')}`,
      type,
      facts: schema === undefined ? facts : schema.parse(facts),
      amount,
      at,
      businessDate: at.slice(0, 10),
      keys,
      tokens,
      parcel: { id: 'p', digest: '', head: null, parties: {} },
      judgements: [],
      recalled: { toPayeeMinor: sumToPayee(this.items, tokens.payee) },
    });
    const held: Held = {
      item,
      position: parent?.position ?? no,
      no,
      place: 'ready',
      aside: false,
      failure: null,
      waits: [],
      before: null,
    };
    this.items.push(held);
    return held;
  }

  /** Decides everything that may be decided. */
  run(): void {
    for (let turns = 0; turns < 2_000; turns += 1) {
      const next = this.items.find((held) => held.place === 'ready' && this.#isHead(held));
      if (next === undefined) return;
      this.#decide(next);
    }
    throw new Error('it never comes to rest');
  }
  #isHead = (held: Held): boolean =>
    !this.items.some((other) => blocks(other, held, () => this.#of(other).some((each) => LEFT.includes(each.state))));

  #of = (held: Held): Posting[] => this.postings.filter((each) => each.of === held);

  #decide(held: Held): void {
    const { item } = held;
    if (held.before !== null) this.#rewind(held);
    const known = new Map(
      item.keys.flatMap((key) => (this.memory.has(key) ? [[key, this.memory.get(key) as Memory]] : [])),
    );
    const decision = flow.decide(item, this.master, this.rules, known);
    this.audit.push(`${item.id} ${item.type} ${decision.kind}`);
    held.aside = false;
    held.failure = null;
    if (decision.kind === 'end') held.place = decision.as;
    else if (decision.kind === 'stop')
      Object.assign(held, { place: 'exception', failure: decision.failure, aside: decision.queue === 'aside' });
    else if (decision.kind === 'wait') this.#wait(held, decision);
    else this.#post(held, decision);
  }

  #wait(held: Held, decision: Extract<Decision<Memory>, { kind: 'wait' }>): void {
    if (decision.for.some((topic) => this.#signals.has(topic))) throw new Error('waits for what has come');
    if (this.now.slice(0, 10) > decision.until)
      Object.assign(held, { place: 'exception', failure: decision.late, aside: true });
    else Object.assign(held, { place: 'waiting', waits: decision.for, aside: true });
  }

  #post(held: Held, decision: Extract<Decision<Memory>, { kind: 'post' }>): void {
    const { item } = held;
    held.before = new Map(item.keys.map((key) => [key, this.memory.get(key)]));
    if (decision.annuls === true) this.#annul(held);
    for (const [key, saga] of Object.entries(decision.sagas ?? {})) {
      if (!item.keys.includes(key)) throw new Error(`${key} is not its own`);
      const parsed = flow.memory?.schema.parse(saga.memory) as Memory;
      const illegal = illegalMove(this.memory.get(key), parsed);
      if (illegal !== null) this.illegal.push(illegal);
      this.memory.set(key, parsed);
      this.#writers.set(key, held);
      this.steps.push(`${saga.step} → ${parsed.of === 'refund' ? parsed.state : 'likeness'}`);
      if (parsed.of === 'refund') this.concerns.set(key, saga.concerns ?? []);
      for (const [name, at] of Object.entries(saga.wake ?? {})) {
        if (at === null) this.timers.delete(`${key} ${name}`);
        else this.timers.set(`${key} ${name}`, { key, name, at, of: held });
      }
    }
    if (decision.drafts.length === 0 && item.amount.minor !== 0n) throw new Error('money without a document');
    for (const draft of decision.drafts) this.#ask(held, draft);
    for (const entry of decision.ties ?? []) this.ties.add(held.no, entry);
    for (const topic of decision.signals ?? []) this.#signal(topic);
    this.#tell(decision.ties ?? [], held);
    const proposed = decision.drafts.some((draft) => draft.approval !== undefined && !this.#agreed(held, draft));
    for (const each of this.#of(held)) if (proposed && each.state === 'ready') each.state = 'proposed';
    held.place = proposed ? 'held' : 'mapped';
    this.#close(held);
  }

  #agreed = (held: Held, draft: Draft): boolean =>
    this.#of(held).some((each) => each.draft.ref === draft.ref && each.agreed.size >= (draft.approval?.needed ?? 0));

  #annul(held: Held): void {
    for (const other of this.items) {
      const stopped = other.place === 'exception' || other.place === 'held';
      if (!stopped || other.position >= held.position || other.item.keys[0] !== held.item.keys[0]) continue;
      other.place = 'rejected';
    }
  }

  #ask(held: Held, draft: Draft): void {
    const subject = held.item.keys[0];
    const same = this.postings.find((each) => each.subject === subject && each.draft.ref === draft.ref);
    if (same !== undefined) {
      if (same.of !== held || json(same.draft) !== json(draft)) throw new Error(`${draft.ref} names two postings`);
      if (same.state === 'refused') same.state = 'ready';
      return;
    }
    if (draft.reverses === undefined && draft.kind !== 'callback') balanced(draft);
    const posting: Posting = {
      no: this.postings.length + 1,
      subject,
      of: held,
      draft,
      lines: draft.lines,
      state: 'ready',
      number: '',
      reverses: null,
      agreed: new Set(),
    };
    this.postings.push(posting);
    if (draft.reverses === undefined) return;
    const original = this.postings.find((each) => each.subject === subject && each.draft.ref === draft.reverses);
    if (original === undefined) {
      posting.state = 'superseded';
      this.#nothingLeft(posting);
      return;
    }
    posting.reverses = original;
    this.#reverse(posting, original);
  }

  /** Unsent is withdrawn, unknown is waited for, confirmed is negated. */
  #reverse(posting: Posting, original: Posting): void {
    if (original.state === 'sent' || original.state === 'unknown') posting.state = 'blocked';
    else if (original.state === 'confirmed') {
      posting.lines = original.lines.map((line) => ({ ...line, amountMinor: -line.amountMinor }));
      posting.state = 'ready';
    } else {
      if (original.state !== 'superseded') original.state = 'superseded';
      posting.state = 'superseded';
      this.#close(original.of);
      this.#nothingLeft(posting);
    }
  }

  /** A take-back that needs no document is done at once, and says so like any other. */
  #nothingLeft({ draft, of }: Posting): void {
    if (draft.tells !== undefined) this.#event('posting.confirmed/1', { ref: draft.ref, number: '', facts: {} }, of);
  }

  #tell(entries: readonly TieEntry[], held: Held): void {
    for (const { tie, key, tells } of entries) {
      if (tells === undefined || this.ties.balance(`${tie} ${key}`) !== 0n) continue;
      this.#signal(tells);
      this.#event('tie.tied/1', { tie, key }, held);
    }
  }

  #signal(topic: string): void {
    this.#signals.add(topic);
    for (const held of this.items) if (held.place === 'waiting' && held.waits.includes(topic)) held.place = 'ready';
  }

  #event<T extends keyof KernelEvents>(type: T, facts: KernelEvents[T], parent: Held): void {
    this.#add(type, facts, parent.item.keys, {}, parent);
  }

  /** An item is over when none of its postings is open; when all were withdrawn, it is rejected. */
  #close(held: Held): void {
    if (held.place !== 'mapped' && held.place !== 'held') return;
    const own = this.#of(held);
    const open = own.some(
      (each) => OPEN_POSTINGS.includes(each.state) && !(each.state === 'refused' && each.draft.tells === 'outcome'),
    );
    if (open) return;
    held.place = isWithdrawn(own) ? 'rejected' : 'posted';
  }

  /** Back to what was known before its own step, unless something was learned since: then the flow knows its own event. */
  #rewind(held: Held): void {
    for (const [key, before] of held.before ?? []) {
      if (this.#writers.get(key) !== held) continue;
      if (before === undefined) this.memory.delete(key);
      else this.memory.set(key, before);
    }
    this.ties.forget(held.no);
  }

  approve(by: string, limitMinor: bigint): string {
    const asked = this.postings.find((each) => each.state === 'proposed' && each.draft.approval !== undefined);
    const { approval } = asked?.draft ?? {};
    if (asked === undefined || approval === undefined) return 'NOTHING_ASKED';
    const answer =
      by === approval.maker ? 'SOD_VIOLATION' : approval.amount.minor > limitMinor ? 'APPROVAL_LIMIT' : 'agreed';
    this.audit.push(`approve ${by}: ${answer}`);
    if (answer !== 'agreed') return answer;
    asked.agreed.add(by);
    this.#event('approval.given/1', { ref: asked.draft.ref, by }, asked.of);
    if (asked.agreed.size >= approval.needed) {
      for (const each of this.#of(asked.of)) if (each.state === 'proposed') each.state = 'ready';
      asked.of.place = 'mapped';
    }
    this.run();
    return answer;
  }

  decline(by: string, reason: string): boolean {
    const asked = this.postings.find((each) => each.state === 'proposed' && each.draft.approval !== undefined);
    if (asked === undefined) return false;
    for (const each of this.#of(asked.of)) each.state = 'superseded';
    asked.of.place = 'rejected';
    this.#event('approval.declined/1', { ref: asked.draft.ref, by, reason }, asked.of);
    this.run();
    return true;
  }

  send(): void {
    for (const each of this.postings) if (each.state === 'ready') each.state = 'sent';
  }

  pending = (): Posting[] => this.postings.filter((each) => each.state === 'sent' || each.state === 'unknown');

  confirm(posting: Posting): void {
    posting.state = 'confirmed';
    posting.number = `${posting.draft.kind === 'ap-invoice' ? 'VCH' : 'JRN'}-${posting.no}`;
    const facts = this.booked(posting);
    if (posting.draft.tells !== undefined) {
      this.#event('posting.confirmed/1', { ref: posting.draft.ref, number: posting.number, facts }, posting.of);
    }
    this.#settled(posting);
  }

  answer(posting: Posting): void {
    const why = this.refuses(posting);
    if (why === null) this.confirm(posting);
    else this.refuse(posting, why);
  }

  refuse(posting: Posting, code: string): void {
    posting.state = 'refused';
    const why = failure('ERP_REJECTED', 'posting', code);
    if (posting.draft.tells === 'outcome')
      this.#event('posting.refused/1', { ref: posting.draft.ref, failure: why }, posting.of);
    else Object.assign(posting.of, { place: 'exception', failure: why });
    this.#settled(posting);
  }

  #settled(posting: Posting): void {
    for (const each of this.postings)
      if (each.state === 'blocked' && each.reverses === posting) this.#reverse(each, posting);
    this.#close(posting.of);
    this.run();
  }

  /** Everything that leaves is confirmed, until nothing leaves any more. */
  settle(): void {
    for (;;) {
      this.send();
      const next = this.pending()[0];
      if (next === undefined) return;
      this.answer(next);
    }
  }

  release(held: Held, ...marks: readonly string[]): void {
    const judgements = [...held.item.judgements, ...marks.map((mark) => ({ mark, by: 'iris' }))];
    Object.assign(held, { item: { ...held.item, judgements }, place: 'ready' });
    this.run();
  }

  stopped = (code?: string): Held[] =>
    this.items.filter(({ place, failure: why }) => place === 'exception' && (code ?? why?.code) === why?.code);

  /** Time passes; what falls due on the way is told. */
  advance(to: string): void {
    for (;;) {
      const due = [...this.timers]
        .filter(([, timer]) => timer.at <= to)
        .sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))[0];
      if (due === undefined) break;
      const [id, timer] = due;
      this.timers.delete(id);
      this.now = timer.at > this.now ? timer.at : this.now;
      this.#event('saga.due/1', { timer: timer.name }, timer.of);
      this.run();
    }
    this.now = to;
    for (const held of this.items) if (held.place === 'waiting') held.place = 'ready';
    this.run();
  }

  refund(id: string): Refund {
    const known = this.memory.get(`refund|${id}`);
    if (known?.of === 'refund') return known;
    throw new Error(`nothing is known of ${id}`);
  }
  told = (id: string): string[] =>
    this.postings
      .filter((each) => each.draft.role === 'rcm-status' && each.subject === `refund|${id}`)
      .map((each) => String(each.draft.header?.step));
  worries = (id: string): string[] =>
    (this.concerns.get(`refund|${id}`) ?? []).map((each) => each.code).sort((a, b) => (a < b ? -1 : 1));
}
