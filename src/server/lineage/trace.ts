import { parseMinor } from '@/domain/money';
import { openIdentifiers } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { accountIndex, controlIndex, referenceIndex } from '../read/identifier-indexes';
import { type Places, placesOf } from '../read/places';
import { readAttempts, readMoments } from '../read/trace-attempts';
import { type FoundEvent, findInParcel } from '../read/trace-find';
import {
  type GraphEvent,
  type GraphPosting,
  type ParcelHead,
  readEdges,
  readGraphEvents,
  readGraphLines,
  readGraphPostings,
  readParcelHead,
  readRest,
} from '../read/trace-graph';
import { type Kin, readKin } from '../read/trace-kin';
import { readEventPlace } from '../read/trace-source';
import { bankOf, readTraceTies, type TraceTie } from '../read/trace-ties';
import { type AttemptLine, attemptLines } from './attempts';
import { buildGraph } from './graph';
import type { Graph } from './graph-model';
import { maskIdentifier } from './identifiers';
import { type TimeStep, timeSteps } from './time-steps';

/** Events drawn one by one: what fits a screen, or on request what one may still scroll through. */
export const EVENTS_SHOWN = 6;
export const EVENTS_SHOWN_MAX = 60;

type TraceQuery = { readonly parcelId?: string; readonly eventId?: string; readonly shown?: number };

export type Trace = {
  readonly parcel: ParcelHead;
  readonly focusEventId: string | null;
  readonly graph: Graph;
  /** What its money has met; empty for whoever does not see all facilities. */
  readonly ties: readonly TraceTie[];
  /** Claims of other remits with the account or number of one of this one's. */
  readonly kin: readonly Kin[];
  readonly steps: TimeStep[];
  readonly attempts: AttemptLine[];
  readonly attemptCount: number;
  readonly places: Places;
  /** Documents that differ from what was asked, with the difference; positive when the ERP booked more. */
  readonly differences: { readonly number: string; readonly differenceMinor: bigint }[];
};

/** The whole path of one parcel, or of the parcel an event stands in; null when the reader may not see it or it is not there. */
export async function readTrace(tx: Tx, query: TraceQuery): Promise<Trace | null> {
  const event = query.eventId ? await readEventPlace(tx, query.eventId) : null;
  if (query.eventId && !event) return null;
  const parcel = await readParcelHead(tx, event?.parcelId ?? query.parcelId ?? '');
  if (!parcel) return null;
  const events = await readGraphEvents(tx, parcel, event?.id ?? null, drawn(parcel, query.shown ?? EVENTS_SHOWN));
  const ids = events.map((e) => e.id);
  const rest = await readRest(tx, parcel, ids);
  const edges = await readEdges(tx, parcel, ids);
  const lines = [...new Set(edges.map((e) => `${e.postingId}:${e.lineNo}`))].map((key) => key.split(':'));
  const postings = await readGraphPostings(tx, [...new Set(edges.map((e) => e.postingId))]);
  const ties = await readTraceTies(tx, parcel);
  const graph = buildGraph({
    parcel,
    bank: bankOf(ties),
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
  const attempts = await readAttempts(tx, parcel, postingIds);
  const differing = differencesOf(postings);
  return {
    parcel,
    focusEventId: event?.id ?? null,
    graph,
    ties,
    kin: await readKin(tx, parcel),
    steps: timeSteps({
      parcel,
      moments: await readMoments(tx, parcel.id, postingIds),
      postings: postings.map((p) => p.state),
      differs: differing.length > 0,
      stopped: graph.totals.find((t) => t.state !== 'posted' && t.state !== 'absent')?.state ?? null,
    }),
    attempts: attemptLines(attempts.rows),
    attemptCount: attempts.total,
    places: await placesOf(tx, { parcelId: parcel.id }),
    differences: differing,
  };
}

/** A row that says “2 more” takes the place of one that could be drawn: a few too many are drawn. */
const drawn = (parcel: ParcelHead, shown: number): number =>
  parcel.claimCount + parcel.plbCount <= shown + 2 ? shown + 2 : shown;

/** What a person may read of an event's account or reference without a reveal. */
export function maskedName(event: Pick<GraphEvent | FoundEvent, 'id' | 'identifiers'>): string {
  if (!event.identifiers) return '';
  const { claimId, reference, controlNumber } = openIdentifiers(event.id, event.identifiers);
  return maskIdentifier([claimId, reference, controlNumber].find(Boolean) ?? '');
}

const namesOf = (events: readonly GraphEvent[]): Map<string, string> =>
  new Map(events.map((event) => [event.id, maskedName(event)]));

const differencesOf = (postings: readonly GraphPosting[]) =>
  postings.flatMap((p) =>
    p.documentMinor === null || p.documentMinor === p.debitMinor
      ? []
      : [{ number: p.numbers.join(', '), differenceMinor: p.documentMinor - p.debitMinor }],
  );

/** Looks for one claim inside a parcel by what a person knows of it. The text goes no further than its blind index. */
export async function findEvents(tx: Tx, parcelId: string, text: string): Promise<FoundEvent[]> {
  return findInParcel(tx, parcelId, {
    account: accountIndex(text),
    control: controlIndex(text),
    reference: referenceIndex(text),
    amountMinor: parseMinor(text.replace(/[$,\s]/g, '')),
  });
}
