// Goal: a payment lives from schedule to its end, and books, feed and ledger say the same of it. Method: play every move.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ErpClient, startErp } from '../testing/erp-client';
import { apInvoiceOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const BASE = '/api/companies/100';

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterEach(() => client.call('POST', '/control/reset'));

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

type Body = Answer['body'];
type Event = { readonly event: string; readonly cursor: string; readonly payment: string | null };

const events = async (after = '0') => (await client.call('GET', `${BASE}/payment-status?after=${after}`)).body;
const invoiceOf = async (number: unknown) => (await client.call('GET', `${BASE}/ap-invoices/${String(number)}`)).body;
const move = (number: unknown, action: string, body: unknown = {}) =>
  client.call('POST', `/control/payments/${String(number)}/${action}`, body);

/** An invoice that has been paid: the invoice and its payment. */
async function paidInvoice(change: Readonly<Record<string, unknown>> = {}): Promise<{ invoice: Body; payment: Body }> {
  const invoice = (await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf(change))).body;
  const run = await client.call('POST', '/control/payment-run');
  const payment = (run.body.paid as Body[]).find((each) => each.invoice === invoice.number);
  if (!payment) throw new Error(`not paid: ${JSON.stringify(run.body)}`);
  return { invoice, payment };
}

/** Net of every account of company 100 that is not zero, debit first: what all journals come to. */
async function net(): Promise<Record<string, string>> {
  const { body } = await client.call('GET', `${BASE}/balances?period=2026-11`);
  const cents = new Map<string, number>();
  for (const row of body.balances as { account: string; debit: string; credit: string }[]) {
    const of = (text: string) => Number.parseInt(text.replace('.', ''), 10);
    cents.set(row.account, (cents.get(row.account) ?? 0) + of(row.debit) - of(row.credit));
  }
  return Object.fromEntries([...cents].filter(([, sum]) => sum !== 0).map(([account, sum]) => [account, String(sum)]));
}

describe('payment runs', () => {
  it('pay what is due: payables against cash, with a number, a check and a date', async () => {
    const { invoice, payment } = await paidInvoice();
    expect(payment).toMatchObject({
      number: expect.stringMatching(/^PAY-2026-11-\d{6}$/),
      status: 'issued',
      method: 'CHECK',
      checkNumber: expect.stringMatching(/^\d{6}$/),
      trace: null,
      amount: '120.00',
      payeeName: 'Ada Testpatient',
      payeeHash: createHash('sha256').update('ADA TESTPATIENT').digest('hex'),
      date: '2026-11-20',
    });
    expect(await net()).toEqual({ '1010': '-12000', '2130': '12000' });
    const answer = await client.call('GET', `${BASE}/payments?invoice=${String(invoice.number)}`);
    expect(answer.body.payments).toMatchObject([{ number: payment.number, externalId: invoice.externalId }]);
    const byKey = await client.call('GET', `${BASE}/payments?externalId=${String(invoice.externalId)}`);
    expect(byKey.body).toEqual(answer.body);
    expect(await invoiceOf(invoice.number)).toMatchObject({ status: 'paid', payment: { number: payment.number } });
  });

  it('schedule first when told, leave what is not due, and look only at their company', async () => {
    await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf({ method: 'ACH' }));
    const later = (await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf({ terms: 'NET30' }))).body;
    expect((await client.call('POST', '/control/payment-run', { company: '200' })).body.paid).toEqual([]);
    const scheduled = await client.call('POST', '/control/payment-run', { step: 'schedule' });
    expect([scheduled.body.scheduled, scheduled.body.paid]).toMatchObject([[{ amount: '120.00' }], []]);
    const paid = await client.call('POST', '/control/payment-run', { company: '100' });
    expect(paid.body.paid).toMatchObject([
      { method: 'ACH', checkNumber: null, trace: expect.stringMatching(/^89100100\d{7}$/) },
    ]);
    expect((await invoiceOf(later.number)).status).toBe('validated');
    const all = await client.call('POST', '/control/payment-run', { upTo: '2026-12-31' });
    expect(all.body.paid).toMatchObject([{ invoice: later.number }]);
    expect((await client.call('POST', '/control/payment-run', { upTo: '2026-12-31' })).body.paid).toEqual([]);
  });

  it('book nothing in a closed period', async () => {
    const invoice = (await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf())).body;
    await client.call('PATCH', `${BASE}/periods/2026-11`, { status: 'closed' });
    const run = await client.call('POST', '/control/payment-run');
    await client.call('PATCH', `${BASE}/periods/2026-11`, { status: 'open' });
    expect(run.body).toMatchObject({ paid: [], skipped: [{ invoice: invoice.number, code: 'CLOSED_PERIOD' }] });
  });
});

describe('the life of a payment', () => {
  it.each([
    [['clear'], 'cleared', { '1010': '-12000', '2130': '12000' }],
    [['void'], 'voided', { '2010': '-12000', '2130': '12000' }],
    [['stop'], 'stopped', { '2010': '-12000', '2130': '12000' }],
    [['stale'], 'stale', { '2010': '-12000', '2130': '12000' }],
    [['stale', 'void'], 'voided', { '2010': '-12000', '2130': '12000' }],
    [['stale', 'escheat'], 'escheated', { '1010': '-12000', '2130': '12000' }],
  ])('%j ends as %s', async (actions, status, balances) => {
    const { invoice, payment } = await paidInvoice();
    for (const action of actions) expect((await move(payment.number, action)).status).toBe(200);
    expect(await net()).toEqual(balances);
    expect(await invoiceOf(invoice.number)).toMatchObject({ status, payment: { status } });
    const feed = (await events()).events as Event[];
    expect(feed.map((each) => each.event).slice(0, 2)).toEqual(['scheduled', 'issued']);
    expect(feed.at(-1)?.event).toBe(status);
    const ledger = (await client.call('GET', '/control/ledger')).body;
    expect(ledger).toMatchObject({
      apInvoices: [{ company: '100', status, count: 1, amount: '120.00' }],
      payments: [{ company: '100', status, count: 1, amount: '120.00' }],
    });
    for (const book of ledger.books as { debit: string; credit: string }[]) expect(book.debit).toBe(book.credit);
  });

  it.each(['void', 'stop', 'stale'])('after %s a payment can be made anew, to another address', async (action) => {
    const { invoice, payment } = await paidInvoice();
    await move(payment.number, action);
    const again = await move(payment.number, 'reissue', { payeeName: 'Estate of Ada Testpatient' });
    expect(again.body).toMatchObject({
      reissueOf: payment.number,
      status: 'issued',
      payeeName: 'Estate of Ada Testpatient',
    });
    expect(again.body.payeeHash).not.toBe(payment.payeeHash);
    expect(await invoiceOf(invoice.number)).toMatchObject({ status: 'paid', payment: { number: again.body.number } });
    expect(await net()).toEqual({ '1010': '-12000', '2130': '12000' });
    expect((await move(payment.number, 'reissue')).body.error).toMatchObject({ code: 'PAYMENT_REISSUED' });
    const feed = (await events()).events as Event[];
    expect(feed.at(-1)).toMatchObject({ event: 'reissued', payment: again.body.number, reissueOf: payment.number });
  });

  it('has no way back from the bank, nor out of order', async () => {
    const { payment } = await paidInvoice();
    const codeOf = async (action: string) => ((await move(payment.number, action)).body.error as { code: string }).code;
    expect(await codeOf('escheat')).toBe('PAYMENT_STATE');
    expect(await codeOf('reissue')).toBe('PAYMENT_STATE');
    await move(payment.number, 'clear');
    expect(await codeOf('void')).toBe('VOID_AFTER_CLEAR');
    expect(await codeOf('stop')).toBe('STOP_TOO_LATE');
    expect(await codeOf('clear')).toBe('PAYMENT_STATE');
    expect((await move('PAY-2026-11-999999', 'clear')).status).toBe(404);
  });

  it('ends for good when the invoice of a voided payment is cancelled', async () => {
    const { invoice, payment } = await paidInvoice();
    await move(payment.number, 'void');
    const voided = await client.call('POST', `${BASE}/ap-invoices/${String(invoice.number)}/void`, {
      externalId: 'V-1',
    });
    expect(voided.status).toBe(201);
    expect(await net()).toEqual({});
    expect((await move(payment.number, 'reissue')).body.error).toMatchObject({ code: 'INVOICE_CANCELLED' });
  });

  it('cannot be undone through its journal', async () => {
    await paidInvoice();
    const { body } = await client.call('GET', `${BASE}/journals?period=2026-11`);
    const [journal] = body.documents as { number: string }[];
    const codes = await client.refusal(`${BASE}/journals/${journal?.number}/void`, { externalId: 'V-2' });
    expect(codes).toEqual(['SUBLEDGER_DOCUMENT/-']);
  });

  it('goes to the name a clerk has written on the invoice', async () => {
    const invoice = (await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf())).body;
    await client.call('POST', `/control/ap-invoices/${String(invoice.number)}/payee`, { name: 'J Roe' });
    const run = await client.call('POST', '/control/payment-run');
    expect(run.body.paid).toMatchObject([{ payeeName: 'J Roe' }]);
  });
});

describe('the feed', () => {
  it('gives each event once and in order, however it is paged, and only those of its company', async () => {
    for (let index = 0; index < 3; index += 1) await client.call('POST', `${BASE}/ap-invoices`, apInvoiceOf());
    await client.call('POST', '/control/payment-run');
    const whole = await events();
    expect(whole.events).toHaveLength(6);
    expect((whole.events as unknown[])[1]).toMatchObject({
      amount: '120.00',
      currency: 'USD',
      payeeName: 'Ada Testpatient',
    });
    const paged: Event[] = [];
    for (let next = '0', more = true; more; ) {
      const page = (await client.call('GET', `${BASE}/payment-status?after=${next}&limit=4`)).body;
      paged.push(...(page.events as Event[]));
      next = String(page.next);
      more = page.more === true;
    }
    expect(paged).toEqual(whole.events);
    expect(await events(String(whole.next))).toEqual({ events: [], next: whole.next, more: false });
    expect((await client.call('GET', '/api/companies/200/payment-status')).body.events).toEqual([]);
    expect((await client.call('GET', `${BASE}/payment-status?after=x`)).status).toBe(400);
  });

  it('can be struck by a fault of its own, and lags where reads lag', async () => {
    await paidInvoice();
    await client.call('POST', '/control/faults', { mode: 'unavailable', kind: 'payment-status', on: 'read', count: 1 });
    expect((await client.call('GET', `${BASE}/journals?period=2026-11`)).status).toBe(200);
    expect((await client.call('GET', `${BASE}/payment-status`)).status).toBe(503);
    await client.call('DELETE', '/control/faults');
    await client.call('PUT', '/control/class', { class: 'query-only', readLagMs: 60_000 });
    expect((await events()).events).toEqual([]);
    await client.call('PUT', '/control/class', { class: 'unique-key' });
  });
});

describe('on its own', () => {
  it('pays and clears after the seconds it was given', async () => {
    const own = await startErp(await postgres.url('own'), 'test', { paySeconds: 1, clearSeconds: 1 });
    try {
      const made = await own.call('POST', `${BASE}/ap-invoices`, apInvoiceOf());
      const status = async () => (await own.call('GET', `${BASE}/ap-invoices/${String(made.body.number)}`)).body.status;
      await expect.poll(status, { timeout: 10_000, interval: 200 }).toBe('cleared');
      const feed = (await own.call('GET', `${BASE}/payment-status`)).body.events as Event[];
      expect(feed.map((each) => each.event)).toEqual(['scheduled', 'issued', 'cleared']);
    } finally {
      await own.erp.close();
    }
  });
});
