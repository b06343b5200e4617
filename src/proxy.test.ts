/**
 * Goal: every page has its policy whatever the visitor sends, and every answer the headers that keep foreign pages out.
 * Method: the proxy and the configuration themselves, asked by Next's own matcher.
 */
import { unstable_doesMiddlewareMatch, unstable_getResponseFromNextConfig } from 'next/experimental/testing/server';
import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { adoptEnv } from '@/server/platform/env';
import nextConfig from '../next.config';
import { config, proxy } from './proxy';

const at = (path: string) => `http://127.0.0.1:3000${path}`;
const reaches = (path: string, headers: Record<string, string> = {}) =>
  unstable_doesMiddlewareMatch({ config, nextConfig, url: at(path), headers });
const headersOf = async (path: string, consoleUrl: string) => {
  adoptEnv({ NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-only' }, { NEXTAUTH_URL: consoleUrl });
  return (await proxy(new NextRequest(at(path)))).headers;
};
const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

describe('the proxy', () => {
  it.each<Record<string, string>>([
    {},
    { 'next-router-prefetch': '1' },
    { purpose: 'prefetch' },
    { 'next-router-prefetch': '1', rsc: '1' },
  ])('sees pages and procedures whatever the visitor sends: %j', (headers) => {
    for (const path of ['/', '/overview', '/signin', '/api/trpc/session.me', '/api/auth/session', '/api/ingestion']) {
      expect(reaches(path, headers)).toBe(true);
    }
  });

  it('leaves out files that it would hold in memory or that nobody asks rights for', () => {
    for (const path of ['/api/ingest/bank', '/api/ingest/upload', '/_next/static/a.js'])
      expect(reaches(path)).toBe(false);
  });

  it.each(['/signin', '/overview', '/api/trpc/session.me'])('says the whole of it at %s', async (path) => {
    const headers = await headersOf(path, 'http://127.0.0.1:3000');
    expect(Object.fromEntries(headers)).toMatchObject(EVERYWHERE);
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  });

  it('asks for TLS ever after only where people come by TLS', async () => {
    expect((await headersOf('/signin', 'http://127.0.0.1:3000')).has('strict-transport-security')).toBe(false);
    const headers = await headersOf('/signin', 'https://tieout.fernhollow.example');
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
  });
});

describe('what the proxy does not see', () => {
  it.each(['/api/ingest/bank', '/_next/static/a.js', '/fonts/a.woff2'])(
    '%s has its headers all the same',
    async (path) => {
      const { headers } = await unstable_getResponseFromNextConfig({ url: at(path), nextConfig });
      expect(Object.fromEntries(headers)).toMatchObject(EVERYWHERE);
    },
  );

  it('an answer of ingest is no page of anything', async () => {
    const { headers } = await unstable_getResponseFromNextConfig({ url: at('/api/ingest/bank'), nextConfig });
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  });
});
