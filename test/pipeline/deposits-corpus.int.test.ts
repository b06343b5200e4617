/**
 * Goal: files of banks nobody here knows stop with causes or are refused whole; nothing crashes and every sum holds.
 * Method: the public files under CORPUS_DIR through the real stages; without that folder there is nothing to do.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopsOf } from '../setup/cures';
import { BANK, settleAll } from '../setup/deposits';
import { openProduct, type Product } from '../setup/pipeline';

const { CORPUS_DIR } = process.env;
const BYTES_MAX = 5_000_000;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(full);
      return statSync(full).size > 0 && statSync(full).size <= BYTES_MAX ? [full] : [];
    })
    .sort();
}

describe.skipIf(CORPUS_DIR === undefined)('files of unknown banks', () => {
  let product: Product;
  const sent: { file: string; id: string }[] = [];
  beforeAll(async () => {
    product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
    for (const folder of ['bai2', 'nacha', 'camt']) {
      for (const file of filesUnder(path.join(CORPUS_DIR ?? '', folder))) {
        sent.push({ file, id: await product.send(path.basename(file), readFileSync(file)) });
      }
    }
    await settleAll(product);
  }, 600_000);
  afterAll(() => product.close());

  it('are read to their end, and every dollar of them is in one place', async () => {
    expect(sent.length).toBeGreaterThan(10);
    const off: unknown[] = [];
    for (const { file, id } of sent) {
      const { differenceMinor, places } = await product.places({ artifactId: id, flow: BANK });
      if (differenceMinor !== 0n || places.inFlight.items > 0) off.push({ file, differenceMinor, places });
    }
    expect(off).toEqual([]);
  });

  it('stop under causes that a person can cure, and none of them is a bug', async () => {
    const codes = new Map<string, number>();
    for (const { code } of await stopsOf(
      product,
      sent.map(({ id }) => id),
    ))
      codes.set(code, (codes.get(code) ?? 0) + 1);
    expect(
      [...codes.keys()].filter((code) => ['POISON', 'NOTHING_DRAFTED', 'JOURNAL_UNBALANCED'].includes(code)),
    ).toEqual([]);
    expect(codes.get('BANK_ACCOUNT_UNKNOWN') ?? 0).toBeGreaterThan(0);
  });

  it('leave every law of the books whole', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
