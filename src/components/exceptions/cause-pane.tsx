'use client';
import Link from 'next/link';
import { useState } from 'react';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Given } from '@/components/ui/given';
import { Icon } from '@/components/ui/icon';
import { AssignDialog } from './assign-dialog';
import { CauseFacts } from './cause-facts';
import { CurePanel } from './cure-panel';
import { DeferDialog } from './defer-dialog';
import { ItemsTable } from './items-table';
import { MatterPanel } from './matter-panel';
import { MattersTable } from './matters-table';
import { Notes } from './notes';
import { type CauseDetail, useCause } from './queries';
import { SourceSlot } from './source-slot';
import { TWIN_CODES, Twin } from './twin';
import { usePaneKeys } from './use-pane-keys';
import type { Selection } from './use-selection';

/** One cause: what stands still, which items, where it says so in the source, and what cures it. */
export function CausePane({ causeId, selection }: { causeId: string; selection: Selection }) {
  const { data, status } = useCause(selection.scope, causeId);
  if (status === 'pending') return <section className="ex-detail" aria-busy="true" />;
  if (status === 'error' || !data) {
    return (
      <section className="ex-detail alone">
        <EmptyState title={status === 'error' ? 'This cause could not be read' : 'There is no such cause for you'}>
          {status === 'error'
            ? 'Reading it failed; nothing was changed. It is tried again every few seconds.'
            : 'It may lie outside your facilities.'}
        </EmptyState>
      </section>
    );
  }
  return <Cause cause={data} selection={selection} />;
}

type Asking = 'assign' | 'defer' | null;

function Cause({ cause, selection }: { cause: CauseDetail; selection: Selection }) {
  const { hrefOf, scope, itemId } = selection;
  const { open, line } = cause;
  const [asking, setAsking] = useState<Asking>(null);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const mayWork = useMay('exceptions.work');
  usePaneKeys({ mayWork, itemId, onAssign: () => setAsking('assign'), onDefer: () => line && setAsking('defer') });
  return (
    <section className="ex-detail" aria-labelledby="cause-title">
      <header className="ex-head">
        <Link className="ex-back btn plain" href={hrefOf({ cause: undefined })}>
          <Icon name="left" />
          Causes
        </Link>
        <div className="row top-row">
          <h2 id="cause-title">
            <Given text={cause.title} />
          </h2>
          <span className="sp" />
          {mayWork ? (
            <>
              <Button onClick={() => setAsking('assign')} hint="A">
                Assign
              </Button>
              {line ? (
                <Button onClick={() => setAsking('defer')} hint="H">
                  Defer
                </Button>
              ) : null}
            </>
          ) : null}
          {itemId ? (
            <Link className="btn" href={routes.traceEvent(itemId)}>
              Trace <kbd>T</kbd>
            </Link>
          ) : null}
        </div>
        <CauseFacts cause={cause} />
      </header>
      <div className="ex-body">
        <div className="ex-left">
          {open ? <MattersTable open={open} /> : null}
          {open && !line ? null : <ItemsTable cause={cause} selection={selection} picked={picked} onPick={setPicked} />}
          {line && TWIN_CODES.has(cause.code) ? <Twin causeId={cause.id} eventId={itemId} /> : null}
          {itemId ? <SourceSlot eventId={itemId} /> : null}
          <Notes cause={cause} mayWrite={mayWork} />
        </div>
        <div className="ex-right">
          {open ? <MatterPanel cause={cause} open={open} /> : null}
          {open && !line ? null : (
            <CurePanel cause={cause} scope={scope} picked={picked} onDone={() => setPicked([])} />
          )}
        </div>
      </div>
      {asking === 'assign' ? <AssignDialog cause={cause} onClose={() => setAsking(null)} /> : null}
      {asking === 'defer' ? <DeferDialog cause={cause} onClose={() => setAsking(null)} /> : null}
    </section>
  );
}
