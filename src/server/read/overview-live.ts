import type { Tx } from '@/server/platform/db';
import { RECEIVED_OF_ARTIFACT, RECORDS_OF_ARTIFACT } from './artifacts';
import { CONTROL_MINOR, POSTED_ITEMS, POSTED_MINOR, RECORDS_OF_PARCEL } from './part';

/** What just happened, from the rows themselves: nothing is told here that a screen could not show. */
export const HAPPENINGS = ['confirmed', 'unknown', 'exception', 'duplicate', 'rejected', 'received', 'held'] as const;
export type HappeningKind = (typeof HAPPENINGS)[number];
export type Happening = {
  readonly id: string;
  readonly kind: HappeningKind;
  /** Whose words the line speaks; null: of a file that no flow has taken yet. */
  readonly flow: string | null;
  readonly at: Date;
  /** Document number, cause title, payer or file name; never a patient identifier. */
  readonly subject: string;
  readonly count: number;
  /** Null: no amount is known, as of a file that could not be read. */
  readonly amountMinor: bigint | null;
  /** What it is an amount of; null with the amount. */
  readonly asset: string | null;
  /** What the line opens: a parcel, a cause or an artifact. */
  readonly target: string | null;
};

const SHOWN_MAX = 12;
/** Rows looked at per kind; ids sort by time, so the newest are at the end of each primary key. */
const LOOKED_AT = 400;

const CONFIRMED = `
  SELECT p.id, 'confirmed' AS kind, p.flow_code AS flow, p.confirmed_at AS at, COALESCE(p.document_number, p.key) AS subject,
         p.line_count AS count, ${POSTED_MINOR} AS "amountMinor", p.asset, p.parcel_id AS target
    FROM (SELECT * FROM posting ORDER BY id DESC LIMIT ${LOOKED_AT}) p WHERE p.state = 'confirmed'`;
const UNKNOWN = `
  SELECT min(p.id::text)::uuid AS id, 'unknown' AS kind, p.flow_code AS flow, max(COALESCE(p.sent_at, p.created_at)) AS at, min(p.key) AS subject,
         count(*)::int AS count, sum(${POSTED_MINOR})::bigint AS "amountMinor", p.asset, CASE WHEN count(*) = 1 THEN min(p.parcel_id::text)::uuid END AS target
    FROM posting p WHERE p.state = 'unknown' GROUP BY p.flow_code, p.asset, date_trunc('minute', COALESCE(p.sent_at, p.created_at))`;
const STOPPED = `
  SELECT min(x.id::text)::uuid AS id, 'exception' AS kind, x.flow_code AS flow, max(x.opened_at) AS at, c.title AS subject,
         count(*)::int AS count, sum(x.amount_minor)::bigint AS "amountMinor", x.asset, c.id AS target
    FROM (SELECT * FROM exception ORDER BY id DESC LIMIT ${LOOKED_AT}) x JOIN cause c ON c.id = x.cause_id
   GROUP BY c.id, c.title, x.flow_code, x.asset, date_trunc('minute', x.opened_at)`;
const DUPLICATE = `
  SELECT r.id, 'duplicate' AS kind, r.flow_code AS flow, r.created_at AS at, COALESCE(r.parties->>'payerName', '') AS subject,
         ${RECORDS_OF_PARCEL} AS count, ${CONTROL_MINOR} AS "amountMinor", r.asset, r.id AS target
    FROM (SELECT * FROM parcel ORDER BY id DESC LIMIT ${LOOKED_AT}) r WHERE r.disposition = 'duplicate'`;
const ARTIFACTS = `
  SELECT a.id, CASE WHEN a.state = 'quarantined' THEN 'rejected' ELSE 'received' END AS kind,
         (SELECT r.flow_code FROM parcel r WHERE r.artifact_id = a.id ORDER BY r.ordinal LIMIT 1) AS flow, a.received_at AS at,
         a.name AS subject, COALESCE(${RECORDS_OF_ARTIFACT}, 0) AS count, s.minor AS "amountMinor", s.asset, a.id AS target
    FROM (SELECT * FROM artifact ORDER BY id DESC LIMIT ${SHOWN_MAX}) a ${RECEIVED_OF_ARTIFACT}`;
const HELD = `
  SELECT p.id, 'held' AS kind, p.flow_code AS flow, p.created_at AS at, COALESCE(p.failure_text, p.description) AS subject,
         ${POSTED_ITEMS} AS count, ${POSTED_MINOR} AS "amountMinor", p.asset, p.parcel_id AS target
    FROM (SELECT * FROM posting ORDER BY id DESC LIMIT ${LOOKED_AT}) p WHERE p.state = 'held'`;

export async function readLive(tx: Tx): Promise<Happening[]> {
  const newest = [CONFIRMED, UNKNOWN, STOPPED, DUPLICATE, ARTIFACTS, HELD].map(
    (kind) => `(SELECT * FROM (${kind}) AS one ORDER BY at DESC LIMIT ${SHOWN_MAX})`,
  );
  return tx.query<Happening>(
    `SELECT * FROM (${newest.join(' UNION ALL ')}) AS live ORDER BY at DESC, id LIMIT ${SHOWN_MAX}`,
  );
}
