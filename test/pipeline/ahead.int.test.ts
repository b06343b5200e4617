/**
 * Goal: a payment dated ahead of the open periods waits for its day by itself, with its dollars, and asks nobody for anything.
 * Method: real Postgres and the real sandbox ERP; a remit dated in a period that has not begun, looked at before its day, and
 * again when the ERP has begun the period.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '@/server/platform/db';
import { lookAtWaits } from '@/server/sagas/waits';
import { remitBytes } from '../fixtures/x12/remit-835';
import { stopsOf } from '../setup/cures';
import { ledgerOf } from '../setup/ledger';
import { mirrorErp, openProduct, type Product, settle } from '../setup/pipeline';

let product: Product;
const sweep = systemActor('sweep/clocks');
const now = new Date();
const ahead = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 9)).toISOString().slice(0, 10);

beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 1_000 });
}, 120_000);
afterAll(() => product.close());

it('waits until its day, is no stop meanwhile, and posts when its period has begun', async () => {
  const cas = [['CO', '45', '50'] as const];
  const claims = [{ id: 'CDR-AHEAD', charge: '250', paid: '200', lines: [{ charge: '250', paid: '200', cas }] }];
  const facts = {
    trace: 'AHEAD-1',
    claims,
    date: ahead.replaceAll('-', ''),
    payeeNpi: '2000000119',
    taxId: '891000100',
  };
  const id = await product.send('ahead.835', remitBytes([facts]));
  await settle(product);
  const held = async () => (await product.places({ artifactId: id })).places.held;
  expect(await held()).toEqual({ amountMinor: 20_000n, items: 1 });
  expect(await stopsOf(product, [id])).toEqual([]);
  const [wait] = await product.sql<{ day: string }>(
    "SELECT to_char(wait_until, 'YYYY-MM-DD') AS day FROM item WHERE waits_for = '{}' AND state = 'held'",
  );
  expect(wait?.day).toBe(ahead);
  expect(await product.broken()).toEqual([]);

  // Before its day nothing wakes it.
  expect(await lookAtWaits(sweep)).toEqual({ woken: 0, late: 0 });
  await product.erp.control('PATCH', `/api/companies/100/periods/${ahead.slice(0, 7)}`, { status: 'open' });
  await mirrorErp();
  await product.sql("UPDATE item SET wait_until = now() WHERE waits_for = '{}'");
  expect(await lookAtWaits(sweep)).toEqual({ woken: 1, late: 0 });
  await settle(product);
  expect(await ledgerOf(product, [id])).toEqual({ '100 1012': '200.00', '100 1132': '-250.00', '100 5110': '50.00' });
  expect(await product.broken()).toEqual([]);
});
