import { fork } from 'node:child_process';

/** Runs the stages in processes that are killed without a word. */

const READY_MS = 30_000;

export type Kill = { readonly during: string; readonly afterMs: number };

/**
 * Starts a process that runs the stages and kills it once it is about to do this step for the nth time, so many milliseconds
 * later. Answers with the step it was in.
 */
export function runAndKill(step: string, times: number, afterMs: number): Promise<Kill> {
  const child = fork('test/setup/stage-loop.ts', {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let during = 'start';
  let seen = 0;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
    child.on('message', (name) => {
      during = String(name);
      if (during === step) seen += 1;
      if (during === step && seen === times) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.once('error', reject);
    child.once('exit', (_, signal) => {
      clearTimeout(late);
      if (signal === 'SIGKILL') resolve({ during, afterMs });
      else reject(new Error(`the stages ended by themselves in ${during}`));
    });
  });
}
