import type { Tx } from '@/server/platform/db';
import { ENTRY_JOINS } from './tie-entries';

/** One tie of a suggestion as it stands now, under the name of the entry that opened it. */
export type SuggestedTie = {
  /** The tie itself, or the one it was joined into. */
  readonly id: string;
  readonly flow: string | null;
  readonly side: string | null;
  readonly trace: string | null;
  readonly payer: string | null;
  readonly asset: string;
  /** What is open of it now. */
  readonly openMinor: bigint;
  /** `gone`: what brought it was taken back. `moved`: another entry has come or gone, and it is open. `same`: still as suggested. */
  readonly now: 'same' | 'moved' | 'joined' | 'tied' | 'gone';
};

/** What became of the ties of a suggestion since it was made. */
export const readSuggestedTies = (tx: Tx, suggestionId: string): Promise<SuggestedTie[]> =>
  tx.query<SuggestedTie>(
    `SELECT r.id, f.flow, f.side, f.trace, f.payer, r.asset, abs(r.balance_minor) AS "openMinor",
            CASE WHEN r.entry_count = 0 OR f.flow IS NULL THEN 'gone' WHEN r.state = 'tied' THEN 'tied' WHEN o.merged_into IS NOT NULL THEN 'joined'
                 WHEN r.moved_at >= g.made_at THEN 'moved' ELSE 'same' END AS now
       FROM tie_suggestion g JOIN tie o ON o.id = ANY (g.tie_ids) JOIN tie r ON r.id = COALESCE(o.merged_into, o.id)
       LEFT JOIN LATERAL (SELECT n.flow_code AS flow, n.side, COALESCE(py.name, NULLIF(p.parties->>'payerName', '')) AS payer,
           COALESCE(e.facts#>>'{parts,0,traces,0,text}', CASE WHEN i.event_id IS NULL THEN p.trace END) AS trace
         FROM tie_entry n ${ENTRY_JOINS} WHERE n.tie_id = r.id AND n.origin_id = o.id ORDER BY n.at, n.source_id LIMIT 1) f ON true
      WHERE g.id = $1 ORDER BY f.side, f.trace, o.id`,
    [suggestionId],
  );
