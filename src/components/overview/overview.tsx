'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { formatPeriod } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { AsOf } from '@/components/shell/as-of';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { useMay } from '@/components/shell/use-me';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FlowsTable } from './flows-table';
import { LiveFeed } from './live-feed';
import './overview.css';
import { useMoment, type View } from './queries';
import { StagesTable } from './stages-table';
import { TopCauses } from './top-causes';
import { WhereIsTheMoney } from './where-is-the-money';

/** Where is the money, does it sum, what stops most of it, what is moving now. */
export function Overview(view: View) {
  const { data, isError } = useMoment(view);
  const nothing = Object.keys(view.scope).length === 0 && data.measures.every(({ places }) => places.items === 0);
  return (
    <Screen title="Overview" className="overview" scopes={<Scopes />} asOf={<AsOf at={data.asOf} stale={isError} />}>
      {nothing ? <NothingYet /> : <WhereIsTheMoney view={view} />}
      <div className="g1">
        <div className="col">
          <FlowsTable view={view} />
          <StagesTable view={view} />
        </div>
        <div className="col">
          <TopCauses view={view} />
          <LiveFeed />
        </div>
      </div>
    </Screen>
  );
}

function Scopes() {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.overview.scopes.queryOptions());
  const periods = data.periods.map((value) => ({ value, word: formatPeriod(value) }));
  return (
    <ScopeChips
      chips={[
        { key: 'period', word: 'Period', options: periods },
        { key: 'entity', word: 'Entity', options: data.entities },
        { key: 'facility', word: 'Facility', options: data.facilities },
        { key: 'payer', word: 'Payer', options: data.payers },
      ]}
    />
  );
}

function NothingYet() {
  const mayUpload = useMay('artifacts.upload');
  return (
    <EmptyState
      title="Nothing has been received yet"
      action={mayUpload ? <ButtonLink href="/artifacts">Upload a file</ButtonLink> : null}
    >
      Amounts appear here as soon as the first file arrives on a connection.
    </EmptyState>
  );
}
