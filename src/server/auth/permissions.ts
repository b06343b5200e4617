/** Who may do what. Every procedure names one permission; nothing else in the product looks at a role. */
export const ROLES = ['finance-ops', 'support', 'executive', 'controller', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'overview.read',
  'exceptions.read',
  'exceptions.work',
  'replays.read',
  'replays.create',
  'replays.approve',
  'approvals.read',
  'approvals.decide',
  'trace.read',
  'search',
  'identifiers.reveal',
  'artifacts.read',
  'artifacts.upload',
  'reconciliation.read',
  'reconciliation.explain',
  'cash.read',
  'cash.match',
  'refunds.read',
  'flows.read',
  'masterdata.read',
  'masterdata.edit',
  'audit.read',
  'access.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const FINANCE: readonly Permission[] = [
  'overview.read',
  'exceptions.read',
  'exceptions.work',
  'replays.read',
  'replays.create',
  'approvals.read',
  'approvals.decide',
  'trace.read',
  'search',
  'identifiers.reveal',
  'artifacts.read',
  'artifacts.upload',
  'reconciliation.read',
  'cash.read',
  'cash.match',
  'refunds.read',
  'flows.read',
  'masterdata.read',
  'masterdata.edit',
];

/** An executive sees totals and never a claim; an administrator manages people and codes and never approves money. */
const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  'finance-ops': FINANCE,
  support: [
    'overview.read',
    'exceptions.read',
    'replays.read',
    'replays.create',
    'approvals.read',
    'trace.read',
    'search',
    'identifiers.reveal',
    'artifacts.read',
    'artifacts.upload',
    'reconciliation.read',
    'cash.read',
    'refunds.read',
    'flows.read',
    'masterdata.read',
    'audit.read',
  ],
  executive: ['overview.read', 'reconciliation.read'],
  controller: [...FINANCE, 'replays.approve', 'reconciliation.explain', 'audit.read', 'access.read'],
  admin: [
    'overview.read',
    'exceptions.read',
    'artifacts.read',
    'artifacts.upload',
    'flows.read',
    'masterdata.read',
    'masterdata.edit',
    'audit.read',
    'access.read',
  ],
};

export const permissionsOf = (role: Role): readonly Permission[] => GRANTS[role];
export const may = (role: Role, permission: Permission): boolean => GRANTS[role].includes(permission);
