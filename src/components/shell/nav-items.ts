import { routes } from '@/components/lib/routes';
import type { IconName } from '@/components/ui/icon';
import type { Permission } from '@/server/auth/permissions';

/** Only what exists is listed: one line per built screen, in the group people look for it in. */
export type NavItem = {
  readonly href: string;
  readonly word: string;
  readonly icon: IconName;
  readonly needs: Permission;
  /** The second key after G. */
  readonly key?: string;
  /** Whose open count stands beside it. */
  readonly count?: 'exceptions' | 'replays' | 'approvals';
};
export type NavGroup = { readonly word: string; readonly icon: IconName; readonly items: readonly NavItem[] };

export const NAV: readonly NavGroup[] = [
  {
    word: 'Work',
    icon: 'overview',
    items: [
      { href: routes.overview(), word: 'Overview', icon: 'overview', needs: 'overview.read', key: 'o' },
      {
        href: routes.exceptions(),
        word: 'Exceptions',
        icon: 'exceptions',
        needs: 'exceptions.read',
        key: 'e',
        count: 'exceptions',
      },
      { href: routes.replays, word: 'Replays', icon: 'replays', needs: 'replays.read', key: 'r', count: 'replays' },
      {
        href: routes.approvals(),
        word: 'Approvals',
        icon: 'approvals',
        needs: 'approvals.read',
        key: 'a',
        count: 'approvals',
      },
    ],
  },
  {
    word: 'Trace',
    icon: 'search',
    items: [
      { href: routes.search, word: 'Search', icon: 'search', needs: 'search', key: 's' },
      { href: routes.artifacts(), word: 'Artifacts', icon: 'artifacts', needs: 'artifacts.read', key: 'i' },
    ],
  },
  {
    word: 'Books',
    icon: 'recon',
    items: [
      { href: routes.reconciliation(), word: 'Reconciliation', icon: 'recon', needs: 'reconciliation.read', key: 'b' },
      { href: routes.cash(), word: 'Cash', icon: 'cash', needs: 'cash.read', key: 'c' },
      { href: routes.refunds(), word: 'Refunds', icon: 'refunds', needs: 'refunds.read', key: 'u' },
    ],
  },
  {
    word: 'Run',
    icon: 'flows',
    items: [
      { href: routes.flows, word: 'Flows', icon: 'flows', needs: 'flows.read', key: 'f' },
      { href: routes.connections, word: 'Connections', icon: 'connections', needs: 'flows.read', key: 'n' },
      { href: routes.masterData(), word: 'Master data', icon: 'master', needs: 'masterdata.read', key: 'm' },
    ],
  },
  {
    word: 'Govern',
    icon: 'audit',
    items: [
      { href: routes.audit(), word: 'Audit', icon: 'audit', needs: 'audit.read' },
      { href: routes.access, word: 'Access', icon: 'access', needs: 'access.read' },
    ],
  },
];

/** The groups a person may see; a group without a screen for them is left out. */
export const navFor = (permissions: readonly Permission[]): NavGroup[] =>
  NAV.map((group) => ({ ...group, items: group.items.filter((item) => permissions.includes(item.needs)) })).filter(
    (group) => group.items.length > 0,
  );
