import { z } from 'zod';

/** Shapes of what callers send. Values are judged later, in `validate.ts`, so that all errors come back together. */
export const text = z.string().max(500);
export const code = z.string().min(1).max(60);
export const optionalCode = z.string().max(60).nullable().optional();
export const date = z.iso.date();

const EXTERNAL_ID_MAX = 120;
export const externalId = z.string().min(1).max(EXTERNAL_ID_MAX);
export const LINES_MAX = 10_000;

const journalLineSchema = z.object({
  line: z.int().min(1),
  account: code,
  costCenter: optionalCode,
  facility: optionalCode,
  payerClass: optionalCode,
  affiliate: optionalCode,
  debit: z.string(),
  credit: z.string(),
  reference: text.default(''),
});

export const journalSchema = z.object({
  externalId,
  postingDate: date,
  period: z.string().regex(/^\d{4}-\d{2}$/),
  currency: code,
  description: text.default(''),
  source: text.default(''),
  lines: z.array(journalLineSchema),
});

export const invoiceSchema = z.object({
  externalId,
  supplier: z.string().min(1).max(120),
  invoiceNumber: z.string().min(1).max(60),
  date,
  currency: code,
  description: text.default(''),
  lines: z.array(
    z.object({
      line: z.int().min(1),
      account: code,
      costCenter: optionalCode,
      facility: optionalCode,
      payerClass: optionalCode,
      amount: z.string(),
      reference: text.default(''),
    }),
  ),
});

export type JournalBody = z.infer<typeof journalSchema>;
export type InvoiceBody = z.infer<typeof invoiceSchema>;

export const switchSchema = z.object({ active: z.boolean() });
export const periodStatusSchema = z.object({ status: z.enum(['open', 'soft-closed', 'closed', 'future']) });
