import type { PoolClient } from 'pg';
import { z } from 'zod';
import { formatCents, parseCents } from '../cents';
import type { Call } from '../http';
import { type Attachment, attachmentsSchema, judgeAttachments, keepAttachments } from './attachments';
import { classOf, type Erp } from './context';
import { code, date, externalId, type JournalBody, optionalCode, text } from './contracts';
import type { NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { sumAmounts } from './lines';
import { companyOf, PAYABLES_ACCOUNT } from './posting';
import { type FieldError, fault, judgeAmount, validateJournal } from './validate';

const addressSchema = z.object({
  line1: z.string().min(1).max(120),
  line2: z.string().max(120).nullable().optional(),
  city: z.string().min(1).max(80),
  state: z.string().length(2),
  postalCode: z.string().min(1).max(12),
  country: z.string().length(2).default('US'),
});

const apInvoiceSchema = z.object({
  externalId,
  invoiceNumber: z.string().min(1).max(60),
  /** Without a code it is a one-time payee, which no supplier record is kept for. */
  supplier: z.object({
    code: optionalCode,
    site: optionalCode,
    name: z.string().max(120).nullable().optional(),
    taxIdToken: z.string().max(120).nullable().optional(),
    remitTo: addressSchema.nullable().optional(),
  }),
  date,
  dueDate: date.nullable().optional(),
  postingDate: date.nullable().optional(),
  terms: z.string().max(20).default('IMMEDIATE'),
  payGroup: z.string().min(1).max(30).default('STANDARD'),
  method: z.enum(['CHECK', 'ACH']),
  amount: z.string(),
  currency: code,
  description: text.default(''),
  source: text.default(''),
  lines: z.array(
    z.object({
      line: z.int().min(1),
      account: code,
      costCenter: optionalCode,
      facility: optionalCode,
      payerClass: optionalCode,
      affiliate: optionalCode,
      amount: z.string(),
      reference: text.default(''),
    }),
  ),
  attachments: attachmentsSchema,
});

type ApInvoiceBody = z.infer<typeof apInvoiceSchema>;

/** Days from the invoice to its due date. */
const TERMS: Readonly<Record<string, number>> = { IMMEDIATE: 0, NET10: 10, NET30: 30, NET45: 45, NET60: 60 };

/** `POST /api/companies/:company/ap-invoices` */
export async function postApInvoice(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  let attachments: readonly Attachment[] = [];
  await postKeyed(erp, call, company, {
    kind: 'ap-invoice',
    judge: (raw) => {
      const body = readShape(apInvoiceSchema, raw);
      const errors: FieldError[] = [];
      attachments = judgeAttachments(body.attachments, errors);
      return { externalId: body.externalId, draft: draftApInvoice(erp, company, body, attachments, errors) };
    },
    effect: async (client, id, booked) => {
      await keepAttachments(client, id, attachments);
      return claimInvoiceNumber(erp, client, id, booked);
    },
  });
}

/**
 * The ERP's own second lock: one supplier cannot send the same number twice, whatever its external key. An ERP that
 * does not mind a repeated key does not mind a repeated number either, else its class could not be played.
 */
async function claimInvoiceNumber(
  erp: Erp,
  client: PoolClient,
  id: bigint,
  booked: NewDocument,
): Promise<readonly FieldError[]> {
  if (classOf(erp, booked.company).class !== 'unique-key') return [];
  const { rowCount } = await client.query(
    `insert into sandbox_erp.document_key (company, kind, external_id, document_id)
     values ($1, 'ap-invoice-number', $2, $3) on conflict do nothing`,
    [booked.company, `${booked.supplier} ${booked.invoiceNumber}`, id],
  );
  if (rowCount === 1) return [];
  const message = `${booked.supplier} has sent an invoice ${booked.invoiceNumber} already`;
  return [fault('DUPLICATE_INVOICE', null, 'invoiceNumber', booked.invoiceNumber, message)];
}

function draftApInvoice(
  erp: Erp,
  company: string,
  body: ApInvoiceBody,
  attachments: readonly Attachment[],
  errors: FieldError[],
): Draft {
  const supplier = judgeSupplier(erp, body.supplier, errors);
  const dueDate = judgeDueDate(body, errors);
  const amount = judgeAmount(null, 'amount', body.amount, errors);
  if (amount === 0n) errors.push(fault('ZERO_AMOUNT', null, 'amount', body.amount, 'there is nothing to pay'));
  const journal = distributionOf(body);
  const verdict = validateJournal(erp.master, company, journal);
  // The distribution is judged as debits; to the caller the field has one name only.
  if (!verdict.ok)
    errors.push(...verdict.errors.map((each) => (each.field === 'debit' ? { ...each, field: 'amount' } : each)));
  const distributed = parseCents(sumAmounts(body.lines.map((line) => line.amount)));
  const readable = body.lines.every((line) => typeof parseCents(line.amount) === 'bigint');
  if (amount !== null && readable && typeof distributed === 'bigint' && distributed !== amount) {
    const message = `the lines sum to ${formatCents(distributed)}`;
    errors.push(fault('UNBALANCED', null, 'amount', body.amount, message));
  }
  if (!verdict.ok || errors.length > 0) return { errors };
  const document: NewDocument = {
    ...journal,
    kind: 'ap-invoice',
    company,
    supplier: supplier.code ?? supplier.name,
    invoiceNumber: body.invoiceNumber,
    lines: verdict.lines,
    status: 'validated',
    detail: {
      supplier,
      date: body.date,
      dueDate,
      terms: body.terms,
      payGroup: body.payGroup,
      method: body.method,
      attachments: attachments.map(({ bytes, ...each }) => ({ ...each, size: bytes.length })),
      payment: null,
    },
  };
  return { document };
}

/** What the invoice does in the books: its lines against payables. */
function distributionOf(body: ApInvoiceBody): JournalBody {
  const postingDate = body.postingDate ?? body.date;
  const lines = body.lines.map(({ amount, ...line }) => ({ ...line, debit: amount, credit: '0.00' }));
  const payable = {
    line: Math.max(0, ...lines.map((line) => line.line)) + 1,
    account: PAYABLES_ACCOUNT,
    debit: '0.00',
    credit: sumAmounts(body.lines.map((line) => line.amount)),
    reference: body.invoiceNumber,
  };
  return {
    externalId: body.externalId,
    postingDate,
    period: postingDate.slice(0, 7),
    currency: body.currency,
    description: body.description,
    source: body.source || 'AP',
    // Where nothing could be summed the line's own error says why; a payable of nothing would only add another.
    lines: payable.credit === '0.00' ? lines : [...lines, payable],
  };
}

function judgeDueDate(body: ApInvoiceBody, errors: FieldError[]): string {
  const days = Object.hasOwn(TERMS, body.terms) ? TERMS[body.terms] : undefined;
  if (days === undefined) {
    errors.push(fault('UNKNOWN_TERMS', null, 'terms', body.terms, `use one of ${Object.keys(TERMS).join(', ')}`));
  }
  const byTerms = new Date(Date.parse(`${body.date}T00:00:00Z`) + (days ?? 0) * 86_400_000).toISOString().slice(0, 10);
  const dueDate = body.dueDate ?? byTerms;
  if (dueDate < body.date) {
    errors.push(fault('DUE_BEFORE_INVOICE', null, 'dueDate', dueDate, `the invoice is of ${body.date}`));
  }
  return dueDate;
}

type Payee = {
  readonly code: string | null;
  readonly site: string | null;
  readonly name: string;
  readonly taxIdToken: string | null;
  readonly remitTo: unknown;
};

/** Who is to be paid and where; what the caller leaves out is taken from the supplier and its site. */
function judgeSupplier(erp: Erp, raw: ApInvoiceBody['supplier'], errors: FieldError[]): Payee {
  const add = (reason: FieldError['code'], field: string, value: string | null, message: string): void => {
    errors.push(fault(reason, null, `supplier.${field}`, value, message));
  };
  const known = raw.code ? erp.supply.suppliers.get(raw.code) : undefined;
  if (raw.code && !known) add('UNKNOWN_SUPPLIER', 'code', raw.code, 'no such supplier');
  if (known && !known.active) add('INACTIVE_SUPPLIER', 'code', known.code, 'the supplier is inactive');
  const site = raw.site ? erp.supply.sites.get(raw.site) : undefined;
  if (raw.site && (!site || site.supplier !== raw.code)) {
    add('UNKNOWN_SITE', 'site', raw.site, `supplier ${raw.code ?? '(one-time)'} has no such site`);
  } else if (site && !site.active) {
    add('INACTIVE_SITE', 'site', site.code, 'the site is inactive');
  }
  const name = raw.name || known?.name || '';
  if (name === '' && !raw.code) add('PAYEE_REQUIRED', 'name', null, 'name the supplier or the payee');
  const { line1, city, state, postalCode } = site ?? {};
  const remitTo = raw.remitTo ?? (site ? { line1, line2: null, city, state, postalCode, country: 'US' } : null);
  if (!remitTo && !raw.site) add('REMIT_TO_REQUIRED', 'remitTo', null, 'give a site or an address');
  return {
    code: known?.code ?? null,
    site: site?.code ?? null,
    name,
    taxIdToken: raw.taxIdToken ?? known?.taxIdToken ?? null,
    remitTo,
  };
}
