import { ruleBehind } from '@/domain/draft';
import { PLB_CODES } from '@/domain/plb-codes.data';
import type { Standing } from '@/domain/stages';
import type { EdgeRow, GraphEvent, GraphLine, GraphPosting, ParcelHead, RestRow } from '../read/trace-graph';
import type { BankShown } from '../read/trace-ties';
import { REPLACED } from '../store/taking-back';
import { documentOf } from './graph-document';
import type { Graph, GraphEdge, GraphNode, NodeState } from './graph-model';
import { columnTotals } from './graph-totals';

export type GraphInput = {
  readonly parcel: ParcelHead;
  /** What the bank shows of it; none while no deposit has met it. */
  readonly bank?: BankShown | null;
  readonly events: readonly GraphEvent[];
  readonly rest: readonly RestRow[];
  readonly edges: readonly EdgeRow[];
  readonly lines: readonly GraphLine[];
  readonly postings: readonly GraphPosting[];
  /** Masked account or reference by event id. */
  readonly names: ReadonlyMap<string, string>;
};

const STATE: Readonly<Record<Standing, NodeState>> = {
  ready: 'inflight',
  waiting: 'exception',
  mapped: 'inflight',
  posted: 'posted',
  exception: 'exception',
  held: 'held',
  duplicate: 'duplicate',
  rejected: 'rejected',
};

/** Lines of these rules carry the cash of an event or its counterpart; all other claim rules move no cash. */
const CASH_RULE = /\.cash$/;
const FLOW_RULE = /^(?:claim\.(?:receivable|orphan-reversal|due-to|due-from)|plb\..*|(?:remit|parcel)\..*)$/;
const isCashRule = (rule: string): boolean => CASH_RULE.test(ruleBehind(rule));
const isNonCashRule = (rule: string): boolean => !isCashRule(rule) && !FLOW_RULE.test(ruleBehind(rule));

const REST = 'rest';
const sumOf = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

/** Builds the graph from rows. Pure: the same rows give the same graph. */
export const buildGraph = (input: GraphInput): Graph => new Builder(input).build();

class Builder {
  readonly #in: GraphInput;
  readonly #nodes: GraphNode[] = [];
  readonly #edges: GraphEdge[] = [];
  /** Cash of each event that reached a journal. */
  readonly #journalled = new Map<string, bigint>();

  constructor(input: GraphInput) {
    this.#in = input;
    for (const edge of input.edges) {
      if (!isCashRule(edge.rule)) continue;
      const key = edge.eventId ?? REST;
      this.#journalled.set(key, (this.#journalled.get(key) ?? 0n) + edge.amountMinor);
    }
  }

  build(): Graph {
    const { events, rest, edges, postings, parcel } = this.#in;
    const restItems = rest.reduce((n, r) => n + r.items, 0);
    this.#bank();
    this.#payment();
    // A parcel taken as a whole stands beside its payment; claims stand below it.
    for (const [at, event] of events.entries()) this.#event(event, event.kind === 'parcel' ? at : at + 1);
    if (restItems > 0) this.#rest(events.length + 1, restItems);
    this.#lines();
    for (const posting of postings) this.#document(posting);
    const shown = this.#in.lines.filter((line) => !this.#isNonCashLine(line.postingId, line.lineNo)).length;
    return {
      nodes: this.#nodes,
      edges: this.#edges,
      totals: columnTotals({
        parcel,
        bank: this.#in.bank ?? null,
        states: [...events, ...rest],
        events: events.length + restItems,
        journalledMinor: sumOf(this.#journalled.values()),
        postings: postings.map((posting) => ({ posting, cashMinor: this.#cashOf(posting.id) })),
      }),
      rows: events.length + (restItems > 0 ? 2 : 1),
      shownEvents: events.length,
      allEvents: events.length + restItems,
      ruleVersions: [...new Set(edges.map((e) => e.ruleVersion))].sort((a, b) => a - b),
      debitMinor: sumOf(postings.map((p) => p.debitMinor)),
      creditMinor: sumOf(postings.map((p) => p.creditMinor)),
      nonCashLines: this.#in.lines.length - shown,
    };
  }

  #add(node: Partial<GraphNode> & Pick<GraphNode, 'id' | 'column' | 'label' | 'amountMinor'>): void {
    this.#nodes.push({
      row: null,
      sub: null,
      sided: false,
      fullMinor: node.amountMinor,
      state: 'plain',
      nonCash: false,
      eventId: null,
      causeId: null,
      causeTitle: null,
      since: null,
      ...node,
    });
  }

  #link(from: string, to: string, amountMinor: bigint, more: Partial<GraphEdge> = {}): void {
    this.#edges.push({ from, to, amountMinor, state: 'plain', nonCash: false, rule: null, ruleVersion: null, ...more });
  }

  #bank(): void {
    const { bank } = this.#in;
    this.#add({
      id: 'bank',
      column: 'bank',
      row: 0,
      label: bank ? 'Deposit' : 'No deposit yet',
      sub: bank?.label ?? 'not received',
      amountMinor: bank?.amountMinor ?? null,
      state: bank ? (bank.tied ? 'posted' : 'exception') : 'absent',
    });
    if (bank) this.#link('bank', 'bpr', bank.amountMinor - bank.othersMinor);
  }

  /** BPR02 and, beside it, the cash legs that all events together put on the cash account. */
  #payment(): void {
    const { parcel, events } = this.#in;
    const { receivedMinor } = parcel;
    this.#add({
      id: 'bpr',
      column: 'parcel',
      row: 0,
      label: parcel.whole ? 'BPR02 payment' : 'Your part of the payment',
      amountMinor: receivedMinor,
      since: parcel.parsedAt,
    });
    const journalled = sumOf(this.#journalled.values());
    if (this.#journalled.size === 0 || events.every((e) => e.kind === 'parcel')) return;
    const since = events.reduce<Date | null>((first, e) => (first && first < e.createdAt ? first : e.createdAt), null);
    this.#add({
      id: 'cash',
      column: 'events',
      row: 0,
      label: 'cash legs',
      amountMinor: journalled,
      since,
    });
    this.#link('bpr', 'cash', journalled);
  }

  #event(event: GraphEvent, row: number): void {
    const { parcel, names, postings } = this.#in;
    const id = `e:${event.id}`;
    const whole = event.kind === 'parcel';
    const unknown = postings.some((p) => p.state === 'unknown' && this.#feeds(event.id, p.id));
    this.#add({
      id,
      column: 'events',
      row,
      label: whole && event.state !== 'posted' && event.state !== 'mapped' ? 'whole remit' : event.type,
      amountMinor: event.amountMinor,
      eventId: event.id,
      causeId: event.causeId,
      causeTitle: event.causeTitle,
      state: unknown && event.state === 'mapped' ? 'unknown' : STATE[event.state],
      since: event.createdAt,
    });
    if (whole) this.#link('bpr', id, event.amountMinor);
    else {
      const name = names.get(event.id) ?? '';
      const label = event.kind === 'plb' ? `PLB ${event.reason ?? ''} ${plbWord(event.reason)}` : `CLP ${name}`;
      const record = `r:${event.id}`;
      this.#add({
        id: record,
        column: 'parcel',
        row,
        label: label.trim(),
        amountMinor: event.recordMinor,
        eventId: event.id,
        since: parcel.parsedAt,
      });
      this.#link(record, id, event.amountMinor);
    }
    const missing = event.amountMinor - (this.#journalled.get(event.id) ?? 0n);
    if (missing !== 0n) this.#stopped(event, row, missing, id);
  }

  /** Money that reached no journal keeps its row: what holds it, in the colour of its state. */
  #stopped(event: GraphEvent, row: number, missingMinor: bigint, from: string): void {
    const state = STATE[event.state];
    // A posted event without its cash in a journal is a sum that does not hold, not a state.
    const shown: NodeState = state === 'posted' ? 'rejected' : state;
    this.#add({
      id: `x:${event.id}`,
      column: 'lines',
      row,
      label: stoppedWords(event),
      amountMinor: missingMinor,
      state: shown,
      eventId: event.id,
      causeId: event.causeId,
      causeTitle: event.causeTitle,
      since: event.createdAt,
    });
    this.#link(from, `x:${event.id}`, missingMinor);
  }

  #rest(row: number, items: number): void {
    const { rest, parcel } = this.#in;
    const amountMinor = sumOf(rest.map((r) => r.amountMinor));
    const label = `+ ${items.toLocaleString('en-US')} more`;
    this.#add({ id: 'r:rest', column: 'parcel', row, label, sub: 'claims', amountMinor, since: parcel.parsedAt });
    this.#add({ id: 'e:rest', column: 'events', row, label, sub: 'events', amountMinor, since: parcel.parsedAt });
    this.#link('r:rest', 'e:rest', amountMinor);
    const missing = amountMinor - (this.#journalled.get(REST) ?? 0n);
    const stopped = rest.filter((r) => r.state !== 'posted' && r.state !== 'mapped');
    const [only] = stopped.length === 1 ? stopped : [];
    if (missing === 0n) return;
    const count = stopped.reduce((n, r) => n + r.items, 0);
    this.#add({
      id: 'x:rest',
      column: 'lines',
      row,
      label: `${count.toLocaleString('en-US')} not in a journal`,
      amountMinor: missing,
      state: only ? STATE[only.state] : 'inflight',
    });
    this.#link('e:rest', 'x:rest', missing);
  }

  #feeds = (eventId: string, postingId: string): boolean =>
    this.#in.edges.some((edge) => edge.eventId === eventId && edge.postingId === postingId);

  #edgesOf = (postingId: string, lineNo: number): EdgeRow[] =>
    this.#in.edges.filter((edge) => edge.postingId === postingId && edge.lineNo === lineNo);

  #isNonCashLine = (postingId: string, lineNo: number): boolean =>
    this.#edgesOf(postingId, lineNo).every((edge) => isNonCashRule(edge.rule));

  #cashOf = (postingId: string): bigint =>
    sumOf(this.#in.edges.filter((e) => e.postingId === postingId && isCashRule(e.rule)).map((e) => e.amountMinor));

  #lines(): void {
    const { lines, edges, postings } = this.#in;
    const known = new Map(lines.map((line) => [`${line.postingId}:${line.lineNo}`, line]));
    const several = new Set(postings.map((p) => p.entity)).size > 1;
    for (const key of new Set(edges.map((edge) => `${edge.postingId}:${edge.lineNo}`))) {
      const [postingId = '', no = ''] = key.split(':');
      const own = edges.filter((edge) => `${edge.postingId}:${edge.lineNo}` === key);
      const posting = postings.find((p) => p.id === postingId);
      const flow = own.filter((edge) => !isNonCashRule(edge.rule));
      const line = known.get(key);
      const name = line
        ? `${line.account} ${line.accountName ?? ''}`.trim()
        : own.some((e) => isCashRule(e.rule))
          ? 'Cash'
          : `Line ${no}`;
      this.#add({
        id: `l:${key}`,
        column: 'lines',
        label: several && posting ? `${posting.entity} · ${name}` : name,
        amountMinor: sumOf(flow.map((e) => e.amountMinor)),
        fullMinor: sumOf(own.map((e) => e.amountMinor)),
        sided: true,
        sub: line ? null : 'outside your facilities',
        nonCash: flow.length === 0,
        since: posting?.createdAt ?? null,
      });
      for (const edge of own) this.#feed(edge, `l:${key}`);
    }
  }

  #feed(edge: EdgeRow, line: string): void {
    const nonCash = isNonCashRule(edge.rule);
    const more = { nonCash, rule: edge.rule, ruleVersion: edge.ruleVersion };
    const whole = this.#in.events.some((e) => e.id === edge.eventId && e.kind === 'parcel');
    if (isCashRule(edge.rule) && !whole) {
      const known = this.#edges.findIndex((e) => e.from === 'cash' && e.to === line);
      const before = known >= 0 ? this.#edges.splice(known, 1)[0]?.amountMinor : undefined;
      this.#link('cash', line, (before ?? 0n) + edge.amountMinor, { ...more, rule: edge.rule });
      return;
    }
    const from = edge.eventId ? `e:${edge.eventId}` : 'e:rest';
    // Along an edge runs the money of the event: a credit of the receivable is its inflow.
    this.#link(from, line, isCashRule(edge.rule) || nonCash ? edge.amountMinor : -edge.amountMinor, more);
  }

  #document(posting: GraphPosting): void {
    const node = documentOf(posting);
    this.#nodes.push(node);
    const bad = node.state === 'rejected';
    for (const line of this.#nodes.filter((n) => n.id.startsWith(`l:${posting.id}:`))) {
      this.#link(line.id, node.id, line.amountMinor ?? 0n, {
        state: bad ? 'rejected' : 'plain',
        nonCash: line.nonCash,
      });
    }
  }
}

const plbWord = (reason: string | null): string => (reason ? (PLB_CODES[reason]?.label.toLowerCase() ?? '') : '');

function stoppedWords(event: GraphEvent): string {
  if (event.state === 'held') return event.holdReason ?? event.causeTitle ?? 'Held';
  if (event.state === 'exception') return event.causeTitle ?? 'Exception';
  if (event.state === 'waiting') return `Waits behind: ${event.causeTitle ?? 'a stopped item'}`;
  if (event.state === 'duplicate') return 'Kept out: duplicate';
  if (event.state === 'rejected') return event.holdReason === REPLACED ? 'Taken back: replaced' : 'Rejected';
  if (event.state === 'posted') return 'Not in a journal';
  return 'Waits to be mapped';
}
