'use client';
import Link from 'next/link';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { formatAsset, formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { sideWord, TieSides } from '@/components/sheets/tie-sides';
import { tierWords } from '@/components/sheets/words';
import { useMay } from '@/components/shell/use-me';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { Icon } from '@/components/ui/icon';
import { Badge } from '@/components/ui/state';
import { useToast } from '@/components/ui/toast';
import { type Suggestion, useMatchWork, useSuggestion } from './queries';
import { suggestionLook, TIE_NOW_WORDS } from './words';

/** A match the rules only propose: entries of both sides, the evidence, and who has to agree. */
export function SuggestionPane({ id }: { id: string }) {
  const { data, error } = useSuggestion(id);
  const reading = data === undefined && error === null;
  if (!data) {
    return reading ? (
      <p className="q" role="status">
        Reading the entries
      </p>
    ) : (
      <EmptyState title="This match is not open any more" tone={error ? 'rejected' : 'plain'}>
        {error?.message ?? 'An entry of it has come or gone since; it is looked for anew.'}
      </EmptyState>
    );
  }
  const look = suggestionLook(data);
  return (
    <section aria-label="Suggested match">
      <div className="sech">
        <h2>{formatMoney(data.amountMinor)}</h2>
        <Badge state={look.state} word={look.word} />
        <span className="sp" />
        <span className="s q">
          tier {data.tier}, found <Time at={data.madeAt} />
        </span>
      </div>
      {data.entries.length > 0 ? <Match suggestion={data} /> : <Moved suggestion={data} />}
    </section>
  );
}

function Match({ suggestion }: { suggestion: Suggestion }) {
  return (
    <>
      <TieSides entries={suggestion.entries} />
      <div className="sech ca-why">
        <h2>Evidence</h2>
        <span className="s q">{tierWords(suggestion.tier)}</span>
      </div>
      <ul className="ca-reasons">
        {suggestion.reasons.map((reason) => (
          <li key={reason}>
            <Icon name="check" size={12} />
            {reason}
          </li>
        ))}
      </ul>
      <Actions suggestion={suggestion} />
    </>
  );
}

/** What was suggested is not so any more: what each side of it is now, and nothing to agree to. */
function Moved({ suggestion: { state, ties } }: { suggestion: Suggestion }) {
  return (
    <>
      <p className="note duplicate" role="status">
        {state === 'declined'
          ? 'Declined, and changed since.'
          : 'What was suggested is not so any more, so nobody can agree to it. The matching looks for it anew.'}
      </p>
      <ul className="ca-reasons" aria-label="What it is now">
        {ties.map((tie) => (
          <li key={`${tie.id}|${tie.side}|${tie.trace}`}>
            <span className="cut">
              {tie.flow && tie.side ? sideWord({ flow: tie.flow, side: tie.side }) : 'One side'}{' '}
              <span className="mono">{tie.trace ?? tie.payer}</span> {TIE_NOW_WORDS[tie.now]}
            </span>
            <span className="sp" />
            {tie.openMinor === 0n ? null : (
              <Link className="num amt nw" href={routes.cash({ open: `tie:${tie.id}` })}>
                {formatAsset(tie.openMinor, tie.asset)} open
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Actions({ suggestion }: { suggestion: Suggestion }) {
  const mayMatch = useMay('cash.match');
  const mayRead = useMay('approvals.read');
  const [asking, setAsking] = useState<'propose' | 'dismiss' | null>(null);
  const open = suggestion.state === 'open' && mayMatch;
  useKeys(open ? { d: () => setAsking('dismiss') } : {});
  if (suggestion.state === 'asked') {
    return (
      <div className="row ca-acts">
        {suggestion.approvalId && mayRead ? (
          <ButtonLink look="primary" href={routes.approvals({ id: suggestion.approvalId })}>
            Open in Approvals
          </ButtonLink>
        ) : null}
        <span className="s q">{suggestion.askedBy ?? 'Somebody'} asked for it; another person answers.</span>
      </div>
    );
  }
  if (suggestion.state !== 'open') return <p className="s q ca-acts">This match is not open any more.</p>;
  return (
    <div className="row ca-acts">
      <Button
        look="primary"
        reason={mayMatch ? null : 'Your role does not propose matches.'}
        onClick={() => setAsking('propose')}
      >
        Propose match of {suggestion.entries.length} entries
      </Button>
      <Button
        reason={mayMatch ? null : 'Your role does not dismiss matches.'}
        onClick={() => setAsking('dismiss')}
        hint="D"
      >
        Not this
      </Button>
      <span className="s q">adds no journal; a second person agrees</span>
      {asking ? <Ask suggestion={suggestion} asking={asking} onClose={() => setAsking(null)} /> : null}
    </div>
  );
}

type AskProps = { suggestion: Suggestion; asking: 'propose' | 'dismiss'; onClose: () => void };

function Ask({ suggestion, asking, onClose }: AskProps) {
  const work = useMatchWork();
  const toast = useToast();
  const propose = asking === 'propose';
  const mutation = propose ? work.propose : work.dismiss;
  const done = () => {
    onClose();
    toast(
      propose
        ? { state: 'held', title: 'Asked a second person', body: 'It stands in Approvals until they answer.' }
        : { state: 'held', title: 'Not suggested again', body: 'Both sides stay open.' },
    );
  };
  const submit = (form: FormData) => {
    const text = form.get('reason');
    const asked = { id: suggestion.id, reason: typeof text === 'string' ? text : '' };
    // The match is read again before this returns, and then shows no dialog: `onSuccess` of the call would die with it. An
    // error is shown by the dialog.
    mutation.mutateAsync(asked).then(done, () => undefined);
  };
  return (
    <FormDialog
      title={propose ? `Propose ${formatMoney(suggestion.amountMinor)} as one` : 'These do not belong together'}
      action={propose ? 'Ask a second person' : 'Do not suggest again'}
      working={mutation.isPending ? 'Working' : null}
      error={mutation.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label={propose ? 'What makes you sure, for the second person' : 'Why not'}
        name="reason"
        required={!propose}
      />
    </FormDialog>
  );
}
