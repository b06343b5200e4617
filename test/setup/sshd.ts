import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/postgres/server';
import { waitUntil } from '../../scripts/processes';

const SSHD = '/usr/sbin/sshd';
/** Whether this machine has OpenSSH's server; tests over SFTP say that they were skipped when it has not. */
export const hasSshd = existsSync(SSHD);

export type Sshd = Awaited<ReturnType<typeof startSshd>>;

/** A key pair made by ssh-keygen; the private part in OpenSSH's own form. */
export function makeKey(file: string, type = 'ed25519', passphrase = ''): { key: string; fingerprint: string } {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', file]);
  const shown = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' });
  return { key: readFileSync(file, 'utf8'), fingerprint: shown.split(' ')[1]! };
}

/** OpenSSH's server of this user, on a loopback port of its own: SFTP only, keys only, with an ed25519 and an RSA host key. */
export async function startSshd() {
  const home = mkdtempSync(path.join(os.tmpdir(), 'tieout-sshd-'));
  const port = await freePort();
  const host = makeKey(path.join(home, 'host_ed25519'));
  const hostRsa = makeKey(path.join(home, 'host_rsa'), 'rsa');
  const client = makeKey(path.join(home, 'client'));
  writeFileSync(path.join(home, 'authorized_keys'), readFileSync(path.join(home, 'client.pub')), { mode: 0o600 });
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${home}/host_ed25519`,
    `HostKey ${home}/host_rsa`,
    `PidFile ${home}/sshd.pid`,
    `AuthorizedKeysFile ${home}/authorized_keys`,
    'AuthenticationMethods publickey',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    // The folder of temporary files is everybody's, which strict modes refuse.
    'StrictModes no',
    'Subsystem sftp internal-sftp',
    'ForceCommand internal-sftp',
    'LogLevel ERROR',
  ];
  const config = path.join(home, 'sshd_config');
  writeFileSync(config, lines.join('\n'));
  // Started by root it insists on this folder, which an init system makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  // Newer servers shut out an address after failed sign-ins, which these tests make on purpose; older ones know no such word.
  const lenient = ['-o', 'PerSourcePenalties=no'];
  const knows = spawnSync(SSHD, ['-t', '-f', config, ...lenient]).status === 0;
  let output = '';
  const start = async () => {
    const child = spawn(SSHD, ['-D', '-e', '-f', config, ...(knows ? lenient : [])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    if (!(await waitUntil(10_000, 20, () => existsSync(path.join(home, 'sshd.pid')))))
      throw new Error(`sshd did not start:\n${output}`);
    return child;
  };
  let server = await start();
  const kill = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    rmSync(path.join(home, 'sshd.pid'), { force: true });
  };
  return {
    home,
    port,
    user: os.userInfo().username,
    hostKey: host.fingerprint,
    hostKeyRsa: hostRsa.fingerprint,
    clientKey: client.key,
    /** Ends the listener; sessions that are open live on. */
    kill,
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
