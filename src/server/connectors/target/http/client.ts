import { traceparent } from '../../../platform/tracing';
import type { Answer } from '../port';

/** One HTTP partner: where it is and how we sign in. */
export type HttpConfig = {
  readonly baseUrl: string;
  readonly token: string;
  readonly visibilityWindowMs: number;
  readonly postDeadlineMs: number;
};

export const READ_TIMEOUT_MS = 15_000;
/** Largest answer read: what is longer is no answer. */
const ANSWER_BYTES_MAX = 16 * 1024 ** 2;
const RETRY_AFTER_DEFAULT_MS = 2_000;
const RETRY_AFTER_MAX_MS = 60_000;
export const CREDENTIAL_RETRY_MS = 30_000;

export type Call = (path: string, init?: RequestInit) => Promise<Response>;

export const caller =
  (config: HttpConfig): Call =>
  (path, init = {}) =>
    fetch(`${config.baseUrl}${path}`, {
      ...init,
      redirect: 'error',
      // The partner's log can then be read beside ours.
      headers: {
        authorization: `Bearer ${config.token}`,
        'content-type': 'application/json',
        traceparent: traceparent(),
        ...init.headers,
      },
    });

export const companyPath = (entity: string): string => `/api/companies/${encodeURIComponent(entity)}`;

export async function bodyOf(response: Response): Promise<unknown> {
  const bytes = await bytesOf(response);
  return bytes.length === 0 && response.body === null ? null : JSON.parse(bytes.toString('utf8'));
}

/** Reads a body piece by piece and stops at the limit. */
export async function bytesOf(response: Response): Promise<Buffer> {
  const reader = response.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.length;
    if (bytes > ANSWER_BYTES_MAX) {
      await reader.cancel();
      throw new Error('the answer is larger than 16 MiB');
    }
    parts.push(piece.value);
  }
  return Buffer.concat(parts);
}

export function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '');
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds * 1000, RETRY_AFTER_MAX_MS)
    : RETRY_AFTER_DEFAULT_MS;
}

/** Failures before a connection existed: the request provably never left. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function failedCall(error: unknown, who: string): Answer {
  const code = ((error as { cause?: { code?: string } }).cause?.code ?? '').toString();
  if (NEVER_LEFT.has(code)) {
    return {
      kind: 'not-sent',
      reason: `${who} cannot be reached (${code})`,
      retryAfterMs: RETRY_AFTER_DEFAULT_MS,
      status: null,
    };
  }
  return { kind: 'unknown', reason: reasonOf(error), status: null };
}

export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer before the deadline';
  return (cause?.code ?? message ?? 'unreadable answer').slice(0, 200);
}
