import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Whether a process with this id exists (a zombie counts as gone). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^State:\s+Z/m.test(readProc(pid, 'status'));
}

/** Whether the process' command line holds `needle`: process ids are used again, so a number alone proves nothing. */
export function runsFrom(pid: number, needle: string): boolean {
  if (existsSync('/proc/self/cmdline')) return readProc(pid, 'cmdline').split('\0').join(' ').includes(needle);
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(needle);
  } catch {
    return false;
  }
}

function readProc(pid: number, file: 'status' | 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks every `everyMs` until the answer is yes (`true`) or `limitMs` have passed (`false`). */
export async function waitUntil(
  limitMs: number,
  everyMs: number,
  ask: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await ask()) return true;
    await sleep(everyMs);
  }
  return false;
}

/** A process id with the moment its process began: ids are used again, the pair is not. */
export type ProcessMark = { readonly pid: number; readonly began: string };

export const markOf = (pid: number): ProcessMark => ({ pid, began: beganAt(pid) });

/** Whether exactly the marked process is still there. */
export const isSame = (mark: ProcessMark): boolean =>
  isAlive(mark.pid) && mark.began !== '' && beganAt(mark.pid) === mark.began;

function beganAt(pid: number): string {
  const stat = readProc(pid, 'stat');
  // The second field is the name in parentheses and may hold spaces; field 22 is the start time.
  if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Ends a process left over from a start that was killed: asked first, then made to. */
export async function stopMarked(mark: ProcessMark): Promise<void> {
  if (!isSame(mark)) return;
  process.kill(mark.pid, 'SIGTERM');
  if (await waitUntil(6000, 50, () => !isSame(mark))) return;
  process.kill(mark.pid, 'SIGKILL');
  await waitUntil(2000, 50, () => !isSame(mark));
}
