// Goal: wrong settings are named field by field, secrets cannot stand in them, and names from outside do no harm. Method: examples.
import { describe, expect, it } from 'vitest';
import { foldersOf, parseInboundConfig } from './config';
import { cleanFileName, filedName, isUnfinished, isUnreadable, matchesAny } from './names';

const PIN = `SHA256:${'a'.repeat(43)}`;
const SFTP = { host: 'sftp.example.org', user: 'tieout', folder: 'out/era', hostKey: PIN, privateKeySecret: 'ERA_KEY' };

describe('parseInboundConfig', () => {
  it('fills in what is usual', () => {
    const config = parseInboundConfig('sftp', SFTP);
    expect(config).toMatchObject({ kind: 'sftp', port: 22, hostKey: [PIN], patterns: ['*'], pollSeconds: 30 });
    expect(foldersOf(config)).toEqual({ inbox: 'out/era', done: 'out/era/done', error: 'out/era/error' });
  });

  it('places folders beside or within', () => {
    const config = parseInboundConfig('folder', {
      folder: '/srv/in/',
      doneFolder: '/srv/done',
      errorFolder: '../bad/',
    });
    expect(foldersOf(config)).toEqual({ inbox: '/srv/in', done: '/srv/done', error: '/srv/bad' });
  });

  it.each([
    ['a password', 'sftp', { ...SFTP, password: 'hunter2' }, /password/],
    ['a server without a pinned key', 'sftp', { ...SFTP, hostKey: undefined }, /hostKey/],
    ['an MD5 fingerprint', 'sftp', { ...SFTP, hostKey: 'MD5:aa:bb' }, /hostKey/],
    [
      'a key in place of its name',
      'sftp',
      { ...SFTP, privateKeySecret: '-----BEGIN OPENSSH' },
      /never the secret itself/,
    ],
    ['no key', 'sftp', { ...SFTP, privateKeySecret: undefined }, /privateKeySecret/],
    ['a relative folder', 'folder', { folder: 'in' }, /absolute/],
    ['a done folder that is read again', 'folder', { folder: '/srv/in', doneFolder: '.' }, /three folders/],
    ['done and error in one', 'folder', { folder: '/srv/in', errorFolder: 'done' }, /three folders/],
    ['another kind', 'http', {}, /kind/],
    ['nothing', 'folder', null, /folder/],
  ])('refuses %s', (_, kind, config, message) => {
    expect(() => parseInboundConfig(kind, config)).toThrow(message);
    expect(() => parseInboundConfig(kind, config)).not.toThrow(/hunter2/);
  });
});

describe('names', () => {
  it.each(['.a', 'a.part', 'a.835.TMP', 'a.filepart', 'a~', 'a.crdownload'])('takes %s for unfinished', (name) => {
    expect(isUnfinished(name)).toBe(true);
  });

  it('reads partial and template as ordinary words', () => {
    expect(['a.835', 'part.835', 'tmp', 'a.template'].filter(isUnfinished)).toEqual([]);
  });

  it('refuses a path for a name, as a hostile server could list one', () => {
    expect(['../../etc/passwd', 'a/b', 'a\0b', 'a\ufffdb'].every(isUnreadable)).toBe(true);
  });

  it('cleans what comes from outside', () => {
    expect(cleanFileName('..\\..\\a\u0000b\u202e.835')).toBe('ab.835');
    expect(cleanFileName('\u0007')).toBe('unnamed');
    expect(filedName('a.b.835', 'f00')).toBe('a.b.f00.835');
    expect(filedName('noext', 'f00')).toBe('noext.f00');
  });

  it('matches patterns without regard to case, and in bounded time', () => {
    expect(matchesAny('Remit.835', ['*.835'])).toBe(true);
    expect(matchesAny('remit.8350', ['*.835'])).toBe(false);
    expect(matchesAny('a+b.835', ['a+?.835'])).toBe(true);
    expect(matchesAny('aab.835', ['a+b.835', '.*'])).toBe(false);
    expect(matchesAny('a'.repeat(250), [`${'*a'.repeat(49)}*b`])).toBe(false);
  });
});
