import Link from 'next/link';
import { formatChange, formatItems, formatMoney } from '@/components/lib/format';
import { STATE_ICONS, STATE_OF_PLACE, type StateName } from '@/components/lib/places';
import { ROLE_WORDS } from '@/components/lib/roles';
import { routes } from '@/components/lib/routes';
import { Icon } from '@/components/ui/icon';
import { bankOf, WHY_TITLES } from './bank';
import { UNSENT_TITLES } from './gl';
import type { LedgerLeg, Legs } from './queries';

type Reason = Legs['reasons'][number];

/** A name, a team that has not taken it yet, or nobody because it moves by itself. */
const ownerWords = (owner: string): string =>
  owner in ROLE_WORDS ? `${ROLE_WORDS[owner as keyof typeof ROLE_WORDS]}, not assigned` : owner;

type RowProps = { state: StateName; title: string; sub: string; amountMinor: bigint; href: string | null };

function WhyRow({ state, title, sub, amountMinor, href }: RowProps) {
  return (
    <li>
      <Icon name={STATE_ICONS[state]} size={12} state={state} />
      {href ? (
        <Link className="num cut" href={href} title={title}>
          {title}
        </Link>
      ) : (
        <span className="cut" title={title}>
          {title}
        </span>
      )}
      <span className="s q cut of">{sub}</span>
      <span className="amt">{formatMoney(amountMinor)}</span>
    </li>
  );
}

const stateOf = (reason: Reason): StateName => (reason.unknown ? 'unknown' : STATE_OF_PLACE[reason.place]);

/** Why posted is less than received. The rows sum to the figure in the head: that is checked here, not believed. */
export function PostedWhy({ legs, total = true }: { legs: Legs; total?: boolean }) {
  const { reasons, sums } = legs;
  const difference = sums.postedMinor - sums.receivedMinor;
  const explained = reasons.reduce((sum, reason) => sum + reason.amountMinor, 0n);
  return (
    <ul className="rc-why">
      {reasons.map((reason) => (
        <WhyRow
          key={`${reason.place}|${reason.causeId}|${reason.unknown}|${reason.title}`}
          state={stateOf(reason)}
          title={reason.title}
          sub={`${formatItems(reason.items)}, ${ownerWords(reason.owner)}`}
          amountMinor={reason.amountMinor}
          href={reason.causeId ? routes.cause(reason.causeId) : null}
        />
      ))}
      {reasons.length === 0 ? <li className="none q2">Everything received is posted.</li> : null}
      {explained !== difference ? (
        <WhyRow
          state="rejected"
          title="Not explained"
          sub="moved while it was read; it is read again"
          amountMinor={difference - explained}
          href={null}
        />
      ) : null}
      {total && reasons.length > 0 ? <Total word="Posted less remit" minor={difference} /> : null}
    </ul>
  );
}

/** Why remits say other than the bank has shown. */
export function BankWhy({ legs }: { legs: Legs }) {
  const { why, differenceMinor } = bankOf(legs);
  if (why.length === 0) return <p className="q2">The bank has shown exactly what remits say.</p>;
  return (
    <ul className="rc-why">
      {why.map(({ kind, entries, amountMinor }) => (
        <WhyRow
          key={kind}
          state={BANK_STATES[kind]}
          title={WHY_TITLES[kind]}
          sub={entries === 0 ? '' : formatItems(entries, 'entry', 'entries')}
          amountMinor={amountMinor}
          href={kind === 'not-expected' ? null : routes.cash({ view: kind })}
        />
      ))}
      <Total word="Remit less bank" minor={differenceMinor} />
    </ul>
  );
}

const BANK_STATES: Readonly<Record<keyof typeof WHY_TITLES, StateName>> = {
  'no-deposit': 'inflight',
  'no-remit': 'exception',
  differs: 'exception',
  suggested: 'held',
  'not-expected': 'duplicate',
};

/** Postings of the period that no target was asked for yet: named with dollars, because figures that tie say nothing of them. */
function Unsent({ legs }: { legs: readonly LedgerLeg[] }) {
  const rows = legs.flatMap((leg) => leg.unsent.map((unsent) => ({ leg, unsent })));
  if (rows.length === 0) return null;
  return (
    <ul className="rc-why" aria-label="Not sent">
      {rows.map(({ leg, unsent }) => (
        <WhyRow
          key={`${leg.entity}|${unsent.state}`}
          state={unsent.state === 'proposed' ? 'held' : 'inflight'}
          title={UNSENT_TITLES[unsent.state] ?? unsent.state}
          sub={`entity ${leg.entity}, ${formatItems(unsent.count, 'posting')}, debits`}
          amountMinor={unsent.debitMinor}
          href={unsent.state === 'proposed' ? routes.approvals() : null}
        />
      ))}
    </ul>
  );
}

/** Why the ERP's cash differs from what was posted, entity by entity. */
export function LedgerWhy({ legs }: { legs: readonly LedgerLeg[] }) {
  const rows = legs.flatMap((leg) => leg.why.map((why) => ({ leg, why })));
  const total = rows.reduce((sum, { why }) => sum + why.amountMinor, 0n);
  if (rows.length === 0) {
    const sent = legs.every((leg) => leg.unsent.length === 0);
    return (
      <>
        <p className="q2">
          {sent
            ? 'The ERP holds on its cash accounts exactly what was posted.'
            : 'The ERP holds exactly what was sent. The period is not complete: this was not sent yet.'}
        </p>
        <Unsent legs={legs} />
      </>
    );
  }
  return (
    <>
      <ul className="rc-why">
        {rows.map(({ leg, why }) => (
          <WhyRow
            key={`${leg.entity}|${why.kind}|${why.title}`}
            state={STATES[why.kind]}
            title={why.title}
            sub={[
              `entity ${leg.entity}`,
              why.items === null ? null : formatItems(why.items, 'document'),
              ownerWords(why.owner),
            ]
              .filter(Boolean)
              .join(', ')}
            amountMinor={why.amountMinor}
            href={why.parcelId ? routes.traceParcel(why.parcelId) : null}
          />
        ))}
        <Total word="GL less posted" minor={total} />
      </ul>
      <Unsent legs={legs} />
    </>
  );
}

const STATES: Readonly<Record<LedgerLeg['why'][number]['kind'], StateName>> = {
  since: 'inflight',
  pending: 'inflight',
  half: 'inflight',
  loose: 'rejected',
  foreign: 'rejected',
};

function Total({ word, minor }: { word: string; minor: bigint }) {
  return (
    <li className="tot">
      <span>{word}</span>
      <span className="amt">{formatChange(minor)}</span>
    </li>
  );
}
