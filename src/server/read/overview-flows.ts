import { STAGES, type Stage } from '@/domain/stages';
import type { AnyFlow } from '@/flows/flow';
import { findFlow } from '@/flows/registry';
import type { Tx } from '@/server/platform/db';
import { readHealth } from './health';
import { type MeasurePlaces, readSums, type StateCount, type Sums } from './places';
import { Bound, flowOfFilter, itemsIn, MONEY, parcelsIn, type TotalsFilter, totalsIn } from './scope';

export type StageLoad = {
  readonly stage: Stage;
  /** Nobody is needed. */
  readonly moving: number;
  /** A person has to see to it. */
  readonly stopped: number;
  /** Waits for an approval, a topic or a day: nothing is wrong with it yet. */
  readonly held: number;
  /** Sent, and the answer is not known. */
  readonly unknown: number;
  /** When the oldest of them came to where it waits; null when nothing waits. */
  readonly oldestAt: Date | null;
};
export type MeasureName = AnyFlow['measure']['name'];
export type FlowRow = {
  readonly code: string;
  readonly name: string;
  /** Amounts of one measure only are ever looked at together; null: its code is not installed. */
  readonly measure: MeasureName | null;
  readonly path: string;
  readonly slaHours: number;
  readonly asset: string;
  readonly receivedMinor: bigint;
  /** Duplicates are not part of it: they are kept out, and what they repeat is counted where it is. */
  readonly notPostedMinor: bigint;
  readonly oldestAt: Date | null;
  readonly stages: readonly StageLoad[];
};
export type Flows = {
  readonly asOf: Date;
  readonly flows: readonly FlowRow[];
  readonly workers: number;
  readonly lastBeatSeconds: number | null;
};

type Count = 'moving' | 'stopped' | 'held' | 'unknown';
type Load = { stage: Stage; oldest: Date | null } & Record<Count, number>;
type FlowLoad = Load & { readonly flow: string | null };

/**
 * Where items wait, per flow and stage: each waits in exactly one stage, the one that will touch it next. Counts of items that
 * nobody is needed for come from the running totals, so that a backlog costs no more to look at than an empty house.
 */
async function readLoads(tx: Tx, filter: TotalsFilter, states: readonly StateCount[]): Promise<FlowLoad[]> {
  const sent = await confirming(tx, filter);
  return [
    ...(await artifactLoads(tx, filter)),
    ...(await parcelLoads(tx, filter)),
    ...(await stopped(tx, filter)),
    ...waiting(states),
    ...sent,
    ...moving(states, sent, await oldestMoving(tx, filter, states)),
  ];
}

/** Files belong to no flow before they are read; the flow of the screens that know one only shows them. */
async function artifactLoads(tx: Tx, filter: TotalsFilter): Promise<FlowLoad[]> {
  const { entity, facilityId, payerId, period } = filter;
  if (entity ?? facilityId ?? payerId ?? period) return [];
  return tx.query<FlowLoad>(
    `SELECT NULL AS flow, 'parse' AS stage, count(*)::int AS moving, 0 AS stopped, 0 AS held, 0 AS unknown, min(received_at) AS oldest
       FROM artifact WHERE state = 'received'
     UNION ALL SELECT NULL, 'parse', 0, count(*)::int, 0, 0, min(received_at) FROM artifact WHERE state = 'quarantined'`,
  );
}

async function parcelLoads(tx: Tx, filter: TotalsFilter): Promise<FlowLoad[]> {
  const bound = new Bound();
  const scope = parcelsIn(filter, bound);
  return tx.query<FlowLoad>(
    `SELECT r.flow_code AS flow, 'canonicalize' AS stage, count(*)::int AS moving, 0 AS stopped, 0 AS held, 0 AS unknown, min(r.created_at) AS oldest
       FROM parcel r WHERE r.state = 'parsed' AND ${scope} GROUP BY 1
     UNION ALL
     SELECT f.flow_code, 'reconcile', 0, count(*)::int, 0, 0, min(r.created_at)
       FROM parcel_flow f JOIN parcel r ON r.id = f.parcel_id WHERE f.reconcile_state = 'differs' AND ${scope} GROUP BY 1`,
    bound.values,
  );
}

/**
 * A stopped item waits in the stage of its cause, since its oldest. A held one without a cause has
 * nobody to mend anything: it waits for an approval, a topic or a day.
 */
async function stopped(tx: Tx, filter: TotalsFilter): Promise<FlowLoad[]> {
  const bound = new Bound();
  const totals = totalsIn(filter, bound);
  const items = itemsIn(filter, bound);
  return tx.query<FlowLoad>(
    `WITH stops AS MATERIALIZED (SELECT t.flow_code, t.cause_id, t.state = 'held' AND t.cause_id IS NULL AS held, sum(t.items)::int AS items
       FROM (SELECT * FROM stop_total t WHERE ${totals} UNION ALL SELECT * FROM stop_delta t WHERE ${totals}) t GROUP BY 1, 2, 3 HAVING sum(t.items) <> 0)
     SELECT s.flow_code AS flow, COALESCE(c.stage, 'map') AS stage, 0 AS moving, COALESCE(sum(s.items) FILTER (WHERE NOT s.held), 0)::int AS stopped,
            COALESCE(sum(s.items) FILTER (WHERE s.held), 0)::int AS held, 0 AS unknown, min(o.since) AS oldest
       FROM stops s LEFT JOIN cause c ON c.id = s.cause_id
       LEFT JOIN LATERAL (SELECT min(i.ready_at) AS since FROM item i WHERE i.cause_id = s.cause_id AND i.flow_code = s.flow_code
         AND i.state IN ('exception', 'held') AND i.parcel_id IS NOT NULL AND ${items}) o ON true GROUP BY 1, 2`,
    bound.values,
  );
}

/** What is behind a stopped item waits to be mapped, for as long as that one does. */
const waiting = (states: readonly StateCount[]): FlowLoad[] =>
  states.flatMap(({ flow, state, items }): FlowLoad[] =>
    state === 'waiting' ? [{ flow, stage: 'map', moving: 0, stopped: items, held: 0, unknown: 0, oldest: null }] : [],
  );

/** Items whose group is sent and not confirmed: a group counts as unknown as soon as one posting of it is. */
async function confirming(tx: Tx, filter: TotalsFilter): Promise<FlowLoad[]> {
  const bound = new Bound();
  const scope = itemsIn(filter, bound);
  return tx.query<FlowLoad>(
    `SELECT i.flow_code AS flow, 'confirm' AS stage, count(*) FILTER (WHERE NOT g.unknown)::int AS moving, 0 AS stopped, 0 AS held,
            count(*) FILTER (WHERE g.unknown)::int AS unknown, min(g.since) AS oldest
       FROM (SELECT p.group_id, bool_or(p.state = 'unknown') AS unknown, min(p.created_at) AS since FROM posting p
              WHERE p.state IN ('queued', 'sent', 'unknown') GROUP BY p.group_id) g
       JOIN leg l ON l.group_id = g.group_id
       JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code AND i.state = 'mapped' AND i.parcel_id IS NOT NULL
      WHERE ${scope} GROUP BY 1`,
    bound.values,
  );
}

type Age = { readonly flow: string; readonly stage: Stage; readonly oldest: Date | null };

/** The rest of what moves: ready items that wait behind nobody wait for map, mapped ones that are not sent wait for post. */
function moving(states: readonly StateCount[], sent: readonly FlowLoad[], ages: readonly Age[]): FlowLoad[] {
  const ageOf = (flow: string, stage: Stage) => ages.find((a) => a.flow === flow && a.stage === stage)?.oldest ?? null;
  return [...new Set(states.map(({ flow }) => flow))].flatMap((flow): FlowLoad[] => {
    const of = (state: StateCount['state']) =>
      states.filter((row) => row.flow === flow && row.state === state).reduce((n, { items }) => n + items, 0);
    const confirm = sent.filter((load) => load.flow === flow).reduce((n, load) => n + load.moving + load.unknown, 0);
    const load = (stage: Stage, items: number): FlowLoad => {
      const oldest = items > 0 ? ageOf(flow, stage) : null;
      return { flow, stage, moving: Math.max(0, items), stopped: 0, held: 0, unknown: 0, oldest };
    };
    return [load('map', of('ready') - of('waiting')), load('post', of('mapped') - confirm)];
  });
}

/** Since when the oldest item is ready, and the oldest posting waits to be sent: the first entry of either's work index. */
async function oldestMoving(tx: Tx, filter: TotalsFilter, states: readonly StateCount[]): Promise<Age[]> {
  const bound = new Bound();
  const scope = itemsIn(filter, bound);
  const { entity, period, facilityId } = filter;
  const [own, month, place] = [bound.add(entity ?? null), bound.add(period ?? null), bound.add(facilityId ?? null)];
  // A flow of which nothing is ready would be looked for among what is ready of all others.
  const ready = new Set(states.filter(({ state, items }) => state === 'ready' && items > 0).map(({ flow }) => flow));
  const flows = bound.add([...ready]);
  return tx.query(
    `SELECT f.code AS flow, 'map' AS stage, (SELECT i.ready_at FROM item i WHERE i.state = 'ready' AND i.flow_code = f.code AND ${scope}
              ORDER BY i.ready_at LIMIT 1) AS oldest FROM flow f WHERE f.active AND f.code = ANY (${flows}::text[])
     UNION ALL
     SELECT p.flow_code, 'post', min(p.created_at) FROM posting p
      WHERE p.state IN ('open', 'ready', 'intent') AND (${own}::text IS NULL OR p.entity_code = ${own})
        AND (${month}::text IS NULL OR p.period = ${month}) AND (${place}::uuid IS NULL OR ${place} = ANY (p.facility_ids)) GROUP BY 1`,
    bound.values,
  );
}

function stagesOf(loads: readonly Load[]): StageLoad[] {
  return STAGES.map((stage) => {
    const of = loads.filter((row) => row.stage === stage);
    const sum = (key: Count) => of.reduce((total, row) => total + row[key], 0);
    return {
      stage,
      moving: sum('moving'),
      stopped: sum('stopped'),
      held: sum('held'),
      unknown: sum('unknown'),
      oldestAt: oldestOf(of.map(({ oldest }) => oldest)),
    };
  });
}

function oldestOf(dates: readonly (Date | null)[]): Date | null {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** The asset a flow is shown in: money, or else the first it has. */
const shownOf = (measures: readonly MeasurePlaces[]): MeasurePlaces | undefined =>
  measures.find(({ asset }) => asset === MONEY) ?? measures[0];

const notPosted = ({ receivedMinor, places: { posted, duplicate } }: MeasurePlaces['places']): bigint =>
  receivedMinor - posted.amountMinor - duplicate.amountMinor;

/**
 * The catalogue's active flows with what waits in each of their stages, and the workers that move it. `known`: the sums of the
 * scope, from a caller that has read them.
 */
export async function readFlows(tx: Tx, filter: TotalsFilter, known?: Sums): Promise<Flows> {
  const catalogue = await tx.query<{ code: string; name: string; path: string; slaHours: number }>(
    `SELECT code, name, source || ' → ' || target AS path, sla_hours AS "slaHours" FROM flow WHERE active ORDER BY code LIMIT 50`,
  );
  const { measures, states } = known ?? (await readSums(tx, filter));
  const loads = await readLoads(tx, filter, states);
  const health = await readHealth(tx);
  const flows = catalogue.map((flow): FlowRow => {
    const shown = shownOf(measures.filter((measure) => measure.flow === flow.code));
    // Files that are not read yet belong to no flow; they stand beside the flow that nobody has to name.
    const stages = stagesOf(loads.filter((load) => (load.flow ?? flowOfFilter({})) === flow.code));
    return {
      ...flow,
      measure: findFlow(flow.code)?.measure.name ?? null,
      asset: shown?.asset ?? MONEY,
      receivedMinor: shown?.places.receivedMinor ?? 0n,
      notPostedMinor: shown ? notPosted(shown.places) : 0n,
      oldestAt: oldestOf(stages.map(({ oldestAt }) => oldestAt)),
      stages,
    };
  });
  return { asOf: health.now, flows, workers: health.workers, lastBeatSeconds: health.lastBeatSeconds };
}
