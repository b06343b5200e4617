import { z } from 'zod';
import type { Answer, Refusal } from '../port';
import { bodyOf, CREDENTIAL_RETRY_MS, retryAfter } from './client';
import { documentSchema } from './kinds';

/** What the answers of this wire mean. */

export const WHO = 'the ERP';

/** What an answer says of a whole call, whatever its body; null where the body decides. */
export function turnedAway(response: Response): Answer | null {
  const { status } = response;
  if (status === 429) {
    return { kind: 'not-sent', reason: `${WHO} asked to slow down`, retryAfterMs: retryAfter(response), status };
  }
  if (status === 401 || status === 403) {
    return { kind: 'not-sent', reason: `${WHO} refused our sign-in`, retryAfterMs: CREDENTIAL_RETRY_MS, status };
  }
  return null;
}

export async function understand(response: Response): Promise<Answer> {
  const away = turnedAway(response);
  if (away) return away;
  const { status } = response;
  return understandBody(status, isDecided(status) ? await bodyOf(response) : null);
}

/** The target has looked at the order and said yes or no. */
const isDecided = (status: number): boolean => status === 201 || isRefusal(status);
export const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

/** The answer to one order: its status and its body, in a response of its own or as a part of one. */
export function understandBody(status: number, body: unknown): Answer {
  if (status === 201 || status === 409) {
    // A repeated key answers with the document it already made: that is the confirmation we want.
    const document = documentSchema.safeParse(status === 409 ? existingDocument(body) : body);
    if (document.success) return { kind: 'booked', document: document.data, status };
    return { kind: 'unknown', reason: `${WHO} answered ${status} with a body that is not a document`, status };
  }
  if (isRefusal(status)) return refused(status, refusalSchema.safeParse(body));
  return { kind: 'unknown', reason: `${WHO} answered ${status}`, status };
}

/** ERPs put the document that already carries the key at one of these places. */
function existingDocument(body: unknown): unknown {
  const whole = objectOf(body);
  return objectOf(whole.error).document ?? whole.document ?? body;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

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
