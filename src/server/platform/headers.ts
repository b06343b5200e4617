/** What every answer says to a browser, whatever it is an answer to. */
export type Header = { readonly key: string; readonly value: string };

/**
 * The proxy sends these with every page and procedure; `next.config.ts` with everything else, because static files and ingest
 * never pass the proxy.
 */
export const SECURITY_HEADERS: readonly Header[] = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
  // No window that a foreign page opened, and no foreign page, gets hold of ours.
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** Of answers that are no page and load nothing. */
export const BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const TWO_YEARS_SECONDS = 63_072_000;

/**
 * HSTS, when the address people type has TLS. It holds for the whole host, so the pages say it and static files need not: those
 * have the headers of the build, which does not know that address.
 */
export const transportHeaders = (consoleUrl: string | undefined): readonly Header[] =>
  consoleUrl?.startsWith('https:') ? [{ key: 'Strict-Transport-Security', value: `max-age=${TWO_YEARS_SECONDS}` }] : [];
