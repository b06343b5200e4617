import { openIdentifiers } from '@/server/platform/crypto';
import type { Row, Tx } from '@/server/platform/db';
import type { Timers } from '@/server/store/sagas';
import { maskIdentifier } from './exceptions-mask';
import { type PostingSheet, readSheets } from './posting-sheets';
import { type Journals, journalsOf, standing } from './refund-journals';
import { REFUND_FLOW, type RefundMemory, refundMemory } from './refunds';

/** One refund in full: what happened, what waits for whom, what would be undone, and whether its three sides agree. */
export type RefundStep = {
  readonly no: number;
  readonly word: string;
  readonly type: string;
  readonly eventId: string;
  readonly parcelId: string | null;
  readonly at: Date;
  /** Who is behind it, where the event says so. */
  readonly who: string | null;
  /** Documents that this step made. */
  readonly documents: readonly {
    readonly id: string;
    readonly role: string;
    readonly ref: string;
    readonly state: PostingSheet['state'];
    readonly number: string | null;
  }[];
};
export type RefundTimer = { readonly name: string; readonly at: Date };
export type RefundLeg = {
  readonly name: 'request' | 'voucher' | 'cleared';
  /** Null: not received yet; never zero, never equal. */
  readonly amountMinor: bigint | null;
  readonly payee: string | null;
  readonly number: string | null;
};
export type RefundTie = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'open' | 'tied';
  readonly balanceMinor: bigint;
  readonly due: string | null;
};
export type RefundConcern = {
  readonly causeId: string;
  readonly title: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
};
export type RefundStop = {
  readonly eventId: string;
  readonly type: string;
  readonly causeId: string;
  readonly title: string;
};
export type RefundAsk = {
  readonly id: string;
  readonly title: string;
  readonly amountMinor: bigint;
  readonly asset: string;
  readonly needed: number;
  readonly given: number;
  readonly askedAt: Date;
};
export type RefundTold = {
  readonly id: string;
  readonly status: string;
  readonly at: Date;
  readonly state: PostingSheet['state'];
};
export type RefundDetail = {
  readonly id: string;
  readonly asOf: Date;
  readonly startedAt: Date;
  readonly memory: RefundMemory;
  readonly facility: string | null;
  readonly payer: string | null;
  /** Masked account of the request. */
  readonly account: string | null;
  readonly steps: readonly RefundStep[];
  readonly timers: readonly RefundTimer[];
  readonly asks: readonly RefundAsk[];
  readonly stops: readonly RefundStop[];
  readonly unconfirmed: readonly PostingSheet[];
  readonly undo: readonly PostingSheet[];
  readonly journals: Journals;
  readonly legs: readonly RefundLeg[];
  readonly ties: readonly RefundTie[];
  /** Ties join amounts of all facilities: whoever does not see all of them sees what the memory says. */
  readonly tiesSeen: boolean;
  readonly told: readonly RefundTold[];
  readonly concerns: readonly RefundConcern[];
};

interface SagaSql extends Row {
  id: string;
  key: Buffer;
  memory: unknown;
  timers: Timers;
  facility: string | null;
  payer: string | null;
  started_at: Date;
  now: Date;
}

/** Where messages to the system that asked go; they are told, not booked. */
const TOLD_ROLE = 'rcm-status';
const SETTLED: readonly PostingSheet['state'][] = ['confirmed', 'superseded'];

export async function readRefund(tx: Tx, id: string): Promise<RefundDetail | null> {
  const [saga] = await tx.query<SagaSql>(
    `SELECT s.id, s.key, s.memory, s.timers, f.name AS facility, p.name AS payer, s.started_at, now() AS now
       FROM saga s LEFT JOIN facility f ON f.id = s.facility_id LEFT JOIN payer p ON p.id = s.payer_id
      WHERE s.id = $1 AND s.flow_code = '${REFUND_FLOW}'`,
    [id],
  );
  const parsed = refundMemory.safeParse(saga?.memory);
  if (!saga || !parsed.success) return null;
  const memory = parsed.data;
  const sheets = await readSheets(tx, `p.flow_code = '${REFUND_FLOW}' AND p.subject = $1`, [saga.key]);
  const booked = sheets.filter(({ role }) => role !== TOLD_ROLE);
  const steps = await readSteps(tx, id, sheets);
  const tiesSeen = tx.actor.scope === '*';
  return {
    id,
    asOf: saga.now,
    startedAt: saga.started_at,
    memory,
    facility: saga.facility,
    payer: saga.payer,
    account: await accountOf(tx, memory.event),
    steps,
    timers: timersOf(saga.timers),
    asks: await readAsks(tx, [...new Set(sheets.map(({ groupId }) => groupId))]),
    stops: await readStops(tx, saga.key),
    unconfirmed: booked.filter(({ state }) => !SETTLED.includes(state) && state !== 'proposed'),
    undo: standing(booked),
    journals: journalsOf(booked),
    legs: legsOf(memory),
    ties: tiesSeen ? await readTies(tx, id) : [],
    tiesSeen,
    told: sheets.filter(({ role }) => role === TOLD_ROLE).map(toldOf),
    concerns: await readConcerns(tx, id),
  };
}

/** Timers that still fall due, the next first; one that fired has no instant. */
export const timersOf = (timers: Timers): RefundTimer[] =>
  Object.entries(timers)
    .flatMap(([name, { at }]) => (at === null ? [] : [{ name, at: new Date(at) }]))
    .sort((a, b) => a.at.getTime() - b.at.getTime());

/** Request, voucher and cleared payment, each with its amount and whom it goes to. */
export function legsOf({ requestId, netMinor, payeeHash, voucher, cleared, payments }: RefundMemory): RefundLeg[] {
  const payee = (key: string): string => key.split('|')[1] ?? '';
  return [
    { name: 'request', amountMinor: netMinor, payee: payeeHash || null, number: requestId },
    {
      name: 'voucher',
      amountMinor: voucher?.amountMinor ?? null,
      payee: voucher === null ? null : voucher.payeeHash || payee(voucher.key) || null,
      number: voucher?.number ?? null,
    },
    {
      name: 'cleared',
      amountMinor: cleared?.amountMinor ?? null,
      payee: cleared === null ? null : payee(cleared.key) || null,
      number: payments.findLast(({ status }) => status !== 'gone')?.number.slice(-4) ?? null,
    },
  ];
}

const toldOf = (sheet: PostingSheet): RefundTold => ({
  id: sheet.id,
  status: sheet.fields.find(([name]) => name === 'status')?.[1] ?? sheet.ref,
  at: sheet.confirmedAt ?? sheet.createdAt,
  state: sheet.state,
});

interface StepSql extends Row {
  no: number;
  step: string;
  event_id: string;
  at: Date;
  type: string | null;
  parcel_id: string | null;
  who: string | null;
}

async function readSteps(tx: Tx, sagaId: string, sheets: readonly PostingSheet[]): Promise<RefundStep[]> {
  const rows = await tx.query<StepSql>(
    `SELECT s.no, s.step, s.event_id, COALESCE(e.at, s.at) AS at, e.type || '/' || e.version AS type, e.parcel_id,
            COALESCE(u.name, e.facts->>'by', e.facts->>'requestedBy') AS who
       FROM saga_step s
       LEFT JOIN LATERAL (SELECT v.at, v.type, v.version, v.parcel_id, v.facts FROM item_event v
         WHERE v.id = s.event_id AND v.flow_code = '${REFUND_FLOW}' LIMIT 1) e ON true
       LEFT JOIN app_user u ON u.email = COALESCE(e.facts->>'by', e.facts->>'requestedBy')
      WHERE s.saga_id = $1 ORDER BY s.no`,
    [sagaId],
  );
  return rows.map((row) => ({
    no: row.no,
    word: row.step,
    type: row.type ?? '',
    eventId: row.event_id,
    parcelId: row.parcel_id,
    at: row.at,
    who: row.who,
    documents: sheets
      .filter(({ eventId, role }) => eventId === row.event_id && role !== TOLD_ROLE)
      .map(({ id, role, ref, state, documentNumber }) => ({ id, role, ref, state, number: documentNumber })),
  }));
}

async function accountOf(tx: Tx, eventId: string): Promise<string | null> {
  if (eventId === '') return null;
  const [row] = await tx.query<{ identifiers: Buffer | null }>(
    `SELECT identifiers FROM item_event WHERE id = $1 AND flow_code = '${REFUND_FLOW}' LIMIT 1`,
    [eventId],
  );
  const account = row?.identifiers ? openIdentifiers(eventId, row.identifiers).account : undefined;
  return account ? maskIdentifier(account) : null;
}

const readAsks = (tx: Tx, groupIds: readonly string[]): Promise<RefundAsk[]> =>
  tx.query<RefundAsk>(
    `SELECT a.id, a.title, a.amount_minor AS "amountMinor", a.asset, a.needed, a.asked_at AS "askedAt",
            (SELECT count(*) FROM approval_vote v WHERE v.approval_id = a.id AND v.answer = 'given')::int AS given
       FROM approval a WHERE a.subject_kind = 'postings' AND a.subject_id = ANY ($1::uuid[]) AND a.state = 'asked' ORDER BY a.asked_at`,
    [groupIds],
  );

const readStops = (tx: Tx, key: Buffer): Promise<RefundStop[]> =>
  tx.query<RefundStop>(
    `SELECT i.event_id AS "eventId", e.type || '/' || e.version AS type, c.id AS "causeId", c.title
       FROM item i JOIN cause c ON c.id = i.cause_id
       JOIN LATERAL (SELECT v.type, v.version FROM item_event v WHERE v.id = i.event_id AND v.flow_code = i.flow_code LIMIT 1) e ON true
      WHERE i.flow_code = '${REFUND_FLOW}' AND i.order_key = $1 AND i.state = 'exception' ORDER BY i.position`,
    [key],
  );

const readTies = (tx: Tx, sagaId: string): Promise<RefundTie[]> =>
  tx.query<RefundTie>(
    `SELECT t.id, t.kind, t.state, t.balance_minor AS "balanceMinor", t.due_at AS due FROM tie t
      WHERE t.merged_into IS NULL AND t.entry_count > 0 AND t.id IN (SELECT n.tie_id FROM tie_entry n
        JOIN saga_step s ON s.event_id = n.source_id WHERE s.saga_id = $1 AND n.flow_code = '${REFUND_FLOW}')
      ORDER BY t.opened_at, t.id`,
    [sagaId],
  );

const readConcerns = (tx: Tx, sagaId: string): Promise<RefundConcern[]> =>
  tx.query<RefundConcern>(
    `SELECT k.id AS "causeId", k.title, c.opened_at AS "openedAt", c.closed_at AS "closedAt" FROM concern c JOIN cause k ON k.id = c.cause_id
      WHERE c.saga_id = $1 ORDER BY c.closed_at IS NOT NULL, c.opened_at DESC LIMIT 50`,
    [sagaId],
  );
