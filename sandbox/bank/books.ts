import type { Pool, PoolClient } from 'pg';
import type { Outbox } from '../outbox';
import { inTransaction } from '../transaction';
import { type BankState, type Payment, stateSchema, writeState } from './model';
import { firstState, type RunResult } from './run';

const STATE = 'state';
const CURSOR = 'cursor';

async function readStanding(pool: Pool, name: string): Promise<string | null> {
  const result = await pool.query<{ value: string }>('select value from sandbox_bank.standing where name = $1', [name]);
  return result.rows[0]?.value ?? null;
}

async function writeStanding(client: PoolClient, name: string, value: string): Promise<void> {
  await client.query(
    `insert into sandbox_bank.standing (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    [name, value],
  );
}

/** The state from which the next run goes on. */
export async function loadState(pool: Pool): Promise<BankState> {
  const text = await readStanding(pool, STATE);
  return text === null ? firstState() : stateSchema.parse(JSON.parse(text));
}

/** How far the clearinghouse's ledger has been read. */
export const loadCursor = (pool: Pool): Promise<string | null> => readStanding(pool, CURSOR);

/** Notes what the clearinghouse says was paid. A trace number is paid once, however often it is announced. */
export async function notePayments(pool: Pool, payments: readonly Payment[], cursor: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const each of payments) {
      await client.query(
        `insert into sandbox_bank.payment
           (number, remit, trn02, trn03, payer, entity, payee_npi, amount, method, date, remit_accident)
         select coalesce(max(number), -1) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 from sandbox_bank.payment
         on conflict do nothing`,
        [
          each.remit,
          each.trn02,
          each.trn03,
          each.payer,
          each.entity,
          each.payeeNpi,
          String(each.amount),
          each.method,
          each.date,
          each.remitAccident,
        ],
      );
    }
    await writeStanding(client, CURSOR, cursor);
  });
}

type WaitingRow = Omit<Payment, 'amount'> & { readonly amount: string };

/** The oldest payments that no run has taken up. */
export async function waitingPayments(pool: Pool, limit: number): Promise<Payment[]> {
  const result = await pool.query<WaitingRow>(
    `select remit, trn02, trn03, payer, entity, payee_npi as "payeeNpi", amount, method, date,
       remit_accident as "remitAccident"
     from sandbox_bank.payment where run is null order by number limit $1`,
    [limit],
  );
  return result.rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Everything of one run at once: its lines, its files, what became of each payment, and the state after it. */
export async function recordRun(pool: Pool, outbox: Outbox, result: RunResult): Promise<void> {
  const run = result.state.run - 1;
  await inTransaction(pool, async (client) => {
    for (const { payment, story } of result.treated) {
      await client.query('update sandbox_bank.payment set story = $2, run = $3 where remit = $1', [
        payment.remit,
        story,
        run,
      ]);
    }
    await insertLines(client, result, run);
    const numbers = await outbox.append(client, result.files);
    const reported = result.files.flatMap((file, at) =>
      file.lines.map((reference) => ({ reference, sequence: numbers[at] ?? 0 })),
    );
    await client.query(
      'insert into sandbox_bank.line_file select * from jsonb_populate_recordset(null::sandbox_bank.line_file, $1::jsonb)',
      [JSON.stringify(reported)],
    );
    await writeStanding(client, STATE, writeState(result.state));
  });
}

async function insertLines(client: PoolClient, result: RunResult, run: number): Promise<void> {
  const rows = result.lines.map((line) => ({
    number: Number.parseInt(line.reference.slice(2), 10),
    reference: line.reference,
    run,
    book_date: result.bookDate,
    account: line.account,
    kind: line.kind,
    credit: line.credit,
    amount: line.amount,
    story: line.story,
    expected: line.expected,
    payer: line.payer,
    trace: line.trace,
    text: line.text,
    ach_trace: line.achTrace,
    value_date: line.valueDate || result.bookDate,
    pays: line.pays,
    items: line.items,
    card: line.card,
  }));
  const json = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  await client.query(
    'insert into sandbox_bank.line select * from jsonb_populate_recordset(null::sandbox_bank.line, $1::jsonb)',
    [json],
  );
}
