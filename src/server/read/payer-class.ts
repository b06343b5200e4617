import { z } from 'zod';
import type { Tx } from '@/server/platform/db';
import { MONEY } from './scope';

/** What the class of a payer decides, and what of the payer is booked already: shown before the class is changed. */
export type PayerClasses = {
  /** Receivable account by class of the posting rules in force; any other class goes to `other`. */
  readonly receivables: readonly { readonly payerClass: string; readonly account: string }[];
  readonly other: string;
  /** Booked so far; it stays where it stands. */
  readonly posted: { readonly items: number; readonly amountMinor: bigint };
  /** Not booked yet: decided by the new class. */
  readonly open: { readonly items: number; readonly amountMinor: bigint };
};

const FLOW = 'remittance-to-cash';
const receivables = z.object({ receivables: z.record(z.string(), z.string()), receivableDefault: z.string() });

/** Null when there is no such payer, or no posting rules yet. */
export async function readPayerClasses(tx: Tx, code: string): Promise<PayerClasses | null> {
  const [rules] = await tx.query<{ rules: unknown }>(
    'SELECT rules FROM posting_rule_version WHERE flow_code = $1 AND effective_from <= current_date ORDER BY version DESC LIMIT 1',
    [FLOW],
  );
  const [sums] = await tx.query<{ id: string; postedItems: number; posted: bigint; openItems: number; open: bigint }>(
    `SELECT p.id, COALESCE(sum(t.items) FILTER (WHERE t.state = 'posted'), 0)::int AS "postedItems",
       COALESCE(sum(t.amount_minor) FILTER (WHERE t.state = 'posted'), 0)::bigint AS posted,
       COALESCE(sum(t.items) FILTER (WHERE t.state IN ('ready', 'exception', 'held')), 0)::int AS "openItems",
       COALESCE(sum(t.amount_minor) FILTER (WHERE t.state IN ('ready', 'exception', 'held')), 0)::bigint AS open
     FROM payer p LEFT JOIN (SELECT * FROM place_total UNION ALL SELECT * FROM place_delta) t
       ON t.payer_id = p.id AND t.flow_code = $2 AND t.asset = $3 WHERE p.code = $1 GROUP BY p.id`,
    [code, FLOW, MONEY],
  );
  if (!rules || !sums) return null;
  const parsed = receivables.parse(rules.rules);
  return {
    receivables: Object.entries(parsed.receivables)
      .map(([payerClass, account]) => ({ payerClass, account }))
      .sort((a, b) => (a.payerClass < b.payerClass ? -1 : 1)),
    other: parsed.receivableDefault,
    posted: { items: sums.postedItems, amountMinor: sums.posted },
    open: { items: sums.openItems, amountMinor: sums.open },
  };
}
