'use client';
import type { ReactNode } from 'react';
import { wordsOf } from '@/components/lib/flow-words';
import { formatDate, formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyStrip } from '@/components/ui/keys';
import { Badge } from '@/components/ui/state';
import { ENDED } from './ended';
import { JournalsByStep } from './journals';
import { type RefundDetail, useRefund } from './queries';
import './refunds.css';
import { Steps } from './steps';
import { ThreeWay } from './three-way';
import { Told, Undo } from './undo';
import { Concerns, WaitsFor } from './waits-for';
import { clockOf, REFUND_FLOW, stateOf } from './words';

const BACK = { href: routes.refunds(), word: wordsOf(REFUND_FLOW).name };
const HINTS = [
  { keys: ['J', 'K'], word: 'steps' },
  { keys: ['L'], word: 'journal lines' },
];

/** Where this refund stands, what it waits for, and what can still be taken back. */
export function Refund({ id }: { id: string }) {
  const { data, isError } = useRefund(id);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    l: () => document.getElementById('journals')?.scrollIntoView({ block: 'start' }),
  });
  if (!data) {
    return (
      <Screen title="Refund" back={BACK}>
        <EmptyState
          title="There is no such refund for you"
          action={<ButtonLink href={routes.refunds()}>All refunds</ButtonLink>}
        >
          It may lie outside your facilities.
        </EmptyState>
      </Screen>
    );
  }
  const { memory } = data;
  const { state, word } = stateOf(memory.state);
  return (
    <Screen
      title={`${memory.requestId}, ${formatMoney(memory.netMinor)} to ${data.payer ?? (memory.kind === 'payer' ? 'a payer' : 'a patient')}`}
      back={BACK}
      workspace
      className="refund"
      scopes={<Badge state={state} word={word} />}
      asOf={<AsOf at={data.asOf} stale={isError} />}
    >
      <Strip refund={data} />
      <div className="rf-grid">
        <div className="rf-left">
          <Steps refund={data} />
          <JournalsByStep journals={data.journals} />
        </div>
        <aside className="rf-right" aria-label="What it waits for">
          <WaitsFor refund={data} />
          <Concerns refund={data} />
          <ThreeWay refund={data} />
          <Undo refund={data} />
          <Told refund={data} />
        </aside>
      </div>
      <KeyStrip hints={HINTS} />
    </Screen>
  );
}

/** J and K walk the steps by moving the focus. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.tl a.step')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

function Strip({ refund }: { refund: RefundDetail }) {
  const { memory, account, facility } = refund;
  return (
    <div className="rf-strip">
      <Fact word="Amount">
        <span className="fig">{formatMoney(memory.netMinor)}</span>
      </Fact>
      {memory.askedMinor === memory.netMinor ? null : <Fact word="Asked for">{formatMoney(memory.askedMinor)}</Fact>}
      <Fact word="Account">
        <span className="mono">{account ?? (memory.accountTail ? `••••${memory.accountTail}` : 'not given')}</span>
      </Fact>
      <Fact word="Facility">{facility ?? 'not known'}</Fact>
      <Fact word="Way">{memory.route === 'card' ? 'Card' : memory.method || 'Payables'}</Fact>
      <Fact word="Asked by">{memory.maker || 'not said'}</Fact>
      <Fact word="Agreed">
        {memory.approvedBy.length} of {memory.needed} needed
      </Fact>
      <Clock refund={refund} />
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

/** True scale from the day somebody knew of it to the day it is due. */
function Clock({ refund: { memory, asOf } }: { refund: RefundDetail }) {
  const { clock } = memory;
  if (!clock) return null;
  const ended = ENDED.includes(memory.state);
  const { look, share, words } = clockOf(clock, asOf.toISOString().slice(0, 10), ended);
  const label = `${words}, due ${formatDate(clock.due)}`;
  return (
    <div className="ck">
      <span className="s q">
        {clock.statutory ? '60-day clock' : 'Clock'}, from {formatDate(clock.from)}
      </span>
      <span className={`clock ${look}`} role="img" aria-label={label}>
        <i style={{ width: `${share}%` }} />
      </span>
      <span className="s">{label}</span>
    </div>
  );
}
