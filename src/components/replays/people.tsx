'use client';
import { Time } from '@/components/lib/display';
import { formatMoney } from '@/components/lib/format';
import { Icon } from '@/components/ui/icon';
import type { ReplayDetail } from './queries';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

const limitWords = (limitMinor: bigint | null): string =>
  limitMinor === null ? 'no longer active' : `limit ${formatMoney(limitMinor)}`;

/** Who froze it and who agreed. Over the maker's limit it takes two. */
export function People({ replay }: { replay: ReplayDetail }) {
  const { maker, approver, needsSecond } = replay;
  return (
    <section aria-labelledby="approval">
      <div className="sech">
        <h2 id="approval">Approval</h2>
        <span className="s q">
          {needsSecond ? `two people, over ${formatMoney(maker.limitMinor ?? 0n)}` : 'one person, within the limit'}
        </span>
      </div>
      <ul className="rp-people">
        <li>
          <span className="av">{initials(maker.name)}</span>
          <span>
            {maker.name}
            <br />
            <span className="s q">made it, {limitWords(maker.limitMinor)}</span>
          </span>
          <span className="when s q2">
            <Icon name="check" size={14} />
            <Time at={replay.createdAt} as="clock" />
          </span>
        </li>
        {approver ? (
          <li>
            <span className="av">{initials(approver.name)}</span>
            <span>
              {approver.name}
              <br />
              <span className="s q">
                approved {replay.hash.slice(0, 4)}…{replay.hash.slice(-4)}, {limitWords(approver.limitMinor)}
              </span>
            </span>
            <span className="when s q2">
              <Icon name="check" size={14} />
              <Time at={approver.at} as="clock" />
            </span>
          </li>
        ) : needsSecond ? (
          <li>
            <span className="av none" />
            <span>
              Second person
              <br />
              <span className="s q">a controller other than {maker.name}</span>
            </span>
            <span className="when s q">waiting</span>
          </li>
        ) : null}
      </ul>
      <p className="s q">The sender compares the hash before every batch and stops if one item differs.</p>
    </section>
  );
}
