/**
 * Goal: every procedure asks for its own right. Method: the table of all of them, compared with whom each lets in; a procedure that is
 * new, or asks for another right, fails until its line is here.
 */
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { may, type Permission, ROLES, type Role } from '@/server/auth/permissions';
import type { Session } from '@/server/auth/session';
import { appRouter } from './root';

const RIGHTS: Readonly<Record<string, Permission | null>> = {
  'access.people': 'access.read',
  'approvals.answer': 'approvals.decide',
  'approvals.detail': 'approvals.read',
  'approvals.list': 'approvals.read',
  'artifacts.connections': 'artifacts.read',
  'artifacts.detail': 'artifacts.read',
  'artifacts.list': 'artifacts.read',
  'audit.list': 'audit.read',
  'audit.proof': 'audit.read',
  'cash.dismiss': 'cash.match',
  'cash.open': 'cash.read',
  'cash.propose': 'cash.match',
  'cash.screen': 'cash.read',
  'cash.suggestion': 'cash.read',
  'cash.tie': 'cash.read',
  'cures.closeMapping': 'masterdata.edit',
  'cures.confirmFacility': 'masterdata.edit',
  'cures.confirmPayer': 'masterdata.edit',
  'cures.enact': 'replays.create',
  'cures.mapValue': 'masterdata.edit',
  'cures.preview': 'replays.create',
  'cures.setCostCenter': 'masterdata.edit',
  'cures.targets': 'masterdata.read',
  'exceptions.accept': 'exceptions.work',
  'exceptions.assign': 'exceptions.work',
  'exceptions.assignees': 'exceptions.work',
  'exceptions.defer': 'exceptions.work',
  'exceptions.detail': 'exceptions.read',
  'exceptions.items': 'exceptions.read',
  'exceptions.list': 'exceptions.read',
  'exceptions.note': 'exceptions.work',
  'exceptions.resume': 'exceptions.work',
  'exceptions.twin': 'exceptions.read',
  'flows.connections': 'flows.read',
  'flows.detail': 'flows.read',
  'flows.list': 'flows.read',
  'items.list': 'trace.read',
  'masterdata.crosswalk': 'masterdata.read',
  'masterdata.facilities': 'masterdata.read',
  'masterdata.payerClasses': 'masterdata.read',
  'masterdata.payers': 'masterdata.read',
  'overview.live': 'overview.read',
  'overview.moment': 'overview.read',
  'overview.scopes': 'overview.read',
  'overview.totals': 'overview.read',
  'reconciliation.accounts': 'reconciliation.read',
  'reconciliation.cell': 'reconciliation.read',
  'reconciliation.items': 'trace.read',
  'reconciliation.screen': 'reconciliation.read',
  'refunds.detail': 'refunds.read',
  'refunds.list': 'refunds.read',
  'replays.abort': 'replays.create',
  'replays.approve': 'replays.approve',
  'replays.detail': 'replays.read',
  'replays.items': 'replays.read',
  'replays.list': 'replays.read',
  'replays.pause': 'replays.create',
  'replays.send': 'replays.create',
  'search.find': 'search',
  'session.counts': null,
  'session.me': null,
  'trace.conceal': 'identifiers.reveal',
  'trace.find': 'trace.read',
  'trace.parcel': 'trace.read',
  'trace.reveal': 'identifiers.reveal',
  'trace.sent': 'trace.read',
  'trace.source': 'trace.read',
};

const sessionOf = (role: Role): Session => ({
  userId: '00000000-0000-7000-8000-000000000001',
  email: `${role}@fernhollow.example`,
  name: role,
  role,
  approvalLimitMinor: 0n,
  actor: { kind: 'user', name: role, scope: '*' },
});

/** Whether the role gets past the door; an input that no procedure takes keeps everything behind it from running. */
async function enters(role: Role, procedure: string): Promise<boolean> {
  const caller = appRouter.createCaller({ session: sessionOf(role), mayChange: true });
  const [noun, verb] = procedure.split('.') as [string, string];
  const call = Reflect.get(Reflect.get(caller, noun) as object, verb) as (input: unknown) => Promise<unknown>;
  try {
    await call(Symbol.for('no input'));
  } catch (error) {
    return !(error instanceof TRPCError && error.code === 'FORBIDDEN');
  }
  return true;
}

describe('rights of procedures', () => {
  it('are stated for all of them', () => {
    expect(new Set(Object.keys(appRouter._def.procedures))).toEqual(new Set(Object.keys(RIGHTS)));
  });

  it.each(Object.entries(RIGHTS))('%s asks for %s', async (procedure, right) => {
    const entering: Role[] = [];
    for (const role of ROLES) if (await enters(role, procedure)) entering.push(role);
    expect(entering).toEqual(ROLES.filter((role) => right === null || may(role, right)));
  });
});
