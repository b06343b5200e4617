/**
 * Goal: `tieout ledger` says what files came to in the books, and nothing else: the same as the ERP's own lines.
 * Method: real Postgres, the real sandbox ERP process; the command's output is compared with what the ERP booked.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as golden from '../../test/fixtures/x12/golden-835';
import { AGED, hand, remit, statement } from '../../test/setup/deposits';
import { ledgerOf } from '../../test/setup/ledger';
import { openProduct, type Product } from '../../test/setup/pipeline';
import { runLedger } from './ledger';

let product: Product;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-ledger-'));
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await product.close();
});

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runLedger(args, (line) => lines.push(line));
  return { code, text: lines.join('\n') };
}
type Measure = {
  flow: string;
  accounts: { entity: string; account: string; name: string; netMinor: string }[];
  pending: unknown[];
  stopped: unknown[];
  duplicate: string;
  held: string;
};
async function json(...args: string[]) {
  const { text } = await run(...args, '--json');
  return JSON.parse(text) as { files: { findings: object }[]; measures: Measure[] };
}
const trn = (trace: string) => `TRN*1*${trace}*1891000011~`;

describe('tieout ledger', () => {
  it('adds up files of several flows, each by itself, as the ERP does', async () => {
    const bank = await hand(product, statement([['142', 25_000, 'B1', '', trn('LED-0001')]], { account: '9100100' }));
    const paid = await hand(product, remit('LED-0001', '250.00'));
    const { measures, files } = await json('--artifact', bank, paid);
    expect(files.map(({ findings }) => findings)).toEqual([
      { error: 0, warning: 0, info: 0, worst: null },
      { error: 0, warning: 0, info: 0, worst: null },
    ]);
    const nets = Object.fromEntries(
      measures.map((m) => [m.flow, m.accounts.map((a) => `${a.entity} ${a.account} ${a.netMinor} ${a.name}`)]),
    );
    expect(nets).toEqual({
      'bank-deposits': ['100 1001 25000 Operating cash, entity 100', '100 1012 -25000 EFT clearing'],
      'remittance-to-cash': ['100 1012 25000 EFT clearing', '100 1132 -25000 A/R Commercial'],
    });
    expect(await ledgerOf(product, [bank, paid])).toEqual({ '100 1001': '250.00', '100 1132': '-250.00' });
  });

  it('finds files by their bytes, counts repeats as duplicates, and knows what a timer moved', async () => {
    const bytes = statement([['142', 31_000, 'B2', '', trn('LED-0002')]], { account: '9200100', on: AGED });
    const path = join(folder, 'statement.bai');
    writeFileSync(path, bytes);
    expect(await run(path)).toEqual({
      code: 1,
      text: `${path}: these bytes never came in. Hand the file in: tieout ingest ${path}`,
    });
    await hand(product, bytes);
    await hand(product, bytes);
    const { measures, files } = await json(path);
    expect(files).toHaveLength(2);
    expect(measures).toMatchObject([
      { flow: 'bank-deposits', pending: [], stopped: [], duplicate: '31000', held: '0' },
    ]);
    expect(measures[0]?.accounts.map(({ account, netMinor }) => [account, netMinor])).toEqual([
      ['1001', '31000'],
      ['2110', '-31000'],
    ]);
    const { text } = await run(path);
    expect(text).toContain('Unapplied cash');
    expect(text).toMatch(/100 1001 {2,}310\.00 {2}Operating cash, entity 100/);
  });

  it('names what is stopped, and what is wrong with the file itself', async () => {
    const bank = await hand(product, statement([['142', 400, 'B3', '', trn('LED-0003')]], { account: '5559999' }));
    const { measures } = await json('--artifact', bank);
    expect(measures).toMatchObject([
      { accounts: [], stopped: [{ cause: 'BANK_ACCOUNT_UNKNOWN', amountMinor: '400', items: 1 }] },
    ]);
    const remit835 = await hand(product, golden.t7().repeated);
    const { files } = await json('--artifact', remit835);
    expect(files[0]?.findings).toEqual({ error: 0, warning: 1, info: 0, worst: 'X835_CAS_AT_BOTH_LEVELS' });
    expect((await run('--artifact', remit835)).text).toContain('1 warning (worst: X835_CAS_AT_BOTH_LEVELS)');
  });

  it('refuses what it does not know', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('--artifact', 'x')).text).toContain('there is no such artifact');
    expect((await run(join(folder, 'none'))).text).toContain('there is no such file');
  });
});
