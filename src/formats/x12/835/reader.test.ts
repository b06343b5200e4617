/**
 * Goal: whatever the bytes, the 835 reader tells the truth about them or says what is wrong; nothing is lost or invented.
 * Method: random remittances written with random separators are read back, claim by claim again from their spans, cut
 * into pieces, cut off at every byte, and mixed with garbage.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, formatMinor, sumMinor } from '@/domain/money';
import { layouts, remits } from '../../../../test/fixtures/x12/arbitrary-835';
import * as golden from '../../../../test/fixtures/x12/golden-835';
import { type ReadFile, type ReadSet, read835 } from '../../../../test/fixtures/x12/read-835';
import { remitBytes, remitFile } from '../../../../test/fixtures/x12/remit-835';
import { FINDINGS_MAX } from '../../finding';
import { listSegments, readClaim, readProviderAdjustments } from './reread';
import { type WrittenFile, write835 } from './writer';

const PLACES = new Set([
  'span',
  'offset',
  'segmentNumber',
  'pairSpan',
  'amountSpan',
  'claimIdSpan',
  'chargeSpan',
  'paidSpan',
  'traceSpan',
  'interchange',
  'delimiters',
  'width',
  'contentSha256',
]);

/** The records without where they stood. */
const unplaced = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, item) => {
      if (PLACES.has(key)) return undefined;
      return typeof item === 'bigint' ? `${item}n` : item;
    }),
  );

const records = (read: ReadFile) =>
  unplaced(
    read.sets.map(({ header, groups, providerAdjustments, strays }) => ({
      header,
      groups,
      providerAdjustments,
      strays,
    })),
  );

/** What was read, as the writer takes it. */
function asFile(read: ReadFile): WrittenFile {
  const [interchange] = read.interchanges;
  const group = read.sets[0]?.header?.group;
  if (!interchange || !group) throw new Error('the file has no interchange or group');
  const remittances = read.sets.map(({ header, groups, providerAdjustments, strays }) => ({
    header: header!,
    groups,
    providerAdjustments,
    strays,
  }));
  return { interchange, group, remittances };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Properties run hundreds of files; on a busy machine that takes its time. */
const TIMEOUT_MS = 120_000;

describe('835 reader', { timeout: TIMEOUT_MS }, () => {
  it('reads what was written, and writes what was read, whatever the separators', () => {
    fc.assert(
      fc.property(remits, layouts, layouts, (facts, layout, other) => {
        const first = read835(write835(remitFile(facts), layout));
        const second = read835(write835(asFile(first), other));
        expect(records(second)).toEqual(records(first));
        expect(first.file.envelopeIssues).toEqual([]);
        expect(first.sets.map((set) => set.claims.length)).toEqual(facts.map((remit) => remit.claims?.length ?? 0));
      }),
    );
  });

  it('reads the same however the bytes are cut', () => {
    const cut = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(remits, layouts, cut, cut, (facts, layout, pieceBytes, fillBytes) => {
        const bytes = write835(remitFile(facts), layout);
        const contentHash = true;
        expect(read835(bytes, pieceBytes, { contentHash, fillBytes })).toEqual(
          read835(bytes, bytes.length, { contentHash }),
        );
      }),
    );
  });

  it('reads every claim and PLB again from its span alone', () => {
    fc.assert(
      fc.property(remits, layouts, (facts, layout) => {
        const bytes = write835(remitFile(facts), layout);
        const read = read835(bytes);
        const { delimiters } = read.interchanges[0]!;
        for (const set of read.sets) {
          for (const claim of set.claims) {
            const { offset, length } = claim.span;
            const cut = bytes.subarray(offset, offset + length);
            expect(readClaim(cut, delimiters, offset, claim)).toEqual(claim);
            expect(listSegments(cut, delimiters, offset)[0]?.elements[3]?.span).toEqual(claim.paidSpan);
          }
          const again = set.providerAdjustments.map(({ span, pair }) => {
            const cut = bytes.subarray(span.offset, span.offset + span.length);
            return readProviderAdjustments(cut, delimiters, span.offset)[pair - 1];
          });
          expect(unplaced(again)).toEqual(
            unplaced(set.providerAdjustments.map((pair) => ({ ...pair, path: 'PLB[1]' }))),
          );
        }
      }),
    );
  });

  it('points at the exact bytes of amounts and ids', () => {
    const bytes = golden.t1();
    const at = ({ offset, length }: { offset: number; length: number }) =>
      text(bytes.subarray(offset, offset + length));
    const [set] = read835(bytes).sets;
    const claim = set!.claims[2]!;
    expect([claim.claimIdSpan, claim.chargeSpan, claim.paidSpan].map(at)).toEqual(['ACCT-2', '400', '250']);
    expect(claim.services[0]!.adjustments.map((adjustment) => at(adjustment.span))).toEqual(['45*100', '2*50']);
    expect(at(claim.span).startsWith('CLP*ACCT-2*1*400')).toBe(true);
    expect(claim.path).toBe('ISA[1]/GS[1]/ST[1]/CLP[3]');
    expect(set!.providerAdjustments.map((pair) => [at(pair.pairSpan), at(pair.amountSpan)])).toEqual([
      ['L6:INTEREST*-7.25', '-7.25'],
      ['WO:ICN-OVERPAID*120', '120'],
    ]);
    expect(at(set!.header!.bpr.amountSpan)).toBe('337.25');
    expect(at(set!.summary!.span).startsWith('ST*835')).toBe(true);
    expect(at(set!.summary!.span).endsWith('*0001')).toBe(true);
  });

  it('adds up to the cent what stands in the file', () => {
    fc.assert(
      fc.property(remits, (facts) => {
        for (const { claims, providerAdjustments, summary } of read835(remitBytes(facts)).sets) {
          const sum = (amounts: bigint[]) => formatMinor(sumMinor(amounts));
          expect(formatDecimal(summary!.paidSum)).toBe(sum(claims.map((claim) => claim.paidMinor)));
          expect(formatDecimal(summary!.chargeSum)).toBe(sum(claims.map((claim) => claim.chargeMinor)));
          expect(formatDecimal(summary!.plbSum)).toBe(sum(providerAdjustments.map((pair) => pair.amountMinor)));
          expect(summary!.balanced).toBe(true);
        }
      }),
    );
  });

  it('gives one content hash to one body, whatever its spelling, and another to a changed one', () => {
    const hashes = (bytes: Uint8Array): (string | null | undefined)[] =>
      read835(bytes, bytes.length, { contentHash: true }).sets.map((set: ReadSet) => set.summary?.contentSha256);
    fc.assert(
      fc.property(remits, layouts, layouts, (facts, one, other) => {
        const envelope = { control: '77', sender: 'OTHER SENDER' };
        const numbered = facts.map((remit, index) => ({ ...remit, control: `9${index}` }));
        const first = hashes(write835(remitFile(facts), one));
        expect(hashes(write835(remitFile(numbered, envelope), other))).toEqual(first);
        const changed = facts.map((remit) => ({ ...remit, trace: `${remit.trace}X` }));
        for (const [index, hash] of hashes(write835(remitFile(changed), one)).entries()) {
          expect(hash).not.toBe(first[index]);
        }
      }),
    );
  });

  it('reports a file cut off at any byte', () => {
    const bytes = remitBytes([{ trace: 'CUT', claims: [{ id: 'A', charge: '1', paid: '1' }] }], {}, {});
    expect(read835(bytes).findings).toEqual([]);
    for (let end = 0; end < bytes.length; end++) {
      const read = read835(bytes.subarray(0, end));
      expect(read.findings.length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  it('ends on any bytes with findings and never throws', () => {
    const good = text(golden.t1());
    const damage = fc.tuple(fc.nat(good.length), fc.nat(40), fc.string({ unit: 'binary-ascii', maxLength: 20 }));
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 900 }), (cuts, size) => {
        let damaged = good;
        for (const [at, length, insert] of cuts) {
          damaged = damaged.slice(0, at) + insert + damaged.slice(at + length);
        }
        const read = read835(Buffer.from(damaged, 'latin1'), size, { fillBytes: size });
        for (const set of read.sets) expect(set.summary).not.toBeNull();
        for (const finding of read.findings) {
          expect(finding.cure).not.toBe('');
          expect(finding.offset).toBeLessThanOrEqual(damaged.length);
        }
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(read835(bytes).findings.length).toBeGreaterThan(0);
      }),
    );
  });

  it('counts findings beyond the limit in one closing finding', () => {
    const claims = Array.from({ length: FINDINGS_MAX + 5 }, (_, index) => ({
      id: `A${index}`,
      charge: '2',
      paid: '1',
    }));
    const { findings, file } = read835(remitBytes([{ trace: 'MANY', claims }]));
    expect(findings).toHaveLength(FINDINGS_MAX + 1);
    expect(findings[FINDINGS_MAX]?.code).toBe('FINDINGS_TRUNCATED');
    expect(findings[FINDINGS_MAX]?.message).toContain('5 further findings');
    expect(file.findings).toBe(FINDINGS_MAX + 5);
  });
});

describe('835 reader in bounded memory', () => {
  it('reads no more of a loop than a loop can be', () => {
    const plain = text(remitBytes([{ trace: 'LONG', claims: [{ id: 'A', charge: '1', paid: '1' }] }]));
    const notes = 'NTE*ADD*WORDS~\n'.repeat(50_010);
    for (const [before, kept] of [
      ['NM1*QC', (read: ReadFile) => read.sets[0]?.claims[0]?.other],
      ['LX*1', (read: ReadFile) => read.sets[0]?.header?.payee.other],
    ] as const) {
      const read = read835(Buffer.from(plain.replace(before, `${notes}${before}`), 'latin1'));
      expect(read.findings.map((finding) => finding.code)).toEqual(['X835_LOOP_TOO_LONG', 'X12_SE_COUNT']);
      expect(kept(read)?.length).toBeLessThanOrEqual(50_000);
      expect(read.sets[0]?.summary?.balanced).toBe(true);
    }
  });
});

describe('835 findings on amounts', () => {
  const plain = text(remitBytes([{ trace: 'AMOUNTS', claims: [{ id: 'A', charge: '100', paid: '100' }] }]));
  const readWith = (from: string, to: string) => read835(Buffer.from(plain.replace(from, to), 'latin1'));
  const found = (read: ReadFile) => read.findings.map(({ code, path }) => `${code} ${path}`);
  const ST = 'ISA[1]/GS[1]/ST[1]';

  it('never reads a letter as a digit', () => {
    const read = readWith('BPR*I*100*', 'BPR*I*1O0.00*');
    expect(found(read)[0]).toBe(`X835_AMOUNT_NOT_NUMERIC ${ST}/BPR02`);
    expect(read.sets[0]?.header?.bpr.amountMinor).toBeNull();
    expect(read.sets[0]?.summary?.balanced).toBe(false);
  });

  it('names fractions of a cent, and sums them exactly', () => {
    const read = readWith('CLP*A*1*100*100*', 'CLP*A*1*100*100.005*');
    expect(found(read)).toEqual([
      `X835_AMOUNT_PRECISION ${ST}/CLP[1]/CLP04`,
      `X835_CLAIM_OUT_OF_BALANCE ${ST}/CLP[1]`,
      `X835_OUT_OF_BALANCE ${ST}/BPR02`,
    ]);
    expect(formatDecimal(read.sets[0]!.summary!.paidSum)).toBe('100.005');
  });

  it('takes zeros behind the cents and long amounts exactly', () => {
    const read = readWith('CLP*A*1*100*100*', 'CLP*A*1*+100.000*0000000000000100.0*');
    expect(found(read)).toEqual([]);
    expect(read.sets[0]?.claims[0]?.chargeMinor).toBe(10000n);
  });

  it('names an amount that is missing', () => {
    expect(found(readWith('CLP*A*1*100*100*', 'CLP*A*1*100**'))[0]).toBe(`X835_AMOUNT_MISSING ${ST}/CLP[1]/CLP04`);
  });

  it('names a missing payment, trace, payer and payee', () => {
    const bare = plain.replace(/(BPR|TRN|N1)\*.*\n/g, '');
    const codes = read835(Buffer.from(bare, 'latin1')).findings.map((finding) => finding.code);
    for (const part of ['BPR', 'TRN', 'PAYER', 'PAYEE']) expect(codes).toContain(`X835_${part}_MISSING`);
  });

  it('names money outside every claim', () => {
    const read = readWith('CLP*A', 'CAS*CO*45*1~\nCLP*A');
    expect(read.findings.map((finding) => finding.code)).toContain('X835_LOOP_WITHOUT_CLAIM');
  });
});
