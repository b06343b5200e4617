// Goal: every kind of ACH entry becomes what it is: a deposit with its trace, a return, a reversal, a notice, nothing.
// Method: generated files with right totals, one nasty addenda per test, bytes to events to lines.
import { describe, expect, it } from 'vitest';
import { PaperKernel, readFile } from './bank.fixture';
import { type AchEntry, ach } from './files.fixture';
import { identity } from './identity';
import { nachaFile } from './read-nacha';
import { RULES_V1 } from './rules.data';

const read = (entries: readonly AchEntry[], over: Parameters<typeof ach>[1] = {}, piece?: number) =>
  readFile(nachaFile, ach(entries, over), piece);
const traces = (entry: AchEntry, sec = 'CCD') => read([entry], { sec }).events[0]?.facts.parts[0]?.traces;
const BOOKS_ACH = {
  ...RULES_V1,
  banks: {
    ...RULES_V1.banks,
    OP100: { ...RULES_V1.banks.OP100!, books: { ach: 'nacha', lockbox: 'statement' } as const },
  },
};

describe('nachaFile', () => {
  it('makes a deposit of a CCD+ entry and takes the control of its batch', () => {
    const { events, parcels, findings, aside } = read([
      { code: '22', cents: 33725, addenda: ['TRN*1*0012345*1891000011~'] },
      { code: '22', cents: 100, addenda: ['TRN*1*0012346*1891000011\\'] },
    ]);
    expect([aside, findings.filter(({ severity }) => severity === 'error')]).toEqual([null, []]);
    expect(events.map(({ type, amount }) => [type, amount.minor])).toEqual([
      ['deposit.received/1', 33725n],
      ['deposit.received/1', 100n],
    ]);
    expect(events[0]?.facts).toMatchObject({
      tail: '0100',
      code: 'CCD22',
      originator: '1891000011',
      description: 'HCCLAIMPMT',
      group: { totalMinor: 33825n },
    });
    // An entry's own amount, and the batch that a statement may show instead.
    expect(events[0]?.order).toEqual(['deposit|2026-11-05|USD|33725', 'deposit|2026-11-05|USD|33825']);
    expect(parcels[0]).toMatchObject({ control: [{ asset: 'USD/2', minor: 33825n }], records: 2, complete: null });
  });

  it.each([
    ['a tilde', ['TRN*1*T000020500*1541510144~']],
    ['a backslash', ['TRN*1*T000020500*1541510144\\']],
    ['no terminator', ['TRN*1*T000020500*1541510144']],
    ['escaped asterisks', ['TRN\\*1\\*T000020500\\*1541510144~']],
    ['text before and behind', ['PAID CLAIMS TRN*1*T000020500*1541510144~ THANK YOU']],
    ['a cut over two addenda', [`${'REMITTANCE'.padEnd(70)}TRN*1*T000`, '020500*1541510144~']],
    ['another delimiter', ['TRN|1|T000020500|1541510144~']],
  ])('finds a trace with %s', (_, addenda) => {
    expect(traces({ code: '22', cents: 5, addenda })?.[0]?.text).toBe('T000020500');
  });

  it('finds the traces of several addenda of a CTX entry, and the check number of an ARC one', () => {
    const addenda = ['TRN*1*A1000*1891000011~', 'TRN*1*A2000*1891000011~'];
    expect(traces({ code: '22', cents: 5, addenda }, 'CTX')?.map(({ text }) => text)).toEqual(['A1000', 'A2000']);
  });

  it('tells returned money of ours from a deposit that is taken back', () => {
    const note = 'R03099000012000001      09900001';
    const { events } = read([
      { code: '21', cents: 8000, addenda: [`99${note}`] },
      { code: '26', cents: 300, addenda: [`99${note}`] },
      { code: '22', cents: 50 },
    ]);
    expect(events.map(({ type, amount, facts }) => [type, amount.minor, facts.reason])).toEqual([
      ['payment.returned/1', 8000n, 'R03'],
      ['deposit.returned/1', -300n, 'R03'],
      ['deposit.received/1', 50n, null],
    ]);
  });

  it('takes a REVERSAL batch for deposits taken back, under the trace of the deposit', () => {
    const { events } = read([{ code: '27', cents: 8000, addenda: ['TRN*1*EFT100*1891000011\\'] }], {
      description: 'REVERSAL',
    });
    expect(events[0]).toMatchObject({
      type: 'deposit.returned/1',
      amount: { minor: -8000n },
      facts: { reason: 'reversal' },
    });
    const kernel = new PaperKernel(BOOKS_ACH);
    kernel.take(read([{ code: '22', cents: 8000, addenda: ['TRN*1*EFT100*1891000011\\'], trace: 77 }]));
    kernel.take(
      read([{ code: '27', cents: 8000, addenda: ['TRN*1*EFT100*1891000011\\'] }], { description: 'REVERSAL' }),
    );
    expect([kernel.balance('1001'), kernel.balance('1012'), kernel.openKeys()]).toEqual([0n, 0n, []]);
  });

  it('gives a notice of change no amount and stops for a person', () => {
    const { events } = read([{ code: '21', cents: 0, addenda: ['98C01099000012000001      099000011234567890'] }]);
    expect(events[0]).toMatchObject({
      type: 'change.noticed/1',
      amount: { asset: 'N/0', minor: 0n },
      facts: { reason: 'C01' },
    });
    const kernel = new PaperKernel();
    kernel.take({ events, parcels: [], findings: [], aside: null });
    expect(kernel.stops).toEqual(['ACCOUNT_CHANGE_NOTICED']);
  });

  it('books nothing of prenotes and zero-dollar entries', () => {
    const kernel = new PaperKernel(BOOKS_ACH);
    kernel.take(
      read([
        { code: '23', cents: 0 },
        { code: '24', cents: 0, addenda: ['TRN*1*EOZ1000*1891000011~'] },
      ]),
    );
    expect([kernel.drafts, kernel.openKeys(), kernel.stops]).toEqual([[], [], []]);
  });

  it('takes the settlement day over the effective one, also over a year’s end', () => {
    expect(read([{ code: '22', cents: 5 }], { settled: '310' }).parcels[0]?.businessDate).toBe('2026-11-06');
    expect(read([{ code: '22', cents: 5 }], { settled: '002' }).parcels[0]?.businessDate).toBe('2027-01-02');
  });

  it('does not use a batch whose totals are wrong, and sets a file without its end aside', () => {
    const text = ach([{ code: '22', cents: 33725 }]);
    const wrong = text.replace(/^(8200.{16})(.{12})000000033725/m, '$1$2000000033726');
    expect(readFile(nachaFile, wrong).parcels[0]?.complete).toMatchObject({ code: 'STATEMENT_UNBALANCED' });
    expect(readFile(nachaFile, text.slice(0, text.indexOf('\n9000001'))).aside).toBe('ENVELOPE_BROKEN');
  });

  it('is the same batch in another file, and another batch when its entries are others', () => {
    const of = (minor: number, over: Parameters<typeof ach>[1] = {}, trace = 1) =>
      identity(read([{ code: '22', cents: minor, trace }], over).parcels[0]!);
    expect(of(5, { fileId: 'B' })).toEqual(of(5));
    expect(of(6).same).not.toBe(of(5).same);
    expect(of(6).contradicts).toBe(of(5).contradicts);
    expect(of(5, {}, 9).contradicts).not.toBe(of(5).contradicts);
  });

  it('reads the same from any cut, and every entry again from its own span', () => {
    for (const sec of ['CCD', 'CTX', 'IAT']) {
      const text = ach(
        [
          { code: '22', cents: 33725, addenda: ['TRN*1*00123', '45*1891000011~'] },
          { code: '22', cents: 5 },
        ],
        { sec },
      );
      const whole = readFile(nachaFile, text);
      expect(readFile(nachaFile, text, 13)).toEqual(whole);
      for (const { span, type, amount, identifiers } of whole.events) {
        const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
        const head = whole.parcels[0]!.head;
        expect(nachaFile.again({ bytes, offset: span.offset, part: 0, type }, head)).toEqual({ amount, identifiers });
      }
    }
  });

  it('reads a file of one endless line again too', () => {
    const text = ach([{ code: '22', cents: 5, addenda: ['TRN*1*A100*1891000011~'] }]).replaceAll('\n', '');
    const { events, parcels } = readFile(nachaFile, text);
    const { span, type, amount, identifiers } = events[0]!;
    const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
    expect(nachaFile.again({ bytes, offset: span.offset, part: 0, type }, parcels[0]!.head)).toEqual({
      amount,
      identifiers,
    });
  });
});
