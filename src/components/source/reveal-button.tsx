'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { useTRPC } from '@/components/lib/trpc';
import { useMay } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import type { Source } from './queries';

const REASON_MIN = 8;
const REASON_MAX = 200;

/** Opens identifiers for an hour, for a reason that is kept. While open it says until when. */
export function RevealButton({ source }: { source: Source }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('identifiers.reveal');
  if (source.revealedUntil) return <Revealed until={source.revealedUntil} />;
  if (!may) return null;
  return (
    <>
      <Button look="plain" onClick={() => setAsking(true)}>
        Reveal
      </Button>
      {asking ? <RevealDialog source={source} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Revealed({ until }: { until: Date }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const conceal = useMutation({
    ...trpc.trace.conceal.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.trace.source.queryKey() }),
  });
  return (
    <>
      <span className="s exception nw st">
        <span>
          Revealed until <Time at={until} as="clock" />
        </span>
      </span>
      <Button look="plain" onClick={() => conceal.mutate()} working={conceal.isPending ? 'Masking' : null}>
        Mask
      </Button>
    </>
  );
}

function RevealDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const reveal = useMutation({
    ...trpc.trace.reveal.mutationOptions(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: trpc.trace.source.queryKey() });
      onClose();
    },
  });
  const short = reason.trim().length < REASON_MIN;
  const open = () =>
    reveal.mutate({
      reason,
      subjectKind: source.eventId ? 'event' : 'parcel',
      subjectId: source.eventId ?? source.parcelId,
    });
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="src-ask" aria-describedby={undefined}>
          <Dialog.Title className="h b">Reveal names and account numbers</Dialog.Title>
          <p className="q2">
            For one hour you see identifiers in source bytes. Your reason and everything you open are kept in the audit
            trail. Bank accounts stay masked.
          </p>
          <label>
            <span className="s q2">Reason</span>
            <textarea
              className="input area"
              rows={2}
              maxLength={REASON_MAX}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          {reveal.error ? <p className="rejected st">{reveal.error.message}</p> : null}
          <div className="src-acts">
            <Button onClick={onClose}>Cancel</Button>
            <Button
              look="primary"
              onClick={open}
              reason={short ? 'Say in a few words why you need it.' : null}
              working={reveal.isPending ? 'Opening' : null}
            >
              Reveal for one hour
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
