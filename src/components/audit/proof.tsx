import { Time } from '@/components/lib/display';
import { formatCount } from '@/components/lib/format';
import { EmptyState } from '@/components/ui/empty-state';
import { State } from '@/components/ui/state';

type Check = {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly checked: number;
  readonly broken: number;
  readonly example: string | null;
};
type Run = { readonly ranAt: Date; readonly ok: boolean; readonly tookMs: number; readonly checks: readonly Check[] };

function Line({ check }: { check: Check }) {
  const found = check.ok
    ? `${formatCount(check.checked)} checked`
    : `${formatCount(check.broken)} of ${formatCount(check.checked)} broken, first ${check.example ?? 'not named'}`;
  return (
    <li>
      <State state={check.ok ? 'posted' : 'rejected'} word={check.title} />
      <span className="s q">{found}</span>
    </li>
  );
}

/** What the verifier last proved, invariant by invariant; the chains of this screen are one of them. */
export function Proof({ run, chains, entries }: { run: Run | null; chains: number; entries: bigint }) {
  if (!run) {
    return (
      <EmptyState title="The verifier has not run yet">
        {formatCount(entries)} entries stand in {chains} chains. Whether they are unbroken is said after its first run.
      </EmptyState>
    );
  }
  return (
    <section className="sec proof" aria-labelledby="proof">
      <header>
        <h2 id="proof">Proof</h2>
        <State state={run.ok ? 'posted' : 'rejected'} word={run.ok ? 'Every law holds' : 'A law is broken'} />
        <span className="sp" />
        <span className="s q">
          <Time at={run.ranAt} as="moment-zone" />, {formatCount(run.tookMs)} ms
        </span>
      </header>
      <ul className="proof-list">
        {run.checks.map((check) => (
          <Line key={check.id} check={check} />
        ))}
      </ul>
    </section>
  );
}
