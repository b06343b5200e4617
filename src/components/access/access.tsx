'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { formatMoney } from '@/components/lib/format';
import { ROLE_WORDS } from '@/components/lib/roles';
import { useTRPC } from '@/components/lib/trpc';
import { Screen } from '@/components/shell/screen';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Icon } from '@/components/ui/icon';
import { State } from '@/components/ui/state';
import './access.css';
import { PERMISSION_WORDS } from './permission-words';

function useAccess() {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.access.people.queryOptions()).data;
}
type Access = ReturnType<typeof useAccess>;
type Person = Access['people'][number];

function Standing({ person }: { person: Person }) {
  if (!person.active) return <State state="rejected" word="Switched off" />;
  return person.resting ? (
    <State state="held" word="Resting after misses" />
  ) : (
    <State state="posted" word="May sign in" />
  );
}

const COLUMNS: readonly Column<Person>[] = [
  { key: 'name', head: 'Name', render: (row) => <span className="m">{row.name}</span> },
  { key: 'email', head: 'E-mail', wideOnly: true, render: (row) => row.email },
  { key: 'role', head: 'Role', render: (row) => ROLE_WORDS[row.role] },
  {
    key: 'scope',
    head: 'Facilities',
    wideOnly: true,
    className: 'cut access-scope',
    render: (row) => row.facilities?.join(', ') ?? <span className="q">every facility</span>,
  },
  {
    key: 'limit',
    head: 'Approval limit',
    right: true,
    wideOnly: true,
    render: (row) => (
      <span className={row.approvalLimitMinor === 0n ? 'zero' : ''}>{formatMoney(row.approvalLimitMinor)}</span>
    ),
  },
  { key: 'state', head: 'Standing', render: (row) => <Standing person={row} /> },
];

/** Who may sign in, for which facilities, and what each role holds. */
export function Access() {
  const { people, grants } = useAccess();
  return (
    <Screen title="Access">
      <section className="sec" aria-labelledby="people">
        <header>
          <h2 id="people">People</h2>
          <span className="s q">{people.length}</span>
        </header>
        <DataTable caption="People" columns={COLUMNS} rows={people} keyOf={(row) => row.id} />
      </section>
      <Rights grants={grants} />
    </Screen>
  );
}

function Rights({ grants }: { grants: Access['grants'] }) {
  return (
    <section className="sec" aria-labelledby="rights">
      <header>
        <h2 id="rights">Rights by role</h2>
        <span className="s q">the table every procedure decides by</span>
      </header>
      <div className="access-rights">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">Right</th>
              {grants.map(({ role }) => (
                <th key={role} scope="col">
                  {ROLE_WORDS[role]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PERMISSION_WORDS.map(([permission, words]) => (
              <tr key={permission}>
                <th scope="row">{words}</th>
                {grants.map(({ role, permissions }) => (
                  <td key={role}>
                    {permissions.includes(permission) ? (
                      <>
                        <Icon name="check" size={14} />
                        <span className="sr">holds it</span>
                      </>
                    ) : (
                      <span className="sr">does not hold it</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
