import { parseMinor } from '@/domain/money';
import { blindIndex, openIdentifiers } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { type Places, placesOf } from '../read/places';
import { readAttempts, readMoments } from '../read/trace-attempts';
import { type FoundEvent, findInRemit } from '../read/trace-find';
import {
  type GraphEvent,
  type GraphPosting,
  type RemitHead,
  readEdges,
  readGraphEvents,
  readGraphLines,
  readGraphPostings,
  readRemitHead,
  readRest,
} from '../read/trace-graph';
import { readEventPlace } from '../read/trace-source';
import { type AttemptLine, attemptLines } from './attempts';
import { buildGraph } from './graph';
import type { Graph } from './graph-model';
import { maskIdentifier } from './identifiers';
import { type TimeStep, timeSteps } from './time-steps';

/** Events drawn one by one: what fits a screen, or on request what one may still scroll through. */
export const EVENTS_SHOWN = 6;
export const EVENTS_SHOWN_MAX = 60;

type TraceQuery = { readonly remitId?: string; readonly eventId?: string; readonly shown?: number };

export type Trace = {
  readonly remit: RemitHead;
  readonly focusEventId: string | null;
  readonly graph: Graph;
  readonly steps: TimeStep[];
  readonly attempts: AttemptLine[];
  readonly attemptCount: number;
  readonly places: Places;
  /** Documents that differ from what was asked, with the difference; positive when the ERP booked more. */
  readonly differences: { readonly number: string; readonly differenceMinor: bigint }[];
};

/** The whole path of one remit, or of the remit an event stands in; null when the reader may not see it or it is not there. */
export async function readTrace(tx: Tx, query: TraceQuery): Promise<Trace | null> {
  const event = query.eventId ? await readEventPlace(tx, query.eventId) : null;
  if (query.eventId && !event) return null;
  const remit = await readRemitHead(tx, event?.remitId ?? query.remitId ?? '');
  if (!remit) return null;
  const events = await readGraphEvents(tx, remit.id, event?.id ?? null, drawn(remit, query.shown ?? EVENTS_SHOWN));
  const ids = events.map((e) => e.id);
  const rest = await readRest(tx, remit.id, ids);
  const edges = await readEdges(tx, remit.id, ids);
  const lines = [...new Set(edges.map((e) => `${e.postingId}:${e.lineNo}`))].map((key) => key.split(':'));
  const postings = await readGraphPostings(tx, [...new Set(edges.map((e) => e.postingId))]);
  const graph = buildGraph({
    remit,
    events,
    rest,
    edges,
    postings,
    names: namesOf(events),
    lines: await readGraphLines(
      tx,
      lines.map(([id]) => id ?? ''),
      lines.map(([, no]) => Number(no)),
    ),
  });
  const postingIds = postings.map((p) => p.id);
  const attempts = await readAttempts(tx, remit.id, postingIds);
  const differing = differencesOf(postings);
  return {
    remit,
    focusEventId: event?.id ?? null,
    graph,
    steps: timeSteps({
      remit,
      moments: await readMoments(tx, remit.id, postingIds),
      postings: postings.map((p) => p.state),
      differs: differing.length > 0,
      stopped: graph.totals.find((t) => t.state !== 'posted' && t.state !== 'absent')?.state ?? null,
    }),
    attempts: attemptLines(attempts.rows),
    attemptCount: attempts.total,
    places: await placesOf(tx, { remitId: remit.id }),
    differences: differing,
  };
}

/** A row that says “2 more” takes the place of one that could be drawn: a few too many are drawn. */
const drawn = (remit: RemitHead, shown: number): number =>
  remit.claimCount + remit.plbCount <= shown + 2 ? shown + 2 : shown;

/** What a person may read of an event's account or reference without a reveal. */
export function maskedName(event: Pick<GraphEvent | FoundEvent, 'id' | 'identifiers'>): string {
  if (!event.identifiers) return '';
  const { claimId, reference, controlNumber } = openIdentifiers(event.id, event.identifiers);
  return maskIdentifier(claimId ?? reference ?? controlNumber ?? '');
}

const namesOf = (events: readonly GraphEvent[]): Map<string, string> =>
  new Map(events.map((event) => [event.id, maskedName(event)]));

const differencesOf = (postings: readonly GraphPosting[]) =>
  postings.flatMap((p) =>
    p.documentMinor === null || p.documentMinor === p.debitMinor
      ? []
      : [{ number: p.numbers.join(', '), differenceMinor: p.documentMinor - p.debitMinor }],
  );

/** Looks for one claim inside a remit by what a person knows of it. The text goes no further than its blind index. */
export async function findEvents(tx: Tx, remitId: string, text: string): Promise<FoundEvent[]> {
  return findInRemit(tx, remitId, {
    account: blindIndex('account', text),
    control: blindIndex('control', text),
    amountMinor: parseMinor(text.replace(/[$,\s]/g, '')),
  });
}
