// Goal: the terminal shows trouble and nothing else; the file has everything. Method: lines as children write them.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openChildLog } from './logs';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

it('shows warnings and errors in short, keeps all in the file, and rotates at start', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-logs-'));
  writeFileSync(path.join(directory, 'web.log'), 'last run\n');
  const shown: string[] = [];
  const log = openChildLog(directory, 'web', (line) => shown.push(line));
  const event = (level: string, name: string) =>
    `${JSON.stringify({ level, event: name, error: { message: 'gone' } })}\n`;
  const text = `✓ Ready\n${event('info', 'fine')}${event('warn', 'stage.failed')}Error: broken\n`;
  // Pieces end anywhere.
  log.write(Buffer.from(text.slice(0, 30)));
  log.write(Buffer.from(text.slice(30)));
  log.close();
  await settle();
  expect(shown).toEqual(['web: stage.failed · gone', 'web: Error: broken']);
  expect(readFileSync(log.file, 'utf8')).toBe(text);
  expect(readFileSync(`${log.file}.1`, 'utf8')).toBe('last run\n');
});

it('stops repeating itself after a few lines', () => {
  const shown: string[] = [];
  const log = openChildLog(mkdtempSync(path.join(os.tmpdir(), 'tieout-logs-')), 'worker', (line) => shown.push(line));
  for (let i = 0; i < 50; i += 1) log.write(Buffer.from('Error: again\n'));
  log.close();
  expect(shown).toHaveLength(8);
  expect(shown.at(-1)).toMatch(/more in .*worker\.log/);
});
