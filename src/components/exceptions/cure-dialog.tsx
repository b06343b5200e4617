'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { Button } from '@/components/ui/button';
import { Given } from '@/components/ui/given';
import { useToast } from '@/components/ui/toast';
import type { Cure } from '@/server/exceptions/cures';
import { AskDialog } from './ask-dialog';
import { buttonWords } from './cure-words';
import { type CauseDetail, useCauseWork } from './queries';
import { SetFigures } from './set-figures';

type Shown = {
  readonly itemCount: number;
  readonly amountMinor: bigint;
  readonly hash: string;
  readonly asOf: string;
  readonly needsSecond: boolean;
};

type Props = {
  cause: CauseDetail;
  cure: Cure;
  preview: Shown;
  picked: readonly string[];
  onClose: () => void;
  onDone: () => void;
};

/** Carries the cure out and says what happened, never more than happened. */
function useEnact({ cause, cure, picked, onClose, onDone }: Props, shown: Shown, reason: string) {
  const { cure: work } = useCauseWork();
  const toast = useToast();
  const router = useRouter();
  const enact = (freezeOnly: boolean) =>
    work.mutate(
      {
        causeId: cause.id,
        cure,
        reason,
        shownHash: shown.hash,
        asOf: shown.asOf,
        freezeOnly,
        eventIds: picked.length > 0 ? [...picked] : undefined,
      },
      {
        onSuccess: (made) => {
          onDone();
          onClose();
          if (!made.sent) router.push(routes.replay(made.replayId));
          else {
            toast({
              state: 'inflight',
              title: `${formatItems(made.itemCount)} on the way as RM-${made.number}`,
              body: 'Nothing is confirmed yet; the cause is cured when the ERP has confirmed them.',
            });
          }
        },
        onError: (error) => {
          onClose();
          toast({ state: 'rejected', title: 'Nothing was changed', body: error.message });
        },
      },
    );
  return { enact, isPending: work.isPending };
}

/** The set in figures, once more, before it is acted on. The hash goes with the answer: another set is refused. */
export function CureDialog(props: Props) {
  const { cause, cure, preview, onClose } = props;
  const [reason, setReason] = useState('');
  const [shown] = useState(preview);
  const { enact, isPending } = useEnact(props, shown, reason);
  const words = buttonWords(cure.kind, shown.itemCount, shown.needsSecond, cause.code);
  return (
    <AskDialog
      title={`${words}?`}
      onClose={onClose}
      action={
        <>
          {shown.needsSecond ? null : (
            <Button onClick={() => enact(true)} reason={isPending ? 'It is being done.' : null}>
              Freeze only
            </Button>
          )}
          <Button look="primary" onClick={() => enact(false)} working={isPending ? 'Freezing the set' : null}>
            {words}
          </Button>
        </>
      }
    >
      <p className="q2">
        <Given text={cause.title} />
        {'target' in cure ? (
          <>
            : <span className="mono">{cause.value}</span> becomes <span className="mono">{cure.target}</span>
          </>
        ) : null}
        .
      </p>
      <SetFigures items={shown.itemCount} amountMinor={shown.amountMinor} hash={shown.hash} />
      <label>
        <span className="s q2">Reason, kept with the manifest</span>
        <input className="input" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {shown.needsSecond ? (
        <p className="s q2">The set is frozen and waits for a controller. Nothing is sent before.</p>
      ) : null}
    </AskDialog>
  );
}
