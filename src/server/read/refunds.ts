import { z } from 'zod';
import type { Row, Tx } from '@/server/platform/db';
import type { Holding } from './places';
import { STOPS } from './standing';

/** Read models of refunds. What is remembered of a refund is where it stands; everything here is read out of that. */
export const REFUND_FLOW = 'refund-to-disbursement';
export const REFUND_VIEWS = ['open', 'concern', 'ended', 'all'] as const;
export type RefundView = (typeof REFUND_VIEWS)[number];

/** States in which nothing more is expected, and those in which the money has arrived. */
export const ENDED_STATES = ['no-refund', 'declined', 'cancelled', 'restored', 'settled', 'escheated'] as const;
export const PAID_STATES = ['carded', 'tied', 'acknowledged'] as const;

const minor = z.string().transform((text) => BigInt(text));
const keyed = z.object({ amountMinor: minor, key: z.string() });

/** What the screens read of the memory; anything else of it is the flow's own business. */
export const refundMemory = z.object({
  requestId: z.string(),
  version: z.int(),
  state: z.string(),
  kind: z.enum(['patient', 'payer']),
  route: z.enum(['ap', 'card']),
  askedMinor: minor,
  netMinor: minor,
  event: z.string(),
  maker: z.string(),
  payeeHash: z.string(),
  needed: z.int(),
  approvedBy: z.array(z.string()),
  voucher: keyed.extend({ number: z.string(), payeeHash: z.string().nullable() }).nullable(),
  cleared: keyed.nullable(),
  payments: z.array(z.object({ number: z.string(), method: z.string(), on: z.string(), status: z.string() })),
  frozen: z.boolean(),
  cancelAsked: z.boolean(),
  recouped: z.string().nullable(),
  clock: z.object({ from: z.string(), due: z.string(), statutory: z.boolean() }).nullable(),
  method: z.string(),
  accountTail: z.string(),
});
export type RefundMemory = z.infer<typeof refundMemory>;

export type RefundLine = {
  readonly id: string;
  readonly requestId: string;
  readonly state: string;
  readonly kind: 'patient' | 'payer';
  readonly facility: string | null;
  readonly payer: string | null;
  readonly accountTail: string;
  readonly amountMinor: bigint;
  readonly due: string | null;
  readonly concerns: number;
  /** Titles of what is wrong with it now, the newest first. */
  readonly concern: string | null;
  readonly movedAt: Date;
};
export type RefundList = {
  readonly asOf: Date;
  readonly refunds: readonly RefundLine[];
  readonly next: string | null;
  readonly counts: Readonly<Record<RefundView, number>>;
  /** What is asked for and not paid yet. */
  readonly openMinor: bigint;
  /** What is stopped before it was decided: a request among it is no refund yet, and in no list here. */
  readonly stopped: Holding;
};

interface ListSql extends Row {
  id: string;
  memory: unknown;
  facility: string | null;
  payer: string | null;
  concerns: number;
  concern: string | null;
  moved_at: Date;
}

const FINISHED = [...ENDED_STATES, ...PAID_STATES].map((state) => `'${state}'`).join(', ');
const STATE = `s.memory->>'state'`;
const OPEN_CONCERN = `EXISTS (SELECT FROM concern c WHERE c.saga_id = s.id AND c.closed_at IS NULL)`;
const VIEW_SQL: Readonly<Record<RefundView, string>> = {
  open: `NOT ${STATE} IN (${FINISHED})`,
  concern: OPEN_CONCERN,
  ended: `${STATE} IN (${FINISHED})`,
  all: 'true',
};
/** Memories of likeness are of the same flow and are no refunds. */
const IS_REFUND = `s.flow_code = '${REFUND_FLOW}' AND s.memory->>'of' = 'refund'`;

const PAGE_MAX = 50;

/** A page of refunds, the newest request first. */
export async function readRefunds(tx: Tx, view: RefundView, after: string | null): Promise<RefundList> {
  const rows = await tx.query<ListSql>(
    `SELECT s.id, s.memory, f.name AS facility, p.name AS payer, s.moved_at, c.concerns, c.concern
       FROM saga s LEFT JOIN facility f ON f.id = s.facility_id LEFT JOIN payer p ON p.id = s.payer_id
       CROSS JOIN LATERAL (SELECT count(*)::int AS concerns, (array_agg(k.title ORDER BY c.opened_at DESC))[1] AS concern
         FROM concern c JOIN cause k ON k.id = c.cause_id WHERE c.saga_id = s.id AND c.closed_at IS NULL) c
      WHERE ${IS_REFUND} AND ${VIEW_SQL[view]} AND ($1::uuid IS NULL OR s.id < $1) ORDER BY s.id DESC LIMIT ${PAGE_MAX + 1}`,
    [after],
  );
  const page = rows.slice(0, PAGE_MAX);
  return {
    ...(await readSums(tx)),
    refunds: page.flatMap(lineOf),
    next: rows.length > PAGE_MAX ? (page.at(-1)?.id ?? null) : null,
  };
}

function lineOf({ id, memory, facility, payer, concerns, concern, moved_at }: ListSql): RefundLine[] {
  const parsed = refundMemory.safeParse(memory);
  if (!parsed.success) return [];
  const { requestId, state, kind, netMinor, clock, accountTail } = parsed.data;
  const due = clock?.due ?? null;
  const amountMinor = netMinor;
  return [
    {
      id,
      requestId,
      state,
      kind,
      facility,
      payer,
      accountTail,
      amountMinor,
      due,
      concerns,
      concern,
      movedAt: moved_at,
    },
  ];
}

type Sums = Pick<RefundList, 'asOf' | 'counts' | 'openMinor' | 'stopped'>;

async function readSums(tx: Tx): Promise<Sums> {
  const counts = Object.entries(VIEW_SQL).map(([view, sql]) => `count(*) FILTER (WHERE ${sql})::int AS "${view}"`);
  const [row] = await tx.query<RefundList['counts'] & { openMinor: bigint; now: Date }>(
    `SELECT ${counts.join(', ')}, COALESCE(sum((s.memory->>'netMinor')::bigint) FILTER (WHERE ${VIEW_SQL.open}), 0)::bigint AS "openMinor",
            now() AS now FROM saga s WHERE ${IS_REFUND}`,
  );
  const [stopped] = await tx.query<Holding & Row>(
    `SELECT COALESCE(sum(t.items), 0)::int AS items, COALESCE(sum(t.amount_minor), 0)::bigint AS "amountMinor"
       FROM ${STOPS} t WHERE t.flow_code = $1 AND t.state = 'exception'`,
    [REFUND_FLOW],
  );
  const { openMinor = 0n, now = new Date(), ...found } = row ?? {};
  return {
    asOf: now,
    openMinor,
    stopped: stopped ?? { items: 0, amountMinor: 0n },
    counts: { open: 0, concern: 0, ended: 0, all: 0, ...found },
  };
}
