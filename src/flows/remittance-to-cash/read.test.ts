// Goal: a file becomes remits, claims and PLB pairs that say what its bytes say, and account for every cent of it. Method:
// made-up remits through the source, in pieces of any size; each event is read again from its own bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumMinor } from '@/domain/money';
import { layouts, remits } from '../../../test/fixtures/x12/arbitrary-835';
import { remitBytes } from '../../../test/fixtures/x12/remit-835';
import { paymentPosted, providerAdjusted } from './facts';
import { readBytes, readRemit } from './flow.fixture';
import { businessDate } from './head';
import { remittanceFile } from './read';

const REMIT = {
  trace: 'EFT-0042',
  facility: '100001',
  claims: [
    {
      id: 'LKG-26-104418',
      charge: '100',
      paid: '60',
      icn: 'ICN1',
      cas: [['CO', '45', '30'] as const],
      lines: [{ charge: '100', paid: '60', cas: [['CO', '45', '40'] as const] }],
      rendering: '1000000012',
    },
    { id: 'lkg 26 104418', charge: '50', paid: '-20', status: '22', cas: [['PR', '1', '70'] as const] },
  ],
  plb: [
    [['WO', 'REF-9', '75'] as const, ['72', 'ref 9', '-75'] as const],
    [['L6', '', '-7.25'] as const, ['WO', 'REF-9', '75'] as const],
  ],
};

describe('the source', () => {
  it('takes 835 files and nothing else', () => {
    const takes = (format: string) => remittanceFile.takes({ format, detail: '', name: 'a.835' });
    expect(['x12-835', 'x12-837', 'bai2', 'unknown'].map(takes)).toEqual([true, false, false, false]);
  });

  it('makes an event of every claim and PLB pair, in the order of the file, PLBs last', () => {
    const { parcel, events } = readRemit(REMIT);
    expect(events.map((e) => [e.type, e.amount.minor, e.part ?? 0, e.order[0]])).toEqual([
      ['payment.posted/1', 6000n, 0, 'claim|LKG26104418'],
      ['payment.posted/1', -2000n, 0, 'claim|LKG26104418'],
      ['provider.adjusted/1', -7500n, 1, 'plb|999999999|REF9'],
      ['provider.adjusted/1', 7500n, 2, 'plb|999999999|REF9'],
      ['provider.adjusted/1', 725n, 1, expect.stringMatching(/^place\|/)],
      ['provider.adjusted/1', -7500n, 2, 'plb|999999999|REF9'],
    ]);
    expect(parcel.records).toBe(events.length);
    expect(parcel.complete).toBeNull();
  });

  it('tells a recovery from an acknowledged refund across the whole remit, whatever the punctuation', () => {
    const { events } = readRemit(REMIT);
    expect(events.slice(2).map((e) => 'pairedWith72' in e.facts && e.facts.pairedWith72)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const none = readRemit({
      trace: 'T',
      plb: [
        [
          ['WO', '', '75'],
          ['72', '---', '-75'],
        ],
      ],
    });
    expect(none.events.map((e) => 'pairedWith72' in e.facts && e.facts.pairedWith72)).toEqual([false, false]);
  });

  it('reads the facts of a claim at the level that balances it, with every hint of its facility', () => {
    const [first] = readRemit(REMIT).events;
    expect(first?.facts).toEqual({
      status: '1',
      filingIndicator: '12',
      chargeMinor: 10_000n,
      paidMinor: 6000n,
      adjustments: [{ group: 'CO', reason: '45', amountMinor: 4000n }],
      balanced: true,
      hints: {
        accountPrefix: 'LKG',
        providerIds: ['1000000012'],
        ts301: '100001',
        payeeNpi: '1234567893',
        payeeTin: '990000001',
      },
    });
    expect(first?.identifiers).toEqual({ claimId: 'LKG-26-104418', controlNumber: 'ICN1' });
  });

  it('takes the provider of a PLB as the witness of its facility, and leaves out what is not there', () => {
    const { events } = readRemit(REMIT);
    expect(events[4]).toMatchObject({
      identifiers: {},
      facts: { reason: 'L6', amountMinor: -725n, hints: { providerIds: ['1234567893'], ts301: '1234567893' } },
    });
    expect(events[2]?.identifiers).toEqual({ reference: 'REF-9' });
  });

  it('sums adjustments of one group and reason', () => {
    const { events } = readRemit({
      trace: 'T',
      claims: [
        {
          id: 'A1',
          charge: '100',
          paid: '60',
          cas: [
            ['CO', '45', '30'],
            ['CO', '45', '10'],
          ],
        },
      ],
    });
    expect(events[0]?.facts).toMatchObject({ adjustments: [{ group: 'CO', reason: '45', amountMinor: 4000n }] });
  });

  it('reads group and reason as their lists spell them', () => {
    const cas = [
      ['co', '045', '30'],
      ['CO', '45', '10'],
    ] as const;
    const { events } = readRemit({ trace: 'T', claims: [{ id: 'A1', charge: '100', paid: '60', cas }] });
    expect(events[0]?.facts).toMatchObject({ adjustments: [{ group: 'CO', reason: '45', amountMinor: 4000n }] });
  });

  it('orders nothing by a claim without a number: not within a remit, and not across remits', () => {
    const claims = [
      { id: '', charge: '1', paid: '1' },
      { id: '-', charge: '1', paid: '1' },
    ];
    const keys = ['T1', 'T2'].flatMap((trace) => readRemit({ trace, claims }).events.map((e) => e.order[0]));
    expect(new Set(keys).size).toBe(4);
  });

  it('keeps the head as JSON, with parties that are empty where the file says nothing', () => {
    const { parcel } = readRemit({ ...REMIT, taxId: '' });
    expect(JSON.parse(JSON.stringify(parcel.head))).toEqual(parcel.head);
    expect(parcel.head).toMatchObject({
      trn02: 'EFT-0042',
      method: 'ACH',
      paidMinor: '4000',
      plbMinor: '6775',
      receivedMinor: '-2775',
      claimCount: 2,
      plbCount: 4,
      serviceCount: 1,
      balanced: true,
      paymentDate: '2026-01-07',
    });
    expect(parcel.parties).toEqual({
      payerKey: '1999999999',
      planKey: 'SAMPLE1',
      payerName: 'SAMPLE HEALTH PLAN',
      payeeKey: '1234567893',
      payeeName: 'SAMPLE HOSPITAL',
      payeeNpi: '1234567893',
      payeeTin: '',
    });
    expect(parcel.control).toEqual([{ asset: 'USD/2', minor: -2775n }]);
    expect(parcel.businessDate).toBe('2026-01-07');
  });
});

describe('what a file is set aside for', () => {
  const text = (bytes: Uint8Array | string) => readBytes(Buffer.from(bytes)).failure;
  const whole = Buffer.from(remitBytes([REMIT])).toString();

  it('is a trailer that is missing or a count that disagrees, said with its place', () => {
    const cut = text(whole.slice(0, whole.indexOf('SE*')));
    expect(cut?.code).toBe('ENVELOPE_BROKEN');
    expect(cut?.params.text).toMatch(/\. Segment \d+, byte \d+\.$/);
  });

  it('is a payment amount that cannot be read', () => {
    expect(text(whole.replace('BPR*I*-27.75', 'BPR*I*many'))).toMatchObject({
      code: 'AMOUNT_INVALID',
      params: { text: expect.stringMatching(/^BPR02 is not a number.* Segment 4, byte \d+\.$/) },
    });
  });

  it('is that there is no payment in it', () => {
    const other = whole.replace('ST*835', 'ST*999');
    expect(text(other)).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      params: { text: 'The file holds no 835 payment.' },
    });
    expect(text(whole)).toBeNull();
  });

  it('leaves each finding with its remit, and all of them with the file', () => {
    const { parcels, findings } = readBytes(remitBytes([REMIT, { trace: 'OFF', payment: '1', claims: [] }]));
    const codes = parcels.map(({ parcel }) => parcel.findings?.map((f) => f.code));
    expect(codes[1]).toContain('X835_OUT_OF_BALANCE');
    expect(codes[0]).not.toContain('X835_OUT_OF_BALANCE');
    expect(codes.flat()).toEqual(findings.map((f) => f.code));
  });
});

it('reads only calendar dates', () => {
  expect(businessDate('20261104')).toBe('2026-11-04');
  for (const text of [null, '', '20260230', '2026-1-1', '261104']) expect(businessDate(text)).toBeNull();
});

describe('laws', () => {
  it('the events of a balanced remit sum to its control, and are as many as it says', () => {
    fc.assert(
      fc.property(remits, layouts, fc.integer({ min: 1, max: 300 }), (files, layout, pieceBytes) => {
        const { parcels, failure } = readBytes(remitBytes(files, {}, layout), pieceBytes);
        expect(failure).toBeNull();
        expect(parcels).toHaveLength(files.length);
        for (const { parcel, events } of parcels) {
          expect(events).toHaveLength(parcel.records);
          expect(parcel.head.balanced).toBe(true);
          expect(sumMinor(events.map((e) => e.amount.minor))).toBe(parcel.control[0]?.minor);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every event is read again from its own bytes to the same amount and identifiers', () => {
    fc.assert(
      fc.property(remits, layouts, (files, layout) => {
        const bytes = remitBytes(files, {}, layout);
        for (const { parcel, events } of readBytes(bytes).parcels) {
          for (const { span, part = 0, type, amount, identifiers } of events) {
            const own = bytes.subarray(span.offset, span.offset + span.length);
            const again = remittanceFile.again({ bytes: own, offset: span.offset, part, type }, parcel.head);
            expect(again).toEqual({ amount, identifiers });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('facts come back from storage as they were', () => {
    const stored = (facts: unknown): unknown =>
      JSON.parse(JSON.stringify(facts, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)));
    for (const { type, facts } of readRemit(REMIT).events) {
      const schema = type === 'payment.posted/1' ? paymentPosted : providerAdjusted;
      expect(schema.parse(stored(facts))).toEqual(facts);
    }
    const [, , plb] = readRemit(REMIT).events;
    const old = { ...plb?.facts, pairedWith72: undefined };
    expect(providerAdjusted.parse(stored(old)).pairedWith72).toBe(false);
  });

  it.each(['1.50', '', '1e3', ' 1', '1234567890123456789'])('facts refuse the amount %j', (paidMinor) => {
    expect(paymentPosted.safeParse({ ...readRemit(REMIT).events[0]?.facts, paidMinor }).success).toBe(false);
  });
});
