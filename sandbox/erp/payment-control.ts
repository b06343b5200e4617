import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Call, HttpError, type Route, sendJson } from '../http';
import type { Erp } from './context';
import { readBody } from './control';
import { inTransaction } from './database';
import { idOfNumber } from './documents';
import {
  bookOwn,
  CASH_ACCOUNT,
  isOpenOn,
  issuePayment,
  lockInvoice,
  PAYMENT_COLUMNS,
  type Payable,
  type Payment,
  type PaymentStatus,
  paymentAnswer,
  showOnInvoice,
  UNCLAIMED_ACCOUNT,
  writeEvent,
} from './payments';
import { PAYABLES_ACCOUNT } from './posting';

const moveSchema = z.object({ date: z.iso.date().optional() });
const reissueSchema = z.object({
  date: z.iso.date().optional(),
  method: z.enum(['CHECK', 'ACH']).optional(),
  payeeName: z.string().min(1).max(120).optional(),
});
const payeeSchema = z.object({ name: z.string().min(1).max(120) });

type Pair = { readonly debit: string; readonly credit: string };
const BACK_TO_PAYABLES: Pair = { debit: CASH_ACCOUNT, credit: PAYABLES_ACCOUNT };

/** From where a payment gets into a state, and what that does in the books. Clearing books nothing: cash left at issue. */
const MOVES: Readonly<
  Record<Exclude<PaymentStatus, 'issued'>, { readonly from: readonly PaymentStatus[]; readonly books: readonly Pair[] }>
> = {
  cleared: { from: ['issued'], books: [] },
  voided: { from: ['issued', 'stale'], books: [BACK_TO_PAYABLES] },
  stopped: { from: ['issued'], books: [BACK_TO_PAYABLES] },
  stale: { from: ['issued'], books: [BACK_TO_PAYABLES] },
  escheated: {
    from: ['stale'],
    books: [
      { debit: PAYABLES_ACCOUNT, credit: UNCLAIMED_ACCOUNT },
      { debit: UNCLAIMED_ACCOUNT, credit: CASH_ACCOUNT },
    ],
  },
};

type Ended = keyof typeof MOVES;

const ACTIONS: Readonly<Record<string, Ended>> = {
  clear: 'cleared',
  void: 'voided',
  stop: 'stopped',
  stale: 'stale',
  escheat: 'escheated',
};

/** What a clerk in payables or the bank does to a payment. */
export function paymentControlRoutes(erp: Erp): Route[] {
  const moves = Object.entries(ACTIONS).map(
    ([action, to]): Route => ({
      method: 'POST',
      path: `/control/payments/:number/${action}`,
      handle: async (call) => {
        const { date = erp.today } = await readBody(call, moveSchema);
        sendJson(call.response, 200, await movePayment(erp, call.path.number ?? '', to, date));
      },
    }),
  );
  return [
    ...moves,
    { method: 'POST', path: '/control/payments/:number/reissue', handle: (call) => reissue(erp, call) },
    { method: 'POST', path: '/control/ap-invoices/:number/payee', handle: (call) => changePayee(erp, call) },
  ];
}

/** Brings a payment into another state, or says by a code why it cannot get there. */
export async function movePayment(erp: Erp, number: string, to: Ended, date: string) {
  return inTransaction(erp.pool, async (client) => {
    const { payment, invoice } = await lockPayment(client, number);
    refuseMove(payment, to);
    if (MOVES[to].books.length > 0) refuseClosed(erp, invoice, date);
    const wasStale = payment.status === 'stale';
    const { rows } = await client.query<Payment>(
      `update sandbox_erp.payment set status = $2, status_date = $3::date where id = $1 returning ${PAYMENT_COLUMNS}`,
      [payment.id, to, date],
    );
    const moved = rows[0] ?? payment;
    // A stale check is a debt again already; voiding it as well must not make it one twice.
    const books = to === 'voided' && wasStale ? [] : MOVES[to].books;
    for (const [index, pair] of books.entries()) {
      const event = index === 0 ? to : `${to}-${index + 1}`;
      await bookOwn(client, invoice, { number, event, date }, pair);
    }
    await showOnInvoice(client, invoice, moved, to);
    await writeEvent(client, invoice, moved, { event: to, date });
    return { ...paymentAnswer(moved), invoice: invoice.number };
  });
}

/** The invoice is locked before its payment, as everywhere, so that nobody waits in a circle. */
async function lockPayment(client: PoolClient, number: string): Promise<{ payment: Payment; invoice: Payable }> {
  const read = async (lock: string): Promise<Payment> => {
    const { rows } = await client.query<Payment>(
      `select ${PAYMENT_COLUMNS} from sandbox_erp.payment where number = $1 ${lock}`,
      [number],
    );
    if (!rows[0]) throw new HttpError(404, 'UNKNOWN_PAYMENT', `there is no payment ${number}`);
    return rows[0];
  };
  const invoice = await lockInvoice(client, (await read('')).invoice_id);
  if (!invoice) throw new HttpError(404, 'UNKNOWN_PAYMENT', `the invoice of ${number} is not in the books`);
  return { payment: await read('for update'), invoice };
}

function refuseMove(payment: Payment, to: Ended): void {
  const { status, number } = payment;
  if (payment.reissued_by !== null) {
    throw new HttpError(409, 'PAYMENT_REISSUED', `${number} was reissued as ${payment.reissued_by}`);
  }
  if (to === 'stale' && payment.method !== 'CHECK') {
    throw new HttpError(409, 'NOT_A_CHECK', 'only a check grows old uncashed');
  }
  if (MOVES[to].from.includes(status)) return;
  if (status === 'cleared' && to === 'voided') {
    throw new HttpError(409, 'VOID_AFTER_CLEAR', `the bank has paid ${number} already`);
  }
  if (status === 'cleared' && to === 'stopped') {
    throw new HttpError(409, 'STOP_TOO_LATE', `the bank has paid ${number} already`);
  }
  throw new HttpError(409, 'PAYMENT_STATE', `${number} is ${status}; it cannot become ${to}`);
}

function refuseClosed(erp: Erp, invoice: Payable, date: string): void {
  if (isOpenOn(erp, invoice.company, date)) return;
  throw new HttpError(409, 'CLOSED_PERIOD', `${invoice.company} takes no postings on ${date}`);
}

const REISSUABLE: ReadonlySet<PaymentStatus> = new Set(['voided', 'stopped', 'stale']);

/** A new payment of the same invoice in place of one that never arrived. */
async function reissue(erp: Erp, call: Call): Promise<void> {
  const order = await readBody(call, reissueSchema);
  const date = order.date ?? erp.today;
  const answer = await inTransaction(erp.pool, async (client) => {
    const { payment, invoice } = await lockPayment(client, call.path.number ?? '');
    if (payment.reissued_by !== null) refuseMove(payment, 'voided');
    if (invoice.status === 'cancelled') {
      throw new HttpError(409, 'INVOICE_CANCELLED', `${invoice.number} is cancelled; nothing is owed any more`);
    }
    if (!REISSUABLE.has(payment.status)) {
      throw new HttpError(409, 'PAYMENT_STATE', `${payment.number} is ${payment.status}; void or stop it first`);
    }
    refuseClosed(erp, invoice, date);
    const made = await issuePayment(client, invoice, {
      date,
      method: order.method ?? payment.method,
      payeeName: order.payeeName ?? invoice.payeeName,
      reissueOf: payment.number,
    });
    await client.query('update sandbox_erp.payment set reissued_by = $2 where id = $1', [payment.id, made.number]);
    await writeEvent(client, invoice, made, { event: 'reissued', date });
    return { ...paymentAnswer(made), invoice: invoice.number };
  });
  sendJson(call.response, 200, answer);
}

/** A clerk writes another name on an invoice: what a comparison of payees is there to find. */
async function changePayee(erp: Erp, call: Call): Promise<void> {
  const number = call.path.number ?? '';
  const { name } = await readBody(call, payeeSchema);
  const { rowCount } = await erp.pool.query(
    `update sandbox_erp.document set detail = jsonb_set(detail, '{supplier,name}', to_jsonb($3::text))
     where id = $1 and number = $2 and kind = 'ap-invoice'`,
    [idOfNumber(number) ?? 0n, number, name],
  );
  if (rowCount === 0) throw new HttpError(404, 'UNKNOWN_DOCUMENT', `there is no supplier invoice ${number}`);
  sendJson(call.response, 200, { number, payeeName: name });
}
