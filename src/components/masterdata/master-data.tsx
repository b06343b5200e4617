'use client';
import Link from 'next/link';
import { routes } from '@/components/lib/routes';
import { Screen } from '@/components/shell/screen';
import { Crosswalk } from './crosswalk';
import { Facilities } from './facilities';
import { type Kind, VIEW_WORDS, VIEWS, type View } from './kinds';
import './masterdata.css';
import { Payers } from './payers';

/** Who pays us, where we are, and how the outside names both. What was adopted from a remit is marked until confirmed. */
export function MasterData({ view, kind, text }: { view: View; kind: Kind | null; text: string | null }) {
  return (
    <Screen title="Master data" scopes={<Views view={view} />}>
      {view === 'crosswalk' ? <Crosswalk kind={kind} text={text} /> : null}
      {view === 'payers' ? <Payers /> : null}
      {view === 'facilities' ? <Facilities /> : null}
    </Screen>
  );
}

function Views({ view }: { view: View }) {
  return (
    <nav className="seg" aria-label="Kind of master data">
      {VIEWS.map((one) => (
        <Link
          key={one}
          className="seg-link"
          href={routes.masterData({ view: one })}
          aria-current={one === view || undefined}
        >
          {VIEW_WORDS[one]}
        </Link>
      ))}
    </nav>
  );
}
