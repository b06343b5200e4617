import type { Tx } from '@/server/platform/db';
import { readTieEntries, type TieEntryRow } from './tie-entries';
import type { ParcelHead } from './trace-graph';

/** Ties that a parcel or its events brought entries to, with everybody's entries: what its money has met. */
export type TraceTie = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'open' | 'tied';
  readonly balanceMinor: bigint;
  readonly asset: string;
  readonly due: string | null;
  /** A person accepted what it is off by now. */
  readonly accepted: { readonly by: string; readonly why: string } | null;
  /** Brought by this parcel. */
  readonly own: readonly TieEntryRow[];
  /** Brought by others: its partners. */
  readonly partners: readonly TieEntryRow[];
};

const TIES_MAX = 20;
type Head = Omit<TraceTie, 'own' | 'partners'>;

/** Only whoever sees all facilities sees ties; anybody else gets none. */
export async function readTraceTies(tx: Tx, parcel: ParcelHead): Promise<TraceTie[]> {
  if (tx.actor.scope !== '*') return [];
  const ties = await tx.query<Head>(
    `SELECT t.id, t.kind, t.state, t.balance_minor AS "balanceMinor", t.asset, t.due_at AS due,
            (SELECT jsonb_build_object('by', COALESCE(u.name, k.accepted_by), 'why', k.accepted_why) FROM tie_cause k LEFT JOIN app_user u ON u.email = k.accepted_by
              WHERE k.tie_id = t.id AND k.accepted_by IS NOT NULL AND k.amount_minor = abs(t.balance_minor) ORDER BY k.closed_at DESC LIMIT 1) AS accepted
       FROM tie t
      WHERE t.merged_into IS NULL AND t.id IN (SELECT n.tie_id FROM tie_entry n WHERE n.source_id = $1 OR n.source_id BETWEEN $2 AND $3)
      ORDER BY t.state, t.opened_at, t.id LIMIT ${TIES_MAX}`,
    [parcel.id, parcel.firstEventId, parcel.lastEventId],
  );
  const entries = await readTieEntries(
    tx,
    ties.map((tie) => tie.id),
  );
  return ties.map((tie) => {
    const all = entries.filter((entry) => entry.tieId === tie.id);
    const isOwn = (entry: TieEntryRow): boolean => entry.parcelId === parcel.id;
    return { ...tie, own: all.filter(isOwn), partners: all.filter((entry) => !isOwn(entry)) };
  });
}

export type BankShown = {
  readonly amountMinor: bigint;
  /** What of it pays other remits: one deposit may bundle several. */
  readonly othersMinor: bigint;
  readonly label: string;
  readonly tied: boolean;
};

/** What the bank shows of this payment: entries of the bank's side of its deposit; null while none has come. */
export function bankOf(ties: readonly TraceTie[]): BankShown | null {
  const deposits = ties.filter((tie) => tie.kind === 'deposit');
  const entries = deposits.flatMap((tie) => tie.partners.filter(({ side }) => side === 'bank'));
  const [first] = entries;
  if (!first) return null;
  const others = deposits.flatMap((tie) => tie.partners.filter(({ side }) => side === 'remit'));
  return {
    othersMinor: others.reduce((sum, { amountMinor }) => sum - amountMinor, 0n),
    amountMinor: entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    label: first.account ? `••${first.account}, ${first.onDate}` : first.onDate,
    tied: deposits.every(({ state }) => state === 'tied'),
  };
}
