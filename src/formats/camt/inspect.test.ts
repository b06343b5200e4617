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
});
