import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';

/** When a named timer falls due, and the step that set it. A timer that fired stays, without an instant, until a step sets it anew. */
export type Timer = { readonly at: string | null; readonly no: number };
export type Timers = Readonly<Record<string, Timer>>;

export type SagaRow = {
  readonly id: string;
  readonly flowCode: string;
  readonly key: string;
  readonly step: string;
  readonly memory: unknown;
  readonly memoryVersion: number;
  readonly timers: Timers;
  readonly stepCount: number;
};

/** To change them, or only to look at them: a dry run must not make a worker wait, and the web may not lock them. */
export type Hold = 'lock' | 'look';

/** The memories of these subjects, locked in the order of their keys. */
export const takeSagas = (tx: Tx, flowCode: string, keys: readonly string[], hold: Hold): Promise<SagaRow[]> =>
  tx.query<SagaRow>(
    `SELECT id, flow_code AS "flowCode", encode(key, 'hex') AS key, step, memory, memory_version AS "memoryVersion", timers, step_count AS "stepCount"
     FROM saga WHERE flow_code = $1 AND key = ANY ($2::bytea[]) ORDER BY key ${hold === 'lock' ? 'FOR UPDATE' : ''}`,
    [flowCode, keys.map((key) => Buffer.from(key, 'hex'))],
  );

export type StepRow = {
  readonly sagaId: string;
  readonly no: number;
  readonly eventId: string;
  readonly memoryBefore: unknown;
  readonly timersBefore: Timers | null;
};

/** Steps that these events caused already: an item that is decided again starts from before its own step. */
export const stepsOf = (tx: Tx, eventIds: readonly string[], sagaIds: readonly string[]): Promise<StepRow[]> =>
  tx.query<StepRow>(
    `SELECT saga_id AS "sagaId", no, event_id AS "eventId", memory_before AS "memoryBefore", timers_before AS "timersBefore"
     FROM saga_step WHERE saga_id = ANY ($2::uuid[]) AND event_id = ANY ($1::uuid[])`,
    [eventIds, sagaIds],
  );

export type NewStep = {
  readonly sagaId: string;
  readonly no: number;
  readonly step: string;
  readonly eventId: string;
  readonly memoryBefore: unknown;
  readonly timersBefore: Timers | null;
  readonly memory: unknown;
};

export type SagaState = {
  readonly id: string;
  readonly flowCode: string;
  readonly key: string;
  readonly step: string;
  readonly memory: unknown;
  readonly memoryVersion: number;
  readonly timers: Timers;
  readonly stepCount: number;
  readonly facilityId: string | null;
  readonly payerId: string | null;
  readonly entity: string | null;
  readonly firstEventId: string;
  readonly lastEventId: string;
};

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

/** The next timer that falls due, as an instant. */
const dueOf = (timers: Timers): string | null =>
  Object.values(timers)
    .flatMap((timer) => timer.at ?? [])
    .sort()[0] ?? null;

/** Writes memories and their steps; a step of an event that was decided before takes the place of the first one. */
export async function writeSagas(tx: Tx, states: readonly SagaState[], steps: readonly NewStep[]): Promise<void> {
  if (states.length === 0) return;
  await insertRows(
    tx,
    'saga',
    {
      id: 'uuid',
      flow_code: 'text',
      key: 'bytea',
      step: 'text',
      memory: 'jsonb',
      memory_version: 'int',
      timers: 'jsonb',
      due_at: 'timestamptz',
      facility_id: 'uuid',
      payer_id: 'uuid',
      entity_code: 'text',
      first_event_id: 'uuid',
      last_event_id: 'uuid',
      step_count: 'int',
    },
    states.map((s) => [
      s.id,
      s.flowCode,
      Buffer.from(s.key, 'hex'),
      s.step,
      JSON.stringify(s.memory),
      s.memoryVersion,
      JSON.stringify(s.timers),
      dueOf(s.timers),
      s.facilityId,
      s.payerId,
      s.entity,
      s.firstEventId,
      s.lastEventId,
      s.stepCount,
    ]),
    `ON CONFLICT (flow_code, key) DO UPDATE SET step = excluded.step, memory = excluded.memory, memory_version = excluded.memory_version,
       timers = excluded.timers, due_at = excluded.due_at, facility_id = COALESCE(excluded.facility_id, saga.facility_id),
       payer_id = COALESCE(excluded.payer_id, saga.payer_id), entity_code = COALESCE(excluded.entity_code, saga.entity_code),
       last_event_id = excluded.last_event_id, step_count = excluded.step_count, moved_at = now()`,
  );
  await tx.execute(
    `DELETE FROM saga_step s USING unnest($1::uuid[], $2::uuid[]) AS o(saga, event) WHERE s.saga_id = o.saga AND s.event_id = o.event`,
    [steps.map((s) => s.sagaId), steps.map((s) => s.eventId)],
  );
  await insertRows(
    tx,
    'saga_step',
    {
      saga_id: 'uuid',
      no: 'int',
      step: 'text',
      event_id: 'uuid',
      memory_before: 'jsonb',
      timers_before: 'jsonb',
      memory: 'jsonb',
    },
    steps.map((s) => [s.sagaId, s.no, s.step, s.eventId, json(s.memoryBefore), json(s.timersBefore), json(s.memory)]),
  );
}

export const newSagaId = newId;

export type DueSaga = {
  readonly sagaId: string;
  readonly flowCode: string;
  readonly key: Buffer;
  readonly timers: Timers;
  readonly lastEventId: string;
  /** Where its last event stands in its queue: what is due comes before everything that came later. */
  readonly position: string;
  readonly facilityId: string | null;
  readonly now: Date;
};

/** Takes sagas of these flows whose next timer is due, the longest due first; nobody else takes them meanwhile. */
export const lockDueSagas = (tx: Tx, flowCodes: readonly string[], limit: number): Promise<DueSaga[]> =>
  tx.query<DueSaga>(
    `SELECT s.id AS "sagaId", s.flow_code AS "flowCode", s.key, s.timers, s.last_event_id AS "lastEventId", s.facility_id AS "facilityId", now() AS now,
       COALESCE((SELECT i.position FROM item i WHERE i.event_id = s.last_event_id AND i.flow_code = s.flow_code), s.last_event_id) AS position
     FROM saga s WHERE s.due_at <= now() AND s.flow_code = ANY ($1::text[]) ORDER BY s.due_at, s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED`,
    [flowCodes, limit],
  );

export const setTimers = (tx: Tx, sagaId: string, timers: Timers): Promise<number> =>
  tx.execute('UPDATE saga SET timers = $2, due_at = $3::timestamptz WHERE id = $1', [
    sagaId,
    JSON.stringify(timers),
    dueOf(timers),
  ]);

/** Brings the concerns of sagas in line with what is wrong with them now. */
export async function setConcerns(
  tx: Tx,
  sagas: readonly { readonly sagaId: string; readonly causeIds: readonly string[] }[],
): Promise<void> {
  for (const { sagaId, causeIds } of sagas) {
    await tx.execute(
      'UPDATE concern SET closed_at = now() WHERE saga_id = $1 AND closed_at IS NULL AND NOT cause_id = ANY ($2::uuid[])',
      [sagaId, causeIds],
    );
    for (const causeId of causeIds) {
      await tx.execute(
        'INSERT INTO concern (id, saga_id, cause_id) VALUES ($1, $2, $3) ON CONFLICT (saga_id, cause_id) WHERE closed_at IS NULL DO NOTHING',
        [newId(), sagaId, causeId],
      );
    }
  }
}
