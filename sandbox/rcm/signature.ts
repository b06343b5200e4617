import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the sender's clock may be from ours before a signature is too old to be believed. */
const TOLERANCE_SECONDS = 300;
const HEADER_MAX_CHARS = 1_000;

export type Verdict = 'good' | 'missing' | 'malformed' | 'stale' | 'wrong';

/** `t=<unix seconds>,v1=<hex>`; the hex is an HMAC-SHA-256 of `<t>.<body>`. Several v1 allow a change of secret. */
export function verifySignature(header: string | undefined, body: Buffer, secret: string, nowSeconds: number): Verdict {
  if (!header) return 'missing';
  if (header.length > HEADER_MAX_CHARS) return 'malformed';
  const parts = header.split(',').map((part) => part.trim().split('=', 2));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const given = parts.filter(([name]) => name === 'v1').map(([, value]) => value ?? '');
  if (!/^\d{1,12}$/.test(time) || given.length === 0) return 'malformed';
  if (Math.abs(nowSeconds - Number.parseInt(time, 10)) > TOLERANCE_SECONDS) return 'stale';
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  const matches = given.some((hex) => {
    const bytes = Buffer.from(/^[0-9a-f]{64}$/i.test(hex) ? hex : '', 'hex');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  return matches ? 'good' : 'wrong';
}
