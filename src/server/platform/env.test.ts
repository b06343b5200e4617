// Goal: a wrong environment is named in words an operator can act on, and .env.example never drifts. Method: examples.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENV_NAMES, parseEnv, secret } from './env';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('parseEnv', () => {
  it('treats an empty value as unset', () => {
    expect(parseEnv({ TIEOUT_ROLE: '', REDIS_URL: '', LOG_LEVEL: '' })).toMatchObject({
      TIEOUT_ROLE: 'cli',
      LOG_LEVEL: 'info',
    });
  });

  it('names everything the web process lacks, with the cure', () => {
    expect(() => parseEnv({ TIEOUT_ROLE: 'web', TIEOUT_MASTER_KEY: KEY })).toThrow(
      /WEB_DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL are not set.*npm start/s,
    );
  });

  it('refuses a master key of another length and never repeats its value', () => {
    const wrong = Buffer.alloc(16, 9).toString('base64');
    expect(() => parseEnv({ TIEOUT_MASTER_KEY: wrong })).toThrow(/TIEOUT_MASTER_KEY must be 32 random bytes/);
    expect(() => parseEnv({ TIEOUT_MASTER_KEY: wrong })).not.toThrow(new RegExp(wrong));
  });

  it.each([
    ['DATABASE_URL', 'mysql://x/y'],
    ['REDIS_URL', 'http://x'],
    ['NEXTAUTH_URL', 'javascript:alert(1)'],
    ['WORKER_CONCURRENCY', '0'],
    ['LOG_LEVEL', 'loud'],
    ['TIEOUT_ROLE', 'root'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => parseEnv({ [name]: value })).toThrow(new RegExp(`^${name} .*\\.$`, 'm'));
  });
});

describe('secret', () => {
  it('reads a variable, or the file that a variable names, and nothing outside its prefix', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'tieout-secret-')), 'key');
    writeFileSync(file, 'from a file');
    process.env.TIEOUT_SECRET_A = 'from the environment';
    process.env.TIEOUT_SECRET_B_FILE = file;
    process.env.TIEOUT_SECRET_C_FILE = `${file}.gone`;
    process.env.TIEOUT_SECRET_D = '';
    expect([secret('A'), secret('B'), secret('D'), secret('PATH')]).toEqual([
      'from the environment',
      'from a file',
      undefined,
      undefined,
    ]);
    expect(() => secret('C')).toThrow(/TIEOUT_SECRET_C_FILE names cannot be read/);
  });
});

describe('.env.example', () => {
  it('lists every variable, once, and no other', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const named = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=')[0]);
    expect(named.toSorted()).toEqual([...ENV_NAMES].toSorted());
  });
});
