'use client';
import { Time } from '@/components/lib/display';
import { formatAsset, formatDate } from '@/components/lib/format';
import { TieSides } from '@/components/sheets/tie-sides';
import { EmptyState } from '@/components/ui/empty-state';
import { Badge } from '@/components/ui/state';
import { useTie } from './queries';

/** One tie with what stands on each side of it. */
export function TiePane({ id }: { id: string }) {
  const { data, error } = useTie(id);
  const reading = data === undefined && error === null;
  if (!data) {
    return reading ? (
      <p className="q" role="status">
        Reading the entries
      </p>
    ) : (
      <EmptyState title="This is not open any more" tone={error ? 'rejected' : 'plain'}>
        {error?.message ?? 'What was missing has come.'}
      </EmptyState>
    );
  }
  const tied = data.state === 'tied';
  return (
    <section aria-label="Tie">
      <div className="sech">
        <h2>{formatAsset(data.balanceMinor < 0n ? -data.balanceMinor : data.balanceMinor, data.asset)} open</h2>
        <Badge state={tied ? 'posted' : 'exception'} word={tied ? 'Tied' : 'Open'} />
        <span className="sp" />
        <span className="s q">
          since <Time at={data.openedAt} as="day" />
          {data.due ? `, late after ${formatDate(data.due)}` : ''}
        </span>
      </div>
      <TieSides entries={data.entries} />
      {tied ? null : (
        <p className="s q2 ca-acts">
          It ties by itself when the other side comes with the same trace. The matching looks again at every change.
        </p>
      )}
    </section>
  );
}
