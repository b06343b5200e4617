'use client';
import type { ReactNode } from 'react';
import { Time } from '@/components/lib/display';
import { formatChange, formatItems, formatMoney } from '@/components/lib/format';
import { Icon } from '@/components/ui/icon';
import { bankOf } from './bank';
import { glOf } from './gl';
import type { Legs } from './queries';

/** Four legs and what lies between them. A leg that is not known says why instead of a number. */
export function LegStrip({ legs, onLedger }: { legs: Legs; onLedger: (entity: string) => void }) {
  const { sums, counts, reasons } = legs;
  const gl = glOf(legs);
  const bank = bankOf(legs);
  const notPosted = sums.postedMinor - sums.receivedMinor;
  const unowned = reasons.filter((reason) => reason.ownerKind === 'role').reduce((sum, r) => sum + r.amountMinor, 0n);
  return (
    <section className="rc-legs" aria-label="Legs">
      <Leg
        word="Bank"
        figure={bank.bankMinor === null ? <span className="q">{bank.instead}</span> : formatMoney(bank.bankMinor)}
        sub={bank.count}
      />
      <Gap value={bank.bankMinor === null ? null : bank.differenceMinor} words={bank.words} />
      <Leg
        word="Remit"
        figure={formatMoney(sums.receivedMinor)}
        sub={`${formatItems(counts.parcels, 'remit')} received`}
      />
      <Gap
        value={notPosted}
        words={notPosted === 0n ? 'all posted' : kinds(legs)}
        warning={unowned === 0n ? null : `${formatMoney(unowned)} not assigned`}
      />
      <Leg
        word="Posted"
        figure={formatMoney(sums.postedMinor)}
        sub={`${formatItems(counts.documents, 'document')} confirmed`}
      />
      <Gap value={gl.known ? gl.glMinor - gl.postedMinor : null} words={gl.words} warning={gl.unsent} />
      <Leg
        word="GL"
        figure={gl.known ? formatMoney(gl.glMinor) : <span className="q">{gl.instead}</span>}
        sub={<ReadWords gl={gl} />}
        links={gl.legs.map((leg) => ({ word: leg.entity, onClick: () => onLedger(leg.entity) }))}
      />
      {gl.stale.length > 0 ? (
        <p className="rc-stale s" role="status">
          <Icon name="exception" size={12} state="exception" />
          {gl.stale.map((leg) => (
            <span key={leg.entity}>
              GL balances of {leg.entity} could not be read
              {leg.failedAt ? (
                <>
                  {' '}
                  at <Time at={leg.failedAt} as="clock" />
                </>
              ) : null}
              : {leg.failureText ?? 'no answer'}{' '}
              {leg.readAt ? (
                <>
                  GL is from <Time at={leg.readAt} as="moment" />.
                </>
              ) : (
                'There is no earlier reading.'
              )}
            </span>
          ))}{' '}
          Remit and posted are current. Nothing was lost.
        </p>
      ) : null}
    </section>
  );
}

function ReadWords({ gl }: { gl: ReturnType<typeof glOf> }) {
  if (!gl.readAt) return null;
  return (
    <>
      accounts {gl.accounts}, read <Time at={gl.readAt} as="clock" />
      {gl.clearedMinor === 0n ? null : (
        <span className="rc-cleared">
          {formatMoney(gl.glMinor - gl.clearedMinor)} open, {formatMoney(gl.clearedMinor)} cleared
        </span>
      )}
    </>
  );
}

function kinds({ sums: { places } }: Legs): string {
  const words = [
    ['in flight', places.inFlight],
    ['exception', places.exception],
    ['held', places.held],
    ['duplicate', places.duplicate],
    ['rejected', places.rejected],
  ] as const;
  return words.flatMap(([word, place]) => (place.items > 0 ? [word] : [])).join(', ');
}

type LegProps = {
  word: string;
  figure: ReactNode;
  sub: ReactNode;
  links?: readonly { word: string; onClick: () => void }[];
};

function Leg({ word, figure, sub, links = [] }: LegProps) {
  return (
    <div className="leg">
      <span className="lab">{word}</span>
      <span className="fig">{figure}</span>
      <span className="s q">{sub}</span>
      {links.length > 0 ? (
        <span className="s q rc-links">
          by account
          {links.map((link) => (
            <button key={link.word} type="button" className="rc-link" onClick={link.onClick}>
              {link.word}
            </button>
          ))}
        </span>
      ) : null}
    </div>
  );
}

function Gap({ value, words, warning }: { value: bigint | null; words: string; warning?: string | null }) {
  return (
    <div className="gap">
      <span className="v">{value === null ? '' : formatChange(value)}</span>
      <span className="s">{words}</span>
      {warning ? <span className="s warn">{warning}</span> : null}
    </div>
  );
}
