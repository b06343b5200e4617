// Goal: whatever is sent to the sign-in, it is read within a bound or refused in words. Method: requests with declared and undeclared lengths.
import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { withSmallBody } from './small-body';

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  withSmallBody(
    new NextRequest('http://127.0.0.1/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    }),
  );

describe('the body of a sign-in', () => {
  it('goes on as it came', async () => {
    const request = await post('{"email":"a@b.example","password":"öffne dich"}');
    expect(request).toBeInstanceOf(NextRequest);
    expect(await (request as NextRequest).json()).toEqual({ email: 'a@b.example', password: 'öffne dich' });
  });

  it('is refused by its declared length before a byte of it is read', async () => {
    const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    expect(await post(never, { 'content-length': '9999999' })).toMatchObject({ status: 413 });
  });

  it('is refused where it grows too large without saying so', async () => {
    let sent = 0;
    const long = new ReadableStream<Uint8Array>({
      pull: (to) => {
        sent += 1024;
        if (sent > 10_000_000) to.close();
        else to.enqueue(Buffer.alloc(1024, 'a'));
      },
    });
    expect(await post(long)).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(64 * 1024);
  });

  it.each(['aaaa', '"text"', '', '{"email":'])('is refused when it is no JSON: %j', async (text) => {
    expect(await post(text)).toMatchObject({ status: 400 });
  });

  it('is not asked of a request that has none', async () => {
    const request = new NextRequest('http://127.0.0.1/api/auth/session');
    expect(await withSmallBody(request)).toBe(request);
  });
});
