import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of /proc on every Linux that Node runs on. */
const TICKS = 100;

type Stat = { readonly pid: number; readonly parent: number; readonly ticks: number };

/** proc(5): after the name in parentheses come state, ppid, … and from the 14th field utime, stime, cutime, cstime. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { pid: Number(pid), parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}

/** Processor seconds that this process and all below it have used, ended ones that it waited for included; 0 off Linux. */
export function cpuSeconds(root: number): number {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const stats = names.flatMap((name) => statOf(name) ?? []);
  const below = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of stats) {
      if (below.has(pid) || !below.has(parent)) continue;
      below.add(pid);
      grown = true;
    }
  }
  return stats.filter(({ pid }) => below.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS;
}
