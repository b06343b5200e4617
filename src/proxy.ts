import { type NextRequest, NextResponse } from 'next/server';
import { getToken } from 'next-auth/jwt';
import { env } from '@/server/platform/env';
import { SECURITY_HEADERS, transportHeaders } from '@/server/platform/headers';

/**
 * Stamps a nonce policy on every page and turns visitors without a session to the sign-in. It authorises nothing: every
 * procedure does that by itself, because a rule in one place upstream is a rule that one new route forgets.
 */
const OPEN_TO_ALL = /^\/(signin|fonts|icon\.svg|api\/auth|api\/health|api\/metrics)(\/|$)/;

function policy(nonce: string): string {
  const dev = env().NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    // Style elements need the nonce; style attributes (bar widths, charts) cannot carry one.
    `style-src-elem 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function harden(response: NextResponse, csp: string): NextResponse {
  response.headers.set('Content-Security-Policy', csp);
  for (const { key, value } of [...SECURITY_HEADERS, ...transportHeaders(env().NEXTAUTH_URL)]) {
    response.headers.set(key, value);
  }
  return response;
}

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const csp = policy(nonce);
  const { pathname, search } = request.nextUrl;
  if (!OPEN_TO_ALL.test(pathname) && !(await getToken({ req: request, secret: env().NEXTAUTH_SECRET }))) {
    if (pathname.startsWith('/api/')) {
      return harden(NextResponse.json({ code: 'SIGNED_OUT', message: 'Sign in first.' }, { status: 401 }), csp);
    }
    const url = new URL('/signin', env().NEXTAUTH_URL ?? request.url);
    url.searchParams.set('to', pathname + search);
    return harden(NextResponse.redirect(url), csp);
  }
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Next reads the nonce for its own tags from this request header.
  headers.set('content-security-policy', csp);
  return harden(NextResponse.next({ request: { headers } }), csp);
}

export const config = {
  // Ingest is left out: Next would buffer its body for the proxy, and files there reach gigabytes. `next.config.ts` has its headers.
  // Nothing a visitor sends decides here: whoever could leave a page out would have it without its policy.
  matcher: ['/((?!_next/static|_next/image|fonts/|api/ingest/|favicon.ico).*)'],
};
