'use client';
import Link from 'next/link';
import { Fragment, useState } from 'react';
import { formatCount, formatItems, formatMoney } from '@/components/lib/format';
import { routes, type Scope } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { State } from '@/components/ui/state';
import type { CureKind } from '@/server/exceptions/cures';
import { CureDialog } from './cure-dialog';
import { buttonWords, CURE_WORDS } from './cure-words';
import { type CauseDetail, useCurePreview } from './queries';
import { TargetField } from './target-field';
import { type Choice, isMapCure, useChoice } from './use-choice';

type Props = { cause: CauseDetail; scope: Scope; picked: readonly string[]; onDone: () => void };
/** Reasons shown; the rest are in the manifest. */
const REASONS_MAX = 5;

type Preview = NonNullable<ReturnType<typeof useCurePreview>['data']>;

/** What cures this cause: the choice, what it would set free, and one button that names the count. */
export function CurePanel({ cause, scope, picked, onDone }: Props) {
  const choice = useChoice(cause);
  const mayCure = useMay('replays.create');
  const stopped = cause.line !== null;
  const { data: preview, error } = useCurePreview(cause.id, mayCure && stopped ? choice.cure : null, picked);
  const [asking, setAsking] = useState(false);
  const { kind } = choice;
  return (
    <section className="cure" aria-labelledby="cure-title">
      <div className="sech">
        <h3 className="h" id="cure-title">
          Cure
        </h3>
        <span className="s q cut">{kind ? CURE_WORDS[kind].what : 'outside Tieout'}</span>
        <span className="sp" />
        <kbd>C</kbd>
      </div>
      {stopped && cause.cures.length > 1 ? <Kinds cause={cause} choice={choice} /> : null}
      <p className="q2">{cause.advice}</p>
      {cause.pending.map((replay) => (
        <p key={replay.id} className="note held">
          <Icon name="held" size={10} state="held" />
          <span>
            <Link className="num m" href={routes.replay(replay.id)}>
              RM-{replay.number}
            </Link>
            , {formatItems(replay.items)}, {replay.state === 'frozen' ? 'frozen and not sent yet' : 'being sent'}
          </span>
        </p>
      ))}
      {kind && stopped ? <Fields cause={cause} kind={kind} choice={choice} /> : null}
      {stopped && Object.keys(scope).length > 0 && picked.length === 0 ? (
        <p className="s q">A cure frees every item of this cause, also those outside the scope shown.</p>
      ) : null}
      {preview && choice.cure && !error ? <PreviewOf preview={preview} picked={picked} /> : null}
      {kind && stopped ? (
        <Go
          code={cause.code}
          kind={kind}
          choice={choice}
          preview={error ? undefined : preview}
          problem={error?.message ?? null}
          mayCure={mayCure}
          onGo={() => setAsking(true)}
        />
      ) : null}
      {asking && preview && choice.cure ? (
        <CureDialog
          cause={cause}
          cure={choice.cure}
          preview={preview}
          picked={picked}
          onClose={() => setAsking(false)}
          onDone={onDone}
        />
      ) : null}
    </section>
  );
}

function Kinds({ cause, choice }: { cause: CauseDetail; choice: Choice }) {
  return (
    <fieldset className="seg">
      <legend className="sr">How to cure it</legend>
      {cause.cures.map((kind) => (
        <button key={kind} type="button" aria-pressed={kind === choice.kind} onClick={() => choice.setKind(kind)}>
          {CURE_WORDS[kind].name}
        </button>
      ))}
    </fieldset>
  );
}

const TARGET_WORDS: Readonly<Record<string, string>> = {
  'map-payer': 'Payer',
  'map-payee': 'Facility',
  'map-prefix': 'Facility',
  'map-plb': 'Account',
  'map-account': 'Bank account',
  'cost-center': 'Cost center',
};

function Fields({ cause, kind, choice }: { cause: CauseDetail; kind: CureKind; choice: Choice }) {
  return (
    <dl className="cure-map">
      <dt>{CURE_WORDS[kind].label}</dt>
      <dd className="mono cut" title={cause.value}>
        {cause.value}
      </dd>
      {isMapCure(kind) ? (
        <>
          <dt>{TARGET_WORDS[kind]}</dt>
          <dd>
            <TargetField
              key={kind}
              kind={kind}
              value={choice.target}
              onChoose={choice.setTarget}
              label={TARGET_WORDS[kind] ?? ''}
            />
          </dd>
        </>
      ) : null}
      {isMapCure(kind) && kind !== 'cost-center' ? (
        <>
          <dt>
            <label htmlFor="valid-from">Valid from</label>
          </dt>
          <dd>
            <input
              id="valid-from"
              className="input"
              inputMode="numeric"
              placeholder="YYYY-MM-DD"
              value={choice.validFrom}
              onChange={(event) => choice.setValidFrom(event.target.value)}
            />
          </dd>
        </>
      ) : null}
    </dl>
  );
}

function PreviewOf({ preview, picked }: { preview: Preview; picked: readonly string[] }) {
  return (
    <div className="cure-pv" role="status">
      <div className="sech">
        <h4>Preview</h4>
        <span className="s q">nothing is changed yet</span>
      </div>
      <dl>
        {preview.impact ? <Outcomes impact={preview.impact} /> : null}
        {preview.impact ? <dd className="rule" aria-hidden="true" /> : null}
        <dt>
          {preview.impact && preview.impact.covered < preview.itemCount
            ? 'All, of which the first are tried'
            : 'Together'}
        </dt>
        <dd>{formatItems(preview.itemCount)}</dd>
        <dd className="amt">{formatMoney(preview.amountMinor)}</dd>
      </dl>
      {preview.otherCauses > 0 ? (
        <p className="s q2">Also frees the items of {formatItems(preview.otherCauses, 'related cause')}.</p>
      ) : null}
      {picked.length > 0 ? <p className="s q2">Only the {formatCount(picked.length)} picked.</p> : null}
    </div>
  );
}

/** What the map stage would do with them: the same decision, nothing written. */
function Outcomes({ impact }: { impact: NonNullable<Preview['impact']> }) {
  const failing = impact.wouldFail.reduce((sum, fail) => sum + fail.items, 0);
  const amountMinor = impact.wouldFail.reduce((sum, fail) => sum + fail.amountMinor, 0n);
  return (
    <>
      <dt>
        <State state="posted" word="Would pass" />
      </dt>
      <dd>{formatItems(impact.wouldPass.items)}</dd>
      <dd className="amt b">{formatMoney(impact.wouldPass.amountMinor)}</dd>
      <dt>
        {failing > 0 ? (
          <State state="exception" word="Would stop again" />
        ) : (
          <span className="zero">Would stop again</span>
        )}
      </dt>
      <dd className={failing > 0 ? undefined : 'zero'}>{formatItems(failing)}</dd>
      <dd className={failing > 0 ? 'amt b' : 'amt zero'}>{formatMoney(amountMinor)}</dd>
      {impact.wouldFail.slice(0, REASONS_MAX).map((fail) => (
        <Fragment key={fail.title}>
          <dd className="why">
            {formatCount(fail.items)} because {fail.title}
          </dd>
          <dd className="amt why2">{formatMoney(fail.amountMinor)}</dd>
        </Fragment>
      ))}
    </>
  );
}

type GoProps = {
  code: string;
  kind: CureKind;
  choice: Choice;
  preview: Preview | undefined;
  problem: string | null;
  mayCure: boolean;
  onGo: () => void;
};

function Go({ code, kind, choice, preview, problem, mayCure, onGo }: GoProps) {
  const reason = !mayCure
    ? 'Your role does not cure causes.'
    : choice.cure === null
      ? 'Choose what to map it to first.'
      : problem !== null
        ? problem
        : preview === undefined
          ? 'The preview is being read.'
          : preview.itemCount === 0
            ? 'Nothing would be freed.'
            : null;
  const words = preview
    ? buttonWords(kind, preview.itemCount, preview.needsSecond, code)
    : (CURE_WORDS[kind].verb ?? 'Release');
  return (
    <>
      <Button id="cure-go" look="primary" className="wide" reason={reason} onClick={onGo} hint="R">
        {words}
      </Button>
      {reason ? <p className="s q">{reason}</p> : null}
      {preview?.needsSecond ? (
        <p className="s q">
          Needs a second person: more than your {formatMoney(preview.limitMinor)} limit moves in this set.
        </p>
      ) : null}
    </>
  );
}
