import type { Tx } from '@/server/platform/db';

/** Read model of Connections: who sends and how lately, which targets answer, and what stands unanswered there. */
export type Inbound = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly lane: string;
  readonly active: boolean;
  readonly lastAt: Date | null;
  readonly filesDay: number;
  readonly refusedDay: number;
  readonly unread: number;
};
export type Outbound = {
  readonly code: string;
  readonly name: string;
  readonly adapter: string;
  readonly active: boolean;
  readonly waiting: number;
  readonly unanswered: number;
  readonly held: number;
  readonly confirmedDay: number;
  readonly lastConfirmedAt: Date | null;
  /** Kinds of document that are not sent for now, because the target did not answer. */
  readonly broken: readonly { readonly kind: string; readonly failure: string | null }[];
};
export type Connections = {
  readonly asOf: Date;
  readonly inbound: readonly Inbound[];
  readonly outbound: readonly Outbound[];
};

const DAY_AGO = `tieout_uuid7_floor(now() - interval '1 day')`;

export async function readConnections(tx: Tx): Promise<Connections> {
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const inbound = await tx.query<Inbound>(
    `SELECT c.code, c.name, c.kind, l.code AS lane, c.active,
            (SELECT a.received_at FROM artifact a WHERE a.connection_id = c.id ORDER BY a.id DESC LIMIT 1) AS "lastAt",
            d.files AS "filesDay", d.refused AS "refusedDay",
            (SELECT count(*) FROM artifact a WHERE a.connection_id = c.id AND a.state = 'received')::int AS unread
       FROM connection c JOIN lane l ON l.id = c.lane
       CROSS JOIN LATERAL (SELECT count(*)::int AS files, count(*) FILTER (WHERE a.state = 'quarantined')::int AS refused
         FROM artifact a WHERE a.connection_id = c.id AND a.id >= ${DAY_AGO}) d
      WHERE c.direction = 'inbound' ORDER BY l.id, c.name`,
  );
  return { asOf: clock?.now ?? new Date(), inbound, outbound: await readOutbound(tx) };
}

const readOutbound = (tx: Tx): Promise<Outbound[]> =>
  tx.query<Outbound>(
    `SELECT c.code, c.name, COALESCE(c.config->>'adapter', c.kind) AS adapter, c.active,
            COALESCE(w.waiting, 0) AS waiting, COALESCE(w.unanswered, 0) AS unanswered, COALESCE(w.held, 0) AS held,
            (SELECT count(*) FROM posting p WHERE p.target_id = c.id AND p.state = 'confirmed' AND p.confirmed_at > now() - interval '1 day')::int AS "confirmedDay",
            (SELECT max(d.read_at) FROM document d WHERE d.target_id = c.id) AS "lastConfirmedAt",
            COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', b.kind, 'failure', b.last_failure) ORDER BY b.kind)
              FROM breaker b WHERE b.target_id = c.id AND b.state = 'open'), '[]') AS broken
       FROM connection c LEFT JOIN (
         SELECT target_id, count(*) FILTER (WHERE state IN ('ready', 'intent', 'queued', 'sent'))::int AS waiting,
                count(*) FILTER (WHERE state = 'unknown')::int AS unanswered, count(*) FILTER (WHERE state = 'held')::int AS held
           FROM posting WHERE state IN ('ready', 'intent', 'queued', 'sent', 'unknown', 'held') GROUP BY target_id) w ON w.target_id = c.id
      WHERE c.direction = 'outbound' ORDER BY c.name`,
  );
