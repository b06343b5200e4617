// Goal: a remit whose header or bytes say that its amount is no money received is never booked as such, and never as a fault of
// the machine. Method: one small remit changed in one way at a time, read through the source and judged as the stages do.
import { describe, expect, it } from 'vitest';
import { type SmallRemit, smallRemit } from '../../../test/fixtures/x12/small-835';
import { failures } from './failures';
import { readBytes } from './flow.fixture';
import { judge } from './judge';

const PAID = { amount: '80', body: ['CLP*A1*1*80*80**12*ICN1*11*1'] };
const NOTHING = { amount: '0', body: ['CLP*A1*1*80*0**12*ICN1*11*1', 'CAS*PR*1*80'] };

function judged(facts: SmallRemit) {
  const [read] = readBytes(smallRemit(facts)).parcels;
  if (read === undefined) throw new Error('the file holds no remit');
  return { parcel: read.parcel, why: read.parcel.complete ?? judge(read.parcel, 'a.835') };
}

describe('a header that decides', () => {
  it.each([
    [{ creditDebit: 'D' }, 'REMIT_DEBIT'],
    [{ creditDebit: 'X' }, 'REMIT_DIRECTION'],
    [{ currency: 'CUR*PR*CAD' }, 'REMIT_CURRENCY'],
    [{ method: 'NON' }, 'REMIT_NO_MONEY'],
    [{ handling: 'H' }, 'REMIT_NO_MONEY'],
    [{ date: '19260107' }, 'REMIT_DATE'],
  ])('%j stops the remit with its dollars', (change, code) => {
    const { parcel, why } = judged({ ...PAID, ...change });
    expect(why).toMatchObject({ code, value: 'SMALL-1' });
    expect(parcel.control).toEqual([{ asset: 'USD/2', minor: 8000n }]);
    const cause = failures[code as keyof typeof failures];
    expect(cause.cures).toContain('reject');
    if (why !== null && why !== 'refused') expect(cause.title(why)).toContain('SMALL-1');
  });

  it('stops nothing that pays nothing, but amounts in another currency', () => {
    expect(judged({ ...NOTHING, handling: 'H', method: 'NON' }).why).toBeNull();
    expect(judged({ ...NOTHING, creditDebit: 'D', date: '19260107' }).why).toBeNull();
    expect(judged({ ...NOTHING, currency: 'CUR*PR*CAD' }).why).toMatchObject({ code: 'REMIT_CURRENCY' });
  });

  it('lets US dollars, a date that is none, and one a year or two off go on', () => {
    for (const change of [{ currency: 'CUR*PR*USD' }, { date: '20261345' }, { date: '' }, { date: '20240105' }]) {
      expect(judged({ ...PAID, ...change }).why).toBeNull();
    }
  });

  it('refuses a prenote, whatever its amount', () => {
    expect(judged({ ...PAID, handling: 'P', currency: 'CUR*PR*CAD' }).why).toBe('refused');
    expect(judged({ handling: 'P', amount: '80', body: ['CLPX*A1*1*8O*80'] }).why).toBe('refused');
  });
});

describe('bytes that cannot be read', () => {
  it.each([
    ['an amount that is none', ['CLP*A1*1*100*80**12*ICN1*11*1', 'CAS*CO*45*2O']],
    ['a segment id that is none', ['CLP*A1*1*80*80**12*ICN1*11*1', 'CLPX*A2*1*5*0']],
    ['an amount finer than a cent', ['CLP*A1*1*100*79.995**12*ICN1*11*1', 'CLP*A2*1*0.005*0.005**12*ICN2*11*1']],
  ])('%s holds the remit and says where', (_, body) => {
    const { why } = judged({ amount: '80', body });
    expect(why).toMatchObject({ code: 'REMIT_UNUSABLE', value: 'SMALL-1' });
    expect(why !== null && why !== 'refused' && why.params.text).toMatch(/Segment \d+, byte \d+\.$/);
  });
});

it('a file is set aside for the fault of its envelope, not for the first thing that is wrong in it', () => {
  const text = Buffer.from(smallRemit({ ...PAID, creditDebit: 'D' })).toString('latin1');
  const { failure, findings } = readBytes(Buffer.from(text.replace('SE*8*', 'SE*9*')));
  expect(findings.map(({ code }) => code)).toEqual(['X835_DEBIT', 'X12_SE_COUNT']);
  expect(failure).toMatchObject({
    code: 'ENVELOPE_BROKEN',
    params: { text: expect.stringMatching(/^SE01 states 9 /) },
  });
});
