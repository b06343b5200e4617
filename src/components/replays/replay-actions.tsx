'use client';
import { useState } from 'react';
import { AskDialog } from '@/components/exceptions/ask-dialog';
import { SetFigures } from '@/components/exceptions/set-figures';
import { formatCount, formatItems, formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { useMay, useMe } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { type ReplayDetail, useReplayWork } from './queries';
import { ACTION_WORDS, sendWords } from './words';

type Asking = 'send' | 'approve' | 'abort' | null;

/** Why this person cannot approve now, or `null`. The server decides again. */
function approvalBar(replay: ReplayDetail, email: string, limitMinor: bigint, mayApprove: boolean): string | null {
  if (!mayApprove) return 'A controller approves.';
  if (replay.maker.email === email) return 'You froze this set; another controller approves it.';
  return replay.grossMinor > limitMinor ? `This set moves more than your ${formatMoney(limitMinor)} limit.` : null;
}

/** What can be done with the manifest now. Only a frozen one can be sent, only a second person can approve. */
export function ReplayActions({ replay }: { replay: ReplayDetail }) {
  const me = useMe();
  const mayRun = useMay('replays.create');
  const mayApprove = useMay('replays.approve');
  const [asking, setAsking] = useState<Asking>(null);
  const { pause } = useReplayWork();
  const toast = useToast();
  const { outcome, progress } = replay;
  const frozen = outcome === 'frozen' || outcome === 'paused' || outcome === 'waits';
  const waits = outcome === 'waits';
  const unsent = progress.unsent.items;
  const stop = () =>
    pause.mutate(
      { replayId: replay.id },
      { onError: (error) => toast({ state: 'rejected', title: 'Not paused', body: error.message }) },
    );
  useKeys(mayRun && outcome === 'sending' ? { p: stop } : {});
  const bar = approvalBar(replay, me.email, me.approvalLimitMinor, mayApprove);
  return (
    <>
      {mayRun && outcome === 'sending' ? (
        <Button hint="P" onClick={stop} working={pause.isPending ? 'Pausing' : null}>
          Pause
        </Button>
      ) : null}
      {mayRun && (frozen || outcome === 'sending') && unsent > 0 ? (
        <Button look="danger" onClick={() => setAsking('abort')}>
          Abort unsent {formatCount(unsent)}
        </Button>
      ) : null}
      {frozen && waits && (mayApprove || mayRun) ? (
        <Button look="primary" reason={bar} onClick={() => setAsking('approve')}>
          Approve {formatItems(replay.items)}
        </Button>
      ) : null}
      {frozen && !waits && mayRun ? (
        <Button look="primary" onClick={() => setAsking('send')}>
          {outcome === 'paused' ? `Resume, ${formatItems(unsent)} left` : sendWords(replay.action, replay.items)}
        </Button>
      ) : null}
      {asking ? <Ask replay={replay} asking={asking} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function Ask({
  replay,
  asking,
  onClose,
}: {
  replay: ReplayDetail;
  asking: Exclude<Asking, null>;
  onClose: () => void;
}) {
  const work = useReplayWork();
  const toast = useToast();
  const [shown] = useState(replay);
  const unsent = formatItems(shown.progress.unsent.items);
  const words = {
    send: sendWords(shown.action, shown.progress.unsent.items),
    approve: `Approve ${formatItems(shown.items)}`,
    abort: `Abort ${unsent}`,
  }[asking];
  const answer = {
    onSuccess: onClose,
    onError: (error: { message: string }) => {
      onClose();
      toast({ state: 'rejected' as const, title: 'Nothing was done', body: error.message });
    },
  };
  const go = () => {
    const replayId = shown.id;
    if (asking === 'send') work.send.mutate({ replayId }, answer);
    else if (asking === 'approve') work.approve.mutate({ replayId, hash: shown.hash }, answer);
    else work.abort.mutate({ replayId }, answer);
  };
  const pending = work.send.isPending || work.approve.isPending || work.abort.isPending;
  return (
    <AskDialog
      title={`${words}?`}
      onClose={onClose}
      action={
        <Button look={asking === 'abort' ? 'danger' : 'primary'} onClick={go} working={pending ? 'Working' : null}>
          {words}
        </Button>
      }
    >
      <p className="q2">
        {asking === 'abort'
          ? 'What is not sent yet stays stopped under its cause. What was sent goes on.'
          : `Each item ${ACTION_WORDS[shown.action]}.`}
      </p>
      <SetFigures
        items={asking === 'approve' ? shown.items : shown.progress.unsent.items}
        amountMinor={asking === 'approve' ? shown.amountMinor : shown.progress.unsent.amountMinor}
        hash={shown.hash}
      />
    </AskDialog>
  );
}
