import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a handler throws to answer with a status and the partner's error envelope. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.body = { error: { code, message, ...extra } };
  }
}

export type Call = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Named groups of the matched path, percent-decoded. */
  readonly path: Readonly<Partial<Record<string, string>>>;
};

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/companies/:company/journals`; a segment that starts with a colon is a name. */
  readonly path: string;
  /** True when the route answers without a token (health only). */
  readonly open?: boolean;
  readonly handle: (call: Call) => Promise<void> | void;
};

type HttpOptions = {
  readonly token: string;
  readonly routes: readonly Route[];
  /** Seen before the route runs; returning true means the call has been answered already. */
  readonly before?: (call: Call) => Promise<boolean> | boolean;
  readonly onError: (error: unknown) => void;
};

/** A keep-alive JSON server bound by the caller. Every error leaves as `{error:{code,message}}`. */
export function createHttpServer(options: HttpOptions): Server {
  const table = options.routes.map((route) => ({ route, pattern: compilePath(route.path) }));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    dispatch(options, table, { request, response, url, path: {} }).catch((error: unknown) => {
      if (error instanceof HttpError) {
        sendJson(response, error.status, error.body);
        return;
      }
      options.onError(error);
      sendJson(response, 500, { error: { code: 'INTERNAL', message: 'the sandbox itself failed; see its log' } });
    });
  });
  // Longer than the idle time of any client pool here, so that a reused connection is not closed under a request.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  return server;
}

type CompiledRoute = { readonly route: Route; readonly pattern: RegExp };

async function dispatch(options: HttpOptions, table: readonly CompiledRoute[], call: Call): Promise<void> {
  const atPath = table.filter(({ pattern }) => pattern.test(call.url.pathname));
  const found = atPath.find(({ route }) => route.method === call.request.method);
  if (!found?.route.open && !hasToken(call.request, options.token)) {
    throw new HttpError(401, 'UNAUTHORIZED', 'send Authorization: Bearer with the token of this sandbox');
  }
  if (!found) {
    if (atPath.length > 0) throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'this path does not take that method');
    throw new HttpError(404, 'NOT_FOUND', 'no such path');
  }
  const groups = found.pattern.exec(call.url.pathname)?.groups ?? {};
  const path = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
  const matched = { ...call, path };
  if (!found.route.open && (await options.before?.(matched))) return;
  await found.route.handle(matched);
}

function compilePath(path: string): RegExp {
  const source = path.replace(/:([a-zA-Z]+)/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new HttpError(400, 'MALFORMED_PATH', 'the path holds a broken percent escape');
  }
}

/** Compares digests, so that neither length nor content of the token leaks through time. */
function hasToken(request: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/** Whole request body as it came; 413 beyond the limit. */
export async function readBytes(call: Call, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) {
      call.response.setHeader('connection', 'close');
      throw new HttpError(413, 'TOO_LARGE', `the body is over ${maxBytes} bytes; send fewer lines per document`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The body read as JSON; 400 when it is none. An empty body reads as `{}`. */
export async function readJson(call: Call, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(call, maxBytes);
  return bytes.length === 0 ? {} : parseJson(bytes);
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HttpError(400, 'MALFORMED_JSON', 'the body is not JSON');
  }
}

/** An integer query parameter inside its bounds, or the default when absent. */
export function readLimit(url: URL, name: string, fallback: number, max: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (!(value >= 1 && value <= max)) {
    throw new HttpError(400, 'BAD_PARAMETER', `${name} must be a whole number from 1 to ${max}`);
  }
  return value;
}
