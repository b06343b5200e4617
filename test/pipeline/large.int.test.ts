/**
 * Goal: T27, a file of one large transaction goes through every stage in bounded memory and ends to the cent; a broken trailer
 * at its very end still stops all of it.
 * Method: 20,000 claims in one ST, streamed as they are generated; resident memory sampled throughout.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor } from '@/server/platform/db';
import { journalSums } from '../setup/books';
import { openProduct, type Product, settle } from '../setup/pipeline';

const CLAIMS = 20_000;
const PAID_CENTS = 8_000n;
/** What the stages may hold beyond what the process had before: pages and sets, never the file's records at once. */
const GROWTH_MAX_BYTES = 400 * 1024 ** 2;

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 10_000 });
}, 120_000);
afterAll(() => product.close());

/** One 835 of one transaction in pieces of a hundred claims. */
function* largeFile(trace: string, claims: number, segmentsOff = 0): Generator<Uint8Array> {
  const line = (text: string) => `${text}~\n`;
  const head = [
    'ISA*00*          *00*          *ZZ*LARGEPAYER     *ZZ*LARGEPAYEE     *260105*0900*^*00501*000000027*0*T*:',
    'GS*HP*LARGEPAYER*LARGEPAYEE*20260105*0900*27*X*005010X221A1',
    'ST*835*0001',
    `BPR*I*${claims * 80}*C*ACH*CCP*01*021000021*DA*1111*1999999999**01*121000248*DA*2222*20260107`,
    `TRN*1*${trace}*1999999999`,
    'N1*PR*LARGE HEALTH PLAN',
    'N1*PE*LARGE HOSPITAL*XX*1234567893',
    'REF*TJ*990000001',
    'LX*1',
  ];
  yield Buffer.from(head.map(line).join(''));
  const segments = ['CLP', 'NM1', 'SVC', 'DTM', 'CAS'];
  for (let from = 0; from < claims; from += 100) {
    let text = '';
    for (let i = from; i < Math.min(from + 100, claims); i += 1) {
      text += line(`CLP*LRG${trace}${i}*1*100*80**12*ICN${i}`) + line(`NM1*QC*1*TESTER*PAT****MI*M${i}`);
      text += line('SVC*HC:99213*100*80') + line('DTM*472*20251201') + line('CAS*CO*45*20');
    }
    yield Buffer.from(text);
  }
  const count = head.length - 2 + claims * segments.length + 1 + segmentsOff;
  yield Buffer.from([`SE*${count}*0001`, 'GE*1*27', 'IEA*1*000000027'].map(line).join(''));
}

const send = async (trace: string, segmentsOff = 0): Promise<string> => {
  const source = largeFile(trace, CLAIMS, segmentsOff);
  const input = { connectionCode: 'cli', name: `${trace}.835`, source, adopt: true };
  return (await receiveArtifact(systemActor('test'), input)).artifactId;
};

describe('T27: one large transaction', () => {
  it('is posted to the cent in bounded memory', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const id = await send('T27-WHOLE');
    await settle(product, 150_000);
    clearInterval(sampling);
    const where = await product.places({ artifactId: id });
    expect(where).toMatchObject({ receivedMinor: BigInt(CLAIMS) * PAID_CENTS, items: CLAIMS, sums: true });
    expect(where.places.posted).toEqual({ amountMinor: BigInt(CLAIMS) * PAID_CENTS, items: CLAIMS });
    expect(await journalSums(product, id)).toEqual({ n: CLAIMS / 1000, cash: String(BigInt(CLAIMS) * PAID_CENTS) });
    expect(peak - before).toBeLessThan(GROWTH_MAX_BYTES);
    expect(await product.broken()).toEqual([]);
  }, 240_000);

  it('with a wrong count in its last segment is stopped whole, after all its claims were read', async () => {
    const id = await send('T27-WRONG', 1);
    await settle(product, 60_000);
    const where = await product.places({ artifactId: id });
    expect(where.places.rejected).toEqual({ amountMinor: BigInt(CLAIMS) * PAID_CENTS, items: 1 });
    expect(where.places.posted.items).toBe(0);
  }, 120_000);
});
