import { formatCents } from '../cents';
import { type Call, HttpError, readJson, sendJson } from '../http';
import { classOf, type Erp } from './context';
import { type InvoiceBody, invoiceSchema, type JournalBody, journalSchema } from './contracts';
import { type Document, type DocumentKind, findByKey, insertDocument, type NewDocument } from './documents';
import { type Fault, isEarly } from './faults';
import { type FieldError, type Line, validateJournal } from './validate';

const BODY_MAX_BYTES = 16 * 1024 * 1024;

/** The account an invoice credits; the callers name only the debit side, as on paper. */
const PAYABLES_ACCOUNT = '2010';

/** `POST /api/companies/:company/journals` */
export async function postJournal(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await post(erp, call, company, 'journal', (raw) => {
    const parsed = journalSchema.safeParse(raw);
    if (!parsed.success) throw shapeError(parsed.error.issues);
    return { externalId: parsed.data.externalId, draft: draftJournal(erp, company, parsed.data) };
  });
}

/** `POST /api/companies/:company/invoices` */
export async function postInvoice(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await post(erp, call, company, 'invoice', (raw) => {
    const parsed = invoiceSchema.safeParse(raw);
    if (!parsed.success) throw shapeError(parsed.error.issues);
    return { externalId: parsed.data.externalId, draft: draftInvoice(erp, company, parsed.data) };
  });
}

/** The company of the path, or 404. */
export function companyOf(erp: Erp, call: Call): string {
  const code = call.path.company ?? '';
  if (!erp.master.companies.has(code)) throw new HttpError(404, 'UNKNOWN_COMPANY', `there is no company ${code}`);
  return code;
}

type Draft = { readonly document: NewDocument } | { readonly errors: readonly FieldError[] };

async function post(
  erp: Erp,
  call: Call,
  company: string,
  kind: DocumentKind,
  read: (raw: unknown) => { externalId: string; draft: Draft },
): Promise<void> {
  erp.counters.posts += 1;
  const fault = erp.faults.strike(company, 'write');
  const raw = await readJson(call, BODY_MAX_BYTES);
  if (fault && isEarly(fault.mode) && (await strikeEarly(call, fault))) return;

  const { externalId, draft } = read(raw);
  const setting = classOf(erp, company);
  if ('errors' in draft) {
    erp.counters.refusals += 1;
    if (setting.class === 'unique-key') await refuseDuplicate(erp, company, kind, externalId);
    throw new HttpError(422, 'VALIDATION', `${draft.errors.length} errors`, { errors: draft.errors });
  }
  const asked = draft.document;
  const booked = fault?.mode === 'wrong-amount' ? { ...asked, lines: oneCentLess(asked.lines) } : asked;
  const document = await insertDocument(erp.pool, booked, setting.class === 'unique-key');
  if (!document) {
    erp.counters.refusals += 1;
    await refuseDuplicate(erp, company, kind, externalId);
    throw new HttpError(409, 'DUPLICATE_KEY', `the key ${externalId} is being used by another request; ask again`);
  }
  erp.counters.commits += 1;
  if (!fault || !(await strikeLate(call, fault, document))) sendJson(call.response, 201, document);
}

async function refuseDuplicate(erp: Erp, company: string, kind: DocumentKind, externalId: string): Promise<void> {
  const query = { company, kind, externalIds: [externalId], readLagMs: 0, withLines: false };
  const existing = (await findByKey(erp.pool, query))[0];
  if (!existing) return;
  const message = `the key ${externalId} already belongs to ${existing.number}`;
  const errors = [{ code: 'DUPLICATE_KEY', line: null, field: 'externalId', value: externalId, message }];
  throw new HttpError(409, 'DUPLICATE_KEY', message, { errors, document: existing });
}

/** Plays a fault that comes before any work; true when the request is thereby finished. */
export async function strikeEarly(call: Call, fault: Fault): Promise<boolean> {
  const error = (code: string, message: string) => ({ error: { code, message } });
  switch (fault.mode) {
    case 'unavailable':
      sendJson(call.response, 503, error('UNAVAILABLE', 'the ERP is down for maintenance'));
      return true;
    case 'error-before-commit':
      sendJson(call.response, 500, error('INTERNAL', 'an unexpected error occurred'));
      return true;
    case 'throttle':
      sendJson(call.response, 429, error('THROTTLED', 'too many requests'), {
        'retry-after': String(fault.retryAfterSeconds),
      });
      return true;
    case 'throttle-bare':
      sendJson(call.response, 429, error('THROTTLED', 'too many requests'));
      return true;
    case 'timeout-before-commit':
      await hold(call, fault.delayMs);
      call.response.destroy();
      return true;
    case 'slow':
      await hold(call, fault.delayMs);
      return false;
    default:
      return false;
  }
}

/** Plays a fault that hides a committed document; true when the usual answer must not follow. */
async function strikeLate(call: Call, fault: Fault, document: Document): Promise<boolean> {
  switch (fault.mode) {
    case 'error-after-commit':
      sendJson(call.response, 500, { error: { code: 'INTERNAL', message: 'an unexpected error occurred' } });
      return true;
    case 'timeout-after-commit':
      await hold(call, fault.delayMs);
      call.response.destroy();
      return true;
    case 'reset-after-commit':
      call.request.socket.resetAndDestroy();
      return true;
    case 'truncated-200':
      sendHalf(call, document);
      return true;
    default:
      return false;
  }
}

/** Promises the whole answer in content-length and closes after half of it. */
function sendHalf(call: Call, document: Document): void {
  const bytes = Buffer.from(JSON.stringify(document));
  call.response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  call.response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => call.request.socket.destroy());
}

/** Waits, but no longer than the caller does. */
function hold(call: Call, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    function done(): void {
      clearTimeout(timer);
      call.response.off('close', done);
      resolve();
    }
    call.response.once('close', done);
  });
}

/** Takes one cent from the first debit and the first credit: still balanced, no longer what was asked for. */
function oneCentLess(lines: readonly Line[]): readonly Line[] {
  const firstDebit = lines.findIndex((line) => line.debit > 1n);
  const firstCredit = lines.findIndex((line) => line.credit > 1n);
  if (firstDebit < 0 || firstCredit < 0) return lines;
  return lines.map((line, index) => {
    if (index === firstDebit) return { ...line, debit: line.debit - 1n };
    if (index === firstCredit) return { ...line, credit: line.credit - 1n };
    return line;
  });
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
  const totalText = sumText(body.lines.map((line) => line.amount));
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

/** Sum of well-formed amounts; a malformed one counts as nothing here because its own line reports it. */
function sumText(amounts: readonly string[]): string {
  const cents = amounts.map((amount) => (/^\d{1,15}\.\d{2}$/.test(amount) ? BigInt(amount.replace('.', '')) : 0n));
  return formatCents(cents.reduce((total, each) => total + each, 0n));
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function shapeError(issues: readonly Issue[]): HttpError {
  const errors: FieldError[] = issues.slice(0, 100).map((issue) => ({
    code: 'INVALID_FIELD',
    line: issue.path[0] === 'lines' && typeof issue.path[1] === 'number' ? issue.path[1] + 1 : null,
    field: issue.path.map(String).join('.'),
    value: null,
    message: issue.message,
  }));
  return new HttpError(422, 'VALIDATION', `${errors.length} errors`, { errors });
}
