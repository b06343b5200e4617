import { z } from 'zod';
import { AppError } from '@/domain/failure';
import type { PaymentFeed } from '../port';
import { bytesOf, type Call, READ_TIMEOUT_MS, reasonOf } from './client';

/** Changes asked for at once: an answer is one artifact. */
const CHANGES_MAX = 200;

const answerSchema = z.looseObject({
  events: z.array(z.unknown()),
  next: z.union([z.string(), z.number()]).transform(String),
  more: z.boolean().default(false),
});

/** What happened to payments, as the payables system tells it. The bytes are handed on as they came: they are what is kept. */
export const paymentsOf =
  (call: Call): PaymentFeed['payments'] =>
  async (entity, after) => {
    const query = `after=${encodeURIComponent(after)}&limit=${CHANGES_MAX}`;
    try {
      const response = await call(`/api/companies/${encodeURIComponent(entity)}/payment-status?${query}`, {
        signal: AbortSignal.timeout(READ_TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bytes = await bytesOf(response);
      const { events, next, more } = answerSchema.parse(JSON.parse(bytes.toString('utf8')));
      return { bytes, count: events.length, next, more };
    } catch (error) {
      throw new AppError('ERP_UNAVAILABLE', 'retry', `The ERP's payments could not be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  };
