import type { DraftLine } from '@/domain/draft';
import type { Kind } from '@/domain/kinds';
import { ITEM_STATES_FINAL, type ItemState } from '@/domain/stages';
import type { Row, Tx } from '../platform/db';
import { mayBeBooked } from './booked';
import { withWholeScope } from './causes-scope';
import { callKeys } from './claiming';
import { inList } from './sql';
import { enterTies } from './ties';

/** Parcels that another one takes the place of: what of them is booked goes back, what is not ends. */

/** The mark, and the reason, of an item whose parcel gave way to another. */
export const REPLACED = 'replaced';

type Prior = { readonly id: string; readonly by: string; readonly flowCode: string; readonly decidedBy: string | null };
type PriorItem = { readonly id: string; readonly state: ItemState; readonly key: Buffer };

/** What these parcels contradict, as it stands now: not what was replaced since, but what took its place. */
async function priorsOf(tx: Tx, parcelIds: readonly string[]): Promise<Prior[]> {
  const rows = await tx.query<Prior & Row>(
    `SELECT p.prior_id AS id, p.id AS by, p.flow_code AS "flowCode", p.decided_by AS "decidedBy" FROM parcel p
     WHERE p.id = ANY ($1::uuid[]) AND p.prior_id IS NOT NULL ORDER BY p.id`,
    [parcelIds],
  );
  const standing = await standingFor(tx, [...new Set(rows.map(({ id }) => id))]);
  return rows.map((row) => ({ ...row, id: standing.get(row.id) ?? row.id }));
}

/**
 * Settles which parcel each of these takes the place of, and locks it: of several that would take one place the first does, and the
 * others come later, when that one stands there. Returns those that have to come later.
 */
export const settlePriors = (tx: Tx, parcelIds: readonly string[]): Promise<Set<string>> =>
  withWholeScope(tx, async () => {
    const before = await priorsOf(tx, parcelIds);
    await tx.query('SELECT 1 FROM parcel WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [
      before.map(({ id }) => id),
    ]);
    // Another worker may have put something in the same place while this one waited for it.
    const priors = await priorsOf(tx, parcelIds);
    const later = new Set<string>();
    const taken = new Set<string>();
    for (const { id, by } of priors) {
      if (taken.has(id) || before.find((prior) => prior.by === by)?.id !== id) later.add(by);
      taken.add(id);
    }
    const now = priors.filter(({ by }) => !later.has(by));
    await tx.execute(
      'UPDATE parcel p SET prior_id = u.prior FROM unnest($1::uuid[], $2::uuid[]) AS u(id, prior) WHERE p.id = u.id',
      [now.map(({ by }) => by), now.map(({ id }) => id)],
    );
    return later;
  });

/** Of these parcels, those whose prior a target may still be booking: what came of it has to be known first. */
export const priorsOnTheirWay = (tx: Tx, parcelIds: readonly string[]): Promise<Set<string>> =>
  withWholeScope(tx, async () => {
    const waiting = new Set<string>();
    for (const prior of await priorsOf(tx, parcelIds)) {
      const open = (await itemsOf(tx, prior)).filter(isUnfinished);
      const booked = await mayBeBooked(
        tx,
        prior.flowCode,
        open.map((item) => item.id),
      );
      if (booked.size > 0 || open.some((item) => item.state === 'mapped')) waiting.add(prior.by);
    }
    return waiting;
  });

/** What of their priors is booked: the items that would go back, by the parcel that takes their place. */
export const bookedOfPriors = (
  tx: Tx,
  parcelIds: readonly string[],
): Promise<{ by: string; flowCode: string; itemIds: string[] }[]> =>
  withWholeScope(tx, async () => {
    const found: { by: string; flowCode: string; itemIds: string[] }[] = [];
    for (const prior of await priorsOf(tx, parcelIds)) {
      const posted = (await itemsOf(tx, prior)).filter(({ state }) => state === 'posted');
      found.push({ by: prior.by, flowCode: prior.flowCode, itemIds: posted.map(({ id }) => id) });
    }
    return found;
  });

/** Takes back the parcels that these contradict. */
export const takeBackPriors = (tx: Tx, parcelIds: readonly string[]): Promise<void> =>
  withWholeScope(tx, async () => {
    for (const prior of await priorsOf(tx, parcelIds)) await takeBack(tx, prior);
  });

const itemsOf = (tx: Tx, prior: Prior): Promise<PriorItem[]> =>
  tx.query<PriorItem & Row>(
    'SELECT event_id AS id, state, order_key AS key FROM item WHERE parcel_id = $1 AND flow_code = $2 ORDER BY event_id FOR UPDATE',
    [prior.id, prior.flowCode],
  );

const isUnfinished = ({ state }: PriorItem): boolean => !ITEM_STATES_FINAL.includes(state);

async function takeBack(tx: Tx, prior: Prior): Promise<void> {
  const unfinished = (await itemsOf(tx, prior)).filter(isUnfinished);
  const ids = unfinished.map((item) => item.id);
  await tx.execute(
    `UPDATE exception SET state = 'closed', closed_at = now() WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 AND state = 'open'`,
    [ids, prior.flowCode],
  );
  await tx.execute(
    `UPDATE item SET state = 'rejected', hold_until = NULL, hold_reason = $3, waits_for = NULL, wait_until = NULL, wait_late = NULL,
       release_count = release_count + 1 WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2`,
    [ids, prior.flowCode, REPLACED],
  );
  await tx.execute(
    `UPDATE item SET state = 'ready', ready_at = now(), hold_reason = $3, release_count = release_count + 1, pushed = 0,
       judgements = COALESCE(judgements, '[]') || jsonb_build_array(jsonb_build_object('mark', $3::text, 'by', $4::text))
     WHERE parcel_id = $1 AND flow_code = $2 AND state = 'posted'`,
    [prior.id, prior.flowCode, REPLACED, prior.decidedBy ?? tx.actor.name],
  );
  await enterTies(tx, [], [{ sourceId: prior.id, flowCode: prior.flowCode }]);
  await callKeys(
    tx,
    unfinished.map((item) => item.key),
  );
}

/**
 * Which parcel stands where another one of these was: whoever took its place, whoever took that one's, and so on. A key stays with the
 * parcel that claimed it first.
 */
export async function standingFor(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ first: string; last: string }>(
    `WITH RECURSIVE chain AS (SELECT id AS first, id, 0 AS n FROM unnest($1::uuid[]) AS u(id)
       UNION ALL SELECT c.first, p.id, c.n + 1 FROM chain c JOIN parcel p ON p.prior_id = c.id AND p.decision = 'replace' AND p.disposition = 'accepted'
       WHERE c.n < ${REPLACED_MOST})
     SELECT DISTINCT ON (first) first, id AS last FROM chain ORDER BY first, n DESC, id DESC`,
    [ids],
  );
  return new Map(rows.map((row) => [row.first, row.last]));
}
/** Nobody corrects a remit more often. */
const REPLACED_MOST = 50;

/** Judges parcels later. */
export async function putOff(tx: Tx, parcelIds: readonly string[], seconds: number): Promise<void> {
  if (parcelIds.length === 0) return;
  await tx.execute('UPDATE parcel SET ready_at = now() + make_interval(secs => $2) WHERE id = ANY ($1::uuid[])', [
    parcelIds,
    seconds,
  ]);
}

/** What one item gave to the books, as it stands there: the sums of its legs in confirmed postings. */
export type Given = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly payerId: string | null;
  readonly facilityId: string | null;
  readonly scopeEntity: string | null;
  readonly role: string;
  readonly kind: Kind;
  readonly asset: string;
  readonly dims: Readonly<Record<string, string>> | null;
} & Omit<DraftLine, 'dims'>;

export const givenBy = (tx: Tx, eventIds: readonly string[], flowCode: string): Promise<Given[]> =>
  tx.query<Given & Row>(
    `SELECT l.event_id AS "eventId", l.flow_code AS "flowCode", i.payer_id AS "payerId", i.facility_id AS "facilityId", i.entity_code AS "scopeEntity",
       p.role, p.kind, p.asset, p.entity_code AS entity, n.account, n.cost_center AS "costCenter", n.facility_code AS facility,
       n.payer_class AS "payerClass", n.affiliate, n.dims, r.name AS rule, sum(u.amount)::bigint AS "amountMinor"
     FROM leg l JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code
     CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts, l.rules) AS u(no, line_no, amount, rule)
     JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state = 'confirmed'
     JOIN posting_line n ON n.posting_id = p.id AND n.line_no = u.line_no JOIN leg_rule r ON r.id = u.rule
     WHERE l.event_id = ANY ($1::uuid[]) AND l.flow_code = $2
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 HAVING sum(u.amount) <> 0 ORDER BY 1, 9, 10`,
    [eventIds, flowCode],
  );

/** SQL over `item`: it was taken back, and nothing of it is left in any account. */
export const TAKEN_BACK = `(i.state = 'rejected' AND i.hold_reason = '${REPLACED}' AND NOT EXISTS (
  SELECT FROM leg l CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts) AS u(no, line_no, amount)
  JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state IN ${inList(['confirmed'])}
  JOIN posting_line n ON n.posting_id = p.id AND n.line_no = u.line_no
  WHERE l.event_id = i.event_id AND l.flow_code = i.flow_code GROUP BY p.entity_code, n.account HAVING sum(u.amount) <> 0))`;
