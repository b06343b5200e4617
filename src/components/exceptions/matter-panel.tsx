'use client';
import Link from 'next/link';
import { useState } from 'react';
import { formatAsset } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { AskDialog } from './ask-dialog';
import { subjectsOf } from './matter-list';
import { type CauseDetail, useCauseWork } from './queries';

type Open = NonNullable<CauseDetail['open']>;

/** What ends a cause that stops nothing: a match in Cash, a person who accepts the difference, or the world. */
export function MatterPanel({ cause, open }: { cause: CauseDetail; open: Open }) {
  const [asking, setAsking] = useState(false);
  const mayWork = useMay('exceptions.work');
  const reason = mayWork ? null : 'Your role does not work on causes.';
  const isDeposit = open.matters.some(({ kind }) => kind === 'deposit');
  return (
    <section className="cure" aria-labelledby="cure-title">
      <div className="sech">
        <h3 className="h" id="cure-title">
          What ends it
        </h3>
        <span className="sp" />
        <kbd>C</kbd>
      </div>
      <p className="q2">{cause.advice}</p>
      {isDeposit ? (
        <Link id="cure" className="btn wide" href={routes.cash()}>
          Match in Cash
        </Link>
      ) : null}
      {cause.cures.includes('accept') ? (
        <>
          <Button id="cure" look="primary" className="wide" reason={reason} onClick={() => setAsking(true)}>
            Accept {amountOf(open)} of {subjectsOf(open.line)}
          </Button>
          <p className="s q">{reason ?? 'Nothing is booked by it; no account moves.'}</p>
        </>
      ) : isDeposit ? null : (
        <p className="s q">It ends by itself when what it names is no longer so.</p>
      )}
      {asking ? <AcceptDialog cause={cause} open={open} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

const amountOf = ({ line: { asset, amountMinor } }: Pick<Open, 'line'>): string =>
  asset === null || amountMinor === null ? '' : formatAsset(amountMinor, asset);

function AcceptDialog({ cause, open, onClose }: { cause: CauseDetail; open: Open; onClose: () => void }) {
  const [why, setWhy] = useState('');
  // What stood here when the question was asked: whatever comes meanwhile is not meant.
  const [line] = useState(open.line);
  const { accept } = useCauseWork();
  const toast = useToast();
  const answer = {
    onSuccess: ({ ties }: { ties: number }) => {
      toast({
        state: 'posted' as const,
        title: `Accepted the difference of ${subjectsOf({ ...open.line, subjects: ties })}`,
      });
      onClose();
    },
    onError: (error: { message: string }) =>
      toast({ state: 'rejected' as const, title: 'Not accepted', body: error.message }),
  };
  return (
    <AskDialog
      title={`Accept a difference of ${amountOf({ line })}`}
      onClose={onClose}
      action={
        <Button
          look="primary"
          reason={why.trim() === '' ? 'Say why it is right as it is.' : null}
          onClick={() => accept.mutate({ causeId: cause.id, why, shown: line.shown }, answer)}
          working={accept.isPending ? 'Accepting' : null}
        >
          Accept the difference
        </Button>
      }
    >
      <p className="q2">
        What is booked stays as it is, and no document is made. It is asked again when one of them is off by another
        amount. Your name and reason stay with it.
      </p>
      <label>
        <span className="s q2">Why</span>
        <input className="input" maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </AskDialog>
  );
}
