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

/** The payables side is the target's own: only the distribution is sent. */
const invoice = (order: Order) => {
  const { header, sealed } = order;
  const distribution = order.lines.filter((line) => line.debitMinor > 0n);
  return {
    ...common(order),
    source: 'AP',
    invoiceNumber: text(header.invoiceNumber),
    supplier: {
      ...(typeof header.supplierCode === 'string' ? { code: header.supplierCode } : {}),
      ...(sealed.payeeName ? { name: sealed.payeeName } : {}),
      ...(sealed.taxIdToken ? { taxIdToken: sealed.taxIdToken } : {}),
      ...(sealed.line1
        ? {
            remitTo: {
              line1: sealed.line1,
              ...(sealed.line2 ? { line2: sealed.line2 } : {}),
              city: sealed.city || '',
              state: sealed.state || '',
              postalCode: sealed.postalCode || '',
            },
          }
        : {}),
    },
    date: text(header.invoiceDate) || order.postingDate,
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
      facts: { ...(typeof d.invoiceNumber === 'string' ? { invoiceNumber: d.invoiceNumber } : {}) },
    }),
  );
