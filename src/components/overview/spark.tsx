import { formatCount } from '@/components/lib/format';

type StageLoad = {
  readonly stage: string;
  readonly moving: number;
  readonly stopped: number;
  readonly held: number;
  readonly unknown: number;
};

const PITCH = 16;
const WIDTH = 12;
const BASE = 21;
const HEIGHT_MIN = 3;
const HEIGHT_MAX = 19;
const UNKNOWN_HEIGHT = 4;
/** Counts from here up are drawn at full height: the eye compares orders of magnitude, the table says the number. */
const COUNT_FULL = 1_000;

/** Log height, so that one stopped item is seen beside ten thousand moving ones. */
export function barHeight(count: number): number {
  if (count <= 0) return 0;
  const share = Math.log10(count + 1) / Math.log10(COUNT_FULL);
  return Math.round(HEIGHT_MIN + Math.min(share, 1) * (HEIGHT_MAX - HEIGHT_MIN));
}

const labelOf = (stages: readonly StageLoad[]): string =>
  stages
    .filter((load) => load.moving + load.stopped + load.held + load.unknown > 0)
    .map((load) => {
      const held = load.held > 0 ? `, ${formatCount(load.held)} held` : '';
      const unknown = load.unknown > 0 ? `, ${formatCount(load.unknown)} unknown` : '';
      const name = load.stage.charAt(0).toUpperCase() + load.stage.slice(1);
      return `${name}: ${formatCount(load.moving)} moving, ${formatCount(load.stopped)} stopped${held}${unknown}`;
    })
    .join('; ') || 'Nothing waiting';

const LOOKS = { moving: 'mv', held: 'hld', stopped: 'stp' } as const;

function Bars({ load, x }: { load: StageLoad; x: number }) {
  const bars = (['moving', 'held', 'stopped'] as const).filter((kind) => load[kind] > 0);
  const width = (WIDTH - (bars.length - 1)) / Math.max(1, bars.length);
  const top = Math.max(1, BASE - Math.max(0, ...bars.map((kind) => barHeight(load[kind]))) - UNKNOWN_HEIGHT - 1);
  return (
    <>
      <path d={`M${x} 21.5h${WIDTH}`} className="base" />
      {bars.map((kind, at) => {
        const height = barHeight(load[kind]);
        return (
          <rect
            key={kind}
            className={LOOKS[kind]}
            x={x + at * (width + 1)}
            y={BASE - height}
            width={width}
            height={height}
          />
        );
      })}
      {load.unknown > 0 ? <rect className="unk" x={x} y={top} width={WIDTH} height={UNKNOWN_HEIGHT} /> : null}
    </>
  );
}

/** Seven bars, receive to reconcile: moving blue, held grey, stopped amber, unknown violet on top. */
export function Spark({ stages }: { stages: readonly StageLoad[] }) {
  return (
    <svg className="spark" width="110" height="22" role="img" aria-label={labelOf(stages)}>
      {stages.map((load, index) => (
        <Bars key={load.stage} load={load} x={index * PITCH} />
      ))}
    </svg>
  );
}
