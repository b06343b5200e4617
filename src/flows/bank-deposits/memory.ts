import { z } from 'zod';

/**
 * What is remembered of deposits of one day and amount: which lines a statement booked, what other files told about them, and
 * which parts have met their remit. It holds keys of ties and amounts, nothing of patients.
 */
const minor = z.union([z.bigint(), z.string().regex(/^-?\d{1,18}$/)]).transform((value) => BigInt(value));

const keyed = z.object({ key: z.string(), amountMinor: minor });
export type Keyed = z.infer<typeof keyed>;

const lineMemory = z.object({
  line: z.string(),
  kind: z.enum(['deposit', 'return']),
  bank: z.string(),
  entity: z.string(),
  clearing: z.string(),
  payer: z.string().nullable(),
  /** What the remit has to come to: of a card settlement the gross. */
  amountMinor: minor,
  date: z.string(),
  /** Its key came from a TRN, a structured reference or a check number; any other may be replaced by what a file tells. */
  named: z.boolean(),
  paired: z.boolean(),
  /** Parts that a file told after it was booked; they replace its own at the next timer. */
  pending: z.array(keyed).nullable(),
  parts: z.array(
    keyed.extend({
      tied: z.boolean(),
      /** The round in which it was moved to unapplied; 0 is in clearing. */ moved: z.int(),
    }),
  ),
  round: z.int(),
  escalated: z.boolean(),
});
export type LineMemory = z.infer<typeof lineMemory>;

const detailMemory = z.object({
  id: z.string(),
  bank: z.string(),
  totalMinor: minor,
  parts: z.array(keyed),
  used: z.boolean(),
});
export type DetailMemory = z.infer<typeof detailMemory>;

export const memorySchema = z.object({ lines: z.array(lineMemory), details: z.array(detailMemory) });
export type DepositMemory = z.infer<typeof memorySchema>;

export const EMPTY: DepositMemory = { lines: [], details: [] };

const sumOf = (parts: readonly Keyed[]): bigint => parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

export const isComplete = (detail: DetailMemory): boolean => sumOf(detail.parts) === detail.totalMinor;

/** One more payment that a file lists; those of one group are one detail, which is used once it is complete. */
export function withDetail(
  memory: DepositMemory,
  of: Omit<DetailMemory, 'parts' | 'used'>,
  part: Keyed,
): DepositMemory {
  const known = memory.details.find(({ id, bank }) => id === of.id && bank === of.bank);
  const next = { ...of, used: false, ...known, parts: [...(known?.parts ?? []), part] };
  return { ...memory, details: [...memory.details.filter((detail) => detail !== known), next] };
}

export const withLine = (memory: DepositMemory, line: LineMemory): DepositMemory => ({
  ...memory,
  lines: [...memory.lines.filter(({ line: id }) => id !== line.line), line],
});

/**
 * Pairs complete details with lines of the same account and amount: first where both name the same payment, then with lines
 * that name none. A line that names another payment is another deposit.
 */
export function paired(memory: DepositMemory): DepositMemory {
  let result = memory;
  for (const byName of [true, false]) {
    for (const detail of result.details.filter((each) => !each.used && isComplete(each))) {
      const line = result.lines.find((each) => !each.paired && fits(each, detail, byName));
      if (line === undefined) continue;
      const isSame = sameKeys(line.parts, detail.parts);
      const next = { ...line, paired: true, pending: isSame ? null : detail.parts };
      result = {
        lines: result.lines.map((each) => (each === line ? next : each)),
        details: result.details.map((each) => (each === detail ? { ...each, used: true } : each)),
      };
    }
  }
  return result;
}

function fits(line: LineMemory, detail: DetailMemory, byName: boolean): boolean {
  if (line.kind !== 'deposit' || line.bank !== detail.bank || line.amountMinor !== detail.totalMinor) return false;
  if (line.line === detail.id) return true;
  return byName ? sameKeys(line.parts, detail.parts) : !line.named && line.parts.every(({ tied }) => !tied);
}

const sameKeys = (a: readonly Keyed[], b: readonly Keyed[]): boolean => {
  const text = (parts: readonly Keyed[]) =>
    parts
      .map(({ key, amountMinor }) => `${key} ${amountMinor}`)
      .sort()
      .join('\n');
  return text(a) === text(b);
};
