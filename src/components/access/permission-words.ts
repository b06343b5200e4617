import type { Permission } from '@/server/auth/permissions';

const WORDS: Readonly<Record<Permission, string>> = {
  'overview.read': 'See totals',
  'exceptions.read': 'See causes and stopped items',
  'exceptions.work': 'Assign, defer and comment',
  'replays.read': 'See replays',
  'replays.create': 'Freeze and send, up to their limit',
  'replays.approve': 'Approve what another froze',
  'approvals.read': 'See what waits for a second person',
  'approvals.decide': 'Approve or decline what others asked, up to their limit',
  'trace.read': 'Trace single payments, identifiers masked',
  search: 'Search by identifier',
  'identifiers.reveal': 'Reveal identifiers, with a reason, for an hour',
  'artifacts.read': 'See received files',
  'artifacts.upload': 'Upload files',
  'reconciliation.read': 'See reconciliation',
  'reconciliation.explain': 'Explain variances',
  'cash.read': 'See deposits and what matches them',
  'cash.match': 'Propose and dismiss matches',
  'refunds.read': 'See refunds',
  'flows.read': 'See flows and connections',
  'masterdata.read': 'See master data',
  'masterdata.edit': 'Change master data',
  'audit.read': 'Read the audit',
  'access.read': 'See people and rights',
};

export const PERMISSION_WORDS = Object.entries(WORDS) as [Permission, string][];
