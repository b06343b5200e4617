// Goal: an instance keeps its keys, refuses to guess lost ones, and never runs twice in one directory. Method: real files.
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../postgres/server';
import { markOf } from '../processes';
import { type Home, leaveHome, loadSecrets, openHome, saveRemembered, takeHome } from './home';

let home: Home;
beforeEach(() => {
  home = openHome(mkdtempSync(path.join(os.tmpdir(), 'tieout-home-')));
});

const modeOf = (...names: string[]): string => (statSync(path.join(home.directory, ...names)).mode & 0o777).toString(8);

describe('openHome', () => {
  it('is for the account that starts alone; of a root start the database server gets through and sees nothing', () => {
    openHome(home.directory, 0);
    expect(modeOf()).toBe('711');
    openHome(home.directory, 1000);
    expect(modeOf()).toBe('700');
    expect(modeOf('logs')).toBe('700');
    saveRemembered(home, { postgresPort: 1 });
    expect(modeOf('ports.json')).toBe('600');
    closeSync(openLog(path.join(home.logs, 'postgres.log')));
    expect(modeOf('logs', 'postgres.log')).toBe('600');
  });

  it('closes what an earlier version left open, and leaves the data of the server alone', () => {
    for (const name of ['ports.json', 'logs/postgres.log', 'logs/web.log.1']) {
      writeFileSync(path.join(home.directory, name), '{}', { mode: 0o644 });
    }
    mkdirSync(home.postgresDir, { mode: 0o750 });
    writeFileSync(path.join(home.postgresDir, 'PG_VERSION'), '18\n', { mode: 0o640 });
    for (const name of ['', 'logs']) chmodSync(path.join(home.directory, name), 0o755);
    openHome(home.directory, 0);
    expect(['ports.json', 'logs/postgres.log', 'logs/web.log.1', 'logs'].map((name) => modeOf(name))).toEqual([
      ...['600', '600', '600', '700'],
    ]);
    expect([modeOf('postgres'), modeOf('postgres', 'PG_VERSION')]).toEqual(['750', '640']);
  });

  it('does not follow a link out of the directory', () => {
    const outside = path.join(mkdtempSync(path.join(os.tmpdir(), 'tieout-outside-')), 'other');
    writeFileSync(outside, '', { mode: 0o644 });
    symlinkSync(outside, path.join(home.logs, 'link.log'));
    openHome(home.directory);
    expect((statSync(outside).mode & 0o777).toString(8)).toBe('644');
  });
});

describe('loadSecrets', () => {
  it('makes every secret once, readable by the owner only', () => {
    const first = loadSecrets(home);
    const again = loadSecrets(home);
    expect(again).toEqual(first);
    expect(Buffer.from(first.masterKey, 'base64')).toHaveLength(32);
    expect(statSync(path.join(home.directory, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('adds what a newer version needs and keeps the rest', () => {
    const secrets = loadSecrets(home);
    const file = path.join(home.directory, 'secrets.json');
    const { sandboxErpToken: _, ...older } = secrets;
    writeFileSync(file, JSON.stringify(older));
    expect(loadSecrets(home)).toMatchObject(older);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('sandboxErpToken');
  });

  it('refuses to make new keys for data it finds', () => {
    mkdirSync(home.postgresDir);
    writeFileSync(path.join(home.postgresDir, 'PG_VERSION'), '18\n');
    expect(() => loadSecrets(home)).toThrow(/secrets\.json is missing.*Restore secrets\.json/s);
  });
});

describe('takeHome', () => {
  it('refuses a second start while the first runs, and names it', async () => {
    const first = await takeHome(home);
    expect(first.start).toEqual(markOf(process.pid));
    await expect(takeHome(home)).rejects.toThrow(/already runs in .*process \d+/);
    leaveHome(home);
    await expect(takeHome(home)).resolves.toBeDefined();
  });

  it('takes over after a start that was killed, even when its process id is in use again', async () => {
    const gone = { pid: process.pid, began: 'another time' };
    const state = { start: gone, children: [{ ...gone, name: 'worker' }] };
    writeFileSync(path.join(home.directory, 'runtime.json'), JSON.stringify(state));
    await expect(takeHome(home)).resolves.toBeDefined();
  });

  it('takes over from half a file', async () => {
    writeFileSync(path.join(home.directory, 'runtime.json'), '{"start":{"pi');
    await expect(takeHome(home)).resolves.toBeDefined();
    rmSync(home.directory, { recursive: true });
  });
});
