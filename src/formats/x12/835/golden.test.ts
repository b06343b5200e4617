/**
 * Goal: the golden remittances read as their authors meant them.
 * Method: each synthetic vector is read from its bytes and compared with the figures of the domain reference.
 */
import { describe, expect, it } from 'vitest';
import { formatDecimal, formatMinor } from '@/domain/money';
import * as golden from '../../../../test/fixtures/x12/golden-835';
import { type ReadSet, read835 } from '../../../../test/fixtures/x12/read-835';

const codes = (bytes: Uint8Array): string[] => read835(bytes).findings.map((finding) => finding.code);

function only(bytes: Uint8Array): ReadSet {
  const { sets } = read835(bytes);
  expect(sets).toHaveLength(1);
  return sets[0]!;
}

/** Payment, Σ claims, Σ PLB and whether they agree. */
function totals(set: ReadSet | undefined) {
  const summary = set?.summary;
  if (!summary) throw new Error('the set has no summary');
  return [
    formatDecimal(summary.header.bpr.amount),
    formatDecimal(summary.paidSum),
    formatDecimal(summary.plbSum),
    summary.balanced,
  ];
}

const pairs = (set: ReadSet) =>
  set.providerAdjustments.map((pair) => [pair.reason, pair.reference, formatMinor(pair.amountMinor)]);

describe('golden 835 vectors', () => {
  it('T1 balances claims, reversal, correction, interest and recovery', () => {
    const set = only(golden.t1());
    expect(totals(set)).toEqual(['337.25', '450.00', '112.75', true]);
    expect(set.claims.map((claim) => [claim.status, formatMinor(claim.paidMinor)])).toEqual([
      ['1', '500.00'],
      ['22', '-300.00'],
      ['1', '250.00'],
      ['1', '0.00'],
    ]);
    expect(set.claims[1]?.references).toEqual([{ qualifier: 'F8', value: 'ICN-OLD-2', description: '' }]);
    expect(codes(golden.t1())).toEqual([]);
  });

  it('T2 chains forwarding balances by trace number', () => {
    const { a, b, c } = golden.t2();
    expect([a, b, c].map((bytes) => totals(only(bytes)))).toEqual([
      ['0.00', '-200.00', '-200.00', true],
      ['0.00', '50.00', '50.00', true],
      ['250.00', '400.00', '150.00', true],
    ]);
    expect(only(a).header?.trn02).toBe('REMIT-A');
    expect(pairs(only(b))).toEqual([
      ['FB', 'REMIT-A', '200.00'],
      ['FB', 'REMIT-B', '-150.00'],
    ]);
  });

  it('T3 keeps the reference of a delayed recovery', () => {
    const { now, later } = golden.t3();
    expect(totals(only(now))).toEqual(['500.00', '450.00', '-50.00', true]);
    expect(totals(only(later))).toEqual(['450.00', '500.00', '50.00', true]);
    expect(only(now).claims[1]?.payerClaimControlNumber).toBe('ICN-31');
    expect([pairs(only(now)), pairs(only(later))]).toEqual([[['WO', 'ICN-31', '-50.00']], [['WO', 'ICN-31', '50.00']]]);
  });

  it('T4 reads an acknowledged refund as no cash', () => {
    expect(totals(only(golden.t4()))).toEqual(['210.00', '210.00', '0.00', true]);
  });

  it('T5 compares interest by claim with interest paid', () => {
    const { agrees, differs } = golden.t5();
    expect(codes(agrees)).toEqual([]);
    const [finding, ...rest] = read835(differs).findings;
    expect(rest).toEqual([]);
    expect(finding?.code).toBe('X835_INTEREST_MISMATCH');
    expect(finding?.message).toContain('7.25, interest paid by PLB L6 is 7.00');
    expect(totals(only(differs))[3]).toBe(true);
  });

  it('T6 reads zero payments whatever their code', () => {
    const { sets, findings } = read835(golden.t6());
    expect(sets.map((set) => [set.header?.bpr.handling, set.header?.bpr.method, set.header?.bpr.amountMinor])).toEqual([
      ['H', 'NON', 0n],
      ['I', 'NON', 0n],
      ['I', 'CHK', 0n],
    ]);
    expect(sets.every((set) => set.summary?.balanced)).toBe(true);
    expect(findings).toEqual([]);
  });

  it('T7 never counts adjustments of both levels twice', () => {
    const { claimOnly, repeated, missing } = golden.t7();
    expect(only(claimOnly).claims[0]?.adjustmentLevel).toBe('both');
    expect(codes(claimOnly)).toEqual([]);
    expect(only(repeated).claims[0]?.adjustmentLevel).toBe('claim');
    expect(codes(repeated)).toEqual(['X835_CAS_AT_BOTH_LEVELS']);
    expect(only(missing).claims[0]?.adjustmentLevel).toBe('none');
    expect(codes(missing)).toEqual(['X835_CLAIM_OUT_OF_BALANCE']);
  });

  it('T8 accepts a payment above charges', () => {
    const [claim] = only(golden.t8()).claims;
    expect(claim?.drg).toBe('470');
    expect(claim?.adjustments.map((a) => [a.group, a.reason, a.amountMinor])).toEqual([['CO', '94', -25000n]]);
    expect(codes(golden.t8())).toEqual([]);
  });

  it('T9 keeps what the primary payer did apart', () => {
    const [claim] = only(golden.t9()).claims;
    expect(claim?.status).toBe('2');
    expect(claim?.services[0]?.adjustments.map((a) => `${a.group}-${a.reason}`)).toEqual(['OA-23', 'PR-2']);
    expect(claim?.patientResponsibilityMinor).toBe(10000n);
    expect(codes(golden.t9())).toEqual([]);
  });

  it('T10 knows group CR in 004010 and flags it in 005010', () => {
    expect(only(golden.t10()).header?.version).toBe('004010X091A1');
    expect(codes(golden.t10())).toEqual([]);
    expect(codes(golden.t10({}))).toEqual(['X835_CAS_GROUP_UNKNOWN']);
  });

  it('T13 reads every pair of every PLB', () => {
    const set = only(golden.t13());
    expect(set.providerAdjustments).toHaveLength(12);
    expect(set.providerAdjustments.map((pair) => pair.pair)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect(totals(set)).toEqual(['958.00', '1000.00', '42.00', true]);
  });

  it('T14 gives one content hash to one remit in two envelopes', () => {
    const { first, second } = golden.t14();
    const [a, b] = [first, second].map((bytes) => read835(bytes, bytes.length, { contentHash: true }).sets[0]?.summary);
    expect(a?.header.st02).not.toBe(b?.header.st02);
    expect(a?.contentSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(a?.contentSha256).toBe(b?.contentSha256);
  });

  it('T15 tells two remits of one trace apart', () => {
    const { first, second } = golden.t15();
    const [a, b] = [first, second].map((bytes) => read835(bytes, bytes.length, { contentHash: true }).sets[0]?.summary);
    expect(a?.header.trn02).toBe(b?.header.trn02);
    expect(a?.contentSha256).not.toBe(b?.contentSha256);
  });

  it('T11, T12, T16, T17 and T18 read and balance', () => {
    const { payment, claims } = golden.t18();
    for (const bytes of [golden.t11(), golden.t12(), golden.t16(), golden.t17(), payment, claims]) {
      expect(codes(bytes)).toEqual([]);
    }
    expect(totals(only(payment))).toEqual(['100000.00', '0.00', '-100000.00', true]);
    expect(totals(only(claims))).toEqual(['0.00', '80000.00', '80000.00', true]);
    expect(read835(golden.t16()).sets.map((set) => set.claims.map((claim) => claim.header.ts301))).toEqual([
      ['100001'],
      ['100002', '100002'],
      ['100003'],
    ]);
  });

  it('T28 names envelope faults and reads odd spellings', () => {
    const { seCount, noIea, trailingNuls, crlf, componentGt } = golden.t28();
    expect(read835(seCount).file.envelopeIssues).toEqual(['SE01 999 != actual 46']);
    expect(codes(seCount)).toEqual(['X12_SE_COUNT']);
    expect(read835(noIea).file.envelopeIssues).toEqual(['ISA not closed']);
    for (const bytes of [trailingNuls, crlf, componentGt]) {
      expect(codes(bytes)).toEqual([]);
      expect(totals(only(bytes))).toEqual(['337.25', '450.00', '112.75', true]);
      expect(pairs(only(bytes))[1]).toEqual(['WO', 'ICN-OVERPAID', '120.00']);
    }
  });

  it('T29 refuses a negative payment with its place', () => {
    const { findings } = read835(golden.t29());
    const [finding] = findings;
    expect(findings).toHaveLength(1);
    expect([finding?.code, finding?.severity]).toEqual(['X835_NEGATIVE_PAYMENT', 'error']);
    const text = Buffer.from(golden.t29()).toString('latin1');
    expect(text.slice(finding?.offset).startsWith('BPR*I*-150*')).toBe(true);
    expect(finding?.line).toBe(4);
  });
});
