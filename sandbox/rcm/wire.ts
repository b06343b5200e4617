import { createHash } from 'node:crypto';
import { formatCents } from '../cents';
import type { OutgoingFile } from '../outbox';
import type { RefundRequest } from './model';
import type { Story } from './stories';

export type Envelope = { readonly fileNumber: number /** YYYY-MM-DD */; readonly today: string; readonly story: Story };

const SENDER = 'FERNHOLLOW-RCM';

/** One request as JSON: amounts become decimal strings, nothing else changes. */
const wireOf = (request: RefundRequest) => ({
  ...request,
  amount: formatCents(request.amount),
  creditBalance: formatCents(request.creditBalance),
});

const nameOf = ({ today, fileNumber }: Envelope, kind: string, extension: string): string =>
  `${kind}-${today.replaceAll('-', '')}-${String(fileNumber).padStart(6, '0')}.${extension}`;

function fileOf(envelope: Envelope, kind: OutgoingFile['kind'], name: string, text: string): OutgoingFile {
  const bytes = Buffer.from(text, 'utf8');
  const contentType = kind === 'refund-csv' ? 'text/csv' : 'application/json';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, contentType, kind, story: envelope.story, bytes, sha256 };
}

export function renderSingle(envelope: Envelope, request: RefundRequest): OutgoingFile {
  const body = { format: 'refund-request/1', sender: SENDER, ...wireOf(request) };
  return fileOf(envelope, 'refund-json', nameOf(envelope, 'refund', 'json'), `${JSON.stringify(body, null, 1)}\n`);
}

/** Several requests and what they add up to; `off` makes the stated sum wrong by so many cents. */
export function renderBatch(envelope: Envelope, requests: readonly RefundRequest[], off = 0n): OutgoingFile {
  const total = requests.reduce((sum, each) => sum + each.amount, 0n);
  const body = {
    format: 'refund-batch/1',
    sender: SENDER,
    batchId: `RB-${String(envelope.fileNumber).padStart(6, '0')}`,
    sentAt: requests.at(-1)?.requestedAt ?? `${envelope.today}T08:00:00Z`,
    control: { requests: requests.length, amount: formatCents(total + off) },
    requests: requests.map(wireOf),
  };
  return fileOf(
    envelope,
    'refund-batch',
    nameOf(envelope, 'refund-batch', 'json'),
    `${JSON.stringify(body, null, 1)}\n`,
  );
}

/** The columns of the CSV, in order. */
const COLUMNS: readonly (readonly [string, (request: RefundRequest) => string])[] = [
  ['request_id', (each) => each.requestId],
  ['version', (each) => String(each.version)],
  ['action', (each) => each.action],
  ['requested_at', (each) => each.requestedAt],
  ['requested_by', (each) => each.requestedBy],
  ['reason', (each) => each.reason],
  ['kind', (each) => each.kind],
  ['account', (each) => each.account],
  ['claim_id', (each) => each.claimId ?? ''],
  ['payer_code', (each) => each.payer?.code ?? ''],
  ['payer_id', (each) => each.payer?.id ?? ''],
  ['payer_name', (each) => each.payer?.name ?? ''],
  ['payee_name', (each) => each.payee.name],
  ['payee_line1', (each) => each.payee.address.line1],
  ['payee_line2', (each) => each.payee.address.line2],
  ['payee_city', (each) => each.payee.address.city],
  ['payee_state', (each) => each.payee.address.state],
  ['payee_postal_code', (each) => each.payee.address.postalCode],
  ['payee_country', (each) => each.payee.address.country],
  ['payee_tax_token', (each) => each.payee.taxToken],
  ['original_payment', (each) => each.originalPayment],
  ['amount', (each) => formatCents(each.amount)],
  ['credit_balance', (each) => formatCents(each.creditBalance)],
  ['currency', (each) => each.currency],
  ['facility', (each) => each.facility],
  ['entity', (each) => each.entity],
  ['attachments', (each) => each.attachments.map(({ name, sha256 }) => `${name}:${sha256}`).join(';')],
];

export function renderCsv(envelope: Envelope, requests: readonly RefundRequest[]): OutgoingFile {
  const rows = [
    COLUMNS.map(([name]) => name),
    ...requests.map((each) => COLUMNS.map(([, read]) => quoted(read(each)))),
  ];
  const text = rows.map((row) => `${row.join(',')}\r\n`).join('');
  return fileOf(envelope, 'refund-csv', nameOf(envelope, 'refund', 'csv'), text);
}

/** RFC 4180: quotes only where they are needed. */
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
