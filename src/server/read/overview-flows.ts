import { STAGES, type Stage } from '@/domain/stages';
import type { Tx } from '@/server/platform/db';
import { readHealth } from './health';
import { type Conditions, eventConditions, type PlacesFilter, placesOf, remitConditions, WAITS } from './places';

/** The flow every 835 belongs to; the parse stage refuses any other format for it. */
const REMITTANCE_FLOW = 'remittance-to-cash';

export type StageLoad = {
  readonly stage: Stage;
  /** Nobody is needed. */
  readonly moving: number;
  /** A person is needed. */
  readonly stopped: number;
  /** Sent, and the answer is not known. */
  readonly unknown: number;
  /** When the oldest of them came to Tieout; null when nothing waits. */
  readonly oldestAt: Date | null;
};
export type FlowRow = {
  readonly code: string;
  readonly path: string;
  readonly slaHours: number;
  readonly receivedMinor: bigint;
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

type Load = { stage: Stage; moving: number; stopped: number; unknown: number; oldest: Date | null };

/** Where items wait, per stage: each waits in exactly one stage, the one that will touch it next. */
async function stageLoads(tx: Tx, filter: PlacesFilter): Promise<StageLoad[]> {
  const events = eventConditions(filter);
  const remits = remitConditions(filter);
  const rows = [
    ...(await artifactLoads(tx, filter)),
    ...(await tx.query<Load>(
      `SELECT 'canonicalize' AS stage, count(*)::int AS moving, 0 AS stopped, 0 AS unknown, min(created_at) AS oldest
         FROM remit r WHERE r.state <> 'canonical' AND ${remits.sql}`,
      remits.values,
    )),
    ...(await eventLoads(tx, events)),
    ...(await tx.query<Load>(
      `SELECT 'reconcile' AS stage, 0 AS moving, count(*)::int AS stopped, 0 AS unknown, min(created_at) AS oldest
         FROM remit r WHERE r.reconcile_state = 'differs' AND ${remits.sql}`,
      remits.values,
    )),
  ];
  return STAGES.map((stage) => {
    const of = rows.filter((row) => row.stage === stage);
    const sum = (key: 'moving' | 'stopped' | 'unknown') => of.reduce((total, row) => total + row[key], 0);
    const ages = of.flatMap((row) => (row.oldest ? [row.oldest.getTime()] : []));
    const oldestAt = ages.length > 0 ? new Date(Math.min(...ages)) : null;
    return { stage, moving: sum('moving'), stopped: sum('stopped'), unknown: sum('unknown'), oldestAt };
  });
}

async function artifactLoads(tx: Tx, filter: PlacesFilter): Promise<Load[]> {
  const { entity, facilityId, payerId, period } = filter;
  if (entity ?? facilityId ?? payerId ?? period) return [];
  return tx.query<Load>(
    `SELECT 'parse' AS stage, count(*) FILTER (WHERE state = 'received')::int AS moving, 0 AS unknown,
            count(*) FILTER (WHERE state = 'quarantined')::int AS stopped, min(received_at) AS oldest
       FROM artifact WHERE state IN ('received', 'quarantined')`,
  );
}

/** A mapped item waits for post until its posting is sent, then for confirm; a stopped one waits where its cause is. */
async function eventLoads(tx: Tx, scope: Conditions): Promise<Load[]> {
  return tx.query<Load>(
    `SELECT CASE WHEN e.state = 'ready' THEN 'map'
                 WHEN e.state = 'mapped' THEN CASE WHEN p.state IN ('sent', 'unknown') THEN 'confirm' ELSE 'post' END
                 ELSE COALESCE(c.stage, 'map') END AS stage,
            count(*) FILTER (WHERE e.state IN ('ready', 'mapped') AND p.state IS DISTINCT FROM 'unknown' AND NOT ${WAITS})::int AS moving,
            count(*) FILTER (WHERE e.state IN ('exception', 'held') OR ${WAITS})::int AS stopped,
            count(*) FILTER (WHERE e.state = 'mapped' AND p.state = 'unknown')::int AS unknown,
            min(e.created_at) AS oldest
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
       LEFT JOIN posting p ON p.id = e.posting_id LEFT JOIN cause c ON c.id = e.cause_id
      WHERE e.state IN ('ready', 'mapped', 'exception', 'held') AND ${scope.sql} GROUP BY 1`,
    scope.values,
  );
}

const NO_LOAD: readonly StageLoad[] = STAGES.map((stage) => ({
  stage,
  moving: 0,
  stopped: 0,
  unknown: 0,
  oldestAt: null,
}));

/** The catalogue's active flows with what waits in each of their stages, and the workers that move it. */
export async function readFlows(tx: Tx, filter: PlacesFilter): Promise<Flows> {
  const catalogue = await tx.query<{ code: string; path: string; slaHours: number }>(
    `SELECT code, source || ' → ' || target AS path, sla_hours AS "slaHours" FROM flow WHERE active ORDER BY code LIMIT 50`,
  );
  const money = await placesOf(tx, filter);
  const loads = await stageLoads(tx, filter);
  const health = await readHealth(tx);
  const ages = loads.flatMap((load) => (load.oldestAt ? [load.oldestAt.getTime()] : []));
  const flows = catalogue.map((flow): FlowRow => {
    if (flow.code !== REMITTANCE_FLOW) {
      return { ...flow, receivedMinor: 0n, notPostedMinor: 0n, oldestAt: null, stages: NO_LOAD };
    }
    return {
      ...flow,
      receivedMinor: money.receivedMinor,
      notPostedMinor: money.receivedMinor - money.places.posted.amountMinor,
      oldestAt: ages.length > 0 ? new Date(Math.min(...ages)) : null,
      stages: loads,
    };
  });
  return { asOf: health.now, flows, workers: health.workers, lastBeatSeconds: health.lastBeatSeconds };
}
