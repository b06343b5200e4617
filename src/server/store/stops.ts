import { causeOf, cureOf, type Failure, titleOf } from '@/domain/failure';
import type { Stage } from '@/domain/stages';
import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';

/** One event stopped by one failure. */
export type Stop = {
  readonly eventId: string;
  readonly remitId: string;
  readonly facilityId: string | null;
  readonly amountMinor: bigint;
  readonly failure: Failure;
};

/** A cause is what fails, where, on which value: equal fingerprints are one problem with one cure. */
const fingerprint = (stage: Stage, f: Failure): Buffer =>
  sha256(JSON.stringify([stage, f.code, f.field, f.value, Object.entries(f.params).sort()]));

/** Opens (or finds, or reopens as a regression) the cause of each failure; returns cause ids in the order given. */
export async function openCauses(tx: Tx, stage: Stage, failures: readonly Failure[]): Promise<string[]> {
  const distinct = new Map<string, Failure>();
  const keys = failures.map((f) => {
    const key = fingerprint(stage, f).toString('hex');
    distinct.set(key, f);
    return key;
  });
  const ids = new Map<string, string>();
  for (const [key, f] of [...distinct].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO cause (id, fingerprint, code, stage, field, value, params, title, cure, owner_role, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(hours => $11))
       ON CONFLICT (fingerprint) DO UPDATE SET last_seen_at = now(), state = 'open',
         regressed_at = CASE WHEN cause.state = 'cured' THEN now() ELSE cause.regressed_at END,
         due_at = CASE WHEN cause.state = 'cured' THEN excluded.due_at ELSE cause.due_at END,
         cured_at = NULL
       RETURNING id`,
      [
        newId(),
        Buffer.from(key, 'hex'),
        f.code,
        stage,
        f.field,
        f.value,
        JSON.stringify(f.params),
        titleOf(f),
        cureOf(f),
        causeOf(f.code).owner,
        causeOf(f.code).slaHours,
      ],
    );
    if (rows[0]) ids.set(key, rows[0].id);
  }
  return keys.map((key) => ids.get(key) ?? '');
}

const EXCEPTION = {
  id: 'uuid',
  event_id: 'uuid',
  remit_id: 'uuid',
  cause_id: 'uuid',
  facility_id: 'uuid',
  amount_minor: 'bigint',
} as const;

/** Writes the exception rows of events that were just written in state `exception`. */
export async function insertExceptions(tx: Tx, stops: readonly Stop[], causeIds: readonly string[]): Promise<void> {
  await insertRows(
    tx,
    'exception',
    EXCEPTION,
    stops.map((stop, i) => [newId(), stop.eventId, stop.remitId, causeIds[i], stop.facilityId, stop.amountMinor]),
  );
}

/** Moves existing events to `exception` under their causes. The caller writes the audit row. */
export async function stopEvents(tx: Tx, stage: Stage, stops: readonly Stop[]): Promise<void> {
  if (stops.length === 0) return;
  const causeIds = await openCauses(
    tx,
    stage,
    stops.map((stop) => stop.failure),
  );
  await tx.execute(
    `UPDATE event e SET state = 'exception', cause_id = s.cause_id, posting_id = NULL,
       facility_id = COALESCE(s.facility_id, e.facility_id)
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS s(id, cause_id, facility_id) WHERE e.id = s.id`,
    [stops.map((s) => s.eventId), causeIds, stops.map((s) => s.facilityId)],
  );
  await insertExceptions(tx, stops, causeIds);
}
