// Goal: only who knows the secret, and knows it now, is believed. Method: a signer of its own, and everything bent once.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature } from './signature';

const SECRET = 'a-secret-that-is-shared';
const NOW = 1_795_000_000;
const BODY = Buffer.from('{"requestId":"RF-26-100001"}');

const sign = (time: number, body: Buffer | string, secret = SECRET): string =>
  createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');

describe('signature', () => {
  it('is good when time, body and secret are right, and while it is young enough', () => {
    for (const age of [0, 299, 300, -300]) {
      const time = NOW - age;
      expect(verifySignature(`t=${time},v1=${sign(time, BODY)}`, BODY, SECRET, NOW)).toBe('good');
    }
  });

  it('is good when one of several is', () => {
    const header = `t=${NOW},v1=${sign(NOW, BODY, 'the-old-secret')},v1=${sign(NOW, BODY)}`;
    expect(verifySignature(header, BODY, SECRET, NOW)).toBe('good');
  });

  it.each([
    ['missing', undefined],
    ['malformed', 'v1=00'],
    ['malformed', `t=${NOW}`],
    ['malformed', `t=now,v1=${sign(NOW, BODY)}`],
    ['stale', `t=${NOW - 301},v1=${sign(NOW - 301, BODY)}`],
    ['stale', `t=${NOW + 301},v1=${sign(NOW + 301, BODY)}`],
    ['wrong', `t=${NOW},v1=${sign(NOW, 'another body')}`],
    ['wrong', `t=${NOW},v1=${sign(NOW, BODY, 'another secret')}`],
    ['wrong', `t=${NOW},v1=${sign(NOW - 1, BODY)}`],
    ['wrong', `t=${NOW},v1=abc`],
  ])('is %s: %s', (verdict, header) => {
    expect(verifySignature(header, BODY, SECRET, NOW)).toBe(verdict);
  });
});
