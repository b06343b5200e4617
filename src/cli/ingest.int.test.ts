/**
 * Goal: whoever hands a file in reads where its dollars are and why they stopped, without a second command.
 * Method: real Postgres and the real sandbox ERP; two remits that contradict each other, handed in as a person would.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remitBytes } from '../../test/fixtures/x12/remit-835';
import { settleAll, TODAY } from '../../test/setup/deposits';
import { openProduct, type Product } from '../../test/setup/pipeline';
import { runIngest } from './ingest';

let product: Product;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-ingest-'));
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await product.close();
});

async function ingest(name: string, bytes: Uint8Array, ...args: string[]): Promise<{ code: number; text: string }> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const lines: string[] = [];
  let done = false;
  const run = runIngest([path, '--adopt', '--wait', ...args], (line) => lines.push(line)).finally(() => {
    done = true;
  });
  while (!done) await settleAll(product);
  return { code: await run, text: lines.join('\n') };
}

const remit = (paid: number, control: string) =>
  remitBytes(
    [
      {
        trace: 'INGEST-1',
        date: TODAY.replaceAll('-', ''),
        claims: [{ id: 'ING-1', charge: '100', paid: String(paid), cas: [['CO', '45', String(100 - paid)]] }],
      },
    ],
    { control },
  );

it('says what is posted, and what stopped and why, for people and for scripts', async () => {
  const first = await ingest('first.835', remit(80, '8001'));
  expect(first.code).toBe(0);
  expect(first.text).toContain('first.835: posted');
  expect(first.text).not.toContain('stopped');
  const second = await ingest('second.835', remit(75, '8002'));
  expect(second.text).toContain(
    'stopped 75.00: Remit INGEST-1 repeats or contradicts one that is here (REMIT_CONFLICT)',
  );
  const third = await ingest('third.835', remit(70, '8003'), '--json');
  expect(JSON.parse(third.text).files[0].stopped).toEqual([
    expect.objectContaining({ cause: 'REMIT_CONFLICT', amount: '70.00', items: 1, booked: false }),
  ]);
});
