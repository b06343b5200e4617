// Goal: an instance keeps its keys, refuses to guess lost ones, and never runs twice in one directory. Method: real files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { markOf } from '../processes';
import { type Home, leaveHome, loadSecrets, openHome, takeHome } from './home';

let home: Home;
beforeEach(() => {
  home = openHome(mkdtempSync(path.join(os.tmpdir(), 'tieout-home-')));
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
