import { posix } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/domain/failure';
import type { Folders } from './directory';

/**
 * Settings of a connection that is looked into. Strict: a field nobody knows, such as a password, is refused by name rather
 * than kept. Secrets are named here and come from the environment (`secret` in platform/env).
 */
const path = z
  .string()
  .min(1)
  .max(1000)
  .refine((value) => !value.includes('\0'), { error: 'must be a path' });
const secretName = z.string().regex(/^[A-Z][A-Z0-9_]{0,60}$/, {
  error: 'must be the name of a secret in capitals, such as CLEARINGHOUSE_KEY; never the secret itself',
});
const fingerprint = z
  .string()
  .trim()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, {
    error: 'must be a fingerprint as ssh-keygen -l prints it, SHA256: and 43 characters',
  })
  .transform((value) => value.replace(/=$/, ''));

const common = {
  /** Which names are read, with `*` and `?`; upper and lower case are alike. */
  patterns: z.array(z.string().min(1).max(100)).min(1).max(20).default(['*']),
  /** Within `folder` unless absolute; on the same file system, because files get there by renaming. */
  doneFolder: path.default('done'),
  errorFolder: path.default('error'),
  pollSeconds: z.number().min(1).max(3600).default(30),
  /** A file is read when size and time have not changed for so long, over two looks at least. */
  settleSeconds: z.number().min(1).max(3600).default(30),
  /** A claim that its reader has not renewed for so long is taken over. */
  takeOverSeconds: z.number().min(15).max(86_400).default(120),
  filesPerLookMax: z.number().int().min(1).max(1000).default(100),
  /** Unknown payers and payees are made from its files: read where files are received. */
  adopt: z.boolean().default(false),
};

const folderConfig = z.strictObject({
  kind: z.literal('folder'),
  folder: path.refine((value) => value.startsWith('/'), { error: 'must be an absolute path' }),
  ...common,
});
const sftpConfig = z.strictObject({
  kind: z.literal('sftp'),
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().trim().min(1).max(128),
  folder: path,
  /** One fingerprint, or two while the server changes its key. */
  hostKey: z.union([fingerprint.transform((one) => [one]), z.array(fingerprint).min(1).max(5)]),
  /** A server has a key of each type and shows the one asked for: names the type whose fingerprint is pinned. */
  hostKeyType: z.enum(['ed25519', 'ecdsa', 'rsa']).optional(),
  privateKeySecret: secretName,
  passphraseSecret: secretName.optional(),
  ...common,
});

export type FolderConfig = z.infer<typeof folderConfig>;
export type SftpConfig = z.infer<typeof sftpConfig>;
export type InboundConfig = FolderConfig | SftpConfig;

/**
 * The settings of a `connection` row: its `kind` and its `config`.
 * @throws AppError INBOUND_CONFIG_INVALID naming every wrong field
 */
export function parseInboundConfig(kind: string, config: unknown): InboundConfig {
  const parsed = z
    .discriminatedUnion('kind', [folderConfig, sftpConfig])
    .safeParse({ ...(typeof config === 'object' ? config : {}), kind });
  if (!parsed.success) throw invalid(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  const { inbox, done, error } = foldersOf(parsed.data);
  if (new Set([inbox, done, error]).size < 3) throw invalid('folder, doneFolder and errorFolder must be three folders');
  return parsed.data;
}

const invalid = (what: string): AppError =>
  new AppError('INBOUND_CONFIG_INVALID', 'exception', `The settings of this connection are wrong: ${what}.`);

export function foldersOf(config: InboundConfig): Folders {
  const inbox = tidy(config.folder);
  const within = (folder: string) => tidy(folder.startsWith('/') ? folder : posix.join(inbox, folder));
  return { inbox, done: within(config.doneFolder), error: within(config.errorFolder) };
}

const tidy = (folder: string): string => posix.normalize(folder).replace(/(.)\/+$/, '$1');
