import { AppError } from '@/domain/failure';
import { foldersOf, type InboundConfig, parseInboundConfig, type SftpConfig } from './config';
import type { Directory } from './directory';
import { localDirectory } from './folder/directory';
import { type Poller, startPolling } from './poll';
import type { ReceiveDelivery } from './port';
import { sftpDirectory } from './sftp/directory';
import type { SftpAccount } from './sftp/session';
import { inboundSource } from './source';

/** A `connection` row as far as it matters here. */
export type ConfiguredInbound = { readonly code: string; readonly kind: string; readonly config: unknown };
/** The value behind a secret's name, or `undefined` when it is not set. */
export type Secrets = (name: string) => string | undefined;

/** Kinds of inbound connections that Tieout looks into by itself; files of all others are pushed. */
export const isPolled = (kind: string): boolean => kind === 'folder' || kind === 'sftp';

/**
 * Starts looking into the place of a connection.
 * @throws AppError INBOUND_CONFIG_INVALID, INBOUND_SECRET_MISSING
 */
export function pollInbound(connection: ConfiguredInbound, receive: ReceiveDelivery, secrets: Secrets): Poller {
  const config = parseInboundConfig(connection.kind, connection.config);
  const source = inboundSource(directoryOf(config, secrets), { ...config, folders: foldersOf(config) });
  return startPolling({ ...config, connectionCode: connection.code, source, receive });
}

const directoryOf = (config: InboundConfig, secrets: Secrets): Directory =>
  config.kind === 'folder'
    ? localDirectory(foldersOf(config))
    : sftpDirectory(accountOf(config, secrets), foldersOf(config));

function accountOf(config: SftpConfig, secrets: Secrets): SftpAccount {
  const { host, port, user, hostKey, hostKeyType, privateKeySecret, passphraseSecret } = config;
  const needed = (name: string): string => {
    const value = secrets(name);
    if (value) return value;
    throw new AppError(
      'INBOUND_SECRET_MISSING',
      'exception',
      `The secret ${name} is not set. Give the worker TIEOUT_SECRET_${name}, or TIEOUT_SECRET_${name}_FILE with the ` +
        'path of a file that holds it, and start it again.',
    );
  };
  return {
    host,
    port,
    user,
    hostKeys: hostKey,
    hostKeyType,
    privateKey: needed(privateKeySecret),
    passphrase: passphraseSecret ? needed(passphraseSecret) : undefined,
  };
}
