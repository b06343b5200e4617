import { usd } from '@/domain/amount';
import { failure } from '@/domain/failure';
import { parseMinor } from '@/domain/money';
import type { Span } from '@/formats/finding';
import { statusFacts } from './contract';
import { type Fields, textOf } from './fields';
import { dayOf, type Read, subjectOf } from './read-request';

/** One change of a payment as an event. `reissuedIn` says whether the same answer makes the payment anew. */
export function readStatus(fields: Fields, span: Span, path: string, reissued: boolean): Read {
  const requestId = invoiceOf(fields);
  const seq = textOf(fields, 'seq', 'cursor');
  const amountMinor = parseMinor(textOf(fields, 'amount') || '0');
  const payeeHash = textOf(fields, 'payeehash');
  const parsed = statusFacts.safeParse({
    seq: /^\d{1,15}$/.test(seq) ? Number(seq) : -1,
    requestId,
    postingKey: keyOf(fields),
    status: statusOf(fields),
    amountMinor,
    payeeHash: payeeHash || null,
    checkNumber: textOf(fields, 'checknumber', 'paymentnumber', 'trace') || null,
    method: textOf(fields, 'method') || null,
    date: dayOf(textOf(fields, 'date', 'at')) ?? '',
    reason: textOf(fields, 'reason', 'code'),
    reissued,
  });
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? 'shape');
    return { failure: failure('STATUS_INVALID', `payment.${field}`, requestId || '(none)') };
  }
  const { data } = parsed;
  return {
    event: {
      type: 'disbursement.status/1',
      facts: data,
      // Payments move no money between places; what they say goes to ties.
      amount: usd(0n),
      at: instantOf(textOf(fields, 'at', 'date')),
      businessDate: data.date,
      span,
      path,
      identifiers: data.payeeHash === null ? {} : { payeeHash: data.payeeHash },
      order: [subjectOf(requestId)],
      naturalKey: `disbursement|${requestId}|${data.seq}|${data.status}`,
    },
  };
}

/** An ERP that has numbers of its own gives ours beside them. */
export const invoiceOf = (fields: Fields): string => textOf(fields, 'invoicenumber', 'requestid', 'invoice');
export const statusOf = (fields: Fields): string => textOf(fields, 'status', 'event').toLowerCase();
/** Our key of the document that is paid. */
export const keyOf = (fields: Fields): string => textOf(fields, 'externalid', 'postingkey');
export const isOurs = (key: string): boolean => key === '' || /^TO-/i.test(key);

function instantOf(text: string): string | null {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
