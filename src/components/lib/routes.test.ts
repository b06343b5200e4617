// Goal: the scope survives the way through an address, and nothing else gets into it. Method: examples.
import { describe, expect, it } from 'vitest';
import { routes, scopeFrom } from './routes';

describe('scopeFrom', () => {
  it('takes the scope and leaves the rest', () => {
    expect(scopeFrom({ period: '2026-10', payer: '', facility: ['a', 'b'], split: 'payer', account: 'X' })).toEqual({
      period: '2026-10',
    });
  });

  it('comes back from the address it was put into', () => {
    const scope = { period: '2026-10', entity: '100' };
    const address = new URL(routes.items('held', scope), 'http://console.invalid');
    expect(scopeFrom(Object.fromEntries(address.searchParams))).toEqual(scope);
    expect(address.searchParams.get('place')).toBe('held');
  });
});
