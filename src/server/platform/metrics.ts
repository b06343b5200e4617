/**
 * Counters and histograms of one process, in the Prometheus text format (version 0.0.4). A worker has no port of its own:
 * it writes its snapshot into its heartbeat row, and the web process shows the sum. Label values come from fixed lists in
 * the code, never from data, and a family holds at most SERIES_MAX of them.
 */
const SERIES_MAX = 200;

export type MetricFamily = {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'histogram';
  /** `{label="value"}` text → value; histogram series carry their `le` inside the text. */
  readonly series: Readonly<Record<string, number>>;
};

type Family = { name: string; help: string; kind: MetricFamily['kind']; series: Map<string, number> };
const families = new Map<string, Family>();

function family(name: string, help: string, kind: Family['kind']): Family {
  const known = families.get(name);
  if (known) return known;
  const made: Family = { name, help, kind, series: new Map() };
  families.set(name, made);
  return made;
}

type Labels<L extends string> = Readonly<Record<L, string>>;

function labelText(labels: Readonly<Record<string, string>>, suffix = ''): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value.replace(/["\\\n]/g, '_')}"`);
  return `${suffix}{${pairs.join(',')}}`;
}

function bump(of: Family, key: string, by: number): void {
  if (!of.series.has(key) && of.series.size >= SERIES_MAX) return;
  of.series.set(key, (of.series.get(key) ?? 0) + by);
}

export function counter<L extends string>(name: string, help: string, _labels: readonly L[]) {
  const of = family(name, help, 'counter');
  return { add: (labels: Labels<L>, by = 1): void => bump(of, labelText(labels), by) };
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Durations in seconds. */
export function histogram<L extends string>(name: string, help: string, _labels: readonly L[]) {
  const of = family(name, help, 'histogram');
  const observe = (labels: Labels<L>, seconds: number): void => {
    for (const le of SECONDS) {
      if (seconds <= le) bump(of, labelText({ ...labels, le: String(le) }, '_bucket'), 1);
    }
    bump(of, labelText({ ...labels, le: '+Inf' }, '_bucket'), 1);
    bump(of, labelText(labels, '_sum'), seconds);
    bump(of, labelText(labels, '_count'), 1);
  };
  return { observe };
}

/** Everything this process counted, as plain data that fits a JSON column. */
export const snapshotMetrics = (): MetricFamily[] =>
  [...families.values()].map(({ name, help, kind, series }) => ({
    name,
    help,
    kind,
    series: Object.fromEntries(series),
  }));

/** The sum of several processes' snapshots as Prometheus text. */
export function renderMetrics(snapshots: readonly (readonly MetricFamily[])[]): string {
  const sums = new Map<string, Family>();
  for (const one of snapshots.flat()) {
    const sum = sums.get(one.name) ?? { name: one.name, help: one.help, kind: one.kind, series: new Map() };
    sums.set(one.name, sum);
    for (const [key, value] of Object.entries(one.series)) sum.series.set(key, (sum.series.get(key) ?? 0) + value);
  }
  const lines: string[] = [];
  for (const { name, help, kind, series } of sums.values()) {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`);
    for (const [key, value] of series) lines.push(`${name}${key} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}
