import { formatCents } from '../cents';
import { type Call, HttpError, readLimit, sendJson } from '../http';
import { classOf, type Erp } from './context';
import { FIND_KEYS_MAX } from './documents';
import { PAYMENT_COLUMNS, type Payment, type PaymentEvent, paymentAnswer } from './payments';
import { companyOf } from './posting';

const FEED_DEFAULT = 100;
const FEED_MAX = 1_000;
const PAYMENTS_MAX = 2_000;

type Owned = { readonly invoice: string; readonly externalId: string; readonly invoiceNumber: string };

/** `GET …/payments?invoice=` by the ERP's number of the invoice, or `?externalId=` by the caller's key, or `?number=`. */
export async function getPayments(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const [invoices, keys, numbers] = ['invoice', 'externalId', 'number'].map((name) =>
    call.url.searchParams.getAll(name),
  );
  const asked = [...(invoices ?? []), ...(keys ?? []), ...(numbers ?? [])];
  if (asked.length === 0 || asked.length > FIND_KEYS_MAX) {
    throw new HttpError(400, 'BAD_PARAMETER', `name 1 to ${FIND_KEYS_MAX} of invoice, externalId or number`);
  }
  const setting = classOf(erp, company);
  if (setting.class === 'none' && (keys ?? []).length > 0) {
    throw new HttpError(501, 'NOT_SUPPORTED', 'this ERP cannot be searched by external id');
  }
  const { rows } = await erp.pool.query<Payment & Owned>(
    `select p.*, d.number as invoice, d.external_id as "externalId", d.invoice_number as "invoiceNumber"
     from (select ${PAYMENT_COLUMNS} from sandbox_erp.payment) p join sandbox_erp.document d on d.id = p.invoice_id
     where d.company = $1 and (d.number = any($2) or d.external_id = any($3) or p.number = any($4))
       and p.created_at <= clock_timestamp() - $5 * interval '1 millisecond'
     order by p.id limit ${PAYMENTS_MAX}`,
    [company, invoices, keys, numbers, setting.readLagMs],
  );
  const payments = rows.map((row) => ({ ...paymentAnswer(row), ...ownedOf(row) }));
  sendJson(call.response, 200, { payments });
}

const ownedOf = ({ invoice, externalId, invoiceNumber }: Owned): Owned => ({ invoice, externalId, invoiceNumber });

type EventRow = Owned & {
  readonly cursor: string;
  readonly event: PaymentEvent;
  readonly payment: string | null;
  readonly reissueOf: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly method: string;
  readonly checkNumber: string | null;
  readonly trace: string | null;
  readonly payeeName: string;
  readonly payeeHash: string;
  readonly date: string;
  readonly at: Date;
};

/** `GET …/payment-status?after=cursor&limit=`: what happened to payments, in the order in which it happened. */
export async function getPaymentStatus(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const after = call.url.searchParams.get('after') ?? '0';
  if (!/^\d{1,18}$/.test(after))
    throw new HttpError(400, 'BAD_PARAMETER', 'after must be the cursor of an event, or 0');
  const limit = readLimit(call.url, 'limit', FEED_DEFAULT, FEED_MAX);
  const { rows } = await erp.pool.query<EventRow>(
    `select e.seq as cursor, e.event, p.number as payment, p.reissue_of as "reissueOf", d.number as invoice,
       d.external_id as "externalId", d.invoice_number as "invoiceNumber", e.amount, d.currency, e.method,
       e.check_number as "checkNumber", e.trace, e.payee_name as "payeeName", e.payee_hash as "payeeHash",
       e.event_date::text as date, e.created_at as at
     from sandbox_erp.payment_event e join sandbox_erp.document d on d.id = e.invoice_id
       left join sandbox_erp.payment p on p.id = e.payment_id
     where e.company = $1 and e.seq > $2 and e.created_at <= clock_timestamp() - $4 * interval '1 millisecond'
     order by e.seq limit $3`,
    [company, after, limit, classOf(erp, company).readLagMs],
  );
  const events = rows.map((row) => ({
    ...row,
    amount: formatCents(BigInt(row.amount)),
    at: row.at.toISOString(),
  }));
  // The cursor of an empty answer is the one it was asked with, so that a poller can always take it over.
  sendJson(call.response, 200, { events, next: rows.at(-1)?.cursor ?? after, more: rows.length === limit });
}
