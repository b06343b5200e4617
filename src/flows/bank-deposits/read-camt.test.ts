// Goal: camt statements, reports and notifications become lines; a line counts once however often it is reported.
// Method: generated messages, one thing nasty per test, bytes to events to lines.
import { describe, expect, it } from 'vitest';
import { bai2, PaperKernel, readFile } from './bank.fixture';
import { type CamtEntry, camt } from './files.fixture';
import { bai2File } from './read-bai2';
import { camtFile } from './read-camt';

const read = (
  entries: readonly CamtEntry[],
  kind: '052' | '053' | '054' = '053',
  over: Parameters<typeof camt>[2] = {},
) => readFile(camtFile, camt(kind, entries, over));

describe('camtFile', () => {
  it('makes one line per booked entry and announces the others', () => {
    const { events, parcels, aside } = read([
      { cents: 33725, reference: 'B1', transactions: [{ cents: 33725, text: 'TRN*1*0012345*1891000011~' }] },
      { cents: 500, status: 'PDNG', reference: 'B2' },
      { cents: 100, credit: false, family: ['MDOP', 'CHRG'], reference: 'B3' },
    ]);
    expect(aside).toBeNull();
    expect(events.map(({ type, amount }) => [type, amount.minor])).toEqual([
      ['deposit.received/1', 33725n],
      ['deposit.announced/1', 0n],
      ['bank.charged/1', -100n],
    ]);
    expect(parcels[0]).toMatchObject({
      control: [{ asset: 'USD/2', minor: 33625n }],
      records: 3,
      businessDate: '2026-11-05',
    });
    expect(events[0]?.facts.parts[0]?.traces[0]).toEqual({ text: '0012345', how: 'trn' });
  });

  // T21: a batch entry with forty transactions.
  it('splits a batch entry by its transactions when they give its amount, and not when they do not', () => {
    const transactions = Array.from({ length: 40 }, (_, at) => ({
      cents: 100 + at,
      text: `TRN*1*A${1000 + at}*1891000011~`,
    }));
    const sum = transactions.reduce((total, { cents }) => total + cents, 0);
    const { events } = read([{ cents: sum, reference: 'B1', transactions }]);
    expect(events).toHaveLength(1);
    expect(events[0]?.facts.parts).toHaveLength(40);
    const kernel = new PaperKernel();
    kernel.take(read([{ cents: sum, reference: 'B1', transactions }]));
    for (const [at, { cents }] of transactions.entries()) kernel.remit(`A${1000 + at}`, BigInt(cents));
    expect([kernel.openKeys(), kernel.balance('1002')]).toEqual([[], BigInt(sum)]);
    expect(read([{ cents: sum + 1, reference: 'B1', transactions }]).events[0]?.facts.parts).toHaveLength(1);
  });

  it('takes the bank’s BAI2 code over the ISO families', () => {
    const { events } = read([
      { cents: 5, own: '555', credit: false, reference: 'B1' },
      { cents: 7, own: '115', reference: 'B2' },
    ]);
    expect(events.map(({ type, facts }) => [type, facts.class])).toEqual([
      ['deposit.returned/1', 'check-returned'],
      ['deposit.received/1', 'lockbox'],
    ]);
  });

  it('takes a reversed credit for a deposit taken back', () => {
    const { events } = read([{ cents: 500, credit: false, reversal: true, reference: 'B1' }]);
    expect(events[0]).toMatchObject({ facts: { reason: 'reversal' } });
  });

  it('totals several currencies apart and stops what is not dollars', () => {
    const file = read([
      { cents: 5000, reference: 'B1' },
      { cents: 7000, currency: 'CAD', reference: 'B2' },
    ]);
    expect(file.parcels[0]).toMatchObject({
      control: [
        { asset: 'CAD/2', minor: 7000n },
        { asset: 'USD/2', minor: 5000n },
      ],
      complete: null,
    });
    const kernel = new PaperKernel();
    kernel.take(file);
    expect([kernel.stops, kernel.balance('1002')]).toEqual([['FOREIGN_CURRENCY'], 5000n]);
  });

  it('reads an amount of a currency without cents exactly', () => {
    const text = camt('053', [{ cents: 5000, currency: 'JPY', reference: 'B1' }]).replace('50.00', '5000');
    expect(readFile(camtFile, text).events[0]?.amount).toEqual({ asset: 'JPY/0', minor: 5000n });
  });

  it('counts a line of notification, report and statement once, and of a BAI2 report too', () => {
    const line: CamtEntry = {
      cents: 33725,
      reference: 'REF-77',
      transactions: [{ cents: 33725, text: 'TRN*1*A1*1891000011~' }],
    };
    const kernel = new PaperKernel();
    kernel.take(read([line], '054', { message: 'N1', account: '4400100' }));
    kernel.take(read([line], '052', { message: 'R1', account: '4400100' }));
    kernel.take(read([line, { cents: 5, reference: 'B9' }], '053', { account: '4400100' }));
    kernel.take(readFile(bai2File, bai2('4400100', [['142', 33725, 'REF77', '', 'TRN*1*A1*1891000011~']])));
    expect([kernel.duplicates, kernel.balance('1001')]).toEqual([3, 33730n]);
  });

  it('does not use a statement whose balances do not tie', () => {
    expect(read([{ cents: 5, reference: 'B' }], '053', { closing: 6 }).parcels[0]?.complete).toMatchObject({
      code: 'STATEMENT_UNBALANCED',
    });
  });

  it('sets a message that ends inside an element aside', () => {
    const text = camt('053', [{ cents: 5, reference: 'B' }]);
    expect(readFile(camtFile, text.slice(0, -40)).aside).toBe('ENVELOPE_BROKEN');
  });

  it('reads every entry again from its own span', () => {
    const text = camt('053', [
      {
        cents: 33725,
        reference: 'B1',
        transactions: [{ cents: 33725, text: 'é TRN*1*0012345*1891000011~', e2e: 'E-1234' }],
      },
      { cents: 9, status: 'PDNG', reference: 'B2' },
    ]);
    const { events, parcels } = readFile(camtFile, text);
    for (const { span, type, amount, identifiers } of events) {
      const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
      expect(camtFile.again({ bytes, offset: span.offset, part: 0, type }, parcels[0]!.head)).toEqual({
        amount,
        identifiers,
      });
    }
  });
});
