import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { formatMinor, parseMinor } from '@/domain/money';
import { traceparent } from '../../platform/tracing';
import type { ErpDocument, ErpJournal, ErpMaster, ErpPort, ErpRefusal, FindAnswer, PostAnswer } from './port';

/**
 * Generic HTTP adapter: JSON over bearer authentication, amounts as decimal text, our key in `externalId`. What an ERP
 * answers is hostile input: every body is bounded and checked before it is believed.
 */
export type HttpErpConfig = {
  readonly baseUrl: string;
  readonly token: string;
  readonly visibilityWindowMs: number;
  readonly postDeadlineMs: number;
};

const READ_TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 16 * 1024 ** 2;
const RETRY_AFTER_DEFAULT_MS = 2_000;
const RETRY_AFTER_MAX_MS = 60_000;
const CREDENTIAL_RETRY_MS = 30_000;

const amount = z.string().transform((text, ctx) => {
  const minor = parseMinor(text);
  if (minor === null) ctx.addIssue({ code: 'custom', message: `“${text}” is not an amount` });
  return minor ?? 0n;
});
const documentSchema = z
  .object({
    number: z.string().min(1).max(60),
    externalId: z.string(),
    company: z.string(),
    period: z.string(),
    postingDate: z.string(),
    debitTotal: amount,
    creditTotal: amount,
    lineCount: z.number().int(),
  })
  .transform(
    (d): ErpDocument => ({
      key: d.externalId,
      number: d.number,
      entity: d.company,
      period: d.period,
      postingDate: d.postingDate,
      debitMinor: d.debitTotal,
      creditMinor: d.creditTotal,
      lineCount: d.lineCount,
    }),
  );
const refusalSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().optional(),
    errors: z
      .array(
        z.object({
          code: z.string(),
          line: z.number().nullable(),
          field: z
            .string()
            .nullish()
            .transform((text) => text ?? ''),
          value: z.unknown(),
          message: z.string(),
        }),
      )
      .optional(),
  }),
});
const balancesSchema = z.object({
  balances: z.array(
    z.object({
      account: z.string(),
      facility: z.string().nullish(),
      debit: amount,
      credit: amount,
      lineCount: z.number().int(),
    }),
  ),
});
const keyTotalsSchema = z.object({ count: z.number().int(), debit: amount, credit: amount });
const active = { active: z.boolean() };
const masterSchema = z.object({
  companies: z.array(z.object({ code: z.string(), name: z.string() })),
  accounts: z.array(z.object({ number: z.string(), name: z.string(), type: z.string(), ...active })),
  costCenters: z.array(z.object({ code: z.string(), name: z.string(), company: z.string(), ...active })),
  periods: z.array(
    z.object({
      company: z.string(),
      period: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
      status: z.enum(['open', 'soft-closed', 'closed', 'future']),
    }),
  ),
});

export function httpErp(config: HttpErpConfig): ErpPort {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${config.baseUrl}${path}`, {
      ...init,
      redirect: 'error',
      // The ERP's log can then be read beside ours.
      headers: {
        authorization: `Bearer ${config.token}`,
        'content-type': 'application/json',
        traceparent: traceparent(),
      },
    });
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    try {
      const response = await call(path, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return schema.parse(await bodyOf(response));
    } catch (error) {
      throw new AppError('ERP_UNAVAILABLE', 'retry', `The ERP could not be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  };
  return {
    visibilityWindowMs: config.visibilityWindowMs,
    postDeadlineMs: config.postDeadlineMs,
    post: async (journal, signal) => {
      try {
        const path = `/api/companies/${encodeURIComponent(journal.entity)}/journals`;
        return await understand(await call(path, { method: 'POST', body: journalBody(journal), signal }));
      } catch (error) {
        return failedPost(error);
      }
    },
    find: async (entity, keys) => {
      const query = keys.map((key) => `externalId=${encodeURIComponent(key)}`).join('&');
      return findDocuments(() =>
        call(`/api/companies/${encodeURIComponent(entity)}/journals?${query}`, {
          signal: AbortSignal.timeout(READ_TIMEOUT_MS),
        }),
      );
    },
    balances: async (entity, period) => {
      const base = `/api/companies/${encodeURIComponent(entity)}`;
      const { balances } = await read(`${base}/balances?period=${period}`, balancesSchema);
      const own = await read(`${base}/key-totals?period=${period}&prefix=TO-`, keyTotalsSchema);
      return {
        balances: balances.map((b) => ({
          account: b.account,
          facility: b.facility ?? '',
          debitMinor: b.debit,
          creditMinor: b.credit,
          lineCount: b.lineCount,
        })),
        own: { count: own.count, debitMinor: own.debit, creditMinor: own.credit },
      };
    },
    master: (): Promise<ErpMaster> => read('/api/master', masterSchema),
  };
}

const journalBody = (journal: ErpJournal): string =>
  JSON.stringify({
    externalId: journal.key,
    postingDate: journal.postingDate,
    period: journal.period,
    currency: journal.currency,
    description: journal.description,
    source: 'Tieout',
    lines: journal.lines.map((line) => ({
      line: line.lineNo,
      account: line.account,
      costCenter: line.costCenter,
      facility: line.facility,
      payerClass: line.payerClass,
      affiliate: line.affiliate,
      debit: formatMinor(line.debitMinor),
      credit: formatMinor(line.creditMinor),
      reference: journal.key,
    })),
  });

/** Reads at most 16 MiB: an answer larger than that is not one. */
async function bodyOf(response: Response): Promise<unknown> {
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > ANSWER_BYTES_MAX) throw new Error('the answer is larger than 16 MiB');
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

async function understand(response: Response): Promise<PostAnswer> {
  const { status } = response;
  if (status === 429)
    return { kind: 'not-sent', reason: 'the ERP asked to slow down', retryAfterMs: retryAfter(response), status };
  if (status === 401 || status === 403) {
    return { kind: 'not-sent', reason: 'the ERP refused our sign-in', retryAfterMs: CREDENTIAL_RETRY_MS, status };
  }
  if (status === 201 || status === 409) {
    const body = (await bodyOf(response)) as Record<string, unknown>;
    // A repeated key answers with the document it already made: that is the confirmation we want.
    const document = documentSchema.safeParse(status === 409 ? existingDocument(body) : body);
    if (document.success) return { kind: 'accepted', document: document.data, status };
    return { kind: 'unknown', reason: `the ERP answered ${status} with a body that is not a document`, status };
  }
  if (status >= 400 && status < 500 && status !== 408)
    return refusedPost(status, refusalSchema.safeParse(await bodyOf(response)));
  return { kind: 'unknown', reason: `the ERP answered ${status}`, status };
}

/** ERPs put the document that already carries the key at one of these places. */
function existingDocument(body: Record<string, unknown>): unknown {
  const error = body.error as Record<string, unknown> | undefined;
  return error?.document ?? body.document ?? body;
}

function refusedPost(status: number, parsed: ReturnType<typeof refusalSchema.safeParse>): PostAnswer {
  const error = parsed.success
    ? parsed.data.error
    : { code: `HTTP_${status}`, message: `HTTP ${status}`, errors: undefined };
  const refusals: ErpRefusal[] = (error.errors ?? []).map((e) => ({
    code: e.code,
    lineNo: e.line,
    field: e.field,
    value: String(e.value ?? ''),
    message: e.message,
  }));
  if (refusals.length === 0)
    refusals.push({ code: error.code, lineNo: null, field: '', value: '', message: error.message ?? error.code });
  return { kind: 'refused', refusals, status };
}

function retryAfter(response: Response): number {
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

function failedPost(error: unknown): PostAnswer {
  const code = ((error as { cause?: { code?: string } }).cause?.code ?? '').toString();
  if (NEVER_LEFT.has(code))
    return {
      kind: 'not-sent',
      reason: `the ERP cannot be reached (${code})`,
      retryAfterMs: RETRY_AFTER_DEFAULT_MS,
      status: null,
    };
  return { kind: 'unknown', reason: reasonOf(error), status: null };
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer before the deadline';
  return (cause?.code ?? message ?? 'unreadable answer').slice(0, 200);
}

async function findDocuments(send: () => Promise<Response>): Promise<FindAnswer> {
  try {
    const response = await send();
    if (response.status === 501) return { kind: 'unsupported' };
    if (!response.ok) return { kind: 'unavailable', reason: `the ERP answered ${response.status}` };
    const { documents } = z.object({ documents: z.array(documentSchema) }).parse(await bodyOf(response));
    return { kind: 'answered', documents };
  } catch (error) {
    return { kind: 'unavailable', reason: reasonOf(error) };
  }
}
