import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { formatCents } from '../cents';
import type { Erp } from './context';
import { insertDocument } from './documents';
import { pairOf } from './lines';
import { periodKey } from './master';
import { PAYABLES_ACCOUNT } from './posting';

export const CASH_ACCOUNT = '1010';
export const UNCLAIMED_ACCOUNT = '2340';

export type Method = 'CHECK' | 'ACH';
export type PaymentStatus = 'issued' | 'cleared' | 'voided' | 'stopped' | 'stale' | 'escheated';
export type PaymentEvent = PaymentStatus | 'scheduled' | 'reissued';

/** An invoice under lock, as far as paying goes. Amounts are cents. */
export type Payable = {
  readonly id: string;
  readonly company: string;
  readonly number: string;
  readonly status: string;
  readonly amount: bigint;
  readonly payeeName: string;
  readonly method: Method;
  readonly currency: string;
};

export type Payment = {
  readonly id: string;
  readonly number: string;
  readonly company: string;
  readonly invoice_id: string;
  readonly method: Method;
  readonly check_number: string | null;
  readonly trace: string | null;
  readonly amount: string;
  readonly payee_name: string;
  readonly payee_hash: string;
  readonly status: PaymentStatus;
  readonly payment_date: string;
  readonly status_date: string;
  readonly reissue_of: string | null;
  readonly reissued_by: string | null;
  readonly created_at: Date;
};

export const PAYMENT_COLUMNS = `id, number, company, invoice_id, method, check_number, trace, amount, payee_name,
  payee_hash, status, payment_date::text as payment_date, status_date::text as status_date, reissue_of, reissued_by,
  created_at`;

/**
 * The digest by which a payee can be compared without being read: of the name in upper case, with single spaces. A bank
 * prints names in its own way, so more than that may not go into it.
 */
export const payeeHashOf = (name: string): string =>
  createHash('sha256').update(name.trim().replace(/\s+/g, ' ').toUpperCase()).digest('hex');

/** The invoice, locked until the end of the transaction; null when it has been taken out of the books. */
export async function lockInvoice(client: PoolClient, id: string): Promise<Payable | null> {
  const { rows } = await client.query<Omit<Payable, 'amount'> & { amount: string }>(
    `select id, company, number, status, credit_total as amount, detail -> 'supplier' ->> 'name' as "payeeName",
       detail ->> 'method' as method, currency
     from sandbox_erp.document where id = $1 and kind = 'ap-invoice' for update`,
    [id],
  );
  const row = rows[0];
  return row ? { ...row, amount: BigInt(row.amount) } : null;
}

/** Whether the ERP may book on a date of its own choice. */
export const isOpenOn = (erp: Erp, company: string, date: string): boolean =>
  erp.master.periods.get(periodKey(company, date.slice(0, 7)))?.status === 'open';

type Happening = { readonly event: PaymentEvent; readonly date: string };

/**
 * Writes down what happened. One transaction at a time, because a number is drawn before the commit: a reader who has
 * seen the later of two numbers would never come back for the earlier one.
 */
export async function writeEvent(
  client: PoolClient,
  invoice: Payable,
  payment: Payment | null,
  { event, date }: Happening,
): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended('sandbox_erp.payment_event', 0))");
  const payeeName = payment?.payee_name ?? invoice.payeeName;
  await client.query(
    `insert into sandbox_erp.payment_event (company, event, invoice_id, payment_id, amount, method, check_number, trace,
       payee_name, payee_hash, event_date, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())`,
    [
      invoice.company,
      event,
      invoice.id,
      payment?.id ?? null,
      payment?.amount ?? invoice.amount,
      payment?.method ?? invoice.method,
      payment?.check_number ?? null,
      payment?.trace ?? null,
      payeeName,
      payeeHashOf(payeeName),
      date,
    ],
  );
}

/** Books what the ERP does of its own accord: as a journal like any other, so that every sum over its books stays true. */
export async function bookOwn(
  client: PoolClient,
  invoice: Payable,
  payment: { readonly number: string; readonly event: string; readonly date: string },
  accounts: { readonly debit: string; readonly credit: string },
): Promise<void> {
  const document = {
    kind: 'journal' as const,
    company: invoice.company,
    externalId: `AP/${payment.number}/${payment.event}`,
    period: payment.date.slice(0, 7),
    postingDate: payment.date,
    currency: invoice.currency,
    description: `${payment.event} ${payment.number} of ${invoice.number}`,
    source: 'AP',
    supplier: null,
    invoiceNumber: null,
    lines: pairOf(accounts.debit, accounts.credit, invoice.amount, invoice.number),
    detail: { origin: payment.number },
  };
  await insertDocument(client, document, false);
}

type Issue = {
  readonly date: string;
  readonly method: Method;
  readonly payeeName: string;
  readonly reissueOf: string | null;
};

/** Pays an invoice: number, check or trace, and the journal that takes it off payables and out of cash. */
export async function issuePayment(client: PoolClient, invoice: Payable, issue: Issue): Promise<Payment> {
  const { rows } = await client.query<Payment>(
    `with ids as materialized (
       select nextval('sandbox_erp.document_id') as id, nextval('sandbox_erp.check_number') as serial)
     insert into sandbox_erp.payment (id, number, company, invoice_id, method, check_number, trace, amount, payee_name,
       payee_hash, status, payment_date, status_date, reissue_of, created_at)
     select id, 'PAY-' || left($3, 7) || '-' || lpad(id::text, greatest(6, length(id::text)), '0'), $1, $2, $4,
       case when $4 = 'CHECK' then serial::text end, case when $4 = 'ACH' then '89100' || $1 || lpad(serial::text, 7, '0') end,
       $5, $6, $7, 'issued', $3::date, $3::date, $8, clock_timestamp()
     from ids returning ${PAYMENT_COLUMNS}`,
    [
      invoice.company,
      invoice.id,
      issue.date,
      issue.method,
      invoice.amount,
      issue.payeeName,
      payeeHashOf(issue.payeeName),
      issue.reissueOf,
    ],
  );
  const payment = rows[0];
  if (!payment) throw new Error('the payment was not written');
  const event = { number: payment.number, event: 'issued', date: issue.date };
  await bookOwn(client, invoice, event, { debit: PAYABLES_ACCOUNT, credit: CASH_ACCOUNT });
  await showOnInvoice(client, invoice, payment, 'paid');
  return payment;
}

/** The invoice says what became of it and of its last payment, so that one question answers both. */
export async function showOnInvoice(client: PoolClient, invoice: Payable, payment: Payment, status: string) {
  await client.query(
    `update sandbox_erp.document set status = $2, detail = detail || jsonb_build_object('payment', $3::jsonb) where id = $1`,
    [invoice.id, status, JSON.stringify(paymentSummary(payment))],
  );
}

const paymentSummary = (payment: Payment) => ({
  number: payment.number,
  status: payment.status,
  method: payment.method,
  checkNumber: payment.check_number,
  trace: payment.trace,
  amount: formatCents(BigInt(payment.amount)),
  payeeName: payment.payee_name,
  payeeHash: payment.payee_hash,
  date: payment.payment_date,
  statusDate: payment.status_date,
  reissueOf: payment.reissue_of,
  reissuedBy: payment.reissued_by,
});

/** A payment as the ERP answers it. */
export const paymentAnswer = (payment: Payment) => ({
  ...paymentSummary(payment),
  company: payment.company,
  createdAt: payment.created_at.toISOString(),
});
