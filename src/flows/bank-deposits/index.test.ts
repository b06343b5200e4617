// Goal: the flow is whole: every word, cure, failure and tie that one part names exists in another, and nothing tells too much.
// Method: its declarations against each other; explanations of lines, masked and not.
import { describe, expect, it } from 'vitest';
import { FAILURES } from '@/domain/failure';
import { matchEntries } from '@/domain/matching/ladder';
import { bai2, readFile } from './bank.fixture';
import { CLASS_MARKS } from './book';
import { EVENT_TYPES, lineFacts } from './facts';
import { ach, camt, lockbox } from './files.fixture';
import { bankDeposits } from './index';
import { memorySchema } from './memory';
import { openEntries } from './open-entries';
import { rulesSchema } from './rules';
import { RULES_V1 } from './rules.data';

const stored = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? field.toString() : field)));

describe('bankDeposits', () => {
  it('declares rules that its schema accepts, also from storage', () => {
    expect(rulesSchema.parse(stored(RULES_V1))).toEqual(RULES_V1);
  });

  it('has words for every type and every identifier it can be searched by', () => {
    expect(Object.keys(bankDeposits.words.types)).toEqual(expect.arrayContaining([...EVENT_TYPES]));
    expect(new Set(Object.keys(bankDeposits.words.identifiers))).toEqual(new Set(Object.keys(bankDeposits.indexes)));
  });

  it('has a failure for every late tie and a cure for every failure', () => {
    for (const { late } of Object.values(bankDeposits.ties)) expect(Object.keys(bankDeposits.failures)).toContain(late);
    for (const { cures } of Object.values(bankDeposits.failures)) {
      for (const cure of cures) expect(Object.keys(bankDeposits.cures)).toContain(cure);
    }
    const marks = Object.values(bankDeposits.cures).flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
    expect(marks).toEqual(expect.arrayContaining(Object.keys(CLASS_MARKS)));
  });

  it('gives no shared failure a second meaning', () => {
    for (const code of Object.keys(bankDeposits.failures)) expect(Object.keys(FAILURES)).not.toContain(code);
  });

  it('names the sides of its ties and account sets of its rules in its legs', () => {
    for (const { of } of bankDeposits.legs) {
      if ('tie' in of) expect(bankDeposits.ties[of.tie]?.sides).toContain(of.side);
      if ('ledger' in of) expect(RULES_V1.ledgers).toHaveProperty(of.ledger);
    }
    expect(RULES_V1.ledgers.bank).toEqual(Object.values(RULES_V1.banks).map(({ account }) => account));
  });

  it('gives every head to one source', () => {
    for (const format of ['bai2', 'nacha', 'camt', 'lockbox']) {
      const takers = bankDeposits.sources.filter((source) => source.takes({ format, detail: '', name: '' }));
      expect(takers).toHaveLength(1);
    }
  });

  it('keeps facts and memory through storage', () => {
    const { events } = readFile(
      bankDeposits.sources[0]!,
      bai2('4400100', [['165', 5, 'B', '', 'TRN*1*A1*1891000011~']]),
    );
    const facts = events[0]!.facts;
    expect(lineFacts.parse(stored(facts))).toEqual(facts);
    expect(memorySchema.parse(stored({ lines: [], details: [] }))).toEqual({ lines: [], details: [] });
  });
});

describe('openEntries', () => {
  it('gives the ladder a cut trace that it finds again', () => {
    const { events } = readFile(bankDeposits.sources[0]!, bai2('4400100', [['165', 500, 'B', '202611050000123', '']]));
    const bank = openEntries(events[0]!.facts, { date: '2026-11-05', payer: null, rules: RULES_V1 });
    const remit = {
      ...bank[0]!,
      id: 'r',
      side: 'remit' as const,
      traces: ['20261105000012345'],
      method: 'ach' as const,
    };
    expect(matchEntries([...bank, remit], RULES_V1.matching).proposals).toMatchObject([
      { tier: 2, certain: true, options: [{ bank: ['202611050000123'], remit: ['r'] }] },
    ]);
  });
});

describe('explain', () => {
  const explained = (at: number, text: string, masked: boolean) => {
    const { events, parcels } = readFile(bankDeposits.sources[at]!, text);
    const { span, type } = events[0]!;
    const bytes = Buffer.from(text).subarray(span.offset, span.offset + span.length);
    const place = { offset: span.offset, part: 0, path: '', parties: {} };
    return bankDeposits.explain({ type, bytes, head: stored(parcels[0]!.head), ...place }, masked);
  };

  it.each([
    ['BAI2', 0, bai2('4400100', [['165', 33725, 'B1', '', 'TRN*1*0012345*1891000011~']])],
    ['ACH', 3, ach([{ code: '22', cents: 33725, addenda: ['TRN*1*0012345*1891000011~'] }])],
    [
      'camt',
      1,
      camt(
        '053',
        [{ cents: 33725, reference: 'B1', transactions: [{ cents: 33725, text: 'TRN*1*0012345*1891000011~' }] }],
        { account: '4400100' },
      ),
    ],
    ['lockbox', 2, lockbox([[[33725, '0012345']]], { box: '4400100' })],
  ])('says what a %s line is, and masks it', (_, at, text) => {
    const source = bankDeposits.sources.findIndex((each) =>
      each.takes({ format: ['bai2', 'camt', 'lockbox', 'nacha'][at] ?? '', detail: '', name: '' }),
    );
    const masked = explained(source, text, true);
    expect(masked.sentence).toMatch(
      /^On 2026-11-05 the bank credited 337\.25 USD on account ····0100 .*; the line names ····2345\.$/,
    );
    expect(JSON.stringify(masked)).not.toContain('12345');
    const open = explained(source, text, false);
    expect(open.sentence).toContain('0012345');
    expect(JSON.stringify(open)).not.toContain('4400100');
  });

  it('says what a whole statement is', () => {
    const { parcels } = readFile(bankDeposits.sources[0]!, bai2('4400100', []));
    const { sentence } = bankDeposits.explain(
      {
        type: 'parcel.whole/1',
        bytes: new Uint8Array(),
        head: parcels[0]!.head,
        offset: 0,
        part: 0,
        path: '',
        parties: {},
      },
      true,
    );
    expect(sentence).toBe('This is what the bank says of account ····0100 on 2026-11-05: 0 lines.');
  });
});
