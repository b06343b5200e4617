import { z } from 'zod';
import { type Call, HttpError, type Route, readJson, sendJson } from '../http';
import { classSchema, type Erp, READ_LAG_DEFAULT_MS, saveClasses } from './context';
import { faultSchema } from './faults';
import { restock } from './supply';

const CONTROL_BODY_MAX_BYTES = 64 * 1024;
const DUPLICATES_SHOWN_MAX = 1_000;

/** What a test or a demo turns, none of which a real ERP would offer. */
export function controlRoutes(erp: Erp): Route[] {
  return [
    { method: 'GET', path: '/control/faults', handle: (call) => answerFaults(erp, call) },
    {
      method: 'POST',
      path: '/control/faults',
      handle: async (call) => {
        const fault = erp.faults.add(await readBody(call, faultSchema));
        if (!fault) throw new HttpError(409, 'TOO_MANY_FAULTS', 'DELETE /control/faults first');
        sendJson(call.response, 201, { fault, faults: erp.faults.list() });
      },
    },
    {
      method: 'DELETE',
      path: '/control/faults',
      handle: (call) => {
        erp.faults.clear();
        answerFaults(erp, call);
      },
    },
    { method: 'GET', path: '/control/class', handle: (call) => answerClasses(erp, call) },
    { method: 'PUT', path: '/control/class', handle: (call) => putClass(erp, call) },
    { method: 'GET', path: '/control/stats', handle: (call) => getStats(erp, call) },
    { method: 'POST', path: '/control/void', handle: (call) => voidDocument(erp, call) },
    { method: 'POST', path: '/control/reset', handle: (call) => reset(erp, call) },
  ];
}

/** Reads a small JSON body against a schema; 400 with the reasons when it does not fit. */
export async function readBody<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJson(call, CONTROL_BODY_MAX_BYTES));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new HttpError(400, 'BAD_BODY', reasons.join('; '));
}

function answerFaults(erp: Erp, call: Call): void {
  sendJson(call.response, 200, { faults: erp.faults.list() });
}

function answerClasses(erp: Erp, call: Call): void {
  const fallback = { class: 'unique-key', readLagMs: 0 };
  sendJson(call.response, 200, { classes: { '*': fallback, ...erp.classes } });
}

async function putClass(erp: Erp, call: Call): Promise<void> {
  const order = await readBody(call, classSchema);
  if (order.company !== undefined && !erp.master.companies.has(order.company)) {
    throw new HttpError(404, 'UNKNOWN_COMPANY', `there is no company ${order.company}`);
  }
  const lagged = order.class === 'query-only';
  const setting = { class: order.class, readLagMs: lagged ? (order.readLagMs ?? READ_LAG_DEFAULT_MS) : 0 };
  // A global order replaces the companies' own settings: whoever says "all" means all.
  erp.classes = order.company === undefined ? { '*': setting } : { ...erp.classes, [order.company]: setting };
  await saveClasses(erp.pool, erp.classes);
  answerClasses(erp, call);
}

async function getStats(erp: Erp, call: Call): Promise<void> {
  const documents = await erp.pool.query<{ company: string; kind: string; count: string }>(
    'select company, kind, count(*) as count from sandbox_erp.document group by 1, 2 order by 1, 2',
  );
  const duplicates = await erp.pool.query<{ company: string; kind: string; externalId: string; count: string }>(
    `select company, kind, external_id as "externalId", count(*) as count from sandbox_erp.document
     group by 1, 2, 3 having count(*) > 1 order by 1, 2, 3 limit ${DUPLICATES_SHOWN_MAX}`,
  );
  const payments = await erp.pool.query<{ company: string; status: string; count: string }>(
    'select company, status, count(*) as count from sandbox_erp.payment group by 1, 2 order by 1, 2',
  );
  const withNumber = <T extends { count: string }>(row: T) => ({ ...row, count: Number.parseInt(row.count, 10) });
  sendJson(call.response, 200, {
    sinceStart: erp.counters,
    documents: documents.rows.map(withNumber),
    payments: payments.rows.map(withNumber),
    duplicateKeys: duplicates.rows.map(withNumber),
    faults: erp.faults.list(),
  });
}

const voidSchema = z.object({ number: z.string().min(1).max(64) });

/** What a clerk does with a document that should not be: it leaves the books with its key, and its amounts leave the balances. */
async function voidDocument(erp: Erp, call: Call): Promise<void> {
  const { number } = await readBody(call, voidSchema);
  await refuseTied(erp, number);
  const { rowCount } = await erp.pool.query(
    `with gone as (delete from sandbox_erp.document where number = $1 returning id, company, kind, external_id, period),
     papers as (delete from sandbox_erp.attachment a using gone where a.document_id = gone.id),
     counted as (delete from sandbox_erp.statistic_part s using gone where s.document_id = gone.id),
     keyless as (delete from sandbox_erp.document_key k using gone where k.document_id = gone.id),
     lines as (delete from sandbox_erp.line l using gone where l.document_id = gone.id returning l.*),
     taken as (
       insert into sandbox_erp.balance_part (company, period, account, facility, debit, credit, line_count)
       select company, period, account, coalesce(facility, ''), -sum(debit), -sum(credit), -count(*)
       from gone join lines on lines.document_id = gone.id group by 1, 2, 3, 4)
     select 1 from gone`,
    [number],
  );
  if (rowCount === 0) throw new HttpError(404, 'UNKNOWN_DOCUMENT', `there is no document ${number}`);
  sendJson(call.response, 200, { voided: number });
}

/** What others hang on cannot be taken out of the books as if it had never been; such a document has a void of its own. */
async function refuseTied(erp: Erp, number: string): Promise<void> {
  const { rows } = await erp.pool.query<{ tied: boolean }>(
    `select kind in ('stock-move', 'reservation', 'void') or detail ? 'origin' or detail ? 'voidedBy'
       or exists (select 1 from sandbox_erp.payment p where p.invoice_id = d.id)
       or exists (select 1 from sandbox_erp.payment_event e where e.invoice_id = d.id) as tied
     from sandbox_erp.document d where number = $1`,
    [number],
  );
  if (rows[0]?.tied)
    throw new HttpError(409, 'TIED_DOCUMENT', `${number} cannot be taken out; void it by its own call`);
}

/** Removes every document, keeps the master data and puts the stock back. Numbers go on from where they were: no ERP reuses one. */
async function reset(erp: Erp, call: Call): Promise<void> {
  await erp.pool.query(
    `truncate sandbox_erp.document, sandbox_erp.document_key, sandbox_erp.line, sandbox_erp.balance_part,
       sandbox_erp.attachment, sandbox_erp.payment, sandbox_erp.payment_event, sandbox_erp.reserved,
       sandbox_erp.statistic_part`,
  );
  await restock(erp.pool);
  Object.assign(erp.counters, { requests: 0, posts: 0, commits: 0, refusals: 0 });
  sendJson(call.response, 200, { reset: true });
}
