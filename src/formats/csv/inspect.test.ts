// Goal: an undeclared file is counted and its amount columns add up exactly, however people write amounts; what is not in a
// sum is said. Method: files of a few rows each, cut inside their first line, with the sum worked out by hand.
import { describe, expect, it } from 'vitest';
import { inspectCsv, summarizeCsv } from './inspect';

const inspect = (...lines: string[]) => inspectCsv([Buffer.from(`${lines.join('\n')}\n`)]);
const found = async (...lines: string[]) => {
  const { sums, findings } = await inspect(...lines);
  return { sums: sums.map(({ column, sum }) => `${column} ${sum}`), codes: findings.map(({ code }) => code) };
};

describe('inspectCsv', () => {
  it('counts rows and adds up the amounts of an undeclared file', async () => {
    const facts = await inspectCsv([Buffer.from('id;amount;name\n1;1,5;x\n'), Buffer.from('2;2,50;"y;z"\n3;0,25;w\n')]);
    expect(facts).toMatchObject({ delimiter: ';', columns: ['id', 'amount', 'name'], rows: 3 });
    expect(facts.sums).toEqual([{ column: 'amount', sum: '4.25' }]);
    const exact = await inspectCsv([Buffer.from('id,amount\n1,1.5\n2,2.50\n')]);
    expect(exact.sums).toEqual([{ column: 'amount', sum: '4.00' }]);
    expect(exact.findings).toEqual([]);
    expect(summarizeCsv(exact)).toEqual(['Delimited file (comma): 2 rows of 2 columns', 'sum of amount: 4.00']);
  });

  it.each([
    ['thousands', ['"1,080.00"', '"-2,000,000.5"'], '-1998920.50'],
    ['brackets', ['(20.00)', '($1,000.25)', '$(5)'], '-1025.25'],
    ['a currency', ['$5.50', 'USD 4.50', '10.00 EUR', '€1', '-$2.25'], '18.75'],
    ['a sign behind', ['10-', '5.5'], '-4.5'],
    ['a credit mark', ['10.00 CR', '5.50'], '-4.50'],
    ['Swiss thousands', ["1'080.50", '1'], '1081.50'],
  ])('reads %s', async (_, amounts, sum) => {
    const rows = amounts.map((amount, at) => `${at},${amount.startsWith('"') ? amount : `"${amount}"`}`);
    expect(await found('row,amount', ...rows)).toMatchObject({
      sums: [`amount ${sum}`],
      codes: ['CSV_AMOUNT_SPELLING'],
    });
  });

  it('reads a decimal comma, and with it a point as thousands', async () => {
    expect(await found('row;amount', '1;1.080,00', '2;-20,00', '3;1.080')).toMatchObject({ sums: ['amount 2140.00'] });
    expect(await found('row;amount', '1;1.08', '2;-20,00')).toMatchObject({
      codes: ['CSV_DECIMAL_MARKS', 'CSV_AMOUNT_SPELLING'],
    });
  });

  it('names what a sum leaves out, and where', async () => {
    const { sums, findings } = await inspect('row,paid_amount', '1,10.00', '2,pending', '3,5.00');
    expect(sums).toEqual([{ column: 'paid_amount', sum: '15.00' }]);
    expect(findings).toMatchObject([
      { code: 'CSV_AMOUNT_NOT_READ', severity: 'warning', line: 3, path: 'ROW[2]/FIELD[2]' },
    ]);
    expect(findings[0]?.message).toContain('Column paid_amount, 1 row.');
    expect(JSON.stringify(findings)).not.toContain('pending');
  });

  it('names numbers that a spreadsheet has rounded, in columns of numbers and of amounts', async () => {
    expect(await found('check,amount', '1.00245E+11,80', '00001002,80.5')).toEqual({
      sums: ['amount 160.5'],
      codes: ['CSV_SCIENTIFIC'],
    });
    expect((await found('row,amount', '1,1.2E+3', '2,5')).codes).toEqual(['CSV_SCIENTIFIC', 'CSV_AMOUNT_NOT_READ']);
  });

  it('compares a row of totals with the rows above it, and adds it to nothing', async () => {
    expect(await found('payer,amount', 'A,10.00', 'B,5.50', 'Total,15.50')).toEqual({
      sums: ['amount 15.50'],
      codes: [],
    });
    expect(await found('payer,amount', 'A,10.00', 'B,5.50', 'Total,15.00')).toMatchObject({ codes: ['CSV_TOTAL_ROW'] });
    expect(await found('payer,amount', 'TOTAL HEALTH,10.00', 'B,5.50')).toMatchObject({ sums: ['amount 15.50'] });
  });

  it('takes numbers that name something for no money, and money for money by its name', async () => {
    expect((await found('Check Number,Check Amount,Payment Date,Paid', '1001,80,20260107,3')).sums).toEqual([
      'Check Amount 80',
      'Paid 3',
    ]);
    expect((await found('version,memo', '1.5,x', '2.5,y')).sums).toEqual(['version 4.0']);
  });
});
