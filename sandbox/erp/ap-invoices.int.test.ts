// Goal: supplier invoices are judged, booked against payables and cancelled like in an ERP. Method: real server over HTTP.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, startErp } from '../testing/erp-client';
import { apInvoiceOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const INVOICES = '/api/companies/100/ap-invoices';

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const paper = (text: string, change: Readonly<Record<string, unknown>> = {}) => ({
  name: 'letter.pdf',
  contentType: 'application/pdf',
  sha256: createHash('sha256').update(text).digest('hex'),
  bytes: Buffer.from(text).toString('base64'),
  ...change,
});

describe('supplier invoices', () => {
  it('are validated at once, owed from then on, and due by their terms', async () => {
    const before = await payables();
    const made = await client.call('POST', INVOICES, apInvoiceOf({ terms: 'NET30' }));
    expect(made.body).toMatchObject({
      status: 'validated',
      date: '2026-11-19',
      dueDate: '2026-12-19',
      debitTotal: '120.00',
      creditTotal: '120.00',
      payGroup: 'REFUND',
      supplier: { code: null, name: 'Ada Testpatient', remitTo: { city: 'Fernhollow', country: 'US' } },
      payment: null,
    });
    expect(made.body.number).toMatch(/^APV-2026-11-\d{6}$/);
    const lines = (await client.call('GET', `${INVOICES}/${String(made.body.number)}`)).body.lines;
    expect(lines).toMatchObject([
      { account: '2130', debit: '120.00' },
      { account: '2010', credit: '120.00' },
    ]);
    expect((await payables()) - before).toBe(120);
  });

  it('take what the caller leaves out from the supplier and its site', async () => {
    const made = await client.call('POST', INVOICES, apInvoiceOf({ supplier: { code: 'NWH', site: 'NWH-REFUND' } }));
    expect(made.body.supplier).toEqual({
      code: 'NWH',
      site: 'NWH-REFUND',
      name: 'Northwind Health Plan',
      taxIdToken: 'tin-nwh-0011',
      remitTo: expect.objectContaining({ line1: 'PO Box 8911' }),
    });
  });

  it('are refused with every error', async () => {
    const codes = await client.refusal(
      INVOICES,
      apInvoiceOf({
        supplier: { code: 'NWH', site: 'NWH-CLAIMS' },
        terms: 'NEVER',
        dueDate: '2026-11-01',
        amount: '121.00',
        lines: [
          { line: 1, account: '9999', amount: '60.00' },
          { line: 2, account: '2130', costCenter: 'LKG-4410', facility: 'LKG', amount: '60.00' },
        ],
        attachments: [paper('a', { sha256: '00' }), paper('b', { bytes: '!' })],
      }),
    );
    expect(codes).toEqual([
      'ATTACHMENT_ENCODING/-',
      'ATTACHMENT_HASH/-',
      'DUE_BEFORE_INVOICE/-',
      'DUPLICATE_ATTACHMENT/-',
      'INACTIVE_COST_CENTER/2',
      'INACTIVE_SITE/-',
      'UNBALANCED/-',
      'UNKNOWN_ACCOUNT/1',
      'UNKNOWN_TERMS/-',
    ]);
  });

  it.each([
    [{ supplier: { code: 'NOBODY', site: 'X' } }, ['UNKNOWN_SITE/-', 'UNKNOWN_SUPPLIER/-']],
    [{ supplier: {} }, ['PAYEE_REQUIRED/-', 'REMIT_TO_REQUIRED/-']],
    [{ supplier: { code: 'BSM', site: 'NWH-REFUND' } }, ['UNKNOWN_SITE/-']],
    [{ amount: '0.00', lines: [{ line: 1, account: '2130', amount: '0.00' }] }, ['EMPTY_LINE/1', 'ZERO_AMOUNT/-']],
    [{ amount: '1.5' }, ['PRECISION/-']],
    [{ lines: [] }, ['EMPTY_LINE/-', 'UNBALANCED/-']],
    [{ date: '2026-01-05' }, ['CLOSED_PERIOD/-']],
    [{ currency: 'EUR' }, ['UNKNOWN_DIMENSION/-']],
    [{ attachments: [paper('x'.repeat(2 * 1024 * 1024 + 1))] }, ['ATTACHMENT_TOO_LARGE/-']],
  ])('%# say what is wrong', async (change, codes) => {
    expect(await client.refusal(INVOICES, apInvoiceOf(change))).toEqual(codes);
  });

  it('of an inactive site are taken under the same number once the site is mended', async () => {
    const invoice = apInvoiceOf({ supplier: { code: 'NWH', site: 'NWH-CLAIMS' } });
    expect(await client.refusal(INVOICES, invoice)).toEqual(['INACTIVE_SITE/-']);
    await client.call('PATCH', '/api/master/supplier-sites/NWH-CLAIMS', { active: true });
    expect((await client.call('POST', INVOICES, invoice)).status).toBe(201);
    await client.call('PATCH', '/api/master/supplier-sites/NWH-CLAIMS', { active: false });
  });

  it('of a number the supplier has used are refused, under whatever key, until the first is cancelled', async () => {
    const invoice = apInvoiceOf();
    const made = await client.call('POST', INVOICES, invoice);
    const other = { ...invoice, externalId: `${String(invoice.externalId)}-2` };
    expect(await client.refusal(INVOICES, other)).toEqual(['DUPLICATE_INVOICE/-']);
    const found = await client.call('GET', `${INVOICES}?invoiceNumber=${String(invoice.invoiceNumber)}`);
    expect(found.body.documents).toEqual([made.body]);
    await client.call('POST', `${INVOICES}/${String(made.body.number)}/void`, {
      externalId: `V-${String(invoice.externalId)}`,
    });
    expect((await client.call('POST', INVOICES, other)).status).toBe(201);
  });

  it('give their attachments back byte by byte', async () => {
    const made = await client.call('POST', INVOICES, apInvoiceOf({ attachments: [paper('what the payer wrote')] }));
    expect(made.body.attachments).toEqual([
      { name: 'letter.pdf', contentType: 'application/pdf', sha256: paper('what the payer wrote').sha256, size: 20 },
    ]);
    const path = `${INVOICES}/${String(made.body.number)}/attachments/letter.pdf`;
    const response = await fetch(client.url + path, { headers: { authorization: 'Bearer sandbox-test-token' } });
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      'application/pdf',
      'what the payer wrote',
    ]);
  });

  it('are cancelled while unpaid, which takes the debt out of payables, and never once paid', async () => {
    const before = await payables();
    const [first, second] = [
      await client.call('POST', INVOICES, apInvoiceOf()),
      await client.call('POST', INVOICES, apInvoiceOf()),
    ];
    const voided = await client.call('POST', `${INVOICES}/${String(first.body.number)}/void`, {
      externalId: 'CANCEL-1',
    });
    expect(voided.body).toMatchObject({ debitTotal: '120.00', voidedKind: 'ap-invoice' });
    expect((await payables()) - before).toBe(120);
    expect((await client.call('GET', `${INVOICES}/${String(first.body.number)}`)).body.status).toBe('cancelled');
    await client.call('POST', '/control/payment-run');
    expect((await payables()) - before).toBeLessThanOrEqual(0);
    const order = { externalId: 'CANCEL-2' };
    expect(await client.refusal(`${INVOICES}/${String(second.body.number)}/void`, order)).toEqual(['INVOICE_PAID/-']);
    const found = await client.call('GET', '/api/companies/100/voids?externalId=CANCEL-2');
    expect(found.body.documents).toEqual([]);
  });
});

/** What payables of company 100 stand at, in whole dollars. */
async function payables(): Promise<number> {
  const { body } = await client.call('GET', '/control/ledger');
  const books = body.books as { company: string; payables: string }[];
  return Number.parseInt(books.find((each) => each.company === '100')?.payables ?? '0', 10);
}
