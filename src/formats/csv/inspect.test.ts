// Goal: an undeclared file is counted and its amount columns add up exactly.
// Method: files of one delimiter each, cut inside their first line; a column that is not only amounts.
import { describe, expect, it } from 'vitest';
import { inspectCsv, summarizeCsv } from './inspect';

describe('inspectCsv', () => {
  it('counts rows and adds up the amounts of an undeclared file', async () => {
    const facts = await inspectCsv([Buffer.from('id;amount;name\n1;1,5;x\n'), Buffer.from('2;2.50;"y;z"\n3;0.25;w\n')]);
    expect(facts).toMatchObject({ delimiter: ';', columns: ['id', 'amount', 'name'], rows: 3, sums: [], findings: [] });
    const exact = await inspectCsv([Buffer.from('id,amount\n1,1.5\n2,2.50\n')]);
    expect(exact.sums).toEqual([{ column: 'amount', sum: '4.00' }]);
    expect(summarizeCsv(exact)).toEqual(['Delimited file (,): 2 rows of 2 columns', 'sum of amount: 4.00']);
  });
});
