// Goal: the lines that keep money and patients safe cannot be crossed by a careless grant. Method: the rules as examples.
import { describe, expect, it } from 'vitest';
import { may, permissionsOf, ROLES } from './permissions';

describe('permissions', () => {
  it('show an executive totals and never a claim', () => {
    expect(permissionsOf('executive')).toEqual(['overview.read', 'reconciliation.read']);
  });

  it('let only a controller approve', () => {
    expect(ROLES.filter((role) => may(role, 'replays.approve'))).toEqual(['controller']);
  });

  it('let whoever works with money answer what others asked, and nobody else', () => {
    expect(ROLES.filter((role) => may(role, 'approvals.decide'))).toEqual(['finance-ops', 'controller']);
    expect(ROLES.filter((role) => may(role, 'cash.match'))).toEqual(['finance-ops', 'controller']);
  });

  it('keep an administrator away from identifiers and from sending money', () => {
    expect(may('admin', 'identifiers.reveal')).toBe(false);
    expect(may('admin', 'replays.create')).toBe(false);
    expect(may('admin', 'search')).toBe(false);
  });

  it('grant nothing twice', () => {
    for (const role of ROLES) expect(new Set(permissionsOf(role)).size).toBe(permissionsOf(role).length);
  });
});
