import type { PoolClient } from 'pg';
import { z } from 'zod';
import { formatCents } from '../cents';
import { type Call, HttpError, type Route, sendJson } from '../http';
import type { Erp } from './context';
import { readBody } from './control';
import { inTransaction } from './database';
import { isOpenOn, issuePayment, lockInvoice, type Payable, paymentAnswer, writeEvent } from './payments';

const RUN_MAX = 10_000;

const runSchema = z.object({
  company: z.string().optional(),
  /** Pays what is due until then; until the ERP's own date unless told. */
  upTo: z.iso.date().optional(),
  /** `schedule` only picks what will be paid; `pay` does both. */
  step: z.enum(['schedule', 'pay']).default('pay'),
});

type Run = {
  readonly company?: string | undefined;
  readonly upTo: string;
  readonly step: 'schedule' | 'pay';
  /** Leaves alone what came in less than so long ago. */
  readonly minimumAgeMs?: number;
};

export function paymentRunRoutes(erp: Erp): Route[] {
  return [{ method: 'POST', path: '/control/payment-run', handle: (call) => controlRun(erp, call) }];
}

async function controlRun(erp: Erp, call: Call): Promise<void> {
  const order = await readBody(call, runSchema);
  if (order.company !== undefined && !erp.master.companies.has(order.company)) {
    throw new HttpError(404, 'UNKNOWN_COMPANY', `there is no company ${order.company}`);
  }
  sendJson(call.response, 200, await runPayments(erp, { ...order, upTo: order.upTo ?? erp.today }));
}

type Paid = ReturnType<typeof paymentAnswer> & { readonly invoice: string; readonly externalId: string };
type RunReport = {
  readonly date: string;
  readonly scheduled: { readonly invoice: string; readonly externalId: string; readonly amount: string }[];
  readonly paid: Paid[];
  readonly skipped: { readonly invoice: string; readonly externalId: string; readonly code: string }[];
};

/** Schedules and pays what is due, oldest first, each invoice in a transaction of its own. */
export async function runPayments(erp: Erp, run: Run): Promise<RunReport> {
  const date = erp.today;
  const { rows } = await erp.pool.query<{ id: string; externalId: string }>(
    `select id, external_id as "externalId" from sandbox_erp.document
     where kind = 'ap-invoice' and status in ('validated', 'scheduled') and detail ->> 'dueDate' <= $1
       and ($2::text is null or company = $2) and created_at <= clock_timestamp() - $3 * interval '1 millisecond'
     order by id limit ${RUN_MAX}`,
    [run.upTo, run.company ?? null, run.minimumAgeMs ?? 0],
  );
  const report: RunReport = { date, scheduled: [], paid: [], skipped: [] };
  for (const { id, externalId } of rows) {
    await inTransaction(erp.pool, async (client) => {
      const invoice = await lockInvoice(client, id);
      // Somebody cancelled or paid it since the list was made.
      if (invoice?.status !== 'validated' && invoice?.status !== 'scheduled') return;
      const known = { invoice: invoice.number, externalId };
      if (!isOpenOn(erp, invoice.company, date)) {
        report.skipped.push({ ...known, code: 'CLOSED_PERIOD' });
        return;
      }
      if (invoice.status === 'validated') {
        await schedule(client, invoice, date);
        report.scheduled.push({ ...known, amount: formatCents(invoice.amount) });
      }
      if (run.step === 'pay') report.paid.push({ ...(await pay(client, invoice, date)), ...known });
    });
  }
  return report;
}

async function schedule(client: PoolClient, invoice: Payable, date: string): Promise<void> {
  await client.query("update sandbox_erp.document set status = 'scheduled' where id = $1", [invoice.id]);
  await writeEvent(client, invoice, null, { event: 'scheduled', date });
}

async function pay(client: PoolClient, invoice: Payable, date: string) {
  const { method, payeeName } = invoice;
  const payment = await issuePayment(client, invoice, { date, method, payeeName, reissueOf: null });
  await writeEvent(client, invoice, payment, { event: 'issued', date });
  return paymentAnswer(payment);
}
