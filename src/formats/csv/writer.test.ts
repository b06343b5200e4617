// Goal: read → write → read gives the same rows.
// Method: rows with random text, every field quoted at first; a spec without quotes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import type { CsvRecord, CsvSpec } from './model';
import { readCsv } from './reader';
import { writeCsv } from './writer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const spec: CsvSpec = {
  columns: [
    { name: 'depositId', header: 'Deposit ID', type: 'integer', isRequired: true },
    { name: 'paidOn', header: 'Paid On', type: 'date', isRequired: true, dateOrder: 'MM/DD/YYYY' },
    { name: 'amount', header: 'Amount', type: 'amount', isRequired: true },
    { name: 'memo', header: 'Memo', type: 'text', isRequired: false },
  ],
  delimiter: ',',
  quote: '"',
  encoding: 'utf8',
  hasHeader: true,
  trailer: null,
};

async function readAll(
  bytes: Uint8Array,
  own: CsvSpec,
): Promise<{ records: CsvRecord[]; findings: readonly Finding[] }> {
  const findings = new FindingCollector();
  const records: CsvRecord[] = [];
  for await (const batch of readCsv([bytes], findings, own)) records.push(...batch);
  return { records, findings: findings.finish() };
}

describe('writeCsv', () => {
  it('writes rows that are read back the same', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'aé," ;\n'), maxLength: 8 });
    const row = fc.tuple(
      fc.bigInt({ min: -999n, max: 999n }).map(String),
      fc.constant('01/07/2026'),
      fc.constant('1.50'),
      text,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
        const quoted = rows.map((fields) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(','));
        const first = await readAll(Buffer.from(`${['Deposit ID,Paid On,Amount,Memo', ...quoted].join('\n')}\n`), spec);
        const again = await readAll(Buffer.concat([...writeCsv(first.records, spec)]), spec);
        const content = ({ records, findings }: typeof first) => [
          records.map(({ span: _, ...rest }) => rest),
          findings.map((finding) => finding.code),
        ];
        expect(content(again)).toEqual(content(first));
      }),
    );
  });

  it('writes in the delimiter and encoding of its spec, quoting nothing when there are no quotes', async () => {
    const own: CsvSpec = { ...spec, delimiter: '|', quote: null, encoding: 'latin1' };
    const bytes = Buffer.from('Deposit ID|Paid On|Amount|Memo\n1|01/07/2026|1.50|"é,"\n', 'latin1');
    expect(Buffer.concat([...writeCsv((await readAll(bytes, own)).records, own)])).toEqual(bytes);
  });
});
