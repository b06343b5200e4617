import { z } from 'zod';
import { formatMinor } from '@/domain/money';
import { openIdentifiers } from '@/server/platform/crypto';
import type { Row, Tx } from '@/server/platform/db';
import { standingFor } from '@/server/store/taking-back';
import { maskIdentifier } from './exceptions-mask';
import { PARTY_NAMES } from './trace-graph';

/** Two remits that say the same or contradict each other, side by side, and what taking the first one back moves. */
export type TwinSide = {
  readonly parcelId: string;
  readonly artifactName: string;
  readonly receivedAt: Date;
  readonly trace: string;
  readonly date: string | null;
  readonly method: string;
  readonly payer: string;
  readonly payee: string;
  readonly receivedMinor: bigint;
  readonly records: number;
};
/** A claim, or a provider adjustment, as one of the two says it. */
export type TwinClaim = {
  readonly status: string;
  /** Null: a provider adjustment has none. */
  readonly chargeMinor: bigint | null;
  readonly paidMinor: bigint;
  readonly adjustments: string;
};
export type TwinPair = {
  /** Masked account, or the reason of a provider adjustment. */
  readonly name: string;
  readonly first: TwinClaim | null;
  readonly second: TwinClaim | null;
  readonly same: boolean;
};
export type Twin = {
  readonly asset: string;
  readonly first: TwinSide;
  readonly second: TwinSide;
  /** What differs comes first; at most 100. */
  readonly pairs: readonly TwinPair[];
  readonly more: number;
  readonly differing: number;
  /** By account, debit positive, of what of the first is confirmed: what replacing it adds to the books before the second is booked. */
  readonly takesBack: readonly {
    readonly entity: string;
    readonly account: string;
    readonly name: string | null;
    readonly amountMinor: bigint;
  }[];
};

const FLOW = 'remittance-to-cash';
const PAIRS_MAX = 100;
/** Read of each remit; what is beyond is in `more`. */
const RECORDS_MAX = 2000;

interface SideSql extends TwinSide, Row {
  readonly asset: string;
  readonly priorId: string | null;
  readonly firstEventId: string | null;
  readonly lastEventId: string | null;
}

const SIDE = `SELECT r.id AS "parcelId", a.name AS "artifactName", a.received_at AS "receivedAt", COALESCE(r.trace, '') AS trace,
    COALESCE(r.business_date, r.on_date)::text AS date, COALESCE(r.head->>'method', '') AS method, ${PARTY_NAMES}, r.control_minor AS "receivedMinor",
    r.record_count AS records, r.asset, r.prior_id AS "priorId", r.first_event_id AS "firstEventId", r.last_event_id AS "lastEventId"
  FROM parcel r JOIN artifact a ON a.id = r.artifact_id LEFT JOIN payer p ON p.id = r.payer_id`;

/**
 * The stopped remit of a cause (that of `eventId`, or its first) and the one that it contradicts. Null where there are no two of this
 * flow, and for people who do not see all of both.
 */
export async function readTwin(tx: Tx, causeId: string, eventId: string | null): Promise<Twin | null> {
  if (tx.actor.scope !== '*') return null;
  const [second] = await tx.query<SideSql>(
    `${SIDE} JOIN item i ON i.event_id = r.whole_event_id AND i.flow_code = r.flow_code
      WHERE i.cause_id = $1 AND r.flow_code = $3 AND ($2::uuid IS NULL OR i.event_id = $2) ORDER BY i.event_id LIMIT 1`,
    [causeId, eventId, FLOW],
  );
  if (!second?.priorId) return null;
  // What was replaced since gave way to another: that one is what replacing takes back now.
  const standing = (await standingFor(tx, [second.priorId])).get(second.priorId) ?? second.priorId;
  const [first] = await tx.query<SideSql>(`${SIDE} WHERE r.id = $1`, [standing]);
  if (!first) return null;
  const all = pairsOf(await readRecords(tx, first), await readRecords(tx, second));
  const differing = all.filter(({ same }) => !same).length;
  const pairs = all.toSorted((a, b) => Number(a.same) - Number(b.same)).slice(0, PAIRS_MAX);
  const unread = Math.max(0, first.records - RECORDS_MAX, second.records - RECORDS_MAX);
  return {
    asset: second.asset,
    first: sideOf(first),
    second: sideOf(second),
    pairs,
    more: all.length - pairs.length + unread,
    differing,
    takesBack: await readTakesBack(tx, first),
  };
}

const sideOf = ({ asset, priorId, firstEventId, lastEventId, ...side }: SideSql): TwinSide => side;

interface RecordSql extends Row {
  readonly id: string;
  readonly type: string;
  readonly facts: unknown;
  readonly identifiers: Buffer | null;
}
type Named = { readonly key: string; readonly name: string; readonly claim: TwinClaim };

/** Facts of a remit as its file says them, whatever became of it. */
async function readRecords(tx: Tx, { parcelId, firstEventId, lastEventId }: SideSql): Promise<Named[]> {
  const rows = await tx.query<RecordSql>(
    `SELECT e.id, e.type, e.facts, e.identifiers FROM event e
      WHERE e.id BETWEEN $1 AND $2 AND e.parcel_id = $3 AND e.type IN ('payment.posted', 'provider.adjusted') ORDER BY e.id LIMIT ${RECORDS_MAX}`,
    [firstEventId, lastEventId, parcelId],
  );
  return rows.map(namedOf);
}

const minor = z.string().transform((text) => BigInt(text));
/** What is compared of a claim and of a provider adjustment; amounts stand as decimal text of cents. */
const claimFacts = z.object({
  status: z.string(),
  chargeMinor: minor,
  paidMinor: minor,
  adjustments: z.array(z.object({ group: z.string(), reason: z.string(), amountMinor: minor })),
});
const plbFacts = z.object({ reason: z.string(), amountMinor: minor });
const identified = z.object({ claimId: z.string().optional(), reference: z.string().optional() });

function namedOf({ id, type, facts, identifiers }: RecordSql): Named {
  const { claimId = '', reference = '' } = identified.parse(
    identifiers === null ? {} : openIdentifiers(id, identifiers),
  );
  if (type === 'provider.adjusted') {
    const { reason, amountMinor } = plbFacts.parse(facts);
    const claim = { status: `PLB ${reason}`, chargeMinor: null, paidMinor: -amountMinor, adjustments: '' };
    return { key: JSON.stringify(['plb', reason, reference]), name: `PLB ${reason}`, claim };
  }
  const { status, chargeMinor, paidMinor, adjustments } = claimFacts.parse(facts);
  const written = adjustments.map(({ group, reason, amountMinor }) => `${group}-${reason} ${formatMinor(amountMinor)}`);
  return {
    key: JSON.stringify(['claim', claimId, chargeMinor < 0n]),
    name: claimId === '' ? 'no account' : maskIdentifier(claimId),
    claim: { status, chargeMinor, paidMinor, adjustments: written.sort().join(', ') },
  };
}

const equal = (a: TwinClaim, b: TwinClaim): boolean =>
  a.status === b.status &&
  a.chargeMinor === b.chargeMinor &&
  a.paidMinor === b.paidMinor &&
  a.adjustments === b.adjustments;

/** Records of one key meet in the order of their files. */
export function pairsOf(first: readonly Named[], second: readonly Named[]): TwinPair[] {
  const open = new Map<string, Named[]>();
  for (const one of first) open.set(one.key, [...(open.get(one.key) ?? []), one]);
  const met = second.map(({ key, name, claim }): TwinPair => {
    const other = open.get(key)?.shift()?.claim ?? null;
    return { name, first: other, second: claim, same: other !== null && equal(other, claim) };
  });
  const left = [...open.values()]
    .flat()
    .map(({ name, claim }): TwinPair => ({ name, first: claim, second: null, same: false }));
  return [...met, ...left];
}

const readTakesBack = (tx: Tx, { parcelId, firstEventId, lastEventId }: SideSql): Promise<Twin['takesBack']> =>
  tx.query(
    `WITH own AS (SELECT e.id FROM event e WHERE e.id BETWEEN $1 AND $2 AND e.parcel_id = $3
       UNION SELECT whole_event_id FROM parcel WHERE id = $3 AND whole_event_id IS NOT NULL),
     given AS (SELECT p.id, p.entity_code, p.target_id, u.line_no, sum(u.amount) AS amount FROM own JOIN leg l ON l.event_id = own.id
       CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts) AS u(no, line_no, amount)
       JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state = 'confirmed' GROUP BY 1, 2, 3, 4)
     SELECT g.entity_code AS entity, n.account, min(a.name) AS name, -sum(g.amount)::bigint AS "amountMinor"
       FROM given g JOIN posting_line n ON n.posting_id = g.id AND n.line_no = g.line_no
       LEFT JOIN erp_account a ON a.target_id = g.target_id AND a.number = n.account
      GROUP BY 1, 2 HAVING sum(g.amount) <> 0 ORDER BY 1, 2`,
    [firstEventId, lastEventId, parcelId],
  );
