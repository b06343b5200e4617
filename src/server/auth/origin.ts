/**
 * Whether a request that a cookie signs comes from the console's own pages. A browser sends the cookie with what a foreign page
 * asks for as well, and says in these headers, which no page can write, who asked.
 *
 * Browsers send `Sec-Fetch-Site` to addresses with TLS and of this machine, and `Origin` with every POST. Behind a TLS proxy `Host`
 * may be an inner name, so `Origin` may also be that of the address people type. A page that got itself a name that leads here
 * (DNS rebinding) passes as its own host, and has no cookie of ours there.
 */
export function isFromConsole(headers: Headers, consoleUrl: string | undefined): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  const { host, origin: from } = new URL(origin);
  return from === (consoleUrl && new URL(consoleUrl).origin) || host === headers.get('host');
}

export const FOREIGN =
  'This did not come from a page of the console, so nothing was changed. Open the console in this browser and do it there.';
