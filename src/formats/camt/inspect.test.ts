// Goal: the facts of a camt message are the sums of its entries.
// Method: a generated message, whole and with one amount changed.
import { describe, expect, it } from 'vitest';
import { buildCamt } from '../../../test/fixtures/camt/build';
import { inspectCamt, summarizeCamt } from './inspect';

const sample = buildCamt([
  [
    { isCredit: true, transactions: [{ endToEndId: 'E1', cents: 2437, remittance: 'R' }] },
    { isCredit: false, transactions: [{ endToEndId: 'E2', cents: 105, remittance: 'R' }] },
  ],
  [],
]);

describe('inspectCamt', () => {
  it('counts and adds up', async () => {
    const facts = await inspectCamt([Buffer.from(sample)]);
    expect(facts).toMatchObject({ entries: 2, lists_cut: false, findings: [] });
    expect(facts.statements.map((item) => [item.entries, item.credit, item.debit, item.end_to_end_ids])).toEqual([
      [2, '24.37', '1.05', ['E1', 'E2']],
      [0, '0', '0', []],
    ]);
    expect(summarizeCamt(facts)[0]).toBe('camt.053.001.02: 2 statements, 2 entries');
  });

  it('says that balances do not tie', async () => {
    const facts = await inspectCamt([Buffer.from(sample.replaceAll('>24.37<', '>24.38<'))]);
    expect(facts.statements[0]?.opening_plus_entries_eq_closing).toBe(false);
    expect(summarizeCamt(facts).join('\n')).toContain('balances DO NOT TIE');
  });

  it('goes by booked entries, and prints opening, closing and difference', async () => {
    const pending = '<Ntry><Amt Ccy="USD">70.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry></Stmt>';
    const facts = await inspectCamt([Buffer.from(sample.replace('</Stmt>', pending))]);
    expect(facts.findings.map(({ code }) => code)).not.toContain('CAMT_BALANCE');
    expect(facts.booked_balances[0]).toEqual({
      opening: '100.00',
      booked_credit: '24.37',
      booked_debit: '1.05',
      closing: '123.32',
      difference: '0.00',
    });
    const words = summarizeCamt(facts);
    expect(words).toContain('statement 1: 3 entries, 2 transactions, balances tie');
    expect(words).toContain(
      '  opening 100.00, booked credits 24.37, booked debits 1.05, closing 123.32, difference 0.00',
    );
    const off = await inspectCamt([Buffer.from(sample.replace('>123.32<', '>1123.32<'))]);
    expect(off.findings[0]?.message).toContain('gives 123.32; closing is 1,123.32 (difference 1,000.00).');
  });

  it('reads a message without its namespace and says so, and says which version it cannot read', async () => {
    const bare = await inspectCamt([Buffer.from(sample.replace(/ xmlns="[^"]*"/, ''))]);
    expect(bare.entries).toBe(2);
    expect(bare.findings).toMatchObject([{ code: 'CAMT_NAMESPACE', severity: 'error' }]);
    const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.052.001.01';
    const first = await inspectCamt([
      Buffer.from(`<Document xmlns="${namespace}"><BkToCstmrAcctRptV01><Rpt/></BkToCstmrAcctRptV01></Document>`),
    ]);
    const nothing = first.findings.find(({ code }) => code === 'CAMT_NO_STATEMENT');
    expect(nothing?.message).toContain('It is camt.052.001.01, a version that is not read.');
  });
});
