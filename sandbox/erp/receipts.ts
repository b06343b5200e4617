import { z } from 'zod';
import { formatCents, parseCents } from '../cents';
import type { Call } from '../http';
import type { Erp } from './context';
import { code, date, externalId, type JournalBody, optionalCode, text } from './contracts';
import type { NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { oneCentLess, sumAmounts } from './lines';
import { companyOf } from './posting';
import { type FieldError, fault, judgeAmount, validateJournal } from './validate';

/** Where money goes that a receipt brings and does not apply. */
const UNAPPLIED_ACCOUNT = '2110';

const receiptSchema = z.object({
  externalId,
  receiptNumber: z.string().min(1).max(60),
  date,
  currency: code,
  method: z.enum(['CARD', 'ACH', 'CHECK', 'CASH', 'LOCKBOX']),
  amount: z.string(),
  /** The account that is debited: cash, or the clearing account the money will arrive through. */
  depositAccount: code.default('1010'),
  customer: z.object({ name: z.string().min(1).max(120), reference: z.string().max(120).default('') }),
  costCenter: optionalCode,
  facility: optionalCode,
  description: text.default(''),
  source: text.default(''),
  /** What it pays; what is left over stands as unapplied. */
  lines: z
    .array(
      z.object({
        line: z.int().min(1),
        account: code,
        costCenter: optionalCode,
        facility: optionalCode,
        payerClass: optionalCode,
        amount: z.string(),
        reference: text.default(''),
      }),
    )
    .default([]),
});

type ReceiptBody = z.infer<typeof receiptSchema>;

/** `POST /api/companies/:company/receipts` */
export async function postReceipt(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'receipt',
    judge: (raw) => {
      const body = readShape(receiptSchema, raw);
      return { externalId: body.externalId, draft: draftReceipt(erp, company, body) };
    },
    shorten: (document) => withUnapplied({ ...document, lines: oneCentLess(document.lines) }),
  });
}

function draftReceipt(erp: Erp, company: string, body: ReceiptBody): Draft {
  const errors: FieldError[] = [];
  const amount = judgeAmount(null, 'amount', body.amount, errors);
  if (amount === 0n) errors.push(fault('ZERO_AMOUNT', null, 'amount', body.amount, 'a receipt brings money'));
  const applied = parseCents(sumAmounts(body.lines.map((line) => line.amount)));
  const rest = amount === null || typeof applied !== 'bigint' ? 0n : amount - applied;
  if (rest < 0n) {
    const message = `${formatCents(-rest)} more is applied than was received`;
    errors.push(fault('OVER_APPLIED', null, 'lines', formatCents(-rest), message));
  }
  const journal = journalOf(body, rest > 0n ? rest : 0n);
  const verdict = validateJournal(erp.master, company, journal);
  if (!verdict.ok) {
    const apart = verdict.errors.filter((each) => each.code !== 'UNBALANCED');
    errors.push(
      ...apart.filter((each) => each.line !== DEPOSIT_LINE || each.code !== 'EMPTY_LINE').map(asReceiptField),
    );
  }
  if (!verdict.ok || errors.length > 0) return { errors };
  const document: NewDocument = {
    ...journal,
    kind: 'receipt',
    company,
    supplier: null,
    invoiceNumber: null,
    lines: verdict.lines,
    status: rest === 0n ? 'applied' : rest === amount ? 'unapplied' : 'partly-applied',
    detail: {
      receiptNumber: body.receiptNumber,
      date: body.date,
      method: body.method,
      customer: body.customer,
      depositAccount: body.depositAccount,
    },
  };
  return { document: withUnapplied(document) };
}

/** The lines of the caller keep their numbers, so the deposit takes one no caller can use. */
const DEPOSIT_LINE = 0;

/** Errors of the deposit line are the receipt's own: the caller has not written that line. */
function asReceiptField(error: FieldError): FieldError {
  if (error.line === DEPOSIT_LINE) {
    const field = error.field === 'account' ? 'depositAccount' : error.field === 'debit' ? 'amount' : error.field;
    return { ...error, line: null, field };
  }
  return error.field === 'credit' ? { ...error, field: 'amount' } : error;
}

function journalOf(body: ReceiptBody, rest: bigint): JournalBody {
  const lines = body.lines.map(({ amount, ...line }) => ({ ...line, debit: '0.00', credit: amount }));
  const { costCenter, facility } = body;
  const own = { costCenter, facility, reference: body.receiptNumber };
  const deposit = { ...own, line: DEPOSIT_LINE, account: body.depositAccount, debit: readable(body), credit: '0.00' };
  const unapplied = {
    ...own,
    line: Math.max(0, ...lines.map((line) => line.line)) + 1,
    account: UNAPPLIED_ACCOUNT,
    debit: '0.00',
    credit: formatCents(rest),
  };
  return {
    externalId: body.externalId,
    postingDate: body.date,
    period: body.date.slice(0, 7),
    currency: body.currency,
    description: body.description,
    source: body.source || 'AR',
    lines: [deposit, ...lines, ...(rest > 0n ? [unapplied] : [])],
  };
}

/** The amount where it can be read; a malformed one has been reported once already. */
const readable = (body: ReceiptBody): string => (typeof parseCents(body.amount) === 'bigint' ? body.amount : '0.00');

function withUnapplied(document: NewDocument): NewDocument {
  const credits = document.lines.filter((line) => line.account === UNAPPLIED_ACCOUNT && line.line > DEPOSIT_LINE);
  const unapplied = credits.reduce((total, line) => total + line.credit, 0n);
  return { ...document, detail: { ...document.detail, unapplied: formatCents(unapplied) } };
}
