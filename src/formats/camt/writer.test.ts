// Goal: read → write → read gives the same records apart from where they stood.
// Method: generated messages with hostile text, compared without spans; a message in the newest version.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildCamt } from '../../../test/fixtures/camt/build';
import { FindingCollector } from '../shared/finding-collector';
import type { CamtRecord } from './model';
import { readCamt } from './reader';
import { writeCamt } from './writer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function records(bytes: Uint8Array): Promise<CamtRecord[]> {
  const findings = new FindingCollector();
  const all: CamtRecord[] = [];
  for await (const batch of readCamt([bytes], findings)) all.push(...batch);
  expect(findings.finish()).toEqual([]);
  return all;
}

/** Records without spans, which differ because the writer lays the text out anew. */
const content = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === 'span' ? undefined : typeof inner === 'bigint' ? String(inner) : inner,
    ),
  );

async function expectSame(text: string): Promise<void> {
  const first = await records(Buffer.from(text));
  const again = await records(Buffer.concat([...writeCamt(first)]));
  expect(content(again)).toEqual(content(first));
}

describe('writeCamt', () => {
  it('gives back generated messages', async () => {
    const words = fc.stringMatching(/^[A-Z&<>"'é;#*~]{1,20}$/);
    const transaction = fc.record({ endToEndId: words, cents: fc.nat(9_999_999), remittance: words });
    const entry = fc.record({
      isCredit: fc.boolean(),
      transactions: fc.array(transaction, { minLength: 1, maxLength: 3 }),
    });
    const statements = fc.array(fc.array(entry, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(fc.asyncProperty(statements, (sample) => expectSame(buildCamt(sample))));
  });

  it('gives back reversals, references, batches and paging in a newer version', async () => {
    const text = buildCamt([[{ isCredit: true, transactions: [{ endToEndId: 'E1', cents: 500, remittance: 'R' }] }]])
      .replace('001.02', '001.13')
      .replace('</CreDtTm>', '</CreDtTm><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>')
      .replace('<Sts>BOOK</Sts>', '<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>')
      .replace('<NbOfTxs>1</NbOfTxs>', '<NbOfTxs>1</NbOfTxs><TtlAmt Ccy="USD">5.00</TtlAmt>')
      .replace('</EndToEndId>', '</EndToEndId><TxId>T1</TxId><ChqNb>7</ChqNb><Prtry><Tp>00</Tp><Ref>P1</Ref></Prtry>')
      .replace('</Ustrd>', '</Ustrd><Strd><CdtrRefInf><Ref>RF1</Ref></CdtrRefInf></Strd>')
      .replace('<Othr><Id>SYNTH-1</Id></Othr>', '<IBAN>XX00SYNTH1</IBAN>');
    await expectSame(text);
  });
});
