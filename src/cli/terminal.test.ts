/**
 * Goal: nothing in a file, in its name or in what is typed acts on the terminal, and tables stay straight; `--json` says all of it.
 * Method: the command line in a process of its own, over files full of controls.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { t1 } from '../../test/fixtures/x12/golden-835';

const EVIL = '\u001b]0;owned\u0007\u009b2J\u202eflip\u2066';
const folder = mkdtempSync(path.join(os.tmpdir(), 'tieout-terminal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const evilName = put(`a${EVIL}\nb.835`, Buffer.from(t1()));
const evilRemit = put(
  'remit.835',
  Buffer.from(
    Buffer.from(t1())
      .toString('latin1')
      .replace(/N1\*PR\*[^*~]*/, 'N1*PR*\u001b[2J\u009b31m\u0085\u007fPAYER'),
    'latin1',
  ),
);
const evilTable = put('table.csv', `${EVIL},Amount\nx${EVIL},1.00\ny,2.00\n`);
const evilHl7 = put('message.hl7', `MSH|^~\\&|A|B|C|D|2026||ADT^A01${EVIL}|1|P|2.5\r`);

const run = (...args: string[]) => {
  const root = path.join(import.meta.dirname, '../..');
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TIEOUT_DIR: folder, NODE_ENV: 'test' },
  });
  return { stdout, stderr };
};
const acting = (text: string): string[] => text.match(/[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]/gu) ?? [];

describe('what is printed', () => {
  it('of files for people holds no control, and a name with a line break stays on its line', () => {
    const { stdout, stderr } = run('inspect', evilName, evilRemit, evilTable, evilHl7);
    expect(acting(stdout + stderr)).toEqual([]);
    expect(stdout).toContain('\\u001b]0;owned\\u0007\\u009b2J\\u202eflip\\u2066\\u000ab.835');
    expect(stdout).toContain('\\u001b[2J\\u009b31m');
  }, 30_000);

  it('as JSON holds none either, and is the same text', () => {
    const { stdout } = run('inspect', evilName, evilHl7, '--json');
    expect(acting(stdout)).toEqual([]);
    const reports = z.array(z.object({ file: z.string(), detail: z.string() })).parse(JSON.parse(stdout));
    expect(reports[0]?.file).toBe(evilName);
  }, 30_000);

  it('of what was typed holds none', () => {
    for (const args of [
      [`no${EVIL}`],
      ['inspect', `--no${EVIL}`],
      ['ledger', `nofile${EVIL}`],
      ['inspect', `nofile${EVIL}`],
    ]) {
      const { stdout, stderr } = run(...args);
      expect(stdout + stderr).not.toBe('');
      expect(acting(stdout + stderr)).toEqual([]);
    }
  }, 60_000);
});
