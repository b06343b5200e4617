// Goal: the arithmetic under a number is the standard's own and ends in that number. Method: claims and PLBs read from text.
import { describe, expect, it } from 'vitest';
import { readClaim, readProviderAdjustments } from '@/formats/x12/835/reread';
import { DEFAULT_DELIMITERS } from '@/formats/x12/delimiters';
import { explainClaim, explainParcel, explainPlb } from './explain';

const claimOf = (text: string) => readClaim(Buffer.from(text), DEFAULT_DELIMITERS, 1000);
const remit = {
  payer: 'Northwind',
  payee: 'Lakeshore',
  receivedMinor: 4_821_137n,
  paidMinor: 4_854_897n,
  plbMinor: 33_760n,
  claimCount: 3,
  plbCount: 2,
  whole: true,
};

describe('explainClaim', () => {
  it('is charged less adjustments', () => {
    const e = explainClaim(
      claimOf('CLP*A1*1*52480*31904.18*1500*12*C*11*1~CAS*CO*45*19075.82~CAS*PR*2*1500~'),
      'Northwind',
      'A····1',
    );
    expect(e.lines.map((l) => [l.ref, l.amountMinor])).toEqual([
      ['CLP03', 5_248_000n],
      ['CAS CO 45', -1_907_582n],
      ['CAS PR 2', -150_000n],
    ]);
    expect(e).toMatchObject({
      differenceMinor: 0n,
      sentence: 'Northwind paid this for claim A····1. Bytes 1015–1022.',
    });
  });
  it('names what the payer left unexplained', () => {
    expect(explainClaim(claimOf('CLP*A1*1*100*80**12*C~CAS*CO*45*19.99~'), 'P', 'A').differenceMinor).toBe(-1n);
  });
  it('says denied and taken back in words', () => {
    expect(explainClaim(claimOf('CLP*A1*1*100*0**12*C~CAS*CO*29*100~'), 'P', 'A').sentence).toContain('paid nothing');
    expect(explainClaim(claimOf('CLP*A1*22*-100*-80**12*C~CAS*CO*45*-20~'), 'P', 'A')).toMatchObject({
      words: 'taken back',
      differenceMinor: 0n,
    });
  });
  it('sums the reasons it does not list', () => {
    const reasons = Array.from({ length: 9 }, (_, at) => `CAS*CO*${at + 1}*1~`).join('');
    const e = explainClaim(claimOf(`CLP*A1*1*100*91**12*C~${reasons}`), 'P', 'A');
    expect(e.lines).toHaveLength(7);
    expect(e.lines.at(-1)).toMatchObject({ words: '4 more reasons', amountMinor: -400n });
    expect(e.differenceMinor).toBe(0n);
  });
});

describe('explainParcel and explainPlb', () => {
  it('end in the reader’s part where that is all they see', () => {
    const part = explainParcel({ ...remit, whole: false });
    expect(part.result).toMatchObject({ ref: '', words: 'Your part of the payment' });
    expect(`${part.ref} ${part.words}`).not.toContain('BPR02');
  });

  it('end in BPR02', () => {
    expect(explainParcel(remit)).toMatchObject({
      differenceMinor: 0n,
      sentence: 'Northwind paid Lakeshore for 3 claims and 2 provider adjustments.',
    });
  });
  it('tell the sign of a PLB, which is the one people get wrong', () => {
    const [taken, given] = readProviderAdjustments(
      Buffer.from('PLB*1*20261231*WO:R*350*L6:I*-12.4~'),
      DEFAULT_DELIMITERS,
      0,
    );
    if (!taken || !given) throw new Error('two pairs');
    expect(explainPlb(taken, remit)).toMatchObject({ ref: 'PLB04', differenceMinor: 0n });
    expect(explainPlb(taken, remit).sentence).toContain('takes money away');
    expect(explainPlb(given, remit)).toMatchObject({ ref: 'PLB06', differenceMinor: 0n });
    expect(explainPlb(given, remit).sentence).toContain('adds money');
  });
});
