import type { Pool } from 'pg';
import { formatCents } from '../cents';

type LineQuery = { readonly after: number; readonly limit: number; readonly story: string | null };

type PaidJson = Readonly<Record<string, unknown>> & { readonly amount: string; readonly remitAmount: string };
type ItemJson = Readonly<Record<string, unknown>> & { readonly amount: string; readonly pays: PaidJson };
type LineRow = {
  readonly number: number;
  readonly amount: string;
  readonly pays: readonly PaidJson[];
  readonly items: readonly ItemJson[];
  readonly card: { readonly gross: string; readonly fee: string } | null;
};

const dollars = (cents: string): string => formatCents(BigInt(cents));

const paid = (each: PaidJson) => ({ ...each, amount: dollars(each.amount), remitAmount: dollars(each.remitAmount) });

/** One row per line booked, with what it truly pays and every file that reports it. Amounts are decimal strings. */
export async function readLines(pool: Pool, { after, limit, story }: LineQuery) {
  const result = await pool.query<LineRow>(
    `select number, reference, run, book_date as "bookDate", value_date as "valueDate", account, kind, credit, amount,
       story, expected, payer, trace, text, ach_trace as "achTrace", pays, items, card,
       (select coalesce(jsonb_agg(jsonb_build_object('sequence', d.sequence, 'name', d.name, 'kind', d.kind,
          'state', d.state) order by d.sequence), '[]'::jsonb)
        from sandbox_bank.line_file f join sandbox_bank.delivery d using (sequence)
        where f.reference = line.reference) as files
     from sandbox_bank.line
     where number > $1 and ($3::text is null or story = $3
       or exists (select 1 from jsonb_array_elements(items) item where item->>'story' = $3))
     order by number limit $2`,
    [after, limit, story],
  );
  const lines = result.rows.map((row) => ({
    ...row,
    amount: dollars(row.amount),
    pays: row.pays.map(paid),
    items: row.items.map((item) => ({ ...item, amount: dollars(item.amount), pays: paid(item.pays) })),
    card: row.card && { gross: dollars(row.card.gross), fee: dollars(row.card.fee) },
  }));
  return { lines, next: lines.length === limit ? (result.rows.at(-1)?.number ?? null) : null };
}

/** One row per payment the bank was told of: its story and the lines that paid it, none while it waits or for ever. */
export async function readPayments(pool: Pool, after: number, limit: number) {
  const result = await pool.query<{ number: number; amount: string; paid: string }>(
    `select p.number, p.remit, p.trn02, p.trn03, p.payer, p.entity, p.method, p.date, p.amount, p.story, p.run,
       p.remit_accident as "remitAccident", coalesce(l.lines, '[]'::jsonb) as lines, coalesce(l.paid, 0) as paid
     from sandbox_bank.payment p left join lateral (
       select jsonb_agg(line.reference order by line.number) as lines, sum((each->>'amount')::bigint) as paid
       from sandbox_bank.line, jsonb_array_elements(line.pays) each where each->>'remit' = p.remit) l on true
     where p.number > $1 order by p.number limit $2`,
    [after, limit],
  );
  const payments = result.rows.map((row) => ({ ...row, amount: dollars(row.amount), paid: dollars(row.paid) }));
  return { payments, next: payments.length === limit ? (result.rows.at(-1)?.number ?? null) : null };
}

type Group = { readonly name: string; readonly lines: number; readonly credits: string; readonly debits: string };

const GROUP_COLUMNS = { account: 'account', kind: 'kind', story: 'story', expected: 'expected' } as const;

/** Totals over all lines booked, whether or not their files have been accepted yet. */
export async function readTotals(
  pool: Pool,
  files: Readonly<Record<string, number>>,
  balances: Readonly<Record<string, bigint>>,
) {
  const groups = async (column: keyof typeof GROUP_COLUMNS) => {
    const result = await pool.query<Group>(
      `select ${GROUP_COLUMNS[column]} as name, count(*)::int as lines,
         coalesce(sum(amount) filter (where credit), 0) as credits,
         coalesce(sum(amount) filter (where not credit), 0) as debits
       from sandbox_bank.line group by 1 order by 1`,
    );
    return Object.fromEntries(
      result.rows.map((row) => [
        row.name,
        { lines: row.lines, credits: dollars(row.credits), debits: dollars(row.debits) },
      ]),
    );
  };
  const payments = await pool.query<{ known: number; waiting: number; amount: string }>(
    `select count(*)::int as known, count(*) filter (where run is null)::int as waiting,
       coalesce(sum(amount), 0) as amount from sandbox_bank.payment`,
  );
  const [row] = payments.rows;
  return {
    files,
    payments: { known: row?.known ?? 0, waiting: row?.waiting ?? 0, amount: dollars(row?.amount ?? '0') },
    balances: Object.fromEntries(Object.entries(balances).map(([account, held]) => [account, formatCents(held)])),
    byAccount: await groups('account'),
    byKind: await groups('kind'),
    byStory: await groups('story'),
    byExpected: await groups('expected'),
  };
}
