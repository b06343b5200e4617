import type { Row, Tx } from '@/server/platform/db';
import { DEPOSIT_TIE, SUGGESTED } from './cash';
import { NOT_KNOWN } from './reconciliation';
import type { Scope } from './reconciliation-why';
import { ITEM_PERIOD, MONEY, PARCEL_PERIOD } from './scope';

/**
 * The bank leg: what the bank has shown of the remits of a scope. A remit whose deposit has tied counts with its own amount,
 * which is the deposit's; deposits that no remit explains count where they stand. A deposit pays claims of many facilities at
 * once, so this leg knows payers and entities and no facility.
 */
export type BankLeg =
  | { readonly kind: 'none' }
  /** `facility`: the scope cuts by facility. `hidden`: deposits are shown to people of all facilities only. */
  | { readonly kind: 'unknown'; readonly why: 'facility' | 'hidden' }
  | { readonly kind: 'read'; readonly bankMinor: bigint; readonly deposits: number; readonly why: readonly BankWhy[] };

/** One reason why the bank has shown other than remits say; together they sum to `bankMinor` less what was received. */
export type BankWhy = {
  readonly kind: 'no-deposit' | 'no-remit' | 'differs' | 'suggested' | 'not-expected';
  readonly entries: number;
  readonly amountMinor: bigint;
};

interface Part extends Row {
  readonly kind: 'tied' | BankWhy['kind'];
  readonly side: 'bank' | 'remit';
  readonly entries: number;
  readonly amountMinor: bigint;
}

const KIND = `CASE WHEN t.state = 'tied' THEN 'tied' WHEN ${SUGGESTED} THEN 'suggested' WHEN d.bank AND d.remit THEN 'differs'
  WHEN d.bank THEN 'no-remit' ELSE 'no-deposit' END`;
const SIDES = `CROSS JOIN LATERAL (SELECT bool_or(o.side = 'bank') AS bank, bool_or(o.side = 'remit') AS remit FROM tie_entry o WHERE o.tie_id = t.id) d`;
/** $1 period, $2 payers or null, $3 entities or null. */
const within = (payer: string, entity: string): string =>
  `($2::text[] IS NULL OR COALESCE(${payer}::text, '${NOT_KNOWN}') = ANY ($2)) AND ($3::text[] IS NULL OR COALESCE(${entity}, '${NOT_KNOWN}') = ANY ($3))`;

const readParts = (tx: Tx, { period, payer, entity }: Scope): Promise<Part[]> =>
  tx.query<Part>(
    `SELECT ${KIND} AS kind, n.side, count(*)::int AS entries, sum(n.amount_minor)::bigint AS "amountMinor"
       FROM tie_entry n JOIN tie t ON t.id = n.tie_id JOIN parcel r ON r.id = n.source_id ${SIDES}
      WHERE t.kind = '${DEPOSIT_TIE}' AND t.asset = '${MONEY}' AND n.side = 'remit' AND ${PARCEL_PERIOD} = $1
        AND ${within('r.payer_id', 'r.entity_code')} GROUP BY 1, 2
     UNION ALL
     SELECT ${KIND}, n.side, count(*)::int, sum(n.amount_minor)::bigint
       FROM tie_entry n JOIN tie t ON t.id = n.tie_id JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code ${SIDES}
      WHERE t.kind = '${DEPOSIT_TIE}' AND t.asset = '${MONEY}' AND n.side = 'bank' AND ${ITEM_PERIOD} = $1
        AND ${within('i.payer_id', 'i.entity_code')} GROUP BY 1, 2`,
    [period, payer ?? null, entity ?? null],
  );

const hasFeed = async (tx: Tx): Promise<boolean> =>
  (
    await tx.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM tie_entry n JOIN tie t ON t.id = n.tie_id WHERE t.kind = '${DEPOSIT_TIE}' AND n.side = 'bank') AS found`,
    )
  )[0]?.found === true;

export async function readBankLeg(tx: Tx, scope: Scope, receivedMinor: bigint): Promise<BankLeg> {
  if (tx.actor.scope !== '*') return { kind: 'unknown', why: 'hidden' };
  if (!(await hasFeed(tx))) return { kind: 'none' };
  if (scope.facility) return { kind: 'unknown', why: 'facility' };
  return bankLegOf(await readParts(tx, scope), receivedMinor);
}

const KINDS = ['no-deposit', 'no-remit', 'differs', 'suggested'] as const;

/** A remit's entry is negative. Of tied ties the remits' side counts, so that both sides of it lie in one scope and month. */
export function bankLegOf(parts: readonly Part[], receivedMinor: bigint): Extract<BankLeg, { kind: 'read' }> {
  const sum = (wanted: (part: Part) => boolean) =>
    parts
      .filter(wanted)
      .reduce((all, part) => ({ minor: all.minor + part.amountMinor, entries: all.entries + part.entries }), {
        minor: 0n,
        entries: 0,
      });
  const tied = sum((part) => part.kind === 'tied' && part.side === 'remit');
  const open = sum((part) => part.kind !== 'tied' && part.side === 'bank');
  const remits = sum((part) => part.side === 'remit');
  const why = KINDS.map((kind): BankWhy => {
    const { minor, entries } = sum((part) => part.kind === kind);
    return { kind, entries, amountMinor: minor };
  });
  const unexpected: BankWhy = { kind: 'not-expected', entries: 0, amountMinor: -remits.minor - receivedMinor };
  return {
    kind: 'read',
    bankMinor: open.minor - tied.minor,
    deposits: sum((part) => part.side === 'bank').entries,
    why: [...why, unexpected].filter(({ amountMinor, entries }) => amountMinor !== 0n || entries > 0),
  };
}
