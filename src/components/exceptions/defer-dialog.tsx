'use client';
import { useState } from 'react';
import { formatDate, formatItems } from '@/components/lib/format';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { AskDialog } from './ask-dialog';
import { type CauseDetail, useCauseWork } from './queries';

const DAY_MS = 86_400_000;
const tomorrow = (): string => new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);

/** Until when the items wait, and why. On that day they are exceptions again by themselves. */
export function DeferDialog({ cause, onClose }: { cause: CauseDetail; onClose: () => void }) {
  const [until, setUntil] = useState(cause.holdUntil ?? '');
  const [reason, setReason] = useState(cause.holdReason ?? '');
  const [earliest] = useState(tomorrow);
  const { defer, resume } = useCauseWork();
  const toast = useToast();
  const items = cause.line?.items ?? 0;
  const missing =
    until < earliest ? 'Choose a day from tomorrow on.' : reason.trim() === '' ? 'Say why it waits.' : null;
  const answer = {
    onSuccess: onClose,
    onError: (error: { message: string }) =>
      toast({ state: 'rejected' as const, title: 'Not deferred', body: error.message }),
  };
  return (
    <AskDialog
      title="Defer until a day"
      onClose={onClose}
      action={
        <>
          {cause.holdUntil ? (
            <Button
              onClick={() => resume.mutate({ causeId: cause.id }, answer)}
              working={resume.isPending ? 'Resuming' : null}
            >
              Resume now
            </Button>
          ) : null}
          <Button
            look="primary"
            reason={missing}
            onClick={() => defer.mutate({ causeId: cause.id, until, reason }, answer)}
            working={defer.isPending ? 'Deferring' : null}
          >
            Defer {formatItems(items)}
          </Button>
        </>
      }
    >
      <p className="q2">
        The items move from exception to held and stay under this cause.{' '}
        {until ? `On ${formatDate(until)}` : 'On that day'} they come back.
      </p>
      <label>
        <span className="s q2">Until</span>
        <input
          className="input"
          type="date"
          min={earliest}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </label>
      <label>
        <span className="s q2">Why</span>
        <input className="input" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </AskDialog>
  );
}
