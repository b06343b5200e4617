/**
 * Goal: what the bank received and what a remit says was sent are one payment, whichever comes first and whatever either calls it;
 * cash that no remit explains leaves clearing by its clock and comes back when the remit does.
 * Method: real statements and remits through all stages into the real ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_V1 } from '@/flows/bank-deposits/rules.data';
import { systemActor } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { tieKey } from '@/server/store/ties';
import { lookAtClocks } from '@/server/ties/clocks';
import { matchTies } from '@/server/ties/match';
import { buildBai2 } from '../fixtures/bai2/build';
import { remitBytes } from '../fixtures/x12/remit-835';
import { openProduct, type Product, settle } from '../setup/pipeline';

let product: Product;
const sweep = systemActor('sweep/ties');
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  // The bank accounts of the rules are those of a larger chart than the one of this ERP.
  const text = JSON.stringify(RULES_V1, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  const rules = text.replace(/"100[1239]"/g, '"1010"').replaceAll('"2115"', '"2110"');
  await product.sql(
    `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by) VALUES ('bank-deposits', 99, $1, '1900-01-01', 'test')`,
    [rules],
  );
  await product.sql('UPDATE master_revision SET revision = revision + 1');
}, 120_000);
afterAll(() => product.close());

let files = 0;
const statement = (account: string, amount: number, text: string) => {
  files += 1;
  const details = [{ type: '142', amount, text: [text] }];
  return product.send(`bank-${files}.bai2`, Buffer.from(buildBai2([[{ account, opening: files, details }]])));
};
const remit = (trace: string, paid: string) => {
  files += 1;
  const claim = { id: `DEP-${files}`, charge: paid, paid, lines: [{ charge: paid, paid }] };
  return product.send(`remit-${files}.835`, remitBytes([{ trace, claims: [claim] }], { control: String(files) }));
};
const tieOf = async (key: string) =>
  (
    await product.sql<{ state: string; balance: number; entry_count: number }>(
      "SELECT t.state, t.balance_minor::int AS balance, t.entry_count FROM tie k JOIN tie t ON t.id = COALESCE(k.merged_into, k.id) WHERE k.kind = 'deposit' AND k.key = $1",
      [tieKey(key)],
    )
  )[0];
/** The net of confirmed bank documents by account, in cents. */
const books = async (): Promise<Record<string, number>> => {
  const rows = await product.sql<{ account: string; net: number }>(
    `SELECT l.account, sum(l.debit_minor - l.credit_minor)::int AS net FROM posting p JOIN posting_line l ON l.posting_id = p.id
     WHERE p.flow_code = 'bank-deposits' AND p.state = 'confirmed' GROUP BY 1 HAVING sum(l.debit_minor - l.credit_minor) <> 0 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.net]));
};
const causes = async () =>
  (
    await product.sql<{ code: string; amount: number }>(
      'SELECT c.code, k.amount_minor::int AS amount FROM tie_cause k JOIN cause c ON c.id = k.cause_id WHERE k.closed_at IS NULL ORDER BY 1',
    )
  ).map(({ code, amount }) => `${code} ${amount}`);

describe('a deposit', () => {
  it('waits in clearing, leaves it by its clock, and comes back when its remit arrives', async () => {
    await statement('9990100', 10_000, 'TRN*1*0000777001*1891000011');
    await settle(product);
    expect(await tieOf('777001')).toEqual({ state: 'open', balance: 10_000, entry_count: 1 });
    expect(await books()).toEqual({ '1010': 10_000, '1012': -10_000 });

    // The statement is of a day long past, so both of its clocks have run out.
    expect(await fireTimers(systemActor('sweep/clocks'))).toBe(2);
    await settle(product);
    const moved = await books();
    expect(moved['1012']).toBeUndefined();
    expect(Object.values(moved).sort()).toEqual([-10_000, 10_000]);
    await lookAtClocks(sweep);
    expect(await causes()).toEqual(['REMIT_MISSING 10000']);

    await remit('777001', '100');
    await settle(product);
    expect(await tieOf('777001')).toEqual({ state: 'tied', balance: 0, entry_count: 2 });
    expect(await books()).toEqual({ '1010': 10_000, '1012': -10_000 });
    await lookAtClocks(sweep);
    expect(await causes()).toEqual([]);
    const open = await product.sql('SELECT 1 FROM concern WHERE closed_at IS NULL');
    expect(open).toEqual([]);
    expect(await fireTimers(systemActor('sweep/clocks'))).toBe(0);
  });

  it('whose bank cut its trace is joined with its remit, and told under the key it was booked with', async () => {
    const whole = '20260107000012345678';
    const cut = whole.slice(0, 15);
    await remit(whole, '250');
    await statement('9990200', 25_000, `TRN*1*${cut}*1999999999`);
    await settle(product);
    expect([(await tieOf(whole))?.state, (await tieOf(cut))?.state]).toEqual(['open', 'open']);
    expect(await matchTies(sweep)).toEqual({ joined: 1, tied: 1, suggested: 0 });
    await settle(product);
    expect([(await tieOf(whole))?.state, (await tieOf(cut))?.state]).toEqual(['tied', 'tied']);
    const told = await product.sql<{ facts: unknown }>(
      "SELECT e.facts FROM event e JOIN item i ON i.event_id = e.id WHERE e.type = 'tie.tied' AND i.state = 'posted' ORDER BY e.id DESC LIMIT 1",
    );
    expect(told[0]?.facts).toEqual({ tie: 'deposit', key: cut });
    // Its clocks were cancelled when it was told, although they have run out.
    expect(await fireTimers(systemActor('sweep/clocks'))).toBe(0);
  });
});

it('leaves books that hold', async () => {
  await settle(product);
  expect(await product.broken()).toEqual([]);
});
