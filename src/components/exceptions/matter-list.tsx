'use client';
import Link from 'next/link';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatItems } from '@/components/lib/format';
import { Given } from '@/components/ui/given';
import { Due, within } from './list-parts';
import type { CauseList, MatterLine } from './queries';
import type { Selection } from './use-selection';

/** How many of what stand under it. */
export function subjectsOf({ subject, flow, kind, subjects }: MatterLine): string {
  const { saga, tied } = wordsOf(flow);
  const noun = subject === 'tie' ? tied?.[kind] : saga;
  return formatItems(subjects, noun?.one, noun?.many);
}

type Props = { list: CauseList; shownId: string | null; selection: Selection };

/** Causes under which nothing stands still: they have no place in the money bar, and a person has to see to them all the same. */
export function MatterList({ list, shownId, selection }: Props) {
  if (list.matters.length === 0) return null;
  return (
    <section aria-labelledby="matters">
      <h2 id="matters" className="ex-kind s q">
        Stops nothing, and needs a person
      </h2>
      <ol>
        {list.matters.map((line) => (
          <li key={line.id}>
            <MatterRow line={line} asOf={list.asOf} shown={line.id === shownId} selection={selection} />
          </li>
        ))}
      </ol>
    </section>
  );
}

type RowProps = { line: MatterLine; asOf: Date; shown: boolean; selection: Selection };

function MatterRow({ line, asOf, shown, selection: { hrefOf, go } }: RowProps) {
  const href = hrefOf({ cause: line.id });
  const { asset, amountMinor } = line;
  return (
    <Link
      href={href}
      scroll={false}
      onClick={within(go, href)}
      className="cz"
      aria-current={shown ? 'true' : undefined}
    >
      <span className="sc" aria-hidden="true" />
      <span className="t cut">
        <Given text={line.title} />
      </span>
      <span className="s q cut code">
        {subjectsOf(line)}, {wordsOf(line.flow).name}
      </span>
      <span className="amt m">
        {asset === null || amountMinor === null ? (
          <span className="q">no amount</span>
        ) : (
          formatAsset(amountMinor, asset)
        )}
      </span>
      <span className="row bt">
        <Due dueAt={line.dueAt} asOf={asOf} />
      </span>
      <span className="own s q2">{line.owner?.name ?? <span className="noown">No owner</span>}</span>
    </Link>
  );
}
