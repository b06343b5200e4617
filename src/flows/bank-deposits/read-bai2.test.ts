// Goal: a BAI2 statement becomes one parcel of countable lines, whatever file carries it and however it is cut.
// Method: generated statements with right totals, one thing nasty per test.
import { describe, expect, it } from 'vitest';
import { bai2, readFile } from './bank.fixture';
import { identity, judge } from './identity';
import { bai2File } from './read-bai2';

const ach = (cents: number, ref: string, ...text: string[]) => ['165', cents, ref, '', ...text] as const;
const read = (text: string, piece?: number) => readFile(bai2File, text, piece);

describe('bai2File', () => {
  it('makes one event per line and a parcel whose control is the statement’s own net', () => {
    const file = read(
      bai2('4400100', [
        ['165', 33725, 'B1', '', 'HCCLAIMPMT TRN*1*0012345*1891000011~'],
        ['698', 1200, 'B2', '', 'ANALYSIS FEE'],
        ['475', 70000, 'B3', '5001', 'CHECK PAID'],
      ]),
    );
    expect(file.aside).toBeNull();
    expect(file.findings).toEqual([]);
    expect(file.events.map(({ type, amount }) => [type, amount.asset, amount.minor])).toEqual([
      ['deposit.received/1', 'USD/2', 33725n],
      ['bank.charged/1', 'USD/2', -1200n],
      ['payment.cleared/1', 'USD.OUT/2', -70000n],
    ]);
    expect(file.parcels[0]).toMatchObject({
      control: [
        { asset: 'USD.OUT/2', minor: -70000n },
        { asset: 'USD/2', minor: 32525n },
      ],
      records: 3,
      businessDate: '2026-11-05',
      complete: null,
    });
    expect(file.events[0]?.facts).toMatchObject({
      tail: '0100',
      originator: '1891000011',
      description: 'HCCLAIMPMT',
      parts: [{ amountMinor: 33725n, traces: [{ text: '0012345', how: 'trn' }] }],
    });
  });

  it('keeps no clear account number in facts, keys or parties', () => {
    const { events, parcels } = read(bai2('4400100', [ach(5, 'B1', 'DEPOSIT')]));
    const json = JSON.stringify(
      [events.map(({ facts, order, naturalKey }) => [facts, order, naturalKey]), parcels[0]?.parties],
      (_, v) => (typeof v === 'bigint' ? `${v}` : v),
    );
    expect(json).not.toContain('4400100');
    expect(events[0]?.identifiers).toEqual({ account: '4400100', trace: 'B1' });
  });

  // T19: backslash terminator, lower case, split over two 88 records; and what banks make of it beside that.
  it.each([
    [
      'a segment cut over two continuations, lower case',
      ['ACH CREDIT hcclaimpmt', 'trn*1*T0000', '20500*1541510144\\'],
      'T000020500',
    ],
    ['no terminator', ['HCCLAIMPMT TRN*1*T000020500*1541510144'], 'T000020500'],
    ['escaped asterisks', ['HCCLAIMPMT TRN\\*1\\*T000020500\\*1541510144~'], 'T000020500'],
    ['lost delimiters', ['HCCLAIMPMT TRN1T0000205001541510144'], 'T000020500'],
    ['a labelled end-to-end reference', ['PAYER X EREF: PAY-20500'], 'PAY-20500'],
  ])('finds the trace of %s', (_, texts, trace) => {
    const { events } = read(bai2('4400100', [ach(100, 'B1', ...texts)]));
    expect(events[0]?.facts.parts[0]?.traces[0]?.text).toBe(trace);
  });

  it('keeps several traces of one line apart', () => {
    const { events } = read(bai2('4400100', [ach(100, 'B1', 'TRN*1*A1000*1891000011~', 'TRN*1*A2000*1891000011~')]));
    expect(events[0]?.facts.parts[0]?.traces.map(({ text }) => text)).toEqual(['A1000', 'A2000']);
  });

  // T20: 115 with its 116 items counts once.
  it.each([
    ['after their deposit', ['115', '116', '116']],
    ['before it', ['116', '116', '115']],
  ])('counts a lockbox deposit once when its items stand %s', (_, order) => {
    const line = (type: string, at: number) =>
      [
        type,
        type === '115' ? 90000 : at === order.indexOf('116') ? 50000 : 40000,
        `L${at}`,
        '',
        `CHECK NO ${1000 + at}`,
      ] as const;
    const { events, parcels } = read(bai2('4400100', order.map(line)));
    expect(parcels[0]?.control).toEqual([{ asset: 'USD/2', minor: 90000n }]);
    expect(events.filter(({ type }) => type === 'deposit.item/1')).toHaveLength(2);
    expect(new Set(events.map(({ order: keys }) => keys[0]))).toEqual(new Set(['deposit|2026-11-05|USD|90000']));
  });

  it('counts items alone when their bank sends no deposit line', () => {
    const { events } = read(
      bai2(
        '4400100',
        [
          ['116', 500, 'I1', '', ''],
          ['116', 400, 'I2', '', ''],
        ],
        { credits: 900 },
      ),
    );
    expect(events.map(({ type, amount }) => [type, amount.minor])).toEqual([
      ['deposit.received/1', 500n],
      ['deposit.received/1', 400n],
    ]);
  });

  it('passes over a total that is written as a line, and says so', () => {
    const { events, findings } = read(
      bai2(
        '4400100',
        [
          ['110', 500, 'I1', '', ''],
          ['115', 500, 'I2', '', ''],
        ],
        { credits: 500 },
      ),
    );
    expect(events).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code: 'BANK_TOTAL_AS_LINE', severity: 'warning' });
  });

  it('announces lines of the running day without an amount', () => {
    const { events, parcels } = read(bai2('4400100', [ach(100, 'B1', 'X')], { modifier: '3' }));
    expect(events[0]).toMatchObject({ type: 'deposit.announced/1', amount: { asset: 'N/0', minor: 0n } });
    expect(parcels[0]?.control).toEqual([]);
  });

  it('does not use a statement whose stated credits are not those of its lines', () => {
    const { parcels, aside } = read(bai2('4400100', [ach(100, 'B1', 'X')], { credits: 200 }));
    expect(aside).toBeNull();
    expect(parcels[0]?.complete).toMatchObject({ code: 'STATEMENT_UNBALANCED', params: { side: 'credits' } });
  });

  it('takes a statement that totals debits without listing any', () => {
    const text = bai2('4400100', [ach(100, 'B1', 'X')])
      .replace('400,0', '400,700')
      .replaceAll(/^(49|98|99),200,/gm, '$1,900,');
    expect(read(text).parcels[0]).toMatchObject({ complete: null, control: [{ asset: 'USD/2', minor: 100n }] });
  });

  it('does not use an account whose control total is wrong, and sets a cut file aside', () => {
    const text = bai2('4400100', [ach(100, 'B1', 'X')]);
    expect(read(text.replace('49,200,', '49,201,')).parcels[0]?.complete).toMatchObject({
      code: 'STATEMENT_UNBALANCED',
    });
    expect(read(text.slice(0, text.indexOf('98,'))).aside).toBe('ENVELOPE_BROKEN');
  });

  it('reads a statement without lines', () => {
    const { parcels, events } = read(bai2('4400100', []));
    expect(events).toEqual([]);
    expect(parcels[0]).toMatchObject({ records: 0, control: [{ asset: 'USD/2', minor: 0n }], complete: null });
  });

  it('takes a debit for a debit with or without its minus, and a credit with a minus for a correction', () => {
    const { events } = read(
      bai2(
        '4400100',
        [
          ['698', -500, 'A', '', ''],
          ['698', 500, 'B', '', ''],
          ['175', -300, 'C', '', ''],
        ].map((line) => line) as never,
        {
          credits: 0,
        },
      ).replace('400,0', '400,'),
    );
    expect(events.map(({ type, amount }) => [type, amount.minor])).toEqual([
      ['bank.charged/1', -500n],
      ['bank.charged/1', -500n],
      ['deposit.returned/1', -300n],
    ]);
  });

  it('gives a line of a code of the bank’s own no amount, and leaves its totals unproved', () => {
    const { events, parcels } = read(
      bai2('4400100', [['905', 100, 'B1', '', 'X'], ach(5, 'B2', 'Y')], { credits: 105 }),
    );
    expect(events[0]).toMatchObject({ type: 'line.unclassified/1', amount: { asset: 'N/0' } });
    expect(parcels[0]?.complete).toBeNull();
  });

  it('is the same statement under another file id, and contradicts one with other lines', () => {
    const of = (over: Parameters<typeof bai2>[2], cents = 100) =>
      identity(read(bai2('4400100', [ach(cents, 'B1', 'X')], over)).parcels[0]!);
    expect(of({ file: '7' })).toEqual(of({ file: '1' }));
    expect(of({}, 101).same).not.toBe(of({}).same);
    expect(of({}, 101).contradicts).toBe(of({}).contradicts);
    expect(of({ modifier: '1' }).contradicts).toBeNull();
    expect(of({ date: '261106' }).contradicts).not.toBe(of({}).contradicts);
  });

  it('contradicts nothing as long as it holds no line', () => {
    const empty = identity(read(bai2('4400100', [])).parcels[0]!);
    expect(empty.contradicts).toBeNull();
    expect(empty.same).toBe(identity(read(bai2('4400100', [])).parcels[0]!).same);
  });

  it('refuses a test group and stops a deletion', () => {
    const parcel = (status: string) => read(bai2('4400100', [], { status })).parcels[0]!;
    expect(judge(parcel('4'))).toBe('refused');
    expect(judge(parcel('2'))).toMatchObject({ code: 'STATEMENT_DELETED' });
    expect(judge(parcel('1'))).toBeNull();
  });

  it('tells two equal lines of one day apart and numbers them alike in every report', () => {
    const text = bai2('4400100', [ach(100, '', 'X'), ach(100, '', 'X')]);
    const [one, two] = read(text).events;
    expect(one?.naturalKey).not.toBe(two?.naturalKey);
    expect(read(text).events.map(({ naturalKey }) => naturalKey)).toEqual([one?.naturalKey, two?.naturalKey]);
  });

  it('reads the same from any cut of the bytes, and every line again from its own span', () => {
    const text = bai2('4400100', [
      ach(33725, 'B1', 'HCCLAIMPMT', 'TRN*1*00123', '45*1891000011~'),
      ['698', 1200, 'B2', '', 'FEE'],
    ]);
    const whole = read(text);
    for (const piece of [1, 7, 64]) expect(read(text, piece)).toEqual(whole);
    for (const { span, type, amount, identifiers } of whole.events) {
      const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
      const again = bai2File.again({ bytes, offset: span.offset, part: 0, type }, whole.parcels[0]!.head);
      expect(again).toEqual({ amount, identifiers });
    }
  });
});
