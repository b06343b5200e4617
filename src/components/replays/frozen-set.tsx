'use client';
import Link from 'next/link';
import { shortHash } from '@/components/exceptions/cure-words';
import { Time } from '@/components/lib/display';
import { formatCount, formatItems, formatMoney } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import type { ReplayDetail } from './queries';
import { ACTION_WORDS } from './words';

/** The set in figures. It does not change any more, whatever arrives. */
export function FrozenSet({ replay }: { replay: ReplayDetail }) {
  return (
    <section aria-labelledby="set">
      <div className="sech">
        <h2 id="set">Frozen set</h2>
        <span className="s q">the set shown is the set sent</span>
      </div>
      <div className="rp-set">
        <div>
          <span className="s q">Items</span>
          <span className="fig">{formatCount(replay.items)}</span>
        </div>
        <div>
          <span className="s q">Paid</span>
          <span className="fig">{formatMoney(replay.amountMinor)}</span>
        </div>
        <div>
          <span className="s q">Moves, whatever the sign</span>
          <span className="fig">{formatMoney(replay.grossMinor)}</span>
        </div>
        <div>
          <span className="s q">Set hash, sha256</span>
          <span className="fig hash" title={replay.hash}>
            {shortHash(replay.hash)}
          </span>
        </div>
      </div>
      <p className="s q">
        Frozen <Time at={replay.createdAt} /> by {replay.maker.name}
        {replay.cause ? (
          <>
            {' '}
            from cause{' '}
            <Link className="num q2" href={routes.cause(replay.cause.id)}>
              “{replay.cause.title}”
            </Link>
          </>
        ) : null}
        . Each item {ACTION_WORDS[replay.action]}.
        {replay.later > 0
          ? ` ${formatItems(replay.later)} under this cause are not in it: they came later or were not picked.`
          : ''}
        {replay.reason ? ` Reason: ${replay.reason}` : ''}
      </p>
    </section>
  );
}
