// Goal: a run that is cut leaves nothing behind. Method: a process whose child leads a group of its own and ignores being asked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endTree, treeOf } from './process-tree';
import { isAlive, waitUntil } from './processes';

const DEAF = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);";
const PARENT = `const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(DEAF)}], { detached: true, stdio: 'ignore' });
  process.stdout.write(String(child.pid) + '\\n'); setInterval(() => undefined, 1000);`;

describe('endTree', () => {
  it('ends a process and the deaf one it started in a group of its own', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const deaf = Number.parseInt(said.toString(), 10);
    const pid = parent.pid ?? 0;
    await waitUntil(2_000, 50, () => treeOf(pid).length === 2);
    expect(treeOf(pid).map((mark) => mark.pid)).toEqual([pid, deaf]);
    await endTree(pid, 300);
    expect([isAlive(pid), isAlive(deaf)]).toEqual([false, false]);
  });
});
