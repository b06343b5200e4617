import { type Call, HttpError } from '../http';
import type { Erp } from './context';
import { type InvoiceBody, invoiceSchema, type JournalBody, journalSchema } from './contracts';
import { type Draft, type PlainKind, postKeyed, postTogether, readShape } from './keyed';
import { sumAmounts } from './lines';
import { validateJournal } from './validate';

/** The account an invoice credits; the callers name only the debit side, as on paper. */
export const PAYABLES_ACCOUNT = '2010';

const journals = (erp: Erp, company: string): PlainKind => ({
  kind: 'journal',
  judge: (raw) => {
    const body = readShape(journalSchema, raw);
    return { externalId: body.externalId, draft: draftJournal(erp, company, body) };
  },
});

/** `POST /api/companies/:company/journals` */
export async function postJournal(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, journals(erp, company));
}

/** `POST /api/companies/:company/journals/together` */
export async function postJournals(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postTogether(erp, call, company, journals(erp, company));
}

/** `POST /api/companies/:company/invoices` */
export async function postInvoice(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'invoice',
    judge: (raw) => {
      const body = readShape(invoiceSchema, raw);
      return { externalId: body.externalId, draft: draftInvoice(erp, company, body) };
    },
  });
}

/** The company of the path, or 404. */
export function companyOf(erp: Erp, call: Call): string {
  const code = call.path.company ?? '';
  if (!erp.master.companies.has(code)) throw new HttpError(404, 'UNKNOWN_COMPANY', `there is no company ${code}`);
  return code;
}

function draftJournal(erp: Erp, company: string, body: JournalBody): Draft {
  const verdict = validateJournal(erp.master, company, body);
  if (!verdict.ok) return { errors: verdict.errors };
  return { document: { ...body, kind: 'journal', company, supplier: null, invoiceNumber: null, lines: verdict.lines } };
}

/** An invoice is a journal whose one credit is the payables account; so the same judgement holds for both. */
function draftInvoice(erp: Erp, company: string, body: InvoiceBody): Draft {
  const period = body.date.slice(0, 7);
  const lines = body.lines.map((line) => ({ ...line, debit: line.amount, credit: '0.00', affiliate: null }));
  const totalText = sumAmounts(body.lines.map((line) => line.amount));
  const payable = {
    line: Math.max(0, ...body.lines.map((line) => line.line)) + 1,
    account: PAYABLES_ACCOUNT,
    debit: '0.00',
    credit: totalText,
    reference: body.invoiceNumber,
  };
  const { externalId, currency, description } = body;
  const journal: JournalBody = {
    externalId,
    currency,
    description,
    postingDate: body.date,
    period,
    source: 'AP',
    lines: body.lines.length === 0 ? [] : [...lines, payable],
  };
  const verdict = validateJournal(erp.master, company, journal);
  if (!verdict.ok) return { errors: verdict.errors };
  return {
    document: {
      ...journal,
      kind: 'invoice',
      company,
      supplier: body.supplier,
      invoiceNumber: body.invoiceNumber,
      lines: verdict.lines,
    },
  };
}
