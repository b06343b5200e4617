import { FAILURES, type Failure } from '@/domain/failure';
import { itemStatesBefore, type Stage } from '@/domain/stages';
import { findFlow } from '@/flows/registry';
import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';
import { inList } from './sql';
import { setWakes } from './waits';

/** One item stopped by one failure. */
export type Stop = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly parcelId: string | null;
  readonly facilityId: string | null;
  /** As much scope as was known by then. */
  readonly payerId?: string | null;
  readonly entity?: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly failure: Failure;
  /** Later items of its keys go on. */
  readonly aside?: boolean;
  /** Topics that end the stop without a person, and the day after which it is decided anew with a mark. */
  readonly wakes?: { readonly topics: readonly string[]; readonly until: string | null; readonly mark: string | null };
};

/** A failure in the flow it happened in. */
export type FlowFailure = { readonly flowCode: string; readonly failure: Failure };

/** Causes that every flow shares: one closed period is one cause, whoever runs into it. */
const SHARED = '*';

type Told = {
  readonly flowCode: string;
  readonly owner: string;
  readonly slaHours: number;
  readonly title: string;
  readonly cure: string;
};

/** The words of a failure: its flow's own, else those all flows share. A code that nobody declared is owned by support. */
function tell({ flowCode, failure: f }: FlowFailure): Told {
  const own = findFlow(flowCode)?.failures[f.code];
  const shared = (FAILURES as Readonly<Record<string, (typeof FAILURES)['POISON']>>)[f.code];
  const row = own ?? shared ?? FAILURES.POISON;
  return {
    flowCode: own ? flowCode : SHARED,
    owner: row.owner,
    slaHours: row.slaHours,
    title: row.title(f),
    cure: row.cure(f),
  };
}

/** A cause is what fails, where, on which value: equal fingerprints are one problem with one cure. */
const fingerprint = (stage: Stage, flow: string, f: Failure): Buffer =>
  sha256(JSON.stringify([flow, stage, f.code, f.field, f.value, Object.entries(f.params).sort()]));

/** Opens (or finds, or reopens as a regression) the cause of each failure; returns cause ids in the order given. */
export async function openCauses(tx: Tx, stage: Stage, failures: readonly FlowFailure[]): Promise<string[]> {
  const distinct = new Map<string, { told: Told; failure: Failure }>();
  const keys = failures.map((one) => {
    const told = tell(one);
    const key = fingerprint(stage, told.flowCode, one.failure).toString('hex');
    distinct.set(key, { told, failure: one.failure });
    return key;
  });
  const ids = new Map<string, string>();
  for (const [key, { told, failure: f }] of [...distinct].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO cause (id, fingerprint, flow_code, code, stage, field, value, params, title, cure, owner_role, due_at)
       VALUES ($1, $2, $12, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(hours => $11))
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
        told.title,
        told.cure,
        told.owner,
        told.slaHours,
        told.flowCode,
      ],
    );
    if (rows[0]) ids.set(key, rows[0].id);
  }
  return keys.map((key) => ids.get(key) ?? '');
}

const EXCEPTION = {
  id: 'uuid',
  event_id: 'uuid',
  flow_code: 'text',
  parcel_id: 'uuid',
  cause_id: 'uuid',
  facility_id: 'uuid',
  asset: 'text',
  amount_minor: 'bigint',
} as const;

/** Writes the exception rows of items that were just written in state `exception`. */
export async function insertExceptions(tx: Tx, stops: readonly Stop[], causeIds: readonly string[]): Promise<void> {
  await insertRows(
    tx,
    'exception',
    EXCEPTION,
    stops.map((stop, i) => [
      newId(),
      stop.eventId,
      stop.flowCode,
      stop.parcelId,
      causeIds[i],
      stop.facilityId,
      stop.asset,
      stop.amountMinor,
    ]),
  );
}

/** Moves existing items to `exception` under their causes. The caller writes the audit row. */
export async function stopItems(tx: Tx, stage: Stage, stops: readonly Stop[]): Promise<void> {
  if (stops.length === 0) return;
  const causeIds = await openCauses(tx, stage, stops);
  await tx.execute(
    `UPDATE item i SET state = 'exception', cause_id = s.cause_id, aside = s.aside, waits_for = NULL, wait_until = NULL, wait_late = NULL,
       hold_until = NULL, hold_reason = NULL, pushed = 0, facility_id = COALESCE(s.facility_id, i.facility_id),
       payer_id = COALESCE(s.payer_id, i.payer_id), entity_code = COALESCE(s.entity, i.entity_code)
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::boolean[], $6::uuid[], $7::text[])
       AS s(id, flow, cause_id, facility_id, aside, payer_id, entity)
     WHERE i.event_id = s.id AND i.flow_code = s.flow AND i.state IN ${inList(itemStatesBefore('exception'))}`,
    [
      stops.map((s) => s.eventId),
      stops.map((s) => s.flowCode),
      causeIds,
      stops.map((s) => s.facilityId),
      stops.map((s) => s.aside ?? false),
      stops.map((s) => s.payerId ?? null),
      stops.map((s) => s.entity ?? null),
    ],
  );
  await insertExceptions(tx, stops, causeIds);
  await setWakes(
    tx,
    stops.flatMap(({ eventId, flowCode, wakes }) => (wakes ? [{ eventId, flowCode, ...wakes }] : [])),
  );
}
