import { execFileSync } from 'node:child_process';
import { isSame, markOf, type ProcessMark, waitUntil } from './processes';

/** A process and everything it started, directly or not, whatever groups and sessions they made for themselves. */
export function treeOf(pid: number): ProcessMark[] {
  const children = new Map<number, number[]>();
  for (const line of execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).split('\n')) {
    const [own = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    if (own > 0) children.set(parent, [...(children.get(parent) ?? []), own]);
  }
  const found = [pid];
  // What is found is looked into as well.
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found.map(markOf);
}

const EVERY_MS = 50;
const GONE_MS = 2_000;

/**
 * Asks the first process of a tree to end, which ends what it started in its own order, and makes whatever is still there after
 * `graceMs` end. The tree is looked at beforehand: an orphan has no parent to be found by.
 */
export async function endTree(pid: number, graceMs: number): Promise<void> {
  const tree = treeOf(pid);
  const alive = (): ProcessMark[] => tree.filter(isSame);
  signal(tree.slice(0, 1), 'SIGTERM');
  if (await waitUntil(graceMs, EVERY_MS, () => alive().length === 0)) return;
  signal(alive(), 'SIGKILL');
  await waitUntil(GONE_MS, EVERY_MS, () => alive().length === 0);
}

function signal(marks: readonly ProcessMark[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const mark of marks) {
    try {
      if (isSame(mark)) process.kill(mark.pid, name);
    } catch (error) {
      // It ended between the question and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
