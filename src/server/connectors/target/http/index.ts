import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { KINDS, type Kind } from '@/domain/kinds';
import { parseMinor } from '@/domain/money';
import type { Answer, FindAnswer, Ledger, LedgerMaster, Order, PaymentFeed, Refusal, Target } from '../port';
import {
  bodyOf,
  type Call,
  CREDENTIAL_RETRY_MS,
  caller,
  failedCall,
  type HttpConfig,
  READ_TIMEOUT_MS,
  reasonOf,
  retryAfter,
} from './client';
import { documentSchema, WIRE } from './kinds';
import { paymentsOf } from './payments';

const WHO = 'the ERP';

/** The generic HTTP adapter: JSON documents by company and kind, searched by our key. */
export function httpTarget(config: HttpConfig): Target & Ledger & PaymentFeed {
  const call = caller(config);
  return {
    capabilities: {
      kinds: KINDS.filter((kind) => WIRE[kind] !== undefined),
      find: true,
      void: true,
      async: false,
      attach: true,
      idempotent: false,
    },
    visibilityWindowMs: config.visibilityWindowMs,
    deadlineMs: config.postDeadlineMs,
    inFlightMax: 32,
    submit: async (order, signal) => {
      try {
        const { path, body } = requestOf(order);
        return await understand(await call(path, { method: 'POST', body: JSON.stringify(body), signal }));
      } catch (error) {
        return failedCall(error, WHO);
      }
    },
    find: (kind, entity, keys) => find(call, kind, entity, keys),
    ...httpLedger(call),
    payments: paymentsOf(call),
  };
}

const companyPath = (entity: string): string => `/api/companies/${encodeURIComponent(entity)}`;

/** A document that is taken back is voided where its kind can be; every other order is a new document. */
function requestOf(order: Order): { path: string; body: unknown } {
  const wire = WIRE[order.kind];
  if (!wire) throw new Error(`this target makes no ${order.kind}`);
  const base = `${companyPath(order.entity)}/${wire.path}`;
  if (order.reverses && wire.voids) {
    return {
      path: `${base}/${encodeURIComponent(order.reverses.number)}/void`,
      body: { externalId: order.key, postingDate: order.postingDate, reason: order.description },
    };
  }
  return { path: base, body: wire.body(order) };
}

async function find(call: Call, kind: Kind, entity: string, keys: readonly string[]): Promise<FindAnswer> {
  const wire = WIRE[kind];
  if (!wire) return { kind: 'unsupported' };
  const query = keys.map((key) => `externalId=${encodeURIComponent(key)}`).join('&');
  const paths = [wire.path, ...(wire.voids ? ['voids'] : [])];
  const answers = await Promise.all(paths.map((path) => findAt(call, `${companyPath(entity)}/${path}?${query}`)));
  const failed = answers.find((answer) => answer.kind !== 'answered');
  if (failed) return failed;
  return { kind: 'answered', documents: answers.flatMap((a) => (a.kind === 'answered' ? a.documents : [])) };
}

async function findAt(call: Call, path: string): Promise<FindAnswer> {
  try {
    const response = await call(path, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    if (response.status === 501) return { kind: 'unsupported' };
    if (!response.ok) return { kind: 'unavailable', reason: `${WHO} answered ${response.status}` };
    const { documents } = z.object({ documents: z.array(documentSchema) }).parse(await bodyOf(response));
    return { kind: 'answered', documents };
  } catch (error) {
    return { kind: 'unavailable', reason: reasonOf(error) };
  }
}

async function understand(response: Response): Promise<Answer> {
  const { status } = response;
  if (status === 429) {
    return { kind: 'not-sent', reason: `${WHO} asked to slow down`, retryAfterMs: retryAfter(response), status };
  }
  if (status === 401 || status === 403) {
    return { kind: 'not-sent', reason: `${WHO} refused our sign-in`, retryAfterMs: CREDENTIAL_RETRY_MS, status };
  }
  if (status === 201 || status === 409) {
    const body = (await bodyOf(response)) as Record<string, unknown>;
    // A repeated key answers with the document it already made: that is the confirmation we want.
    const document = documentSchema.safeParse(status === 409 ? existingDocument(body) : body);
    if (document.success) return { kind: 'booked', document: document.data, status };
    return { kind: 'unknown', reason: `${WHO} answered ${status} with a body that is not a document`, status };
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return refused(status, refusalSchema.safeParse(await bodyOf(response)));
  }
  return { kind: 'unknown', reason: `${WHO} answered ${status}`, status };
}

/** ERPs put the document that already carries the key at one of these places. */
function existingDocument(body: Record<string, unknown>): unknown {
  const error = body.error as Record<string, unknown> | undefined;
  return error?.document ?? body.document ?? body;
}

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
            .transform((value) => value ?? ''),
          value: z.unknown(),
          message: z.string(),
        }),
      )
      .optional(),
  }),
});

function refused(status: number, parsed: ReturnType<typeof refusalSchema.safeParse>): Answer {
  const error = parsed.success
    ? parsed.data.error
    : { code: `HTTP_${status}`, message: `HTTP ${status}`, errors: undefined };
  const refusals: Refusal[] = (error.errors ?? []).map((e) => ({
    code: e.code,
    lineNo: e.line,
    field: e.field,
    value: String(e.value ?? ''),
    message: e.message,
  }));
  if (refusals.length === 0) {
    refusals.push({ code: error.code, lineNo: null, field: '', value: '', message: error.message ?? error.code });
  }
  return { kind: 'refused', refusals, status };
}

const amount = z.string().transform((value, ctx) => {
  const minor = parseMinor(value);
  if (minor === null) ctx.addIssue({ code: 'custom', message: `“${value}” is not an amount` });
  return minor ?? 0n;
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

function httpLedger(call: Call): Ledger {
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
    balances: async (entity, period) => {
      const base = companyPath(entity);
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
    master: (): Promise<LedgerMaster> => read('/api/master', masterSchema),
  };
}
