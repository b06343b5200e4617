import type { Item, Reader } from '../flow';
import type { Recalled } from './context';
import { type Own, requestFacts } from './contract';
import { REFUND_RULES_V1 } from './rules.data';

const ENDED = ['rejected', 'duplicate'];

/**
 * What the same payee was asked to get in the days before each request. Only earlier items count: of two requests that are
 * decided together, the second sees the first, whichever is decided sooner.
 */
export async function recall(
  reader: Reader,
  items: readonly Omit<Item<Own, Recalled>, 'recalled'>[],
): Promise<ReadonlyMap<string, Recalled>> {
  const asked = items.filter((item) => ASKING.includes(item.type) && item.tokens.payee !== undefined);
  if (asked.length === 0) return new Map();
  const rows = await reader.query<{ id: string; total: string }>(SQL, [
    asked.map((item) => item.id),
    asked.map((item) => item.tokens.payee ?? ''),
    asked.map((item) => item.businessDate),
    REFUND_RULES_V1.approval.windowDays,
    ASKING,
    ENDED,
    asked.map((item) => requestIdOf(item.facts)),
  ]);
  return new Map(rows.map((row) => [row.id, { toPayeeMinor: BigInt(row.total) }]));
}

const requestIdOf = (facts: unknown): string => requestFacts.safeParse(facts).data?.requestId ?? '';

const ASKING = ['refund.requested/1', 'refund.updated/1'];

// The payee is kept in index column `a` (see `indexes`); a change of a request is not counted beside what it changes.
const SQL = `
select asked.id::text as id, coalesce(sum(other.amount_minor), 0)::text as total
from unnest($1::uuid[], $2::text[], $3::date[], $7::text[]) as asked (id, payee, day, subject)
left join item_event other
  on other.flow_code = 'refund-to-disbursement'
 and other.type = any($5::text[])
 and other.index_a = decode(asked.payee, 'hex')
 and other.event_id < asked.id
 and other.business_date > asked.day - $4::int
 and other.business_date <= asked.day
 and not (other.state = any($6::text[]))
 and other.facts ->> 'requestId' <> asked.subject
group by asked.id`;
