/**
 * Goal: what is asked and what is paid is read from bytes exactly, and what is incomplete is not worked.
 * Method: requests alone, in batches and in tables, payment answers, and each of them spoiled; any cut into pieces.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '@/formats/detect';
import type { NewEvent, Parcel } from '../flow';
import type { Head, Own } from './contract';
import { explain } from './explain';
import { refundToDisbursement as flow } from './index';
import { requestOf } from './world.fixture';

type Taken = { readonly events: NewEvent<Own>[]; readonly parcels: Parcel<Head>[]; readonly bytes: Buffer };

function take(body: string | object, sizes: readonly number[] = []): Taken {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const head = { ...detectFormat(bytes), name: 'file' };
  const taking = flow.sources.filter((source) => source.takes(head));
  expect(taking).toHaveLength(1);
  const events: NewEvent<Own>[] = [];
  const parcels: Parcel<Head>[] = [];
  const reader = taking[0]?.open({
    event: (event) => events.push(event),
    parcelEnd: (parcel) => parcels.push(parcel),
    finding: () => undefined,
  });
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    reader?.push(bytes.subarray(at, at + size));
    at += size;
  }
  expect(reader?.end()).toBeNull();
  return { events, parcels, bytes };
}

const HEADER =
  'requestId,version,requestedAt,requestedBy,reason,kind,account,claimId,payer,payeeName,payeeLine1,payeeCity,payeeState,payeeZip,payeeTaxToken,originalPayment,amount,creditBalance,currency,facility,attachments,action';
const ROW =
  'RQ1,1,2025-03-03T10:00:00Z,U1,patient overpaid,patient,CRM00003186,ICN1,,"DOE, ""A""",1 Invented Street,Alderstone,IN,46999,,PMT-1,120.00,120.00,USD,F1,letter.pdf:' +
  `${'ab'.repeat(32)},request`;

describe('requests as JSON', () => {
  it('reads one whole, with its bytes', () => {
    const { events, parcels, bytes } = take(` ${JSON.stringify(requestOf())}\n`);
    expect(events).toHaveLength(1);
    const [event] = events;
    expect(event?.type).toBe('refund.requested/1');
    expect(event?.amount).toEqual({ asset: 'USD/2', minor: 12000n });
    expect(event?.identifiers).toMatchObject({
      account: 'CRM00003186',
      payeeName: 'A DOE',
      payeeLine1: '1 Invented Street',
      claim: 'ICN1',
    });
    expect(event?.order[0]).toBe('refund|RQ1');
    expect(
      JSON.stringify(event?.facts, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each)),
    ).not.toMatch(/DOE|CRM0|Invented/);
    const { offset, length } = event?.span ?? { offset: 0, length: 0 };
    expect(JSON.parse(bytes.subarray(offset, offset + length).toString())).toEqual(requestOf());
    expect(parcels[0]).toMatchObject({
      control: [{ minor: 12000n }],
      records: 1,
      complete: null,
      businessDate: '2025-03-03',
      parties: { facility: 'F1' },
    });
  });

  it('reads a batch, whose count and total have to agree', () => {
    const requests = [
      requestOf(),
      requestOf({ requestId: 'RQ2', amount: '0.05' }),
      requestOf({ requestId: 'RQ3', action: 'cancel', version: 2 }),
    ];
    const good = take({ batch: { id: 'B1', count: 3, total: '120.05' }, requests });
    expect(good.parcels[0]).toMatchObject({
      complete: null,
      records: 3,
      control: [{ minor: 12005n }],
      head: { batch: 'B1', shape: 'batch' },
    });
    expect(good.events.map((event) => [event.type, event.amount.minor])).toEqual([
      ['refund.requested/1', 12000n],
      ['refund.requested/1', 5n],
      ['refund.cancelled/1', 0n],
    ]);
    expect(take({ batch: { id: 'B1', count: 2, total: '120.05' }, requests }).parcels[0]?.complete?.code).toBe(
      'BATCH_INCOMPLETE',
    );
    expect(take({ batch: { id: 'B1', count: 3, total: '120.06' }, requests }).parcels[0]?.complete?.params).toEqual({
      found: '120.05',
    });
  });

  it('is the same parcel however it is written, and the same event in whatever file it stands', () => {
    const plain = take(requestOf());
    const pretty = take(JSON.stringify(requestOf(), null, 2));
    const inBatch = take({ batch: { id: 'B9' }, requests: [requestOf()] });
    expect(pretty.parcels[0]?.digest).toBe(plain.parcels[0]?.digest);
    expect(inBatch.events[0]?.naturalKey).toBe(plain.events[0]?.naturalKey);
    expect(take(requestOf({ amount: '120.01' })).events[0]?.naturalKey).not.toBe(plain.events[0]?.naturalKey);
  });

  it.each([
    ['amount', { amount: '12.345' }],
    ['amount', { amount: '-1.00' }],
    ['requestedAt', { requestedAt: 'yesterday' }],
    ['requestedBy', { requestedBy: '' }],
    ['kind', { kind: 'vendor' }],
    ['currency', { currency: 'EUR' }],
    ['account', { account: '' }],
    ['payee.name', { payee: {} }],
    ['id', { requestId: '' }],
    ['requestId', { requestId: 'an id of far too many letters' }],
    ['version', { version: 'two' }],
    ['action', { action: 'please' }],
    ['attachments', { attachments: [{ name: 'x', sha256: 'short' }] }],
  ])('names the field that is wrong: %s', (field, over) => {
    const { events, parcels } = take({
      batch: { id: 'B1' },
      requests: [requestOf({ requestId: 'OK-1' }), requestOf(over)],
    });
    expect(events).toHaveLength(1);
    expect(parcels[0]?.complete).toMatchObject({ code: 'REQUEST_INVALID', field: `request.${field}` });
    expect(JSON.stringify(parcels[0]?.complete)).not.toMatch(/DOE|CRM0/);
  });

  it('meets the same account, payee and amount in one queue', () => {
    const [one, two, three] = [{}, { requestId: 'RQ2' }, { requestId: 'RQ3', amount: '1.00' }].map(
      (over) => take(requestOf(over)).events[0]?.order[1],
    );
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });
});

describe('the shapes of a revenue cycle system', () => {
  const asked = (over: Readonly<Record<string, unknown>> = {}) => {
    const { payee, attachments, ...rest } = requestOf({ requestId: 'RF-26-100001', ...over });
    const address = {
      line1: '1 Invented Street',
      line2: 'Unit 4',
      city: 'Alderstone',
      state: 'IN',
      postalCode: '46999',
    };
    return {
      ...rest,
      payer: { code: 'BCX', id: '1891000012', name: 'Payer' },
      payee: { name: 'A DOE', address: { ...address, country: 'US' }, taxToken: 'tax_1' },
      attachments: [{ name: 'ledger-print.pdf', sha256: 'cd'.repeat(32) }],
    };
  };

  it('reads a single request with its format', () => {
    const { events, parcels } = take({ format: 'refund-request/1', sender: 'RCM', ...asked() });
    expect(parcels[0]).toMatchObject({ complete: null, control: [{ minor: 12000n }], parties: { payer: 'BCX' } });
    expect(events[0]?.identifiers).toMatchObject({
      payeeLine2: 'Unit 4',
      payeeZip: '46999',
      payeeCountry: 'US',
      taxToken: 'tax_1',
      payee: 'tax tax_1',
      originalPayment: 'PMT-1',
    });
    expect(events[0]?.facts).toMatchObject({ payer: 'BCX', creditMinor: 12000n });
    const batch = { format: 'refund-batch/1', sender: 'RCM', batchId: 'RB-1', requests: [asked()] };
    expect(take(batch).events[0]?.naturalKey).toBe(events[0]?.naturalKey);
  });

  it('holds a batch to its control figures', () => {
    const batch = (control: object) => ({
      format: 'refund-batch/1',
      batchId: 'RB-1',
      control,
      requests: [asked(), asked({ requestId: 'RF-26-100002', amount: '0.05' })],
    });
    const good = take(batch({ requests: 2, amount: '120.05' })).parcels[0];
    expect(good).toMatchObject({ complete: null, head: { batch: 'RB-1' }, control: [{ minor: 12005n }] });
    expect(take(batch({ requests: 3, amount: '120.05' })).parcels[0]?.complete?.field).toBe('batch.count');
    expect(take(batch({ requests: 2, amount: '130.05' })).parcels[0]?.complete?.field).toBe('batch.total');
  });

  it('reads the columns of its table', () => {
    const header =
      'request_id,version,action,requested_at,requested_by,reason,kind,account,claim_id,payer_code,payer_id,payer_name,' +
      'payee_name,payee_line1,payee_line2,payee_city,payee_state,payee_postal_code,payee_country,payee_tax_token,' +
      'original_payment,amount,credit_balance,currency,facility,entity,attachments';
    const row =
      'RF-26-100003,1,request,2025-03-03T10:00:00Z,U1,PATIENT_OVERPAID,patient,CRM00003186,,,,,A DOE,1 Invented Street,,' +
      `Alderstone,IN,46999,US,tax_1,PMT-1,120.00,145.00,USD,F1,H1,ledger-print.pdf:${'cd'.repeat(32)}`;
    const { events, parcels } = take(`${header}\r\n${row}\r\n`);
    expect(parcels[0]).toMatchObject({ complete: null, records: 1 });
    expect(events[0]?.identifiers).toMatchObject({ payeeZip: '46999', payeeCountry: 'US', payee: 'tax tax_1' });
    expect(events[0]?.facts).toMatchObject({ creditMinor: 14500n, attachments: [{ name: 'document-1.pdf' }] });
  });
});

describe('requests as a table', () => {
  it('reads rows with quotes, and its trailer', () => {
    const { events, parcels, bytes } = take(`\ufeff${HEADER}\r\n${ROW}\r\nTRAILER,1,120.00\r\n`);
    expect(events[0]?.identifiers.payeeName).toBe('DOE, "A"');
    expect(events[0]?.facts).toMatchObject({ attachments: [{ name: 'document-1.pdf' }] });
    const { offset, length } = events[0]?.span ?? { offset: 0, length: 0 };
    expect(bytes.subarray(offset, offset + length).toString()).toBe(`${ROW}\r\n`);
    expect(parcels[0]).toMatchObject({ complete: null, records: 1, control: [{ minor: 12000n }] });
    expect(take(`${HEADER}\n${ROW}\nTRAILER,2,120.00\n`).parcels[0]?.complete?.field).toBe('batch.count');
    expect(take(`${HEADER}\n${ROW}\nTRAILER,1,12.00\n`).parcels[0]?.complete?.field).toBe('batch.total');
  });

  it('does not work a table with a broken row', () => {
    expect(take(`${HEADER}\n${ROW}\nRQ2,1\n`).parcels[0]?.complete?.code).toBe('REQUEST_INVALID');
    expect(take(`${HEADER}\n${ROW}\nRQ2,"open\n`).parcels[0]?.complete?.code).toBe('REQUEST_INVALID');
  });
});

describe('payments', () => {
  const issued = {
    seq: 7,
    invoice: 'RQ1',
    externalId: 'TO-1',
    status: 'issued',
    amount: '120.00',
    payeeHash: 'h',
    checkNumber: '5001',
    method: 'CHECK',
    date: '2025-03-05',
  };

  it('reads changes without an amount of their own', () => {
    const { events, parcels } = take({
      events: [issued, { ...issued, seq: 8, status: 'voided' }, { ...issued, seq: 9, status: 'reissued' }],
    });
    expect(events.map((event) => event.amount.minor)).toEqual([0n, 0n, 0n]);
    expect(events[0]).toMatchObject({
      order: ['refund|RQ1'],
      businessDate: '2025-03-05',
      facts: { amountMinor: 12000n, reissued: false },
    });
    expect(events[1]?.facts).toMatchObject({ status: 'voided', reissued: true });
    expect(parcels[0]).toMatchObject({ records: 3, complete: null, head: { shape: 'status' } });
  });

  it('reads the feed of a payables system, without the names in it and without what is not ours', () => {
    const change = {
      cursor: '12',
      event: 'issued',
      payment: 'PAY-2025-03-000007',
      reissueOf: null,
      invoice: 'APV-2025-03-000006',
      externalId: 'TO-1',
      invoiceNumber: 'RQ1',
      amount: '120.00',
      currency: 'USD',
      method: 'ACH',
      checkNumber: null,
      trace: '891001000000042',
      payeeName: 'A DOE',
      payeeHash: 'ab'.repeat(32),
      date: '2025-03-05',
      at: '2025-03-05T14:00:00.000Z',
    };
    const foreign = { ...change, cursor: '11', externalId: 'AP-77', invoiceNumber: 'an invoice of somebody else' };
    const { events, parcels } = take({ events: [foreign, change], next: '12', more: false });
    expect(events).toHaveLength(1);
    expect(events[0]?.facts).toMatchObject({ seq: 12, status: 'issued', requestId: 'RQ1', method: 'ACH' });
    expect(JSON.stringify([events[0]?.identifiers, Object.values(events[0]?.facts ?? {}).map(String)])).not.toMatch(
      /DOE/,
    );
    expect(parcels[0]).toMatchObject({ records: 1, complete: null });
  });

  it('prefers our number of the invoice to a number of the ERP', () => {
    expect(take({ events: [{ ...issued, invoice: 'APV-77', invoiceNumber: 'RQ1' }] }).events[0]?.order).toEqual([
      'refund|RQ1',
    ]);
  });

  it('takes an empty answer, and refuses a status that nobody knows', () => {
    expect(take('{"events":[]}').parcels[0]).toMatchObject({ records: 0, complete: null });
    expect(take({ events: [{ ...issued, status: 'lost' }] }).parcels[0]?.complete).toMatchObject({
      code: 'STATUS_INVALID',
      field: 'payment.status',
    });
  });
});

describe('bytes', () => {
  it('reads the same in pieces of any size, and each event again from its own bytes', () => {
    const bodies = [
      JSON.stringify({ batch: { id: 'B1', count: 2 }, requests: [requestOf(), requestOf({ requestId: 'RQ2' })] }),
      `${HEADER}\n${ROW}\n`,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
        (body, sizes) => {
          const whole = take(body);
          const pieces = take(body, sizes);
          expect(pieces.events).toEqual(whole.events);
          for (const event of whole.events) {
            const { offset, length } = event.span;
            const span = { bytes: whole.bytes.subarray(offset, offset + length), offset, part: 0, type: event.type };
            const source = flow.sources.find((each) => each.takes({ ...detectFormat(whole.bytes), name: '' }));
            const head = whole.parcels[0]?.head;
            if (head !== undefined)
              expect(source?.again(span, head)).toEqual({ amount: event.amount, identifiers: event.identifiers });
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says why bytes that are no JSON are set aside', () => {
    const bytes = Buffer.from('{"requestId":"RQ1","requestedBy":');
    const source = flow.sources.find((each) => each.takes({ ...detectFormat(bytes), name: '' }));
    const reader = source?.open({ event: () => undefined, parcelEnd: () => undefined, finding: () => undefined });
    reader?.push(bytes);
    expect(reader?.end()?.params.text).toBe('The bytes are no complete JSON.');
  });

  it('explains an event, and names nobody while it is masked', () => {
    const { events, bytes, parcels } = take(requestOf());
    const { offset, length } = events[0]?.span ?? { offset: 0, length: 0 };
    const item = { type: 'refund.requested/1', bytes: bytes.subarray(offset, offset + length), head: parcels[0]?.head };
    const masked = explain(item, true);
    expect(masked.sentence).toBe('U1 asks for refund RQ1: 120.00 to a patient.');
    expect(JSON.stringify(masked)).not.toMatch(/DOE|CRM0|Invented|46999/);
    expect(masked.fields.find(([name]) => name === 'account')?.[1]).toBe('••••3186');
    expect(JSON.stringify(explain(item, false))).toMatch(/DOE/);
  });
});

describe('the flow as a whole', () => {
  it('has its rules, its causes and its cures in order', async () => {
    const { REFUND_RULES_V1 } = await import('./rules.data');
    expect(flow.rules.parse(REFUND_RULES_V1)).toEqual(REFUND_RULES_V1);
    for (const cause of Object.values(flow.failures))
      for (const cure of cause.cures) expect(Object.keys(flow.cures)).toContain(cure);
    for (const tie of Object.values(flow.ties)) expect(Object.keys(flow.failures)).toContain(tie.late);
    const accounts = Object.values(REFUND_RULES_V1.accounts).flatMap((each) =>
      typeof each === 'string' ? [each] : Object.values(each),
    );
    // No step of a refund may touch income: accounts of revenue and result begin with 4 to 8.
    for (const account of accounts) expect(account).toMatch(/^[12]/);
  });
});
