import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { env } from '../platform/env';

/** Where a chain stood: how many rows, their tree's root and its right-hand edge, and the leaf of the last row. */
export type ChainState = {
  readonly chain: string;
  readonly size: string;
  readonly root: string;
  readonly edge: readonly string[];
  readonly last: string;
};
export type Checkpoint = { readonly n: number; readonly at: string; readonly chains: readonly ChainState[] };

/** The directory outside the database: an append-only file of checkpoints, the key that signs them, and its public half. */
const placeOf = (name: string): string =>
  path.join(env().TIEOUT_AUDIT_DIR ?? path.join(env().TIEOUT_DIR, 'audit'), name);
export const checkpointFile = (): string => placeOf('checkpoints.jsonl');
const keyFile = (): string => placeOf('signing-key.pem');
export const publicKeyFile = (): string => placeOf('public-key.pem');

export const hasKey = (): boolean => existsSync(keyFile());
export const hasFile = (): boolean => existsSync(checkpointFile());

/** Makes the key of an installation that never had one. An existing key is never replaced: `wx` fails on it. */
export function makeKey(): void {
  mkdirSync(path.dirname(keyFile()), { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(keyFile(), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  writeFileSync(publicKeyFile(), publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
}

const signingKey = (): KeyObject => createPrivateKey(readFileSync(keyFile()));

export function lineOf(body: Checkpoint): string {
  const signature = sign(null, Buffer.from(JSON.stringify(body)), signingKey()).toString('base64');
  return JSON.stringify({ body, signature });
}

/** The checkpoint of a line whose signature holds, otherwise null. */
export function openLine(line: string): Checkpoint | null {
  try {
    const { body, signature } = JSON.parse(line) as { body: Checkpoint; signature: string };
    const holds = verify(
      null,
      Buffer.from(JSON.stringify(body)),
      createPublicKey(signingKey()),
      Buffer.from(signature, 'base64'),
    );
    return holds ? body : null;
  } catch {
    // A line that is no JSON, or is cut short, vouches for nothing; whoever asks says so.
    return null;
  }
}

const readText = (): string => (hasFile() ? readFileSync(checkpointFile(), 'utf8') : '');
/** A line that a crash cut short has no end, vouches for nothing and was told to nobody. */
const whole = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

export const readLines = (): string[] => whole(readText()).split('\n').filter(Boolean);

/** On disk before it returns. What a crash left of a line before it goes first. */
export function appendLine(line: string): void {
  const text = readText();
  const file = openSync(checkpointFile(), 'a', 0o600);
  try {
    if (whole(text) !== text) ftruncateSync(file, Buffer.byteLength(whole(text)));
    writeSync(file, `${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
