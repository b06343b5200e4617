import { ITEM_STATES_FINAL } from '@/domain/stages';
import type { Tx } from '../platform/db';
import { amongIds, arrayText, boundsOf, insertRows } from './rows';
import { inList } from './sql';

/** Work of stage map, second half: the postings made of items, the legs between the two, and where the items stand then. */
export type NewPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly no: number;
  readonly flowCode: string;
  readonly targetId: string;
  readonly kind: string;
  readonly role: string;
  readonly ref: string;
  readonly subject: Buffer | null;
  readonly entity: string;
  readonly asset: string;
  readonly period: string | null;
  readonly priorPeriod: string | null;
  readonly postingDate: string;
  readonly parcelId: string | null;
  readonly bucket: string | null;
  readonly facilityIds: readonly string[];
  readonly key: string;
  readonly ruleVersion: number;
  readonly description: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly sealed: Readonly<Record<string, unknown>> | null;
  readonly tells: 'confirmed' | 'outcome' | null;
  readonly reversesPosting: string | null;
  readonly state: 'open' | 'proposed' | 'ready' | 'confirmed';
  readonly debitMinor: bigint;
  /** Summed from the credits themselves, so that the books can tell when the two differ. */
  readonly creditMinor: bigint;
  readonly lineCount: number;
  readonly ownMinor: bigint;
  readonly eventCount: number;
  readonly firstEventId: string;
  readonly lastEventId: string;
  /** Seconds until an open summary is cut. */
  readonly cutSeconds: number;
};

const POSTING = {
  id: 'uuid',
  group_id: 'uuid',
  no: 'smallint',
  flow_code: 'text',
  target_id: 'uuid',
  kind: 'text',
  role: 'text',
  ref: 'text',
  subject: 'bytea',
  entity_code: 'text',
  asset: 'text',
  period: 'text',
  prior_period: 'text',
  posting_date: 'date',
  parcel_id: 'uuid',
  bucket: 'text',
  facility_ids: 'uuid[]',
  key: 'text',
  rule_version: 'int',
  description: 'text',
  header: 'jsonb',
  sealed: 'jsonb',
  tells: 'text',
  reverses_posting: 'uuid',
  state: 'text',
  debit_minor: 'bigint',
  credit_minor: 'bigint',
  line_count: 'int',
  own_minor: 'bigint',
  event_count: 'int',
  first_event_id: 'uuid',
  last_event_id: 'uuid',
  ready_at: 'timestamptz',
  confirmed_at: 'timestamptz',
} as const;

export async function insertPostings(tx: Tx, postings: readonly NewPosting[]): Promise<void> {
  if (postings.length === 0) return;
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const now = clock?.now ?? new Date();
  await insertRows(
    tx,
    'posting',
    POSTING,
    postings.map((p) => [
      p.id,
      p.groupId,
      p.no,
      p.flowCode,
      p.targetId,
      p.kind,
      p.role,
      p.ref,
      p.subject,
      p.entity,
      p.asset,
      p.period,
      p.priorPeriod,
      p.postingDate,
      p.parcelId,
      p.bucket,
      arrayText(p.facilityIds),
      p.key,
      p.ruleVersion,
      p.description,
      JSON.stringify(p.header),
      p.sealed === null ? null : JSON.stringify(p.sealed),
      p.tells,
      p.reversesPosting,
      p.state,
      p.debitMinor,
      p.creditMinor,
      p.lineCount,
      p.ownMinor,
      p.eventCount,
      p.firstEventId,
      p.lastEventId,
      new Date(now.getTime() + p.cutSeconds * 1000),
      p.state === 'confirmed' ? now : null,
    ]),
  );
}

const LINE = {
  posting_id: 'uuid',
  line_no: 'int',
  account: 'text',
  cost_center: 'text',
  facility_id: 'uuid',
  facility_code: 'text',
  payer_class: 'text',
  affiliate: 'text',
  dims: 'jsonb',
  debit_minor: 'bigint',
  credit_minor: 'bigint',
  sent: 'boolean',
} as const;

export type NewLine = {
  readonly postingId: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facilityId: string | null;
  readonly facilityCode: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims: Readonly<Record<string, string>> | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly sent: boolean;
};

/** Lines of an open summary that grew keep their number and take the new sums. */
export const insertLines = (tx: Tx, lines: readonly NewLine[]): Promise<number> =>
  insertRows(
    tx,
    'posting_line',
    LINE,
    lines.map((l) => [
      l.postingId,
      l.lineNo,
      l.account,
      l.costCenter,
      l.facilityId,
      l.facilityCode,
      l.payerClass,
      l.affiliate,
      l.dims === null ? null : JSON.stringify(l.dims),
      l.debitMinor,
      l.creditMinor,
      l.sent,
    ]),
    `ON CONFLICT (posting_id, line_no) DO UPDATE SET debit_minor = excluded.debit_minor, credit_minor = excluded.credit_minor, sent = excluded.sent`,
  );

/** What one event gave to one group: where, how much, by which rule. */
export type NewLeg = {
  readonly eventId: string;
  readonly groupId: string;
  readonly flowCode: string;
  readonly ref: string;
  readonly facilityId: string | null;
  readonly postingNos: readonly number[];
  readonly lineNos: readonly number[];
  readonly amounts: readonly bigint[];
  readonly rules: readonly number[];
  readonly ruleVersion: number;
};

const LEG = {
  event_id: 'uuid',
  group_id: 'uuid',
  flow_code: 'text',
  ref: 'text',
  facility_id: 'uuid',
  posting_nos: 'smallint[]',
  line_nos: 'int[]',
  amounts: 'bigint[]',
  rules: 'smallint[]',
  rule_version: 'int',
} as const;

const list = (values: readonly (number | bigint)[]): string => `{${values.join(',')}}`;

export const insertLegs = (tx: Tx, legs: readonly NewLeg[]): Promise<number> =>
  insertRows(
    tx,
    'leg',
    LEG,
    legs.map((l) => [
      l.eventId,
      l.groupId,
      l.flowCode,
      l.ref,
      l.facilityId,
      list(l.postingNos),
      list(l.lineNos),
      list(l.amounts),
      list(l.rules),
      l.ruleVersion,
    ]),
  );

const ruleIds = new Map<string, number>();

/** Numbers of rule names; a name that is new gets one. They never change, so a process keeps those it knows. */
export async function ruleIdsOf(tx: Tx, names: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const unknown = [...names].filter((name) => !ruleIds.has(name)).sort((a, b) => (a < b ? -1 : 1));
  if (unknown.length === 0) return ruleIds;
  const found = await tx.query<{ id: number; name: string }>(
    'SELECT id, name FROM leg_rule WHERE name = ANY ($1::text[])',
    [unknown],
  );
  const made = unknown.filter((name) => !found.some((row) => row.name === name));
  // Numbers of this transaction are not kept in memory: they are gone when it is undone.
  if (made.length === 0) {
    for (const row of found) ruleIds.set(row.name, row.id);
    return ruleIds;
  }
  await tx.execute('INSERT INTO leg_rule (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [made]);
  const all = await tx.query<{ id: number; name: string }>('SELECT id, name FROM leg_rule');
  return new Map(all.map((row) => [row.name, row.id]));
}

export type Placement = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly state: 'mapped' | 'posted' | 'exception' | 'held' | 'duplicate' | 'rejected';
  readonly payerId: string | null;
  readonly facilityId: string | null;
  readonly entity: string | null;
  readonly period: string | null;
  readonly priorPeriod: string | null;
  readonly holdReason?: string | null;
};

/** Writes where deciding left each item. Exceptions get their cause from `stopItems` afterwards. */
export async function placeItems(tx: Tx, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  await tx.execute(
    `UPDATE item i SET state = s.state, payer_id = s.payer_id, facility_id = s.facility_id, entity_code = s.entity, period = s.period,
       prior_period = s.prior_period, hold_reason = s.hold_reason, wait_late = NULL, pushed = 0, posted_at = CASE WHEN s.state = 'posted' THEN now() END
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[])
       AS s(id, flow, state, payer_id, facility_id, entity, period, prior_period, hold_reason)
     WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${amongIds('i.event_id', 1, 10)} AND i.state = $12`,
    [
      placements.map((p) => p.eventId),
      placements.map((p) => p.flowCode),
      placements.map((p) => p.state),
      placements.map((p) => p.payerId),
      placements.map((p) => p.facilityId),
      placements.map((p) => p.entity),
      placements.map((p) => p.period),
      placements.map((p) => p.priorPeriod),
      placements.map((p) => p.holdReason ?? null),
      ...boundsOf(placements.map((p) => p.eventId)),
      'ready',
    ],
  );
}

/** Forgets the further keys of what is finished. What is stopped or held keeps them: it holds its queues on. */
export const dropItemKeys = (tx: Tx, eventIds: readonly string[]): Promise<number> =>
  tx.execute(
    `DELETE FROM item_key k USING item i WHERE k.event_id = ANY ($1::uuid[]) AND i.event_id = k.event_id AND i.flow_code = k.flow_code
       AND i.state IN ${inList(ITEM_STATES_FINAL)}`,
    [eventIds],
  );

/** Scope that parcels learned from their items; the fold writes it where lists and walls read it. */
export type Learned = {
  readonly parcelId: string;
  readonly flowCode: string;
  readonly payerId: string | null;
  readonly entity: string | null;
  readonly facilityIds: readonly string[];
};

export const noteLearned = (tx: Tx, learned: readonly Learned[]): Promise<number> =>
  insertRows(
    tx,
    'parcel_delta',
    {
      parcel_id: 'uuid',
      flow_code: 'text',
      open_change: 'int',
      payer_id: 'uuid',
      entity_code: 'text',
      facility_ids: 'uuid[]',
    },
    learned.map((l) => [l.parcelId, l.flowCode, 0, l.payerId, l.entity, arrayText(l.facilityIds)]),
  );
