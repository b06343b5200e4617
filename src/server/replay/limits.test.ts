// Goal: money over the maker's limit never moves on one person's word. Method: examples at and around each edge.
import { describe, expect, it } from 'vitest';
import { consentFor, requireApprover } from './limits';

const controller = { email: 'theo@example.org', mayApprove: true, limitMinor: 25_000_000n };

describe('consentFor', () => {
  it('lets the maker send up to the limit and not a cent more', () => {
    expect(consentFor(5_000_000n, 5_000_000n)).toEqual({ needed: false });
    expect(consentFor(5_000_001n, 5_000_000n)).toEqual({
      needed: true,
      grossMinor: 5_000_001n,
      limitMinor: 5_000_000n,
    });
  });
  it('gives a maker who is no longer there no limit at all', () => {
    expect(consentFor(1n, null).needed).toBe(true);
  });
});

describe('requireApprover', () => {
  it('takes another controller with a sufficient limit', () => {
    expect(() => requireApprover(controller, 'iris@example.org', 25_000_000n)).not.toThrow();
  });
  it.each([
    ['APPROVAL_RIGHT_MISSING', { ...controller, mayApprove: false }, 'iris@example.org', 1n],
    ['APPROVAL_OWN_SET', controller, controller.email, 1n],
    ['APPROVAL_OVER_LIMIT', controller, 'iris@example.org', 25_000_001n],
  ] as const)('refuses with %s', (code, approver, maker, gross) => {
    expect(() => requireApprover(approver, maker, gross)).toThrow(code);
  });
});
