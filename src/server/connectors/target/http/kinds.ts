import { createHash } from 'node:crypto';
import { z } from 'zod';
import { assetOf, formatAmount, unitOf } from '@/domain/amount';
import type { Kind } from '@/domain/kinds';
import { formatMinor, parseMinor } from '@/domain/money';
import type { Order, OrderLine, TargetDocument } from '../port';

/** How one kind of document is written and read over this wire. */
export type KindWire = {
  readonly path: string;
  /** Taken back as such by a call of its own; otherwise a counter-document is sent. */
  readonly voids: boolean;
  readonly body: (order: Order) => Record<string, unknown>;
};

const common = (order: Order) => ({ externalId: order.key, description: order.description, source: 'Tieout' });

const dims = (line: OrderLine) => ({
  line: line.lineNo,
  account: line.account,
  costCenter: line.costCenter,
  facility: line.facility,
  payerClass: line.payerClass,
  affiliate: line.affiliate,
});

const journal = (order: Order) => ({
  ...common(order),
  postingDate: order.postingDate,
  period: order.period,
  currency: unitOf(assetOf(order.asset)),
  lines: order.lines.map((line) => ({
    ...dims(line),
    debit: formatMinor(line.debitMinor),
    credit: formatMinor(line.creditMinor),
    reference: order.key,
  })),
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Values of people by the dotted path that they have in the document: `supplier.remitTo.line1`. */
function sealedAt(sealed: Order['sealed'], path: string): Record<string, string> {
  const found = Object.entries(sealed).filter(
    ([name]) => name.startsWith(`${path}.`) && !name.includes('.', path.length + 1),
  );
  return Object.fromEntries(found.map(([name, value]) => [name.slice(path.length + 1), value]));
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Who is paid and where. An address is sent when we know one; else the supplier's own in the target is meant. */
function supplierOf({ header, sealed }: Order): Record<string, unknown> {
  const { code, site, remitTo } = objectOf(header.supplier);
  const address = sealedAt(sealed, 'supplier.remitTo');
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof site === 'string' ? { site } : {}),
    ...sealedAt(sealed, 'supplier'),
    ...(Object.keys(address).length > 0 ? { remitTo: { ...objectOf(remitTo), ...address } } : {}),
  };
}

/** Longest description that is sent. */
const DESCRIPTION_MAX = 500;

/** What was asked to be attached and is not here is named, so that whoever pays can ask for it. */
function describe({ description, unattached }: Order): string {
  const named = unattached.map(({ name, sha256 }) => `${name} sha256:${sha256}`);
  return [description, ...(named.length > 0 ? [`not attached: ${named.join(', ')}`] : [])]
    .join('; ')
    .slice(0, DESCRIPTION_MAX);
}

/** The payables side is the target's own: only the distribution is sent. */
const invoice = (order: Order) => {
  const { header } = order;
  const distribution = order.lines.filter((line) => line.debitMinor > 0n);
  return {
    ...common(order),
    description: describe(order),
    source: text(header.source) || 'AP',
    invoiceNumber: text(header.invoiceNumber),
    supplier: supplierOf(order),
    date: text(header.date) || order.postingDate,
    postingDate: order.postingDate,
    terms: text(header.terms) || 'IMMEDIATE',
    payGroup: text(header.payGroup) || 'STANDARD',
    method: text(header.method) || 'CHECK',
    amount: formatMinor(distribution.reduce((sum, line) => sum + line.debitMinor, 0n)),
    currency: unitOf(assetOf(order.asset)),
    lines: distribution.map((line) => ({
      ...dims(line),
      amount: formatMinor(line.debitMinor),
      reference: order.key,
    })),
    attachments: order.attachments.map(({ name, sha256, bytes }) => ({
      name,
      contentType: 'application/octet-stream',
      sha256,
      bytes: bytes.toString('base64'),
    })),
  };
};

const quantity = (order: Order, line: OrderLine): string =>
  formatAmount({ asset: assetOf(order.asset), minor: line.debitMinor - line.creditMinor });

const statistical = (order: Order) => ({
  ...common(order),
  postingDate: order.postingDate,
  period: order.period,
  lines: order.lines.map((line) => ({
    line: line.lineNo,
    account: line.account,
    costCenter: line.costCenter,
    facility: line.facility,
    quantity: quantity(order, line),
    reference: order.key,
  })),
});

/** Kinds whose header is written by their flow in the target's own words: lines are the rows with an amount on the debit side. */
const rows = (order: Order) => ({
  ...common(order),
  date: order.postingDate,
  ...order.header,
  lines: order.lines
    .filter((line) => line.debitMinor > 0n)
    .map((line) => ({
      line: line.lineNo,
      item: line.account,
      ...line.dims,
      quantity: formatAmount({ asset: assetOf(order.asset), minor: line.debitMinor }),
      reference: order.key,
    })),
});

const receipt = (order: Order) => {
  const deposit = order.lines.find((line) => line.debitMinor > 0n);
  const applied = order.lines.filter((line) => line.creditMinor > 0n);
  return {
    ...common(order),
    receiptNumber: text(order.header.receiptNumber),
    date: order.postingDate,
    currency: unitOf(assetOf(order.asset)),
    method: text(order.header.method),
    amount: formatMinor(deposit?.debitMinor ?? 0n),
    depositAccount: deposit?.account,
    customer: { name: order.sealed.customerName || '', reference: text(order.header.customerReference) },
    lines: applied.map((line) => ({
      line: line.lineNo,
      account: line.account,
      costCenter: line.costCenter,
      facility: line.facility,
      payerClass: line.payerClass,
      amount: formatMinor(line.creditMinor),
      reference: order.key,
    })),
  };
};

export const WIRE: Readonly<Partial<Record<Kind, KindWire>>> = {
  journal: { path: 'journals', voids: false, body: journal },
  statistical: { path: 'statistical-journals', voids: false, body: statistical },
  'ap-invoice': { path: 'ap-invoices', voids: true, body: invoice },
  receipt: { path: 'receipts', voids: true, body: receipt },
  'stock-move': { path: 'stock-moves', voids: true, body: rows },
  reservation: { path: 'reservations', voids: true, body: rows },
  'purchase-request': { path: 'purchase-requests', voids: true, body: rows },
};

const amount = z.string().transform((value, ctx) => {
  const minor = parseMinor(value);
  if (minor === null) ctx.addIssue({ code: 'custom', message: `“${value}” is not an amount` });
  return minor ?? 0n;
});

type Answered = Readonly<Record<string, unknown>> & { readonly debitTotal?: bigint | null | undefined };

/**
 * What an invoice says of itself, for whoever follows its payment. Of the payee only a hash is kept: of the name in upper case
 * with single spaces, which is also what the feed of payments tells.
 */
function factsOf(d: Answered): Readonly<Record<string, unknown>> {
  if (typeof d.invoiceNumber !== 'string') return {};
  const { name } = objectOf(d.supplier);
  return {
    invoiceNumber: d.invoiceNumber,
    ...(d.debitTotal == null ? {} : { amountMinor: d.debitTotal.toString() }),
    ...(typeof name === 'string' && name !== '' ? { payeeHash: payeeHashOf(name) } : {}),
  };
}

const payeeHashOf = (name: string): string =>
  createHash('sha256').update(name.trim().replace(/\s+/g, ' ').toUpperCase()).digest('hex');

export const documentSchema = z
  .looseObject({
    number: z.string().min(1).max(60),
    externalId: z.string(),
    company: z.string(),
    period: z.string().nullish(),
    postingDate: z.string().nullish(),
    debitTotal: amount.nullish(),
    creditTotal: amount.nullish(),
    lineCount: z.number().int().nullish(),
    status: z.string().nullish(),
  })
  .transform(
    (d): TargetDocument => ({
      key: d.externalId,
      number: d.number,
      entity: d.company,
      period: d.period ?? null,
      postingDate: d.postingDate ?? null,
      debitMinor: d.debitTotal ?? null,
      creditMinor: d.creditTotal ?? null,
      lineCount: d.lineCount ?? null,
      status: d.status ?? null,
      facts: factsOf(d),
    }),
  );
