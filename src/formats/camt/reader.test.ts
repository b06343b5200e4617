// Goal: a camt message is read into typed records with exact spans; hostile or broken XML ends in findings, never a
// throw.
// Method: a generated message, broken in one way per test; every truncation; every re-cut; random and hostile bytes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildCamt } from '../../../test/fixtures/camt/build';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import { SHELL_BYTES_MAX } from './frames';
import type { CamtRecord, Entry, Statement, StatementEnd } from './model';
import { readCamt } from './reader';
import { DEPTH_MAX } from './tokenizer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

type Result = { records: CamtRecord[]; findings: readonly Finding[] };

async function readAll(chunks: readonly Uint8Array[]): Promise<Result> {
  const findings = new FindingCollector();
  const records: CamtRecord[] = [];
  for await (const batch of readCamt(chunks, findings)) records.push(...batch);
  return { records, findings: findings.finish() };
}

const read = (text: string): Promise<Result> => readAll([Buffer.from(text)]);
const codes = async (text: string): Promise<string[]> => (await read(text)).findings.map((finding) => finding.code);

const sample = buildCamt([
  [
    { isCredit: true, transactions: [{ endToEndId: 'E1', cents: 2437, remittance: 'TRN*1*T000020500*1541510144~' }] },
    {
      isCredit: false,
      transactions: [
        { endToEndId: 'E2', cents: 100, remittance: 'A & B <C>' },
        { endToEndId: 'E3', cents: 5, remittance: 'é' },
      ],
    },
  ],
  [],
]);

describe('readCamt', () => {
  it('reads a right message without findings', async () => {
    const { records, findings } = await read(sample);
    expect(findings).toEqual([]);
    expect(records.map((record) => record.kind)).toEqual([
      'message',
      'statement',
      'entry',
      'entry',
      'statementEnd',
      'statement',
      'statementEnd',
    ]);
    expect(records[0]).toMatchObject({
      messageId: 'MSG1',
      namespace: 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02',
    });
    expect(records[1] as Statement).toMatchObject({
      id: 'STMT1',
      account: 'SYNTH-1',
      currency: 'USD',
      path: 'MESSAGE/Stmt[1]',
    });
    const [first, second] = records.filter((record): record is Entry => record.kind === 'entry');
    expect(first).toMatchObject({
      amount: { amountMinor: 2437n, currency: 'USD' },
      indicator: 'CRDT',
      status: 'BOOK',
      bankCode: { domain: 'PMNT', family: 'RCDT', subFamily: 'ESCT', proprietary: '142' },
      path: 'MESSAGE/Stmt[1]/Ntry[1]',
    });
    expect(first?.transactions[0]?.traces).toMatchObject([{ traceNumber: 'T000020500', payerId: '1541510144' }]);
    expect(second?.transactions.map((item) => item.unstructured)).toEqual([['A & B <C>'], ['é']]);
    const end = records[4] as StatementEnd;
    expect(end.totals).toMatchObject({ entries: 2, transactions: 3, debits: 1, credits: 1 });
  });

  it('gives every entry and transaction the bytes it came from', async () => {
    const bytes = Buffer.from(sample);
    const { records } = await readAll([bytes]);
    const slice = ({ span }: { span: { offset: number; length: number } }) =>
      bytes.subarray(span.offset, span.offset + span.length).toString();
    for (const record of records) {
      if (record.kind === 'entry') {
        expect(slice(record)).toMatch(/^<Ntry>.*<\/Ntry>$/s);
        for (const item of record.transactions) {
          expect(slice(item)).toMatch(/^<TxDtls>.*<\/TxDtls>$/s);
          expect(slice(item)).toContain(`<EndToEndId>${item.endToEndId}<`);
        }
      } else if (record.kind === 'statementEnd') expect(slice(record)).toMatch(/^<Stmt>.*<\/Stmt>$/s);
    }
  });

  it('reads prefixes, comments, CDATA and coded status', async () => {
    const text = sample
      .replace('<Document xmlns=', '<d:Document xmlns:d=')
      .replace('</Document>', '</d:Document>')
      .replace('<Ntry><NtryRef>1', '<!-- <Ntry> --><Ntry><NtryRef>1')
      .replace('A &amp; B &lt;C>', '<![CDATA[A & B <Ntry>&amp;]]>')
      .replaceAll('<Sts>BOOK</Sts>', '<Sts><Cd>BOOK</Cd></Sts>');
    const { records, findings } = await read(text);
    expect(findings).toEqual([]);
    const entries = records.filter((record): record is Entry => record.kind === 'entry');
    expect(entries.map((entry) => entry.status)).toEqual(['BOOK', 'BOOK']);
    expect(entries[1]?.transactions[0]?.unstructured).toEqual(['A & B <Ntry>&amp;']);
    expect(records[0]).toMatchObject({ namespace: 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02' });
  });

  it('does not depend on where the bytes are cut', async () => {
    const bytes = Buffer.from(sample);
    const whole = await readAll([bytes]);
    for (const size of [1, 2, 3, 7, 64, 1000]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(await readAll(chunks), `pieces of ${size}`).toEqual(whole);
    }
  });

  it.each([
    [
      'a document type',
      'XML_DOCTYPE_REFUSED',
      (t: string) => t.replace('<Document', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document'),
    ],
    ['an entity', 'XML_DOCTYPE_REFUSED', (t: string) => t.replace('<GrpHdr>', '<!ENTITY x "y"><GrpHdr>')],
    [
      'a document type in lower case',
      'XML_DOCTYPE_REFUSED',
      (t: string) => t.replace('<Document', '<!doctype a><Document'),
    ],
    [
      'a document type in a comment',
      'XML_DOCTYPE_REFUSED',
      (t: string) => t.replace('<NtryRef>', '<!-- <!DOCTYPE a> --><NtryRef>'),
    ],
    ['another encoding', 'XML_ENCODING_REFUSED', (t: string) => t.replace('UTF-8', 'UTF-7')],
    ['a wrong end tag', 'XML_NOT_WELL_FORMED', (t: string) => t.replace('</Stmt>', '</Rpt>')],
    ['a second root', 'XML_NOT_WELL_FORMED', (t: string) => `${t}<a/>`],
    ['text after the root', 'XML_NOT_WELL_FORMED', (t: string) => `${t}x`],
    [
      'a reserved name',
      'XML_NOT_WELL_FORMED',
      (t: string) => t.replace('<NtryRef>1</NtryRef>', '<__proto__>1</__proto__>'),
    ],
    ['deep nesting', 'XML_TOO_DEEP', (t: string) => t.replace('<NtryRef>', `${'<a>'.repeat(DEPTH_MAX)}<NtryRef>`)],
    ['an unknown entity', 'XML_ENTITY_UNKNOWN', (t: string) => t.replace('EXAMPLE PAYER', 'EXAMPLE &nbsp; PAYER')],
    ['no statement', 'CAMT_NO_STATEMENT', () => '<Document xmlns="urn:x"><Other/></Document>'],
    ['another version', 'CAMT_VERSION', (t: string) => t.replace('001.02', '001.99')],
    ['an amount', 'CAMT_AMOUNT', (t: string) => t.replace('>24.37<', '>24,37<')],
    ['a missing direction', 'CAMT_DIRECTION', (t: string) => t.replace('<CdtDbtInd>CRDT</CdtDbtInd><Sts>', '<Sts>')],
    ['a status', 'CAMT_STATUS', (t: string) => t.replace('BOOK', 'BOOKED')],
    ['a balance', 'CAMT_BALANCE', (t: string) => t.replace('>100.00<', '>100.01<')],
    ['a count', 'CAMT_SUMMARY_COUNT', (t: string) => t.replace('<NbOfNtries>2', '<NbOfNtries>3')],
    ['a sum', 'CAMT_SUMMARY_SUM', (t: string) => t.replace('</NbOfNtries>', '</NbOfNtries><Sum>1.00</Sum>')],
    ['a batch count', 'CAMT_BATCH_COUNT', (t: string) => t.replace('<NbOfTxs>2', '<NbOfTxs>9')],
    ['a batch sum', 'CAMT_BATCH_SUM', (t: string) => t.replace('<Amt Ccy="USD">0.05', '<Amt Ccy="USD">0.06')],
    ['several currencies', 'CAMT_CURRENCY', (t: string) => t.replace('<Amt Ccy="USD">1.05', '<Amt Ccy="EUR">1.05')],
  ])('flags %s', async (_, code, breakIt) => {
    expect(await codes(breakIt(sample))).toContain(code);
  });

  it('refuses UTF-16, in which a document type would go unseen', async () => {
    const { findings } = await readAll([Buffer.from(`\ufeff${sample}`, 'utf16le')]);
    expect(findings.map((finding) => finding.code)).toEqual(['XML_ENCODING_REFUSED']);
  });

  it('reads Latin-1 bytes and says so', async () => {
    const { records, findings } = await readAll([Buffer.from(sample, 'latin1')]);
    expect(findings.map((finding) => finding.code)).toEqual(['XML_ENCODING_INVALID']);
    expect(JSON.stringify(records, (_, v) => (typeof v === 'bigint' ? String(v) : v))).toContain('["é"]');
  });

  it('stops at one element larger than memory should hold', async () => {
    const filler = Buffer.alloc(1 << 20, 'x');
    const chunks = [
      Buffer.from(sample.slice(0, sample.indexOf('EXAMPLE PAYER'))),
      ...Array.from({ length: 12 }, () => filler),
    ];
    const { findings } = await readAll(chunks);
    expect(SHELL_BYTES_MAX).toBeLessThan(12 << 20);
    expect(findings.map((finding) => finding.code)).toEqual(['XML_TOO_LARGE']);
  });

  it('flags every truncation that loses a byte of an element', async () => {
    const bytes = Buffer.from(sample);
    for (let size = 0; size < bytes.length - 1; size += 1) {
      const { findings } = await readAll([bytes.subarray(0, size)]);
      expect(
        findings.some((finding) => finding.severity === 'error'),
        `cut at byte ${size}`,
      ).toBe(true);
    }
    expect((await readAll([bytes.subarray(0, bytes.length - 1)])).findings).toEqual([]);
  });

  it('never throws, whatever the bytes', async () => {
    const markup = [
      '<Document>',
      '<BkToCstmrStmt>',
      '<Stmt>',
      '<Ntry>',
      '</Ntry>',
      '<NtryDtls>',
      '<TxDtls/>',
      '<Amt Ccy="',
      '">',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&#0;',
      '&#x110000;',
      '<?',
      '<',
      '\u0000',
      'é',
    ];
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.constantFrom(...markup), { maxLength: 20 }).map((all) => Buffer.from(all.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const { findings } = await readAll([bytes]);
        expect(findings.length).toBeGreaterThan(0);
      }),
    );
  });
});
