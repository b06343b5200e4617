import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { KINDS, type Kind } from '@/domain/kinds';
import { parseMinor } from '@/domain/money';
import type { FindAnswer, Ledger, LedgerMaster, Order, PaymentFeed, Target } from '../port';
import { understand, WHO } from './answers';
import {
  bodyOf,
  type Call,
  caller,
  companyPath,
  failedCall,
  type HttpConfig,
  READ_TIMEOUT_MS,
  reasonOf,
} from './client';
import { documentSchema, WIRE } from './kinds';
import { paymentsOf } from './payments';
import { submitterTogether } from './together';

/** The generic HTTP adapter: JSON documents by company and kind, searched by our key. */
export function httpTarget(config: HttpConfig & { readonly together: number }): Target & Ledger & PaymentFeed {
  const call = caller(config);
  const submit: Target['submit'] = async (order, signal) => {
    try {
      const { path, body } = requestOf(order);
      return await understand(await call(path, { method: 'POST', body: JSON.stringify(body), signal }));
    } catch (error) {
      return failedCall(error, WHO);
    }
  };
  return {
    capabilities: {
      kinds: KINDS.filter((kind) => WIRE[kind] !== undefined),
      find: true,
      void: true,
      async: false,
      attach: true,
      idempotent: false,
      together: config.together > 1 ? { journal: config.together } : {},
    },
    visibilityWindowMs: config.visibilityWindowMs,
    deadlineMs: config.postDeadlineMs,
    inFlightMax: 32,
    submit,
    submitTogether: submitterTogether(call, submit),
    find: (kind, entity, keys) => find(call, kind, entity, keys),
    ...httpLedger(call),
    payments: paymentsOf(call),
  };
}

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
