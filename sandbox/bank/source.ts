import { z } from 'zod';
import { parseCents } from '../cents';
import type { Payment } from './model';

const rowSchema = z.object({
  sequence: z.int(),
  st02: z.string(),
  trn02: z.string(),
  trn03: z.string(),
  payer: z.string(),
  payeeNpi: z.string(),
  entity: z.string(),
  bpr02: z.string(),
  bpr04: z.string(),
  bpr16: z.string().regex(/^\d{8}$/),
  accident: z.string(),
});

const pageSchema = z.object({ remits: z.array(rowSchema), next: z.string().nullable() });

type LedgerRow = z.infer<typeof rowSchema>;

export type SourceOptions = { readonly url: string; readonly token: string; readonly timeoutMs: number };

/** Remittances of the clearinghouse's ledger behind a place, in the order sent, and the place of the last. */
export async function readPaid(
  options: SourceOptions,
  after: string | null,
  limit: number,
): Promise<{ readonly payments: readonly Payment[]; readonly last: string | null }> {
  const query = new URLSearchParams({ limit: String(limit), ...(after === null ? {} : { after }) });
  const response = await fetch(`${options.url}/ledger?${query.toString()}`, {
    headers: { authorization: `Bearer ${options.token}` },
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  if (!response.ok) throw new Error(`the clearinghouse answered ${response.status} when asked what was paid`);
  const { remits } = pageSchema.parse(await response.json());
  const lastRow = remits.at(-1);
  return { payments: remits.flatMap(paymentOf), last: lastRow ? `${lastRow.sequence}:${lastRow.st02}` : after };
}

/** Announces an earlier trace number again or with another sum: a story of the remittance. Money moved once. */
const NO_MONEY_OF_ITS_OWN: ReadonlySet<string> = new Set(['exact-resend', 're-enveloped', 'conflicting-amount']);

/** What a remittance makes the payer's bank do; nothing when it announces no money. */
export function paymentOf(row: LedgerRow): Payment[] {
  const amount = parseCents(row.bpr02);
  if (typeof amount !== 'bigint' || amount <= 0n) return [];
  if (row.bpr04 !== 'ACH' && row.bpr04 !== 'CHK') return [];
  if (NO_MONEY_OF_ITS_OWN.has(row.accident)) return [];
  const { trn02, trn03, payer, entity, payeeNpi, bpr16, accident: remitAccident } = row;
  const date = `${bpr16.slice(0, 4)}-${bpr16.slice(4, 6)}-${bpr16.slice(6)}`;
  const remit = `${row.sequence}:${row.st02}`;
  return [{ remit, trn02, trn03, payer, entity, payeeNpi, amount, method: row.bpr04, date, remitAccident }];
}
