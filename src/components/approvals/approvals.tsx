'use client';
import { formatAsset, formatCount } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyStrip } from '@/components/ui/keys';
import { ApprovalListPane } from './approval-list';
import { ApprovalPane } from './approval-pane';
import './approvals.css';
import { type ApprovalList, useApprovals } from './queries';
import { useApprovalSelection } from './use-selection';
import { KIND_LOOKS } from './words';

const HINTS = [
  { keys: ['J', 'K'], word: 'move' },
  { keys: ['Esc'], word: 'close' },
  { keys: ['L'], word: 'lines' },
  { keys: ['D'], word: 'decline, asks for words' },
];

/** What waits for a second person, what exactly happens if they agree, and who may. */
export function Approvals() {
  const selection = useApprovalSelection();
  const { view, id, hrefOf, go } = selection;
  const list = useApprovals(view);
  const shownId = id ?? list.data.approvals[0]?.id ?? null;
  useKeys({ Escape: () => go(hrefOf({ id: undefined })) });
  return (
    <Screen title="Approvals" workspace className="approvals" asOf={<AsOf at={list.data.asOf} stale={list.isError} />}>
      <Sums list={list.data} />
      <div className="ap-cols" data-view={id ? 'detail' : 'list'}>
        <ApprovalListPane list={list.data} shownId={shownId} selection={selection} />
        {shownId ? (
          <ApprovalPane key={shownId} id={shownId} backHref={hrefOf({ id: undefined })} onBack={go} />
        ) : (
          <section className="ap-detail alone">
            <Nothing list={list.data} view={view} />
          </section>
        )}
      </div>
      <KeyStrip hints={HINTS} />
    </Screen>
  );
}

/** Sums stand per kind, never over kinds. */
function Sums({ list }: { list: ApprovalList }) {
  return (
    <div className="scope">
      <span>
        Waiting <b className="b">{formatCount(list.counts.waiting)}</b>
      </span>
      {list.sums.map(({ kind, asset, amountMinor }) => (
        <span key={`${kind}|${asset}`} className="q2">
          {KIND_LOOKS[kind].many} <b className="m">{formatAsset(amountMinor, asset)}</b>
        </span>
      ))}
      {list.hidden > 0 ? <span className="q">+ {formatCount(list.hidden)} hidden by your facilities</span> : null}
    </div>
  );
}

function Nothing({ list, view }: { list: ApprovalList; view: string }) {
  if (view === 'decided')
    return <EmptyState title="Nothing was decided in the last 30 days">Older decisions are in the audit.</EmptyState>;
  if (view === 'mine')
    return <EmptyState title="You have asked for nothing">What you ask another person for appears here.</EmptyState>;
  return (
    <EmptyState title={list.hidden > 0 ? 'Nothing waits in your facilities' : 'Nothing waits for a second person'}>
      A payment over its limit, or a match that is only proposed, appears here with everything it would send.
    </EmptyState>
  );
}
