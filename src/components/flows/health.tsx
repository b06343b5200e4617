import { formatCount } from '@/components/lib/format';
import { State } from '@/components/ui/state';

type Load = { readonly moving: number; readonly stopped: number; readonly held: number; readonly unknown: number };
type Flow = { readonly stages: readonly Load[]; readonly receivedMinor: bigint };

export const loadOf = (flow: Pick<Flow, 'stages'>, key: keyof Load): number =>
  flow.stages.reduce((total, stage) => total + stage[key], 0);

/** Stopped outranks unknown outranks held outranks moving: the word names what needs someone first. */
export function Health({ flow }: { flow: Flow }) {
  const stopped = loadOf(flow, 'stopped');
  if (stopped > 0) return <State state="exception" word={`${formatCount(stopped)} stopped`} />;
  const unknown = loadOf(flow, 'unknown');
  if (unknown > 0) return <State state="unknown" word={`${formatCount(unknown)} unknown`} />;
  const held = loadOf(flow, 'held');
  if (held > 0) return <State state="held" word={`${formatCount(held)} held`} />;
  if (loadOf(flow, 'moving') > 0) return <State state="inflight" word="Moving" />;
  return flow.receivedMinor === 0n ? (
    <span className="q">Nothing received</span>
  ) : (
    <State state="posted" word="Nothing waits" />
  );
}
