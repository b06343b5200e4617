import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { bodyOf, CREDENTIAL_RETRY_MS, caller, failedCall, READ_TIMEOUT_MS, reasonOf, retryAfter } from './http/client';
import type { Answer, FindAnswer, Order, Target } from './port';

export type CallbackConfig = {
  readonly baseUrl: string;
  readonly path: string;
  /** Shared secret of the signature. */
  readonly secret: string;
  readonly visibilityWindowMs: number;
  readonly postDeadlineMs: number;
};

const WHO = 'the receiver';
const receiptSchema = z.looseObject({ receipt: z.string().min(1) });

/**
 * Status callbacks: a signed POST of the order's header under the key of its posting. The signature covers the time and the body
 * (HMAC-SHA-256 over `<unix seconds>.<body>`); the receiver answers a repeated key with the receipt it gave before.
 */
export function callbackTarget(config: CallbackConfig): Target {
  const call = caller({ ...config, token: '' });
  return {
    capabilities: {
      kinds: ['callback'],
      find: true,
      void: false,
      async: false,
      attach: false,
      idempotent: true,
      together: {},
    },
    visibilityWindowMs: config.visibilityWindowMs,
    deadlineMs: config.postDeadlineMs,
    inFlightMax: 16,
    submit: async (order, signal) => {
      try {
        const body = JSON.stringify(order.header);
        const headers = { ...signature(config.secret, body), 'idempotency-key': order.key };
        const response = await call(config.path, { method: 'POST', body, headers, signal });
        return await understand(response, order);
      } catch (error) {
        return failedCall(error, WHO);
      }
    },
    find: async (_, entity, keys): Promise<FindAnswer> => {
      try {
        const documents = [];
        for (const key of keys) {
          const response = await call(`${config.path}?key=${encodeURIComponent(key)}`, {
            headers: signature(config.secret, ''),
            signal: AbortSignal.timeout(READ_TIMEOUT_MS),
          });
          if (response.status === 404) continue;
          if (!response.ok) return { kind: 'unavailable', reason: `${WHO} answered ${response.status}` };
          const { receipt } = receiptSchema.parse(await bodyOf(response));
          documents.push(documentOf(entity, key, receipt));
        }
        return { kind: 'answered', documents };
      } catch (error) {
        return { kind: 'unavailable', reason: reasonOf(error) };
      }
    },
  };
}

function signature(secret: string, body: string): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'x-tieout-signature': `t=${seconds},v1=${mac}` };
}

async function understand(response: Response, order: Order): Promise<Answer> {
  const { status } = response;
  if (status === 429) {
    return { kind: 'not-sent', reason: `${WHO} asked to slow down`, retryAfterMs: retryAfter(response), status };
  }
  if (status === 401 || status === 403) {
    return { kind: 'not-sent', reason: `${WHO} refused our signature`, retryAfterMs: CREDENTIAL_RETRY_MS, status };
  }
  if (status === 200 || status === 201) {
    const answer = receiptSchema.safeParse(await bodyOf(response));
    if (answer.success) {
      return { kind: 'booked', document: documentOf(order.entity, order.key, answer.data.receipt), status };
    }
    return { kind: 'unknown', reason: `${WHO} answered ${status} without a receipt`, status };
  }
  if (status >= 400 && status < 500 && status !== 408) {
    const message = `${WHO} answered ${status}`;
    return {
      kind: 'refused',
      refusals: [{ code: `HTTP_${status}`, lineNo: null, field: '', value: '', message }],
      status,
    };
  }
  return { kind: 'unknown', reason: `${WHO} answered ${status}`, status };
}

const documentOf = (entity: string, key: string, number: string) => ({
  key,
  number,
  entity,
  period: null,
  postingDate: null,
  debitMinor: null,
  creditMinor: null,
  lineCount: null,
  status: null,
  facts: {},
});
