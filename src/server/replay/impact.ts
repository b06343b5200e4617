import { z } from 'zod';

/**
 * What a dry run through the map stage said about a frozen set, as it is kept in the manifest. Amounts travel as
 * decimal text of minor units inside JSON and are bigint in the program.
 */
const minor = z.union([z.bigint(), z.string().regex(/^-?\d+$/)]).transform((value) => BigInt(value));

export const impactSchema = z.object({
  /** Items that were looked at; a very large set is sampled from its beginning, and says so. */
  covered: z.int(),
  ranAt: z.iso.datetime(),
  wouldPass: z.object({ items: z.int(), amountMinor: minor }),
  wouldFail: z.array(z.object({ code: z.string(), title: z.string(), items: z.int(), amountMinor: minor })),
  /** Debit positive, credit negative. */
  net: z.array(z.object({ entity: z.string(), account: z.string(), period: z.string(), amountMinor: minor })),
  lines: z.int(),
});
export type Impact = z.infer<typeof impactSchema>;

/** The stored form: bigint as decimal text. */
export const storedImpact = (impact: Impact): unknown =>
  JSON.parse(JSON.stringify(impact, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));

/** `null` when there is none, or one of an older shape. */
export function readImpact(stored: unknown): Impact | null {
  const parsed = impactSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
