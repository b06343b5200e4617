import type { Tx } from '../platform/db';

/** Open ties and what is known of their entries: what the matching of ties looks at. */
export type OpenTieEntry = {
  readonly tieId: string;
  readonly balanceMinor: bigint;
  readonly entryCount: number;
  readonly asset: string;
  readonly flowCode: string;
  readonly side: string;
  readonly key: string | null;
  readonly amountMinor: bigint;
  readonly date: string;
  readonly type: string | null;
  readonly facts: unknown;
  readonly head: unknown;
  readonly payer: string | null;
};

/** All entries of the newest open ties of a kind, at most `limit` ties. */
export const readOpenTies = (tx: Tx, kind: string, limit: number): Promise<OpenTieEntry[]> =>
  tx.query<OpenTieEntry>(
    `SELECT t.id AS "tieId", t.balance_minor AS "balanceMinor", t.entry_count AS "entryCount", t.asset, n.flow_code AS "flowCode", n.side, n.key,
       n.amount_minor AS "amountMinor", n.on_date AS date, e.type || '/' || e.version AS type, e.facts, p.head, py.code AS payer
     FROM (SELECT * FROM tie WHERE kind = $1 AND state = 'open' AND merged_into IS NULL AND entry_count > 0 ORDER BY opened_at DESC LIMIT $2) AS t
     JOIN tie_entry n ON n.tie_id = t.id LEFT JOIN event e ON e.id = n.source_id
     LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code LEFT JOIN parcel p ON p.id = n.source_id
     LEFT JOIN payer py ON py.id = COALESCE(i.payer_id, p.payer_id) ORDER BY t.id, n.source_id`,
    [kind, limit],
  );

/** Changes whenever a tie of the kind is opened, moved, tied or joined. */
export async function tieMark(tx: Tx, kind: string): Promise<string> {
  const [row] = await tx.query<{ mark: string }>(
    `SELECT count(*) || '|' || COALESCE(max(moved_at)::text, '') AS mark FROM tie WHERE kind = $1 AND state = 'open' AND merged_into IS NULL`,
    [kind],
  );
  return row?.mark ?? '';
}

export const tryTiesLock = async (tx: Tx): Promise<boolean> =>
  (await tx.query<{ ours: boolean }>("SELECT pg_try_advisory_xact_lock(hashtext('tieout/ties')) AS ours"))[0]?.ours ===
  true;

export type RolledDay = {
  readonly day: string;
  readonly asset: string;
  readonly openingMinor: bigint;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly closingMinor: bigint;
};

/** Per day with entries, and for the first and last day of the span: what was open, what came and went, what is open. */
export const rollForward = (tx: Tx, kind: string, from: string, to: string): Promise<RolledDay[]> =>
  tx.query<RolledDay>(
    `WITH entry AS (SELECT t.asset, n.on_date AS day, n.amount_minor AS amount FROM tie_entry n JOIN tie t ON t.id = n.tie_id WHERE t.kind = $1 AND n.on_date <= $3::date),
     assets AS (SELECT DISTINCT asset FROM entry),
     days AS (SELECT asset, day FROM entry WHERE day >= $2::date UNION SELECT a.asset, d.day FROM assets a CROSS JOIN unnest(ARRAY[$2::date, $3::date]) AS d(day)),
     moved AS (SELECT asset, day, COALESCE(sum(amount) FILTER (WHERE amount > 0), 0) AS came, COALESCE(-sum(amount) FILTER (WHERE amount < 0), 0) AS went
               FROM entry WHERE day >= $2::date GROUP BY 1, 2),
     before AS (SELECT asset, sum(amount) AS amount FROM entry WHERE day < $2::date GROUP BY 1),
     closed AS (SELECT d.asset, d.day, COALESCE(m.came, 0) AS came, COALESCE(m.went, 0) AS went,
                  COALESCE(b.amount, 0) + sum(COALESCE(m.came, 0) - COALESCE(m.went, 0)) OVER (PARTITION BY d.asset ORDER BY d.day) AS closing
                FROM days d LEFT JOIN moved m USING (asset, day) LEFT JOIN before b ON b.asset = d.asset)
     SELECT day, asset, (closing - came + went)::bigint AS "openingMinor", came::bigint AS "inMinor", went::bigint AS "outMinor", closing::bigint AS "closingMinor"
     FROM closed ORDER BY asset, day`,
    [kind, from, to],
  );
