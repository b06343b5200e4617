// Goal: what an item gave goes back to where it stands. Method: lines of several roles, kinds and assets, negated.
import { describe, expect, it } from 'vitest';
import type { Given } from '../../store/taking-back';
import { draftsBack } from './take-back';

const line = (over: Partial<Given>): Given => ({
  eventId: 'e1',
  flowCode: 'remittance-to-cash',
  payerId: null,
  facilityId: null,
  scopeEntity: null,
  role: 'cash',
  kind: 'journal',
  asset: 'USD/2',
  dims: null,
  entity: 'US01',
  account: '1012',
  costCenter: null,
  facility: null,
  payerClass: null,
  affiliate: null,
  amountMinor: 100n,
  rule: 'claim.cash',
  ...over,
});

describe('drafts that take back', () => {
  it('negate what was given, on the day it goes back', () => {
    const drafts = draftsBack(
      [line({}), line({ account: '1132', amountMinor: -100n, rule: 'claim.receivable' })],
      '2026-11-20',
    );
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({ role: 'cash', entity: 'US01', date: '2026-11-20' });
    expect(drafts[0]?.lines.map(({ account, amountMinor, rule }) => [account, amountMinor, rule])).toEqual([
      ['1012', -100n, 'back.claim.cash'],
      ['1132', 100n, 'back.claim.receivable'],
    ]);
  });

  it('are one per role, kind and asset, each under a name of its own', () => {
    const drafts = draftsBack(
      [
        line({}),
        line({ role: 'fees' }),
        line({ kind: 'statistical', asset: 'VISIT/0' }),
        line({ account: '1132', amountMinor: -100n }),
      ],
      '2026-11-20',
    );
    expect(drafts.map(({ role, kind, asset, lines }) => [role, kind, asset.toString(), lines.length])).toEqual([
      ['cash', 'journal', 'USD/2', 2],
      ['fees', 'journal', 'USD/2', 1],
      ['cash', 'statistical', 'VISIT/0', 1],
    ]);
    expect(new Set(drafts.map(({ ref }) => ref)).size).toBe(3);
  });

  it('are none of an item that gave nothing', () => {
    expect(draftsBack([], '2026-11-20')).toEqual([]);
  });
});
