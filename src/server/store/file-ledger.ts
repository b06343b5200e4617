import type { Row, Tx } from '../platform/db';

/** What files came to in the books. System code: it reads facts directly, so only whoever sees everything may ask. */

/**
 * SQL: the events of the artifacts in `$1`, of whole parcels too, and what timers and answers made of them. A timer belongs to the
 * file of the last step before it.
 */
const OWN = `WITH RECURSIVE own AS (
    SELECT e.id FROM parcel r JOIN event e ON e.id BETWEEN r.first_event_id AND r.last_event_id AND e.parcel_id = r.id
    WHERE r.artifact_id = ANY ($1::uuid[])
    UNION SELECT r.whole_event_id FROM parcel r WHERE r.artifact_id = ANY ($1::uuid[]) AND r.whole_event_id IS NOT NULL
    UNION SELECT e.id FROM own JOIN event e ON e.parent_id = own.id AND e.parcel_id IS NULL)`;

export interface AccountNet extends Row {
  readonly flow: string;
  readonly asset: string;
  /** In the books of the target; otherwise still on its way there, or kept back. */
  readonly confirmed: boolean;
  readonly entity: string;
  readonly account: string;
  /** As the target calls it; null when it does not list it. */
  readonly name: string | null;
  /** Debit positive. */
  readonly netMinor: bigint;
}

/** Postings that never reached a target, and never will. */
const GONE = "('superseded', 'rejected')";

/** The net of every account by the legs of these files' items; accounts that net to nothing are left out. */
export const accountsOf = (tx: Tx, artifactIds: readonly string[]): Promise<AccountNet[]> =>
  tx.query<AccountNet>(
    `${OWN}, given AS (
       SELECT p.id, p.flow_code, p.asset, p.entity_code, p.target_id, p.state = 'confirmed' AS confirmed, u.line_no, sum(u.amount) AS amount
       FROM own JOIN leg l ON l.event_id = own.id
       CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts) AS u(no, line_no, amount)
       JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state NOT IN ${GONE} GROUP BY 1, 2, 3, 4, 5, 6, 7)
     SELECT g.flow_code AS flow, g.asset, g.confirmed, g.entity_code AS entity, n.account, min(a.name) AS name, sum(g.amount)::bigint AS "netMinor"
     FROM given g JOIN posting_line n ON n.posting_id = g.id AND n.line_no = g.line_no
     LEFT JOIN erp_account a ON a.target_id = g.target_id AND a.number = n.account
     GROUP BY 1, 2, 3, 4, 5 HAVING sum(g.amount) <> 0 ORDER BY 1, 2, 3 DESC, 4, 5`,
    [artifactIds],
  );

export interface Stopped extends Row {
  readonly flow: string;
  readonly asset: string;
  readonly cause: string;
  readonly title: string;
  readonly amountMinor: bigint;
  readonly items: number;
  /** The items are booked; what they leave open is somebody's work all the same. */
  readonly booked: boolean;
}

/** What of these files stands under a cause: what is stopped, and what is booked and off by an amount. */
export const stoppedOf = (tx: Tx, artifactIds: readonly string[]): Promise<Stopped[]> =>
  tx.query<Stopped>(
    `${OWN} SELECT x.flow_code AS flow, x.asset, c.code AS cause, c.title, sum(x.amount_minor)::bigint AS "amountMinor", count(*)::int AS items, false AS booked
     FROM own JOIN exception x ON x.event_id = own.id AND x.state = 'open' JOIN cause c ON c.id = x.cause_id
     GROUP BY 1, 2, 3, 4
     UNION ALL
     SELECT n.flow_code, k.asset, c.code, c.title, sum(n.amount_minor)::bigint, count(*)::int, true
     FROM own JOIN tie_entry n ON n.source_id = own.id JOIN tie t ON t.id = n.tie_id AND t.state = 'open'
     JOIN tie_cause k ON k.tie_id = t.id AND k.closed_at IS NULL JOIN cause c ON c.id = k.cause_id
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 7, 3, 4`,
    [artifactIds],
  );

export interface FileFindings extends Row {
  readonly artifactId: string;
  readonly name: string;
  readonly state: 'received' | 'parsed' | 'quarantined';
  readonly counts: Readonly<Record<string, number>>;
  /** Code of the worst of those that are kept. */
  readonly worst: string | null;
}

/** What is wrong with these files by itself, in the order asked. */
export const findingsOf = (tx: Tx, artifactIds: readonly string[]): Promise<FileFindings[]> =>
  tx.query<FileFindings>(
    `SELECT a.id AS "artifactId", a.name, a.state, a.finding_counts AS counts,
       (SELECT f->>'code' FROM jsonb_array_elements(a.findings) WITH ORDINALITY AS x(f, n)
        ORDER BY array_position(ARRAY['error', 'warning', 'info'], f->>'severity'), n LIMIT 1) AS worst
     FROM unnest($1::uuid[]) WITH ORDINALITY AS u(id, n) JOIN artifact a ON a.id = u.id ORDER BY u.n`,
    [artifactIds],
  );

/** Every artifact of these bytes, whichever connection brought them and however often, oldest first. */
export const artifactsOfBytes = async (tx: Tx, sha256: Buffer): Promise<string[]> =>
  (
    await tx.query<{ id: string }>(
      `SELECT a.id FROM connection c JOIN artifact f ON f.connection_id = c.id AND f.sha256 = $1 AND f.repeat_of IS NULL
       JOIN artifact a ON a.bytes_id = f.bytes_id ORDER BY a.id`,
      [sha256],
    )
  ).map((row) => row.id);
