'use client';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Badge } from '@/components/ui/state';
import '@/components/exceptions/exceptions.css';
import { FrozenSet } from './frozen-set';
import { ImpactPreview } from './impact';
import { People } from './people';
import { Progress } from './progress';
import { type ReplayDetail, useReplay } from './queries';
import { Receipt } from './receipt';
import { ReplayItems } from './replay-items';
import './replays.css';
import { Steps } from './steps';
import { OUTCOMES } from './words';

const BACK = { href: routes.replays, word: 'Replays' };

/** Exactly which set, what it will change, who agreed, how much is confirmed. */
export function Replay({ replayId }: { replayId: string }) {
  const { data, isError } = useReplay(replayId);
  if (!data) {
    return (
      <Screen title="Manifest" back={BACK}>
        <EmptyState
          title="There is no such manifest for you"
          action={<ButtonLink href={routes.replays}>All manifests</ButtonLink>}
        >
          It may lie outside your facilities.
        </EmptyState>
      </Screen>
    );
  }
  const { state, word } = OUTCOMES[data.outcome];
  return (
    <Screen
      title={`RM-${data.number}, ${data.title}`}
      back={BACK}
      workspace
      className="replay"
      scopes={<Badge state={state} word={word} />}
      asOf={<AsOf at={data.asOf} stale={isError} />}
    >
      <Steps replay={data} />
      {data.refused ? <Refused replay={data} /> : null}
      <div className="rp-cols">
        <div className="rp-left">
          <FrozenSet replay={data} />
          <ImpactPreview replay={data} />
          <ReplayItems replay={data} />
        </div>
        <aside className="rp-right" aria-label="Approval and progress">
          <People replay={data} />
          <Progress replay={data} />
          <Receipt replay={data} />
        </aside>
      </div>
    </Screen>
  );
}

function Refused({ replay }: { replay: ReplayDetail }) {
  return (
    <p className="note rejected" role="alert">
      {replay.refused} Nothing more of it is sent; freeze the items again.
    </p>
  );
}
