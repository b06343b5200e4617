// Goal: a remit is booked once whatever envelope brings it, contradictions reach a person, and what is no payment is not
// worked. Method: one remit against variations of it.
import { describe, expect, it } from 'vitest';
import { remitBytes } from '../../../test/fixtures/x12/remit-835';
import { readBytes, readRemit } from './flow.fixture';
import { identity } from './identity';
import { judge } from './judge';

const REMIT = { trace: 'EFT0001', claims: [{ id: 'A1', charge: '100', paid: '60' }] };
const of = (remit: Parameters<typeof readRemit>[0]) => identity(readRemit(remit).parcel);

describe('identity', () => {
  it('is the same in another envelope, with other separators and wrapped', () => {
    const other = { component: 0x3e, element: 0x7c, terminator: 0x5c, repetition: 0x5e };
    const again = readBytes(
      remitBytes(
        [{ ...REMIT, control: '0009' }],
        { control: '77', sender: 'OTHER' },
        { delimiters: other, wrapAt: 80 },
      ),
    ).parcels[0];
    expect(again && identity(again.parcel)).toEqual(of(REMIT));
  });

  it.each([
    ['amount', { ...REMIT, claims: [{ id: 'A1', charge: '100', paid: '61' }] }],
    ['claims', { ...REMIT, claims: [...REMIT.claims, { id: 'A2', charge: '0', paid: '0' }] }],
    ['date', { ...REMIT, date: '20260108' }],
    ['payee', { ...REMIT, payeeNpi: '1234567801' }],
    ['nothing but the body', { ...REMIT, claims: [{ id: 'A3', charge: '100', paid: '60' }] }],
  ])('contradicts the same trace with other %s', (_name, changed) => {
    expect(of(changed).contradicts).toBe(of(REMIT).contradicts);
    expect(of(changed).same).not.toBe(of(REMIT).same);
  });

  it('says nothing by the trace of a remit that pays nothing, or of none', () => {
    expect(of({ trace: 'EFT0001', claims: [{ id: 'A1', charge: '100', paid: '0' }] }).contradicts).toBeNull();
    expect(of({ ...REMIT, trace: ' ' }).contradicts).toBeNull();
  });

  it('names the trace that a person has to ask about', () => {
    expect(of(REMIT).conflict).toMatchObject({ code: 'REMIT_CONFLICT', field: 'remit.trace', value: 'EFT0001' });
  });
});

describe('judge', () => {
  const of = (remit: Parameters<typeof readRemit>[0]) => judge(readRemit(remit).parcel, 'a.835');

  it('works what adds up, and nothing at all when nothing is paid', () => {
    expect(of(REMIT)).toBeNull();
    expect(of({ trace: 'T', claims: [] })).toBeNull();
  });

  it('refuses a prenote, whatever else is wrong with it', () => {
    expect(of({ ...REMIT, handling: 'P', payment: '-1' })).toBe('refused');
  });

  it('stops what is negative before it stops what does not add up', () => {
    expect(of({ ...REMIT, payment: '-1' })).toMatchObject({ code: 'REMIT_NEGATIVE', value: 'EFT0001' });
    expect(of({ ...REMIT, payment: '61' })).toMatchObject({ code: 'REMIT_UNBALANCED', field: 'remit.balance' });
  });

  it('names a remit without a trace by its file', () => {
    expect(of({ ...REMIT, trace: '', payment: '61' })).toMatchObject({ value: 'a.835' });
  });

  it('does not believe a remit that does not say what it pays', () => {
    const text = Buffer.from(remitBytes([REMIT])).toString();
    const [read] = readBytes(Buffer.from(text.replace(/BPR[^~]*~\n/, '').replace('SE*9', 'SE*8'))).parcels;
    expect(read?.parcel.control).toEqual([{ asset: 'USD/2', minor: 0n }]);
    expect(read && judge(read.parcel, 'a.835')).toMatchObject({ code: 'REMIT_UNBALANCED' });
  });
});
