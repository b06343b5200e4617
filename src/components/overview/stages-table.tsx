'use client';
import { formatAge, formatCount } from '@/components/lib/format';
import { State } from '@/components/ui/state';
import { useMoment, type View } from './queries';

const STAGE_WORDS: Readonly<Record<string, string>> = {
  receive: 'Receive',
  parse: 'Parse',
  canonicalize: 'Canonicalize',
  map: 'Map',
  post: 'Post',
  confirm: 'Confirm',
  reconcile: 'Reconcile',
};

/** Sum over flows of what waits in one stage; `receive` holds nothing, because it answers only after it has committed. */
function useStages(view: View) {
  const { flows, asOf } = useMoment(view).data.flows;
  const names = flows[0]?.stages.map((load) => load.stage) ?? [];
  const rows = names.map((stage) => {
    const loads = flows.flatMap((flow) => flow.stages.filter((load) => load.stage === stage));
    const sum = (key: 'moving' | 'stopped' | 'held' | 'unknown') => loads.reduce((total, load) => total + load[key], 0);
    const ages = loads.flatMap((load) => (load.oldestAt ? [asOf.getTime() - load.oldestAt.getTime()] : []));
    return {
      stage,
      moving: sum('moving'),
      stopped: sum('stopped'),
      held: sum('held'),
      unknown: sum('unknown'),
      oldestMs: ages.length > 0 ? Math.max(...ages) : null,
    };
  });
  return rows;
}

const Count = ({ value }: { value: number }) => <span className={value === 0 ? 'zero' : ''}>{formatCount(value)}</span>;

/** The backlog stage by stage, and whether anyone is working it off. */
export function StagesTable({ view }: { view: View }) {
  const rows = useStages(view);
  return (
    <section className="sec" aria-labelledby="stages">
      <header>
        <h2 id="stages">Stages</h2>
        <span className="s q">items waiting in each</span>
        <span className="sp" />
        <Workers view={view} />
      </header>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" className="r">
              Moving
            </th>
            <th scope="col" className="r">
              Stopped
            </th>
            <th scope="col" className="r wide-only">
              Held
            </th>
            <th scope="col" className="r wide-only">
              Unknown
            </th>
            <th scope="col" className="r">
              Oldest
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.stage}>
              <th scope="row">{STAGE_WORDS[row.stage] ?? row.stage}</th>
              <td className="r">
                <Count value={row.moving} />
              </td>
              <td className="r">
                <Count value={row.stopped} />
              </td>
              <td className="r wide-only">
                <Count value={row.held} />
              </td>
              <td className="r wide-only">
                <Count value={row.unknown} />
              </td>
              <td className={row.oldestMs === null ? 'r zero' : 'r'}>
                {row.oldestMs === null ? 'none' : formatAge(row.oldestMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Workers({ view }: { view: View }) {
  const { workers, lastBeatSeconds } = useMoment(view).data.flows;
  if (workers > 0) return <State state="posted" word={`${workers} ${workers === 1 ? 'worker' : 'workers'} at work`} />;
  const since =
    lastBeatSeconds === null ? 'none has started' : `the last one was heard ${formatAge(lastBeatSeconds * 1000)} ago`;
  return <State state="rejected" word={`No worker is running: ${since}`} />;
}
