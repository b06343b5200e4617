import { randomBytes } from 'node:crypto';

/** Names senders, their tools and their editors give to what is not finished. */
const UNFINISHED = /^\.|~$|\.(part|partial|filepart|tmp|temp|crdownload)$/i;
const CLAIM = /^(.+)\.reading-([0-9a-f]{16})-([0-9a-f]{8})$/s;
/** File systems allow 255 bytes; a claim and the name in the done or error folder need the rest. */
const NAME_BYTES_MAX = 200;

export type Claim = { readonly name: string; readonly delivery: string };

export const newDelivery = (): string => randomBytes(8).toString('hex');

/** A name nobody else can have: a rename to it overwrites nothing. */
export const claimName = (name: string, delivery: string): string =>
  `${name}.reading-${delivery}-${randomBytes(4).toString('hex')}`;

export function parseClaim(entry: string): Claim | undefined {
  const [, name, delivery] = CLAIM.exec(entry) ?? [];
  return name && delivery ? { name, delivery } : undefined;
}

export const isUnfinished = (name: string): boolean => UNFINISHED.test(name);

/** Bytes that were not UTF-8 are lost in the name, so that no rename would find the file; a slash is no name at all. */
export const isUnreadable = (name: string): boolean =>
  /[\ufffd/\0]/.test(name) || Buffer.byteLength(name) > NAME_BYTES_MAX;

/** The name as it is shown and kept: last path part, no control or invisible characters, no leading dots. */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  return (
    last
      .normalize('NFC')
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
      .replace(/^[.\s]+/, '')
      .trim() || 'unnamed'
  );
}

/** `remit.835` becomes `remit.DELIVERY.835`: unique without a time, and still opened by the same program. */
export function filedName(name: string, delivery: string): string {
  const clean = cleanFileName(name);
  const dot = clean.lastIndexOf('.');
  return dot > 0 ? `${clean.slice(0, dot)}.${delivery}${clean.slice(dot)}` : `${clean}.${delivery}`;
}

export const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(name.toLowerCase(), pattern.toLowerCase()));

/**
 * `*` and `?` only, upper and lower case alike. Walks back to the last star instead of compiling to a regular expression,
 * whose nested stars could be made to take for ever.
 */
function matches(name: string, pattern: string): boolean {
  let n = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      resume = n;
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      n = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
