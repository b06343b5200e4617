import { createHash } from 'node:crypto';
import ssh2, {
  type Client,
  type ParsedKey,
  type PublicKeyAuthMethod,
  type ServerHostKeyAlgorithm,
  type SFTPWrapper,
} from 'ssh2';
import { AppError } from '@/domain/failure';

const CONNECT_MS = 20_000;
const ANSWER_MS = 60_000;
/** A server that went away without a word is noticed after three of these. */
const KEEPALIVE_MS = 10_000;

/** Without SHA-1: a signature that can be forged makes a pinned key worth nothing. */
const HOST_KEY_TYPES = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
} as const satisfies Record<string, readonly ServerHostKeyAlgorithm[]>;

export type SftpAccount = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** As `ssh-keygen -l` prints them, without padding. */
  readonly hostKeys: readonly string[];
  readonly hostKeyType?: keyof typeof HOST_KEY_TYPES | undefined;
  readonly privateKey: string;
  readonly passphrase?: string | undefined;
};

type Answer<T> = (error: Error | null | undefined, value: T) => void;
export type Session = {
  readonly sftp: SFTPWrapper;
  /** One question; ends with the answer, the signal, the connection, or after a minute of silence. */
  ask<T>(question: (sftp: SFTPWrapper, answer: Answer<T>) => void, signal?: AbortSignal): Promise<T>;
  close(): void;
};

export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/**
 * Signs in by key and nothing else, to a server that shows a pinned key and no other.
 * @throws AppError INBOUND_HOST_KEY_DIFFERS, INBOUND_KEY_REFUSED, INBOUND_KEY_UNREADABLE, INBOUND_UNREACHABLE
 */
export async function openSession(account: SftpAccount, signal: AbortSignal): Promise<Session> {
  signal.throwIfAborted();
  const key = readKey(account);
  const client = new ssh2.Client();
  try {
    await signIn(client, account, key, signal);
    return await startSftp(client, account, signal);
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function readKey({ privateKey, passphrase }: SftpAccount): ParsedKey {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error || !key?.isPrivateKey()) {
    const why = passphrase ? 'or the passphrase is wrong' : 'or it needs a passphrase and passphraseSecret is not set';
    throw new AppError(
      'INBOUND_KEY_UNREADABLE',
      'exception',
      `The secret that privateKeySecret names is not a private key in OpenSSH or PEM form, ${why}.`,
    );
  }
  return key;
}

function signIn(client: Client, account: SftpAccount, key: ParsedKey, signal: AbortSignal): Promise<void> {
  const { host, port, user: username, hostKeys, hostKeyType } = account;
  const byKey: PublicKeyAuthMethod = { type: 'publickey', username, key };
  return new Promise((resolve, reject) => {
    let shown: string | undefined;
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (then: () => void) => {
      signal.removeEventListener('abort', onAbort);
      then();
    };
    // Questions are small and wait for their answers: held back to be sent together, each would cost 40 ms.
    client.once('connect', () => client.setNoDelay(true));
    client.once('ready', () => settle(resolve));
    // Stays: an error that comes after sign-in would otherwise end the process. The session's end is noticed by `close`.
    client.on('error', (error) => settle(() => reject(signInFailure(account, error, shown))));
    client.once('close', () => settle(() => reject(signInFailure(account, new Error('closed'), shown))));
    client.connect({
      host,
      port,
      username,
      // The only way in: no password, no agent, no question to a keyboard.
      authHandler: [byKey],
      hostVerifier: (hostKey: Buffer) => {
        shown = fingerprintOf(hostKey);
        return hostKeys.includes(shown);
      },
      algorithms: {
        serverHostKey: hostKeyType ? [...HOST_KEY_TYPES[hostKeyType]] : Object.values(HOST_KEY_TYPES).flat(),
      },
      readyTimeout: CONNECT_MS,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: 3,
    });
  });
}

function signInFailure(account: SftpAccount, error: Error, shown: string | undefined): AppError {
  const { host, port, user, hostKeys } = account;
  const place = `${host}:${port}`;
  if (shown && !hostKeys.includes(shown)) {
    return new AppError(
      'INBOUND_HOST_KEY_DIFFERS',
      'security',
      `${place} shows the host key ${shown}, which is not pinned (${hostKeys.join(', ')}). Nothing was sent to it. ` +
        'Ask its operator by another way whether this key is theirs; if it is, put it into hostKey of the connection. ' +
        'If the pinned key is of another type, name the type in hostKeyType.',
      { cause: error },
    );
  }
  if ((error as { level?: string }).level === 'client-authentication') {
    return new AppError(
      'INBOUND_KEY_REFUSED',
      'exception',
      `${place} does not let ${user} in with this key. Have its operator add the public key to the account; ` +
        'passwords are not used.',
      { cause: error },
    );
  }
  return unreachable(account, error);
}

const unreachable = ({ host, port }: SftpAccount, cause: Error): AppError =>
  new AppError(
    'INBOUND_UNREACHABLE',
    'retry',
    `${host}:${port} cannot be reached (${(cause as { code?: string }).code ?? cause.message.slice(0, 100)}). It is tried again by itself.`,
    { cause },
  );

async function startSftp(client: Client, account: SftpAccount, signal: AbortSignal): Promise<Session> {
  let lost: AppError | undefined;
  const waiting = new Set<(error: Error) => void>();
  client.once('close', () => {
    lost = unreachable(account, new Error('the connection ended'));
    for (const reject of waiting) reject(lost);
  });
  const wait = <T>(question: (answer: Answer<T>) => void, stop?: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
      if (lost) return reject(lost);
      if (stop?.aborted) return reject(stop.reason);
      const end = (then: () => void) => {
        clearTimeout(timer);
        stop?.removeEventListener('abort', onAbort);
        waiting.delete(fail);
        then();
      };
      const fail = (error: Error) => end(() => reject(error));
      const onAbort = () => fail(stop?.reason);
      const timer = setTimeout(() => fail(unreachable(account, new Error('no answer'))), ANSWER_MS);
      stop?.addEventListener('abort', onAbort, { once: true });
      waiting.add(fail);
      try {
        question((error, value) => end(() => (error ? reject(error) : resolve(value))));
      } catch (error) {
        fail(error as Error);
      }
    });
  const sftp = await wait<SFTPWrapper>((answer) => client.sftp(answer), signal);
  sftp.on('error', () => client.destroy());
  return {
    sftp,
    ask: (question, stop) => wait((answer) => question(sftp, answer), stop),
    close: () => client.end(),
  };
}
