// Goal: only pages of the console change anything in a person's name. Method: what browsers send, case by case.
import { describe, expect, it } from 'vitest';
import { isFromConsole } from './origin';

const CONSOLE = 'https://tieout.fernhollow.example';
const from = (headers: Record<string, string>, url: string | undefined = CONSOLE) =>
  isFromConsole(new Headers({ host: 'inner:3000', ...headers }), url);

describe('a request with a cookie', () => {
  it.each([
    ['of a browser that says so', { 'sec-fetch-site': 'same-origin' }],
    ['behind a TLS proxy', { origin: CONSOLE }],
    ['of this machine by another of its names', { origin: 'http://localhost:3000', host: 'localhost:3000' }],
    ['of a plain address in the network', { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' }],
  ])("%s is the console's own", (_, headers) => expect(from(headers)).toBe(true));

  it.each([
    ['of a foreign page', { 'sec-fetch-site': 'cross-site', origin: CONSOLE }],
    ['of a page on a sister host', { 'sec-fetch-site': 'same-site' }],
    ["that nobody's page made", { 'sec-fetch-site': 'none' }],
    ['of a foreign page in a browser without the first header', { origin: 'https://evil.example' }],
    ['of a page on another port of this host', { origin: 'http://inner:4000' }],
    ["of a plain page with the console's name", { origin: 'http://tieout.fernhollow.example' }],
    ['of a page without an origin', { origin: 'null' }],
    ['of no browser', {}],
    ['with a host that is in no URL', { origin: 'evil' }],
  ])('%s is not', (_, headers) => expect(from(headers)).toBe(false));

  it('is told by the host alone when no address of the console is known', () => {
    expect(isFromConsole(new Headers({ host: 'a', origin: 'http://a' }), undefined)).toBe(true);
    expect(isFromConsole(new Headers({ host: 'a', origin: 'http://b' }), undefined)).toBe(false);
  });
});
