// Goal: columns of the graph sum and say where they break. Method: graphs of made-up rows, whole, stopped, and one cent short.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgeRow, GraphEvent, GraphLine, GraphPosting, ParcelHead } from '../read/trace-graph';
import { buildGraph, type GraphInput } from './graph';
import { timeSteps } from './time-steps';

const at = new Date('2026-10-29T04:11:00Z');
const parcelOf = (receivedMinor: bigint, claimCount: number): ParcelHead => ({
  id: 'r',
  artifactId: 'a',
  artifactName: 'f.edi',
  state: 'canonical',
  disposition: 'accepted',
  priorParcelId: null,
  decision: null,
  decidedBy: null,
  replacedById: null,
  replacedBy: null,
  flow: 'remittance-to-cash',
  asset: 'USD/2',
  firstEventId: '',
  lastEventId: '',
  wholeEventId: null,
  payer: 'Northwind',
  payee: 'Lakeshore',
  payeeFacility: null,
  trn02: 'T',
  method: 'ACH',
  businessDate: '2026-10-30',
  entity: '100',
  receivedMinor,
  paidMinor: receivedMinor,
  plbMinor: 0n,
  claimCount,
  plbCount: 0,
  recordCount: claimCount,
  whole: true,
  receivedAt: at,
  parsedAt: at,
  reconcileState: 'open',
  reconciledAt: null,
  now: at,
});
const eventOf = (
  id: string,
  ordinal: number,
  amountMinor: bigint,
  state: GraphEvent['state'] = 'posted',
): GraphEvent => ({
  id,
  ordinal,
  type: 'payment.posted',
  kind: 'claim',
  reason: null,
  state,
  amountMinor,
  recordMinor: amountMinor,
  identifiers: null,
  causeId: null,
  causeTitle: state === 'exception' ? 'Contract code has no payer class' : null,
  holdUntil: null,
  holdReason: null,
  createdAt: at,
});
const edgesOf = (event: GraphEvent): EdgeRow[] => [
  { eventId: event.id, postingId: 'p', lineNo: 1, rule: 'claim.cash', ruleVersion: 1, amountMinor: event.amountMinor },
  {
    eventId: event.id,
    postingId: 'p',
    lineNo: 2,
    rule: 'claim.receivable',
    ruleVersion: 1,
    amountMinor: -event.amountMinor,
  },
  { eventId: event.id, postingId: 'p', lineNo: 2, rule: 'claim.contractual', ruleVersion: 1, amountMinor: -500n },
  { eventId: event.id, postingId: 'p', lineNo: 3, rule: 'claim.contractual', ruleVersion: 1, amountMinor: 500n },
];
const lines: GraphLine[] = [1, 2, 3].map((lineNo) => ({
  postingId: 'p',
  lineNo,
  account: `${1000 + lineNo}`,
  accountName: 'Account',
  debitMinor: 0n,
  creditMinor: 0n,
}));
const postingOf = (over: Partial<GraphPosting> = {}): GraphPosting => ({
  id: 'p',
  entity: '100',
  period: '2026-10',
  state: 'confirmed',
  summary: false,
  key: 'TO-1',
  debitMinor: 10_000n,
  creditMinor: 10_000n,
  lineCount: 3,
  ruleVersion: 1,
  createdAt: at,
  confirmedAt: at,
  failureText: null,
  numbers: ['JRN-1'],
  documentMinor: 10_000n,
  documentAt: at,
  ...over,
});

function inputOf(
  amounts: readonly bigint[],
  stopped: ReadonlySet<number> = new Set(),
  posting = postingOf(),
): GraphInput {
  const events = amounts.map((amount, i) => eventOf(`e${i}`, i, amount, stopped.has(i) ? 'exception' : 'posted'));
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const edges = events.filter((_, i) => !stopped.has(i)).flatMap(edgesOf);
  return {
    parcel: parcelOf(total, amounts.length),
    events,
    rest: [],
    edges,
    lines,
    postings: edges.length > 0 ? [posting] : [],
    names: new Map(),
  };
}

describe('buildGraph', () => {
  it('sums in every column, whatever is stopped: the difference is exactly what is stopped', () => {
    const amount = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 9 }), fc.array(fc.nat(8)), (amounts, stops) => {
        const stopped = new Set(stops);
        const { totals, nodes } = buildGraph(inputOf(amounts, stopped));
        const [, parcel, events, journal, documents] = totals;
        const missing = amounts.filter((_, i) => stopped.has(i)).reduce((sum, a) => sum + a, 0n);
        expect(events?.amountMinor).toBe(parcel?.amountMinor);
        expect(journal?.differenceMinor).toBe(-missing);
        expect(documents?.differenceMinor).toBe(0n);
        const shown = nodes.filter((n) => n.id.startsWith('x:')).reduce((sum, n) => sum + (n.amountMinor ?? 0n), 0n);
        expect(shown).toBe(missing);
      }),
    );
  });

  it('draws the same amount into and out of every journal line', () => {
    const { nodes, edges } = buildGraph(inputOf([31_904n, 12_260n, -400n]));
    for (const node of nodes.filter((n) => n.column === 'lines')) {
      const into = edges.filter((e) => e.to === node.id && !e.nonCash).reduce((sum, e) => sum + e.amountMinor, 0n);
      const out = edges.filter((e) => e.from === node.id).reduce((sum, e) => sum + e.amountMinor, 0n);
      expect(into < 0n ? -into : into).toBe(out < 0n ? -out : out);
    }
    expect(nodes.find((n) => n.id === 'l:p:3')).toMatchObject({ nonCash: true, amountMinor: 0n, fullMinor: 1_500n });
  });

  it('is red by exactly what the ERP booked too little', () => {
    const { totals, nodes } = buildGraph(
      inputOf([9_000n], new Set(), postingOf({ state: 'held', documentMinor: 9_999n })),
    );
    expect(totals[4]).toMatchObject({ amountMinor: 8_999n, differenceMinor: -1n, state: 'rejected' });
    expect(nodes.find((n) => n.id === 'd:p')?.state).toBe('rejected');
  });

  it('never calls sent green', () => {
    for (const state of ['ready', 'intent', 'sent', 'unknown', 'held', 'open'] as const) {
      const posting = postingOf({ state, numbers: [], documentMinor: null, documentAt: null, confirmedAt: null });
      const { totals, nodes } = buildGraph(inputOf([9_000n], new Set(), posting));
      expect(totals[4]?.state).not.toBe('posted');
      expect(nodes.find((n) => n.id === 'd:p')?.state).not.toBe('posted');
    }
  });

  it('sums the events it does not draw and keeps what of them is stopped', () => {
    const base = inputOf([100n]);
    const input: GraphInput = {
      ...base,
      parcel: parcelOf(700n, 4),
      rest: [
        { state: 'posted', items: 2, amountMinor: 500n },
        { state: 'held', items: 1, amountMinor: 100n },
      ],
      edges: [
        ...base.edges,
        { eventId: null, postingId: 'p', lineNo: 1, rule: 'claim.cash', ruleVersion: 1, amountMinor: 500n },
      ],
    };
    const { totals, nodes, allEvents } = buildGraph(input);
    expect(allEvents).toBe(4);
    expect(totals[2]?.differenceMinor).toBe(0n);
    expect(nodes.find((n) => n.id === 'x:rest')).toMatchObject({
      amountMinor: 100n,
      state: 'held',
      label: '1 not in a journal',
    });
  });
});

describe('timeSteps', () => {
  const moments = { canonicalAt: at, mappedAt: at, sentAt: at, confirmedAt: at };
  const base = { parcel: parcelOf(1n, 1), moments, postings: ['confirmed'], differs: false, stopped: null };
  it('ends with the first step that has not happened', () => {
    expect(timeSteps(base).map((s) => [s.key, s.at !== null])).toEqual([
      ['received', true],
      ['parsed', true],
      ['canonical', true],
      ['mapped', true],
      ['sent', true],
      ['confirmed', true],
      ['reconciled', false],
    ]);
    expect(timeSteps({ ...base, postings: ['unknown'] }).at(-1)).toMatchObject({ key: 'confirmed', at: null });
  });
  it('ends where a duplicate was kept out, because it waits for nothing', () => {
    const none = { ...moments, mappedAt: null, sentAt: null, confirmedAt: null };
    const kept = timeSteps({ ...base, moments: none, postings: [], stopped: 'duplicate' as const });
    expect(kept.at(-1)).toMatchObject({ key: 'canonical' });
    const stopped = timeSteps({ ...base, moments: none, postings: [], stopped: 'exception' as const });
    expect(stopped.at(-1)).toMatchObject({ key: 'mapped', at: null, state: 'exception' });
  });
  it('says differs instead of confirmed', () => {
    expect(timeSteps({ ...base, differs: true }).find((s) => s.key === 'differs')).toMatchObject({ state: 'rejected' });
  });
});
