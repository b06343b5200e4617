// Goal: lockbox and ACH files tell what a statement line pays and are booked themselves only where there is no statement.
// Method: the same money in two files, in both orders, through a kernel on paper.
import { describe, expect, it } from 'vitest';
import { bai2, PaperKernel, readFile } from './bank.fixture';
import { ach, lockbox } from './files.fixture';
import { identity } from './identity';
import { bai2File } from './read-bai2';
import { lockboxFile } from './read-lockbox';
import { nachaFile } from './read-nacha';
import { RULES_V1 } from './rules.data';

const CHECKS = [
  [
    [50000, '0005001', 'TRN*1*5001*1891000011~'],
    [40000, '0005002', 'PATIENT 4711'],
  ],
] as const;
const box = (over: Parameters<typeof lockbox>[1] = {}) => readFile(lockboxFile, lockbox(CHECKS, over));
const statement = (type: string, cents: number, text = '') =>
  readFile(bai2File, bai2('4400100', [[type, cents, 'B1', '', text]]));

describe('lockboxFile', () => {
  it('makes one event per check and one parcel per deposit', () => {
    const { events, parcels, aside } = box();
    expect(aside).toBeNull();
    expect(events.map(({ amount, order }) => [amount.minor, order])).toEqual([
      [50000n, ['deposit|2026-11-05|USD|90000']],
      [40000n, ['deposit|2026-11-05|USD|90000']],
    ]);
    expect(parcels[0]).toMatchObject({ control: [{ asset: 'USD/2', minor: 90000n }], records: 2, complete: null });
  });

  it('keeps nothing of who wrote a check, and no other words of its overflow', () => {
    const json = JSON.stringify(box().events, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of ['77001122', '990000349', '4711']) expect(json).not.toContain(secret);
  });

  it('does not use a deposit whose stated total is wrong', () => {
    expect(box({ total: 90001 }).parcels[0]?.complete).toMatchObject({ code: 'STATEMENT_UNBALANCED' });
  });

  it('contradicts the same deposit with other checks', () => {
    const other = readFile(
      lockboxFile,
      lockbox([
        [
          [50001, '0005001'],
          [39999, '0005002'],
        ],
      ]),
    );
    expect(identity(other.parcels[0]!).contradicts).toBe(identity(box().parcels[0]!).contradicts);
    expect(identity(other.parcels[0]!).same).not.toBe(identity(box().parcels[0]!).same);
  });

  it('reads every check again from its own span', () => {
    const text = lockbox(CHECKS);
    const { events, parcels } = box();
    for (const { span, type, amount, identifiers } of events) {
      const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
      expect(lockboxFile.again({ bytes, offset: span.offset, part: 0, type }, parcels[0]!.head)).toEqual({
        amount,
        identifiers,
      });
    }
  });
});

describe('the same money in two files', () => {
  it.each(['lockbox first', 'statement first'])(
    'a lockbox deposit is booked once and split by its checks: %s',
    (order) => {
      const kernel = new PaperKernel();
      const files = [box(), statement('115', 90000)];
      for (const file of order === 'lockbox first' ? files : files.reverse()) kernel.take(file);
      kernel.advance('2026-11-06T09:00:00.000Z');
      expect([kernel.balance('1001'), kernel.balance('1015')]).toEqual([90000n, -90000n]);
      expect(kernel.openKeys()).toEqual(['deposit 5001', 'deposit 5002']);
      kernel.remit('5001', 50000n);
      kernel.remit('5002', 40000n);
      kernel.advance('2026-12-31T00:00:00.000Z');
      expect([kernel.openKeys(), kernel.balance('2115'), kernel.balance('1015')]).toEqual([[], 0n, -90000n]);
      expect(kernel.ends).toHaveLength(2);
    },
  );

  const entries = [
    { code: '22', cents: 300, addenda: ['TRN*1*A1000*1891000011~'] },
    { code: '22', cents: 500, addenda: ['TRN*1*A2000*1891000011~'] },
  ];
  it.each([
    [
      'each entry',
      [
        ['165', 300, 'B1', '', ''],
        ['165', 500, 'B2', '', ''],
      ],
      true,
    ],
    [
      'each entry',
      [
        ['165', 300, 'B1', '', ''],
        ['165', 500, 'B2', '', ''],
      ],
      false,
    ],
    ['the batch', [['142', 800, 'B1', '', 'ACH BATCH']], true],
    ['the batch', [['142', 800, 'B1', '', 'ACH BATCH']], false],
  ] as const)('an ACH batch lends its traces to a statement that shows %s (%#)', (_, lines, achFirst) => {
    const kernel = new PaperKernel();
    const files = [readFile(nachaFile, ach(entries)), readFile(bai2File, bai2('4400100', lines))];
    for (const file of achFirst ? files : files.reverse()) kernel.take(file);
    kernel.advance('2026-11-06T09:00:00.000Z');
    expect(kernel.openKeys()).toEqual(['deposit A1000', 'deposit A2000']);
    expect([kernel.balance('1001'), kernel.balance('1012')]).toEqual([800n, -800n]);
  });

  it('does not lose a statement line that carries the trace number of its ACH entry as its reference', () => {
    const kernel = new PaperKernel();
    kernel.take(readFile(nachaFile, ach(entries.slice(0, 1))));
    kernel.take(readFile(bai2File, bai2('4400100', [['165', 300, '099000000000001', '', '']])));
    expect([kernel.duplicates, kernel.balance('1001')]).toEqual([0, 300n]);
  });

  it('learns a trace after the deposit went to unapplied, and comes back when its remit is there', () => {
    const kernel = new PaperKernel();
    kernel.take(statement('165', 300));
    kernel.remit('A1000', 300n);
    kernel.advance('2026-11-20T00:00:00.000Z');
    expect(kernel.balance('2115')).toBe(-300n);
    kernel.take(readFile(nachaFile, ach(entries.slice(0, 1))));
    kernel.advance('2026-11-20T09:00:00.000Z');
    expect([kernel.openKeys(), kernel.balance('2115'), kernel.balance('1012')]).toEqual([[], 0n, -300n]);
  });

  it('leaves a line that names another payment alone', () => {
    const kernel = new PaperKernel();
    kernel.take(statement('165', 300, 'TRN*1*C3000*1891000011~'));
    kernel.take(readFile(nachaFile, ach(entries.slice(0, 1))));
    kernel.advance('2026-11-06T09:00:00.000Z');
    expect(kernel.openKeys()).toEqual(['deposit C3000']);
  });

  it('books the file itself where the rules say that no statement comes', () => {
    const books = { ach: 'nacha', lockbox: 'lockbox' } as const;
    const kernel = new PaperKernel({ ...RULES_V1, banks: { OP100: { ...RULES_V1.banks.OP100!, books } } });
    kernel.take(box());
    kernel.take(readFile(nachaFile, ach(entries)));
    expect([kernel.balance('1001'), kernel.ends]).toEqual([90800n, []]);
    // A statement that comes all the same is not booked again.
    kernel.take(statement('165', 300, 'TRN*1*A1000*1891000011~'));
    expect([kernel.balance('1001'), kernel.ends]).toEqual([90800n, ['Another file books this money.']]);
  });
});
