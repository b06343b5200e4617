import { z } from 'zod';
import type { Answer, Order, Target } from '../port';
import { isRefusal, turnedAway, understandBody, WHO } from './answers';
import { bodyOf, type Call, companyPath, failedCall } from './client';
import { WIRE } from './kinds';

const answersSchema = z.object({ answers: z.array(z.object({ status: z.number().int(), body: z.unknown() })) });

/** Answers of a target that has not got this path at all. */
const NO_SUCH_PATH = new Set([404, 405, 501]);

/**
 * Several documents of one kind and company in one call, each judged by itself: `{documents}` is answered by `{answers}` of a status
 * and a body each. A call that is refused as a whole has booked nothing, so its orders go one by one, which finds the one that is
 * wrong; a target without such a path is not asked again.
 */
export function submitterTogether(call: Call, submit: Target['submit']): NonNullable<Target['submitTogether']> {
  let has = true;
  const oneByOne = async (orders: readonly Order[], signal: AbortSignal): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (const order of orders) answers.push(await submit(order, signal));
    return answers;
  };
  return async (orders, signal) => {
    if (!has) return oneByOne(orders, signal);
    const all = (answer: Answer): Answer[] => orders.map(() => answer);
    try {
      const response = await send(call, orders, signal);
      const { status } = response;
      const away = turnedAway(response);
      if (away) return all(away);
      if (NO_SUCH_PATH.has(status)) has = false;
      if (isRefusal(status) || status === 501) return await oneByOne(orders, signal);
      if (status !== 200) return all({ kind: 'unknown', reason: `${WHO} answered ${status}`, status });
      return answersOf(orders, await bodyOf(response));
    } catch (error) {
      return all(failedCall(error, WHO));
    }
  };
}

function send(call: Call, orders: readonly Order[], signal: AbortSignal): Promise<Response> {
  const [first] = orders;
  const wire = first && WIRE[first.kind];
  if (!first || !wire) throw new Error(`this target makes no ${first?.kind}`);
  const body = JSON.stringify({ documents: orders.map((order) => wire.body(order)) });
  return call(`${companyPath(first.entity)}/${wire.path}/together`, { method: 'POST', body, signal });
}

function answersOf(orders: readonly Order[], body: unknown): Answer[] {
  const parsed = answersSchema.safeParse(body);
  const answers = parsed.success ? parsed.data.answers : [];
  // With one answer too many or too few, nobody can say which is whose.
  if (answers.length !== orders.length) {
    const reason = `${WHO} gave ${answers.length} readable answers to ${orders.length} documents`;
    return orders.map(() => ({ kind: 'unknown', reason, status: 200 }));
  }
  return answers.map(({ status, body: own }, index) => ownAnswer(understandBody(status, own), orders[index]?.key));
}

/** A document under another key is no answer to this order. */
function ownAnswer(answer: Answer, key: string | undefined): Answer {
  if (answer.kind !== 'booked' || answer.document.key === key) return answer;
  return { kind: 'unknown', reason: `${WHO} answered with the document of another key`, status: answer.status };
}
