// Goal: the button says what an answer does, and a closed one says why. Method: examples.
import { describe, expect, it } from 'vitest';
import { approveWords, barWords, declineBar, viewFrom } from './words';

const asked = { kind: 'postings', needed: 1, given: 0, postings: [1, 2], match: null } as const;

describe('approveWords', () => {
  it('names the count that is sent', () => {
    expect(approveWords(asked)).toBe('Approve and send 2 documents');
    expect(approveWords({ ...asked, postings: [1] })).toBe('Approve and send 1 document');
  });

  it('says that more people are needed after this one', () => {
    expect(approveWords({ ...asked, needed: 2 })).toBe('Approve, 1 of 2');
    expect(approveWords({ ...asked, needed: 2, given: 1 })).toBe('Approve and send 2 documents');
  });

  it('joins a match and sends nothing', () => {
    expect(approveWords({ ...asked, kind: 'tie', postings: [], match: { entries: [1, 2, 3] } })).toBe(
      'Approve and join 3 entries',
    );
  });
});

describe('bars', () => {
  it('let who is over the limit decline', () => {
    expect(barWords('limit', 500_000n)).toBe('This is more than your $5,000.00 limit.');
    expect(declineBar('limit')).toBeNull();
    expect(declineBar('maker')).toContain('another person');
  });

  it('are none without a reason', () => {
    expect(barWords(null, 0n)).toBeNull();
    expect(viewFrom('other')).toBe('waiting');
  });
});
