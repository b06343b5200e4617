import type { Head } from './contract';
import { type Fields, fieldsOfJson, fieldsOfRow, jsonOf, plainName, textOf } from './fields';
import { rowsOf } from './table';

type Explained = {
  readonly sentence: string;
  readonly fields: readonly (readonly [name: string, value: string, meaning: string])[];
};

/** Fields that say who somebody is, by the start of their plain name. Anything unknown is masked too. */
const OPEN: Readonly<Record<string, string>> = {
  requestid: 'Refund',
  version: 'Version of the request; the highest counts',
  action: 'What is asked',
  requestedat: 'When it was asked',
  requestedby: 'Who asked, and so may not approve',
  reason: 'Why',
  kind: 'Whether a patient or a payer is paid',
  payer: 'Payer',
  facility: 'Facility',
  amount: 'Amount',
  creditbalance: 'Credit of the account when it was asked',
  currency: 'Currency',
  route: 'By voucher or back to the card',
  method: 'How it is paid',
  identifiedon: 'When the overpayment was known: the clock starts here',
  seq: 'Number of the status; a lower one comes too late',
  invoice: 'Invoice, numbered like the refund',
  invoicenumber: 'Invoice, numbered like the refund',
  externalid: 'Our key of the voucher',
  status: 'What became of the payment',
  payeehash: 'Whom the ERP pays, as a hash',
  date: 'When',
};

export function explain(
  item: { readonly type: string; readonly bytes: Uint8Array; readonly head: unknown },
  masked: boolean,
): Explained {
  const fields = read(Buffer.from(item.bytes), item.head as Head | null);
  const rows = [...fields]
    .filter(([, value]) => value.trim() !== '')
    .map(
      ([name, value]) => [name, masked && !isOpen(name) ? mask(value) : value, OPEN[name] ?? meaningOf(name)] as const,
    );
  return { sentence: sentenceOf(item.type, fields), fields: rows };
}

const isOpen = (name: string): boolean => Object.hasOwn(OPEN, name) || /^attachments\d+sha256$/.test(name);

/** The last four of a long value; nothing of a short one. */
const mask = (value: string): string =>
  value.length >= 8 && /^[\w-]+$/.test(value) ? `••••${value.slice(-4)}` : '••••';

function meaningOf(name: string): string {
  if (name.startsWith('payee')) return 'Whom the money goes to';
  if (name.startsWith('account')) return 'Account with the credit';
  if (name.startsWith('claim')) return 'Claim behind the credit';
  if (name.startsWith('original')) return 'Payment that made the credit';
  if (name.startsWith('attachments')) return 'Document';
  if (name.startsWith('check')) return 'Check or trace number';
  if (name.startsWith('offsets')) return 'Balance that the credit pays first';
  return '';
}

function read(bytes: Buffer, head: Head | null): Fields {
  if (head?.shape === 'table') {
    const columns = head.columns.map(plainName);
    return fieldsOfRow(columns, rowsOf(bytes, head.separator)[0]?.values ?? []);
  }
  const node = jsonOf(bytes);
  return node === null ? new Map() : fieldsOfJson(node);
}

function sentenceOf(type: string, fields: Fields): string {
  const id = textOf(fields, 'requestid', 'invoicenumber', 'invoice') || 'without id';
  const amount = textOf(fields, 'amount');
  const by = textOf(fields, 'requestedby') || 'somebody';
  const to = textOf(fields, 'kind').toLowerCase() === 'payer' ? `payer ${textOf(fields, 'payer')}` : 'a patient';
  switch (type) {
    case 'refund.requested/1':
      return `${by} asks for refund ${id}: ${amount} to ${to}.`;
    case 'refund.updated/1':
      return `${by} changes refund ${id} to ${amount} to ${to}.`;
    case 'refund.cancelled/1':
      return `${by} cancels refund ${id}.`;
    case 'refund.noticed/1':
      return `${by} reports on refund ${id}: ${textOf(fields, 'action')}.`;
    case 'disbursement.status/1':
      return `The ERP reports the payment of refund ${id}: ${textOf(fields, 'status')}${amount === '' ? '' : `, ${amount}`}.`;
    default:
      return `Refund ${id}.`;
  }
}
