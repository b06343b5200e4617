'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { within } from '@/components/exceptions/list-parts';
import { Time } from '@/components/lib/display';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset } from '@/components/lib/format';
import { PostingSheetView } from '@/components/sheets/posting-sheet';
import { TieSides } from '@/components/sheets/tie-sides';
import { tierWords } from '@/components/sheets/words';
import { EmptyState } from '@/components/ui/empty-state';
import { Given } from '@/components/ui/given';
import { Icon } from '@/components/ui/icon';
import { Badge } from '@/components/ui/state';
import { Covered } from './covered';
import { Decide } from './decide';
import { NetByAccount } from './net-by-account';
import { type ApprovalDetail, useApproval } from './queries';
import { STATE_LOOKS } from './words';

type Props = { id: string; backHref: string; onBack: (href: string) => void };

/** One question: everything an answer would send, who has answered, and the answer itself. */
export function ApprovalPane({ id, backHref, onBack }: Props) {
  const { data, error } = useApproval(id);
  const reading = data === undefined && error === null;
  if (!data) {
    return (
      <section className="ap-detail alone">
        {reading ? (
          <p className="q" role="status">
            Reading what is asked
          </p>
        ) : (
          <EmptyState title="There is no such question for you" tone={error ? 'rejected' : 'plain'}>
            {error ? error.message : 'It may lie outside your facilities.'}
          </EmptyState>
        )}
      </section>
    );
  }
  return (
    <section className="ap-detail" aria-label={data.title}>
      <header className="ap-head">
        <Link className="ap-back btn plain" href={backHref} onClick={within(onBack, backHref)}>
          <Icon name="left" />
          Approvals
        </Link>
        <div className="row">
          <h2 className="cut">
            <Given text={data.title} />
          </h2>
          <Badge state={STATE_LOOKS[data.state].state} word={STATE_LOOKS[data.state].word} />
        </div>
        <Facts detail={data} />
      </header>
      <div className="ap-body">
        <div className="ap-left">
          <What detail={data} />
        </div>
        <Decide detail={data} />
      </div>
    </section>
  );
}

function Facts({ detail }: { detail: ApprovalDetail }) {
  return (
    <div className="ap-facts">
      <Fact word="Amount">
        <span className="fig">{formatAsset(detail.amountMinor, detail.asset)}</span>
      </Fact>
      <Fact word="Flow">{detail.flow ? wordsOf(detail.flow).name : 'no flow'}</Fact>
      <Fact word="Policy">{detail.policy}</Fact>
      <Fact word="Made by">{detail.maker ?? 'nobody in particular'}</Fact>
      <Fact word="Asked">
        {detail.askedBy ?? 'by policy'}, <Time at={detail.askedAt} />
      </Fact>
      <Fact word="Agreed">
        {detail.given} of {detail.needed} needed
      </Fact>
    </div>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <span className="s q">{word}</span>
      <span>{children}</span>
    </div>
  );
}

function What({ detail }: { detail: ApprovalDetail }) {
  if (detail.match) {
    if (detail.changed && detail.state !== 'given')
      return (
        <EmptyState title="This match has moved">
          An entry of it has come or gone since, so it is no longer what was asked about. It is looked for anew.
        </EmptyState>
      );
    return (
      <section aria-labelledby="what">
        <div className="sech">
          <h2 id="what">{MATCH_WORDS[detail.state]}</h2>
          <span className="s q">adds no journal</span>
        </div>
        <TieSides entries={detail.match.entries} />
        <Reasons match={detail.match} />
      </section>
    );
  }
  if (detail.postings.length === 0 && detail.hidden === 0) {
    return (
      <EmptyState title="Nothing of it stands any more">
        What was asked for was taken back or is drafted anew. If it still needs a second person, it is asked for again.
      </EmptyState>
    );
  }
  const asked = detail.state === 'asked';
  return (
    <>
      <section aria-labelledby="what">
        <div className="sech">
          <h2 id="what">{asked ? 'What will be sent' : 'What it was about'}</h2>
          <span className="s q">
            {detail.postings.length === 1
              ? '1 document'
              : `${detail.postings.length} documents, together or not at all`}
          </span>
        </div>
        {detail.hidden > 0 ? (
          <p className="note exception" role="status">
            {detail.hidden} more documents and lines lie outside your facilities.
          </p>
        ) : null}
        {detail.postings.map((sheet) => (
          <PostingSheetView key={sheet.id} sheet={sheet} withState={!asked} />
        ))}
      </section>
      <NetByAccount postings={detail.postings} />
      <Covered items={detail.items} />
    </>
  );
}

const MATCH_WORDS: Readonly<Record<ApprovalDetail['state'], string>> = {
  asked: 'What will be joined',
  given: 'What was joined',
  declined: 'What was asked about',
  stale: 'What was asked about',
};

function Reasons({ match }: { match: NonNullable<ApprovalDetail['match']> }) {
  return (
    <section aria-labelledby="why">
      <div className="sech">
        <h2 id="why">Why</h2>
        <span className="s q">
          tier {match.tier}, {tierWords(match.tier).toLowerCase()}
        </span>
      </div>
      <ul className="ap-reasons">
        {match.reasons.map((reason) => (
          <li key={reason}>
            <Icon name="check" size={12} />
            {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
