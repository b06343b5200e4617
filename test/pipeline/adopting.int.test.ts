/**
 * Goal: master data is made from a file only where the owner of its connection chose so; whoever delivers it cannot ask for it.
 * Method: a remit of a payer nobody knows, delivered as a sender does, before and after the connection is set up to adopt.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor } from '@/server/platform/db';
import { remitBytes } from '../fixtures/x12/remit-835';
import { causeCodes, payerCodes, setConnection } from '../setup/books';
import { openProduct, type Product, settle } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

async function deliver(trace: string): Promise<void> {
  const claim = { id: `CDR-${trace}`, charge: '100', paid: '100', lines: [{ charge: '100', paid: '100' }] };
  const bytes = remitBytes([{ trace, claims: [claim] }], { control: trace.replace(/\D/g, '') });
  await receiveArtifact(systemActor('connection:cli'), {
    connectionCode: 'cli',
    name: `${trace}.835`,
    source: [bytes],
  });
  await settle(product);
}

it('stops what it does not know, and makes it once the connection is set up so', async () => {
  await deliver('ADOPT-1');
  expect(await payerCodes(product, 'P-')).toEqual([]);
  expect(await causeCodes(product)).toContain('PAYER_UNKNOWN');
  await setConnection(product, 'cli', { adopt: true });
  await deliver('ADOPT-2');
  expect(await payerCodes(product, 'P-')).toHaveLength(1);
});
