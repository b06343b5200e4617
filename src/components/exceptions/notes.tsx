'use client';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { type CauseDetail, useCauseWork } from './queries';

/** What people found out about a cause, newest first. */
export function Notes({ cause, mayWrite }: { cause: CauseDetail; mayWrite: boolean }) {
  return (
    <section aria-labelledby="notes">
      <div className="sech">
        <h3 className="h" id="notes">
          Touches
        </h3>
        <span className="s q">{cause.notes.length + 1}</span>
      </div>
      {mayWrite ? <NoteForm causeId={cause.id} /> : null}
      <ul className="ex-touch">
        {cause.notes.map((note) => (
          <li key={note.id}>
            <Time at={note.at} as="day" className="s q" />
            <span>
              <b className="m">{note.author}</b> {note.body}
            </span>
          </li>
        ))}
        {cause.regressedAt ? (
          <li>
            <Time at={cause.regressedAt} as="day" className="s q" />
            <span className="q2">Came back after it had been cured.</span>
          </li>
        ) : null}
        <li>
          <Time at={cause.firstSeenAt} as="day" className="s q" />
          <span className="q2">Opened at stage {cause.stage}.</span>
        </li>
      </ul>
    </section>
  );
}

function NoteForm({ causeId }: { causeId: string }) {
  const [body, setBody] = useState('');
  const { note } = useCauseWork();
  const toast = useToast();
  const write = () =>
    note.mutate(
      { causeId, body },
      {
        onSuccess: () => setBody(''),
        onError: (error) => toast({ state: 'rejected', title: 'The comment was not kept', body: error.message }),
      },
    );
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (body.trim() !== '' && !note.isPending) write();
      }}
    >
      <input
        id="cause-note"
        className="input"
        aria-label="Comment"
        placeholder="Comment, no patient data"
        maxLength={2000}
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <Button type="submit" look="plain" hint="M" working={note.isPending ? 'Writing' : null}>
        Comment
      </Button>
    </form>
  );
}
