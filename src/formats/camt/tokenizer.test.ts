// Goal: a message is cut at its statements, entries and transactions with exact spans, and what must not reach the
// parser stops the scan.
// Method: a generated message cut at every byte; a stop by example, after which nothing comes.
import { describe, expect, it } from 'vitest';
import { buildCamt } from '../../../test/fixtures/camt/build';
import { CamtScanner, tokenizeCamt } from './tokenizer';

const sample = Buffer.from(
  buildCamt([[{ isCredit: true, transactions: [{ endToEndId: 'E1', cents: 2437, remittance: 'é' }] }]]),
);

async function pieces(chunks: readonly Uint8Array[]) {
  const scanner = new CamtScanner();
  const all = [];
  for await (const batch of tokenizeCamt(chunks, scanner)) all.push(...batch);
  return { all, stop: scanner.stop };
}

describe('tokenizeCamt', () => {
  it('does not depend on where the bytes are cut', async () => {
    const whole = await pieces([sample]);
    expect(whole.stop).toBeNull();
    expect(whole.all.length).toBeGreaterThan(0);
    for (let at = 1; at < sample.length; at += 7) {
      expect(await pieces([sample.subarray(0, at), sample.subarray(at)]), `cut at ${at}`).toEqual(whole);
    }
  });

  it('stops for good at a document type, wherever it stands', async () => {
    const scanner = new CamtScanner();
    const at = sample.indexOf('<Ntry>');
    scanner.push(sample.subarray(0, at));
    scanner.push(Buffer.from('<!DOCTYPE a>'));
    expect(scanner.stop).toMatchObject({ code: 'XML_DOCTYPE_REFUSED', offset: at });
    expect([...scanner.push(sample.subarray(at)), ...scanner.end()]).toEqual([]);
  });
});
