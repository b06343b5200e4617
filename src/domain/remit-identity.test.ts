// Goal: a remit is booked once, whatever envelope brings it, and contradictions reach a person. Method: one known remit
// against variations of it.
import { describe, expect, it } from 'vitest';
import { decideRemit, identityText, paidText, type RemitIdentity, traceText } from './remit-identity';

const known: RemitIdentity = {
  payerKey: '1890000001',
  trn02: 'EFT0001',
  amountMinor: 33725n,
  paymentDate: '2026-01-05',
  payeeId: '2000000001',
  claimCount: 4,
  plan: '',
  paidDigest: 'ee'.repeat(32),
  contentSha256: 'ab'.repeat(32),
};
const otherContent = 'cd'.repeat(32);

describe('decideRemit', () => {
  it('is new when nothing is known, and when only other payers used the trace', () => {
    expect(decideRemit(known, [])).toEqual({ outcome: 'new' });
    expect(decideRemit({ ...known, payerKey: '1890000002', contentSha256: otherContent }, [known]).outcome).toBe('new');
  });

  it('is new for another trace of the same payer', () => {
    expect(decideRemit({ ...known, trn02: 'EFT0002', contentSha256: otherContent }, [known]).outcome).toBe('new');
  });

  it.each([
    ['amount', { amountMinor: 1n }],
    ['payee', { payeeId: '2000000002' }],
    ['date', { paymentDate: '2026-01-06' }],
    ['claims', { claimCount: 5 }],
    ['nothing but the body', {}],
    ['case and padding of the trace', { trn02: ' eft0001 ' }],
  ])('is a conflict when the trace comes back with other %s', (_name, change) => {
    expect(decideRemit({ ...known, contentSha256: otherContent, ...change }, [known])).toEqual({
      outcome: 'conflict',
      known,
    });
  });

  it('is a duplicate rather than a conflict when both are known', () => {
    const corrected = { ...known, contentSha256: otherContent };
    expect(decideRemit(corrected, [known, corrected])).toEqual({ outcome: 'duplicate', known: corrected });
  });

  it('never judges a zero-pay remit by its trace alone', () => {
    const zero = { ...known, amountMinor: 0n };
    expect(decideRemit({ ...zero, contentSha256: otherContent }, [zero]).outcome).toBe('new');
    expect(decideRemit({ ...zero, contentSha256: otherContent }, [known]).outcome).toBe('new');
    expect(decideRemit({ ...known, contentSha256: otherContent }, [zero]).outcome).toBe('new');
    expect(decideRemit(zero, [zero]).outcome).toBe('duplicate');
  });
});

describe('the trace', () => {
  it.each([
    ['a payer id without the digit in front', { payerKey: '890000001' }],
    ['leading zeros', { trn02: '000EFT0001' }],
    ['punctuation', { trn02: 'EFT-0001' }],
  ])('is the same with %s', (_name, change) => {
    expect(traceText({ ...known, ...change })).toBe(traceText(known));
  });

  it('of an administrator is one per plan', () => {
    expect(traceText({ ...known, plan: 'PLAN-A' })).not.toBe(traceText({ ...known, plan: 'PLAN-B' }));
  });
});

describe('what is paid', () => {
  it.each([
    ['payer', { payerKey: '1890000002' }],
    ['plan', { plan: 'PLAN-B' }],
    ['trace', { trn02: 'OTHER' }],
    ['body', { contentSha256: otherContent }],
  ])('is the same under another %s', (_name, change) => {
    expect(paidText({ ...known, ...change })).toBe(paidText(known));
  });

  it.each([
    ['payee', { payeeId: '2000000002' }],
    ['date', { paymentDate: '2026-01-06' }],
    ['amount', { amountMinor: 1n }],
    ['claims', { paidDigest: 'ff'.repeat(32) }],
  ])('differs with another %s', (_name, change) => {
    expect(paidText({ ...known, ...change })).not.toBe(paidText(known));
  });

  it('says nothing of a remit without claims and adjustments', () => {
    expect(paidText({ ...known, paidDigest: '' })).toBeNull();
  });
});

describe('texts to hash', () => {
  it('are the same for what differs only in case and padding', () => {
    const padded = { ...known, payerKey: ' 1890000001', trn02: 'eft0001', contentSha256: 'AB'.repeat(32) };
    expect(identityText(padded)).toBe(identityText(known));
    expect(traceText(padded)).toBe(traceText(known));
  });

  it('differ in every part', () => {
    const changes: Partial<RemitIdentity>[] = [
      { payerKey: 'x' },
      { trn02: 'x' },
      { amountMinor: 1n },
      { paymentDate: '2026-01-06' },
      { payeeId: 'x' },
      { claimCount: 5 },
      { contentSha256: otherContent },
      // Parts must not run into each other.
      { payerKey: '1890000001","EFT0001', trn02: '' },
    ];
    const texts = changes.map((change) => identityText({ ...known, ...change }));
    expect(new Set([identityText(known), ...texts]).size).toBe(changes.length + 1);
  });

  it('have no trace where it would say nothing', () => {
    expect(traceText({ ...known, amountMinor: 0n })).toBeNull();
    expect(traceText({ ...known, trn02: '  ' })).toBeNull();
  });
});
