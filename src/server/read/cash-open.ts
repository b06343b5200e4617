import type { Tx } from '@/server/platform/db';
import { AS_MADE } from '@/server/store/ties-joined';
import { OPEN_SUGGESTION, OPEN_TIE, SUGGESTED } from './cash';
import { readSuggestedTies, type SuggestedTie } from './cash-moved';
import { readTieEntries, type TieEntryRow } from './tie-entries';

/** What of cash needs somebody: proposed matches, amounts that differ, deposits without remit and remits without deposit. */
export const OPEN_VIEWS = ['suggested', 'differs', 'no-remit', 'no-deposit'] as const;
export type OpenView = (typeof OPEN_VIEWS)[number];

export type OpenLine = {
  /** `suggestion` or `tie`, and its id. */
  readonly kind: 'suggestion' | 'tie';
  readonly id: string;
  readonly payer: string | null;
  readonly account: string | null;
  readonly trace: string | null;
  readonly onDate: string;
  readonly amountMinor: bigint;
  readonly entries: number;
  readonly tier: number | null;
  /** Somebody has asked for this match already. */
  readonly asked: boolean;
};
export type OpenList = {
  readonly lines: readonly OpenLine[];
  readonly counts: Readonly<Record<OpenView, number>>;
};

const SHOWN_MAX = 200;
const HAS = (side: string): string => `EXISTS (SELECT FROM tie_entry o WHERE o.tie_id = t.id AND o.side = '${side}')`;
const VIEW_SQL: Readonly<Record<Exclude<OpenView, 'suggested'>, string>> = {
  differs: `${OPEN_TIE} AND NOT ${SUGGESTED} AND ${HAS('bank')} AND ${HAS('remit')}`,
  'no-remit': `${OPEN_TIE} AND NOT ${SUGGESTED} AND NOT ${HAS('remit')}`,
  'no-deposit': `${OPEN_TIE} AND NOT ${SUGGESTED} AND NOT ${HAS('bank')}`,
};

/** The first entry of these ties, by date, says whose money it is. */
const FIRST_ENTRY = (ties: string): string => `LEFT JOIN LATERAL (
    SELECT COALESCE(py.name, NULLIF(p.parties->>'payerName', '')) AS payer, e.facts->>'tail' AS account, n.on_date,
           COALESCE(e.facts#>>'{parts,0,traces,0,text}', CASE WHEN i.event_id IS NULL THEN p.trace END) AS trace
      FROM tie_entry n LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code
      LEFT JOIN LATERAL (SELECT v.facts FROM item_event v WHERE v.id = n.source_id AND v.flow_code = n.flow_code LIMIT 1) e ON true
      LEFT JOIN parcel p ON p.id = COALESCE(i.parcel_id, n.source_id) LEFT JOIN payer py ON py.id = COALESCE(i.payer_id, p.payer_id)
     WHERE n.tie_id = ANY (${ties}) ORDER BY n.side, py.name IS NULL, n.on_date, n.source_id LIMIT 1) f ON true`;

const readSuggestions = (tx: Tx): Promise<OpenLine[]> =>
  tx.query<OpenLine>(
    `SELECT 'suggestion' AS kind, g.id, f.payer, f.account, f.trace, COALESCE(f.on_date, g.made_at::date) AS "onDate",
            g.amount_minor AS "amountMinor", cardinality(g.tie_ids) AS entries, g.tier, g.state = 'asked' AS asked
       FROM tie_suggestion g ${FIRST_ENTRY('g.tie_ids')} WHERE ${OPEN_SUGGESTION} ORDER BY g.amount_minor DESC, g.id LIMIT ${SHOWN_MAX}`,
  );

const readTies = (tx: Tx, view: Exclude<OpenView, 'suggested'>): Promise<OpenLine[]> =>
  tx.query<OpenLine>(
    `SELECT 'tie' AS kind, t.id, f.payer, f.account, f.trace, COALESCE(f.on_date, t.opened_at::date) AS "onDate",
            abs(t.balance_minor) AS "amountMinor", t.entry_count AS entries, NULL AS tier, false AS asked
       FROM tie t ${FIRST_ENTRY('ARRAY[t.id]')} WHERE ${VIEW_SQL[view]} ORDER BY 6, t.id LIMIT ${SHOWN_MAX}`,
  );

export async function readOpenCash(tx: Tx, view: OpenView): Promise<OpenList> {
  const sums = Object.entries(VIEW_SQL).map(([name, sql]) => `count(*) FILTER (WHERE ${sql})::int AS "${name}"`);
  const [ties] = await tx.query<Record<Exclude<OpenView, 'suggested'>, number>>(
    `SELECT ${sums.join(', ')} FROM tie t WHERE ${OPEN_TIE}`,
  );
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM tie_suggestion g WHERE ${OPEN_SUGGESTION}`,
  );
  const counts = { differs: 0, 'no-remit': 0, 'no-deposit': 0, ...ties, suggested: row?.count ?? 0 };
  return { lines: view === 'suggested' ? await readSuggestions(tx) : await readTies(tx, view), counts };
}

export type Suggestion = {
  readonly id: string;
  readonly tier: number;
  readonly reasons: readonly string[];
  readonly state: 'open' | 'asked' | 'accepted' | 'declined' | 'stale';
  /** Its ties stand as they did when it was made. What no longer does cannot be agreed to, whatever its state still says. */
  readonly asMade: boolean;
  readonly madeAt: Date;
  readonly amountMinor: bigint;
  /** The question that was asked about it, for the second person. */
  readonly approvalId: string | null;
  readonly askedBy: string | null;
  /** Of both sides; empty when they are no longer what was suggested. */
  readonly entries: readonly TieEntryRow[];
  /** Then: what each of them is now. */
  readonly ties: readonly SuggestedTie[];
};

export async function readSuggestion(tx: Tx, id: string): Promise<Suggestion | null> {
  const [row] = await tx.query<Omit<Suggestion, 'entries' | 'ties'> & { readonly tieIds: readonly string[] }>(
    `SELECT g.id, g.tier, g.reasons, g.state, ${AS_MADE} AS "asMade", g.made_at AS "madeAt", g.amount_minor AS "amountMinor", g.tie_ids AS "tieIds",
            a.id AS "approvalId", COALESCE(u.name, a.asked_by) AS "askedBy"
       FROM tie_suggestion g LEFT JOIN approval a ON a.subject_kind = 'tie' AND a.subject_id = g.id AND a.state = 'asked'
       LEFT JOIN app_user u ON u.email = a.asked_by WHERE g.id = $1`,
    [id],
  );
  if (!row) return null;
  const { tieIds, ...suggestion } = row;
  // Once joined, its entries stand in one tie, and are what two people agreed to.
  const isSame = suggestion.asMade || suggestion.state === 'accepted';
  return {
    ...suggestion,
    entries: isSame ? await readTieEntries(tx, tieIds) : [],
    ties: isSame ? [] : await readSuggestedTies(tx, id),
  };
}

export type TieShown = {
  readonly id: string;
  readonly state: 'open' | 'tied';
  readonly balanceMinor: bigint;
  readonly asset: string;
  readonly openedAt: Date;
  readonly due: string | null;
  readonly entries: readonly TieEntryRow[];
};

/** A tie with its entries; a joined one is shown as the one it was joined into. */
export async function readTie(tx: Tx, id: string): Promise<TieShown | null> {
  const [row] = await tx.query<Omit<TieShown, 'entries'>>(
    `SELECT t.id, t.state, t.balance_minor AS "balanceMinor", t.asset, t.opened_at AS "openedAt", t.due_at AS due
       FROM tie t WHERE t.id = (SELECT COALESCE(merged_into, id) FROM tie WHERE id = $1)`,
    [id],
  );
  return row ? { ...row, entries: await readTieEntries(tx, [row.id]) } : null;
}
