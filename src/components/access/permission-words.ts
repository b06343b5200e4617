import type { Permission } from '@/server/auth/permissions';

const WORDS: Readonly<Record<Permission, string>> = {
  'overview.read': 'See totals',
  'exceptions.read': 'See causes and stopped items',
  'exceptions.work': 'Assign, defer and comment',
  'replays.read': 'See replays',
  'replays.create': 'Freeze and send, up to their limit',
  'replays.approve': 'Approve what another froze',
  'trace.read': 'Trace single payments, identifiers masked',
  search: 'Search by identifier',
  'identifiers.reveal': 'Reveal identifiers, with a reason, for an hour',
  'artifacts.read': 'See received files',
  'artifacts.upload': 'Upload files',
  'reconciliation.read': 'See reconciliation',
  'reconciliation.explain': 'Explain variances',
  'masterdata.read': 'See master data',
  'masterdata.edit': 'Change master data',
  'audit.read': 'Read the audit',
  'access.read': 'See people and rights',
};

export const PERMISSION_WORDS = Object.entries(WORDS) as [Permission, string][];
