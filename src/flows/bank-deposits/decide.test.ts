// Goal: bank lines become balanced journals, clearing comes to zero with the remits, and no dollar is booked twice.
// Method: bytes → events → decisions → lines through a kernel on paper that checks control totals, balance and purity.
import { describe, expect, it } from 'vitest';
import { bai2, itemOf, MASTER, PaperKernel, readFile } from './bank.fixture';
import { decide } from './decide';
import { bai2File } from './read-bai2';
import { RULES_V1 } from './rules.data';

type Line = Parameters<typeof bai2>[1][number];
const TRN = (trace: string) => `HCCLAIMPMT TRN*1*${trace}*1891000011~`;
const statement = (lines: readonly Line[], over: Parameters<typeof bai2>[2] = {}, account = '4400100') =>
  readFile(bai2File, bai2(account, lines, over));
const BANK = '1001';
const CLEARING = '1012';
const CHECKS = '1015';
const UNAPPLIED = '2110';
const UNIDENTIFIED = '2115';

describe('a deposit and its remit', () => {
  it('books the bank against clearing and is tied by its trace, zeros and all', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 33725, 'B1', '', TRN('0012345')]]));
    expect(kernel.balance(BANK)).toBe(33725n);
    // The remit of 337.25 debits the same clearing account in its own flow, so together clearing is zero.
    expect(kernel.balance(CLEARING)).toBe(-33725n);
    expect(kernel.openKeys()).toEqual(['deposit 12345']);
    kernel.remit('12345', 33725n);
    expect(kernel.openKeys()).toEqual([]);
    kernel.advance('2026-12-31T00:00:00.000Z');
    expect(kernel.balance(UNAPPLIED)).toBe(0n);
    expect(kernel.concerns).toEqual([]);
  });

  it('ties when the remit came first', () => {
    const kernel = new PaperKernel();
    kernel.remit('12345', 33725n);
    kernel.take(statement([['165', 33725, 'B1', '', TRN('12345')]]));
    expect(kernel.openKeys()).toEqual([]);
    kernel.advance('2026-12-31T00:00:00.000Z');
    expect(kernel.drafts.map(({ role }) => role)).toEqual(['bank']);
  });

  it('leaves clearing when no remit came in three business days, and comes back with it', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 33725, 'B1', '', TRN('12345')]]));
    // 2026-11-05 is a Thursday: three business days end on Tuesday, a fourth on Thursday, because 11-11 is a holiday.
    kernel.advance('2026-11-10T22:59:59.000Z');
    expect(kernel.balance(UNAPPLIED)).toBe(0n);
    kernel.advance('2026-11-10T23:00:00.000Z');
    expect([kernel.balance(UNAPPLIED), kernel.balance(CLEARING)]).toEqual([-33725n, 0n]);
    kernel.advance('2026-11-12T23:00:00.000Z');
    expect(kernel.concerns).toEqual(['REMIT_OVERDUE']);
    kernel.remit('12345', 33725n);
    expect([kernel.balance(UNAPPLIED), kernel.balance(CLEARING)]).toEqual([0n, -33725n]);
    expect(kernel.concerns).toEqual([]);
  });

  it('moves money of nobody known to unidentified receipts', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['174', 5000, 'B1', '', 'CAFETERIA']]));
    kernel.advance('2026-12-31T00:00:00.000Z');
    expect([kernel.balance(UNIDENTIFIED), kernel.balance(CLEARING)]).toEqual([-5000n, 0n]);
  });

  it('moves as a whole when the remit says another amount, and stays untied', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 10000, 'B1', '', TRN('77001')]]));
    kernel.remit('77001', 10002n);
    kernel.advance('2026-12-31T00:00:00.000Z');
    expect(kernel.open('deposit', '77001')).toBe(-2n);
    expect(kernel.balance(UNAPPLIED)).toBe(-10000n);
  });

  it('gives a line that names two payments a key of its own', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 300, 'B1', '', TRN('A1000'), TRN('A2000')]]));
    expect(kernel.openKeys()[0]).toMatch(/^deposit line\|[0-9a-f]{16}\|0$/);
  });

  it('takes the trace from the customer reference where the text names none', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['142', 300, 'B1', '00445566', 'ACH CREDIT']]));
    expect(kernel.openKeys()).toEqual(['deposit 445566']);
  });

  it('books money that no remit explains to its own account', () => {
    const originators = [{ id: 'grant', company: '1999999999', payer: null, account: '6320' }];
    const kernel = new PaperKernel({ ...RULES_V1, originators });
    kernel.take(statement([['165', 900, 'B1', '', 'CO ID: 1999999999 GRANT']]));
    expect(kernel.balance('6320')).toBe(-900n);
    expect(kernel.openKeys()).toEqual([]);
  });

  it('books nothing for a deposit of zero', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 0, 'B1', '', TRN('12345')]]));
    expect(kernel.drafts).toEqual([]);
  });

  it('counts a line once however many statements carry it', () => {
    const kernel = new PaperKernel();
    const line: Line = ['165', 100, 'B1', '', TRN('A1')];
    kernel.take(statement([line], { modifier: '1' }));
    kernel.take(statement([line, ['165', 200, 'B2', '', TRN('A2')]]));
    expect(kernel.balance(BANK)).toBe(300n);
    expect(kernel.duplicates).toBe(1);
  });
});

describe('other lines', () => {
  it('books a returned deposit against the account it came from, under its key', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 500, 'B1', '', TRN('12345')]]));
    kernel.remit('12345', 500n);
    kernel.take(statement([['557', 500, 'B9', '', TRN('12345')]], { date: '261109' }));
    expect([kernel.balance(BANK), kernel.open('deposit', '12345')]).toEqual([0n, -500n]);
    expect(kernel.concerns).toEqual(['DEPOSIT_RETURNED']);
    // The payer pays again: the key is zero once more.
    kernel.take(statement([['165', 500, 'B20', '', TRN('12345')]], { date: '261112' }));
    expect(kernel.open('deposit', '12345')).toBe(0n);
    expect(kernel.concerns).toEqual([]);
  });

  it('ends at zero everywhere when a deposit without remit is taken back after it was moved', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['165', 500, 'B1', '', TRN('12345')]]));
    kernel.advance('2026-11-20T00:00:00.000Z');
    kernel.take(statement([['558', 500, 'B9', '', TRN('12345')]], { date: '261123' }));
    for (const account of [BANK, CLEARING, UNAPPLIED])
      expect([account, kernel.balance(account)]).toEqual([account, 0n]);
  });

  it('takes a returned check back from check clearing', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['555', 500, 'B9', '', 'CHECK NO 4711']]));
    expect([kernel.balance(BANK), kernel.balance(CHECKS)]).toEqual([-500n, 500n]);
    expect(kernel.openKeys()).toEqual(['deposit 4711']);
  });

  it('books fees, and ends payments that the ERP books itself', () => {
    const kernel = new PaperKernel();
    kernel.take(
      statement([
        ['698', 1200, 'F', '', 'FEE'],
        ['475', 9000, 'C', '5001', 'CHECK PAID'],
      ]),
    );
    expect([kernel.balance('6410'), kernel.balance(BANK)]).toEqual([1200n, -1200n]);
    expect(kernel.ends).toHaveLength(1);
  });

  it('books a payment here when the ERP does not', () => {
    const banks = { ...RULES_V1.banks, OP100: { ...RULES_V1.banks.OP100!, payments: 'here' as const } };
    const kernel = new PaperKernel({ ...RULES_V1, banks });
    kernel.take(statement([['475', 9000, 'C', '5001', 'CHECK PAID']]));
    expect([kernel.balance('1090'), kernel.balance(BANK)]).toEqual([9000n, -9000n]);
  });

  it('ties both ends of a sweep, within one entity and between two', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['575', 700, 'Z1', '', 'ZBA TO CONC']]));
    kernel.take(statement([['275', 700, 'Z2', '', 'ZBA FROM ACCT 4400100']], {}, '4400900'));
    expect([kernel.balance('1019'), kernel.balance('1009'), kernel.balance(BANK)]).toEqual([0n, 700n, -700n]);
    kernel.take(statement([['575', 800, 'Z3', '', 'ZBA TO CONC']], {}, '4400200'));
    kernel.take(
      statement(
        [['275', 800, 'Z4', '', 'ZBA FROM ACCT 4400200']],
        { file: '9', date: '261105', modifier: '' },
        '4400900',
      ),
    );
    expect([kernel.balance('1310', '200'), kernel.balance('2410', '100'), kernel.balance('1019')]).toEqual([
      800n,
      -800n,
      0n,
    ]);
    expect(kernel.openKeys()).toEqual([]);
  });

  it('books a card settlement gross, with its fee', () => {
    const kernel = new PaperKernel();
    kernel.take(statement([['147', 9700, 'V', '', 'VIRTUAL CARD GROSS 100.00 FEE 3.00 TRN*1*V100200*1891000011~']]));
    expect([kernel.balance(BANK), kernel.balance('6420'), kernel.balance(CLEARING)]).toEqual([9700n, 300n, -10000n]);
    kernel.remit('V100200', 10000n);
    expect(kernel.openKeys()).toEqual([]);
  });

  it('splits a lockbox deposit by the checks that its statement lists', () => {
    const kernel = new PaperKernel();
    kernel.take(
      statement([
        ['115', 90000, 'L1', '', 'LOCKBOX'],
        ['116', 50000, 'L2', '', 'CHECK NO 0005001'],
        ['116', 40000, 'L3', '', 'CHECK NO 0005002'],
      ]),
    );
    kernel.advance('2026-11-06T00:00:00.000Z');
    expect(kernel.openKeys()).toEqual(['deposit 5001', 'deposit 5002']);
    kernel.remit('5001', 50000n);
    kernel.advance('2026-12-01T00:00:00.000Z');
    expect([kernel.balance(BANK), kernel.balance(CHECKS), kernel.balance(UNIDENTIFIED)]).toEqual([
      90000n,
      -50000n,
      -40000n,
    ]);
  });
});

describe('what stops', () => {
  const first = (line: Line, over: Parameters<typeof bai2>[2] = {}, account = '4400100') =>
    statement([line], over, account).events[0]!;
  const decided = (event: ReturnType<typeof first>, marks: readonly string[] = []) =>
    decide(itemOf(event, undefined, undefined, 'i', marks), MASTER, RULES_V1, new Map());

  it('an unknown account, with its last digits only', () => {
    expect(decided(first(['165', 5, 'B', '', 'X'], {}, '4409999'))).toMatchObject({
      kind: 'stop',
      queue: 'aside',
      failure: { code: 'BANK_ACCOUNT_UNKNOWN', value: '····9999' },
    });
  });

  it('a masked account when the rules do not allow it', () => {
    const rules = { ...RULES_V1, tailIsEnough: false };
    const event = first(['165', 5, 'B', '', 'X']);
    expect(decide(itemOf(event), MASTER, rules, new Map())).toMatchObject({
      failure: { code: 'BANK_ACCOUNT_UNKNOWN' },
    });
  });

  it('a foreign currency', () => {
    const event = first(['165', 5, 'B', '', 'X'], { currency: 'CAD' });
    expect(event.amount).toEqual({ asset: 'CAD/2', minor: 5n });
    expect(decided(event)).toMatchObject({ failure: { code: 'FOREIGN_CURRENCY', value: 'CAD' } });
  });

  it('a debit that may be anything, until a person says what it is', () => {
    const event = first(['699', 5, 'B', '', 'X']);
    expect(decided(event)).toMatchObject({ failure: { code: 'BANK_CODE_UNMAPPED', value: 'bai2:699' } });
    expect(decided(event, ['is-fee'])).toMatchObject({
      kind: 'post',
      drafts: [{ lines: [{ amountMinor: -5n }, { account: '6410', amountMinor: 5n }] }],
    });
    expect(decided(event, ['is-return'])).toMatchObject({ kind: 'post', ties: [{ amount: { minor: -5n } }] });
  });

  it('a code of the bank’s own, until rules or a person give it a class', () => {
    const event = first(['905', 5, 'B', '', 'X'], { credits: 5 });
    expect(decided(event)).toMatchObject({ failure: { code: 'BANK_CODE_UNMAPPED' } });
    const rules = { ...RULES_V1, codes: { 'bai2:905': 'fee' as const } };
    expect(decide(itemOf(event), MASTER, rules, new Map())).toMatchObject({
      kind: 'post',
      drafts: [
        {
          lines: [
            { account: BANK, amountMinor: -5n },
            { account: '6410', amountMinor: 5n },
          ],
        },
      ],
    });
  });

  it('a whole statement, until a person says that its net cash is real', () => {
    const { parcels } = statement([['165', 5, 'B', '', 'X']], { credits: 7 });
    const event = first(['165', 5, 'B', '', 'X']);
    const whole = (marks: readonly string[]) =>
      ({
        ...itemOf(event, undefined, parcels[0], 'w', marks),
        type: 'parcel.whole/1',
        facts: { control: '7' },
        amount: { asset: 'USD/2', minor: 7n },
      }) as Parameters<typeof decide>[0];
    expect(decide(whole([]), MASTER, RULES_V1, new Map())).toMatchObject({
      kind: 'stop',
      failure: { code: 'STATEMENT_UNBALANCED', value: '····0100 2026-11-05' },
    });
    expect(decide(whole(['unidentified']), MASTER, RULES_V1, new Map())).toMatchObject({
      kind: 'post',
      scope: { entity: '100' },
      drafts: [
        {
          lines: [
            { account: BANK, amountMinor: 7n },
            { account: UNIDENTIFIED, amountMinor: -7n },
          ],
        },
      ],
    });
  });

  it('a notice of change, until somebody has called back', () => {
    const event = { ...first(['165', 5, 'B', '', 'X']), type: 'change.noticed/1' as const };
    expect(decided(event)).toMatchObject({ failure: { code: 'ACCOUNT_CHANGE_NOTICED' } });
    expect(decided(event, ['handled'])).toMatchObject({ kind: 'post', drafts: [] });
  });
});
