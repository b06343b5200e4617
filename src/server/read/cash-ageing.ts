/** How long money has been open, in calendar days since it came. */
export const AGES = ['0–3', '4–7', '8–30', 'over 30'] as const;
export type Age = (typeof AGES)[number];

export type OpenTie = { readonly balanceMinor: bigint; readonly days: number };
export type Bucket = { readonly amountMinor: bigint; readonly count: number };
export type Ageing = {
  readonly side: 'deposits' | 'remits';
  readonly buckets: readonly Bucket[];
  readonly total: Bucket;
  /** Days of the oldest; null when nothing is open. */
  readonly oldestDays: number | null;
};

const LAST_DAY = [3, 7, 30] as const;

/** Which of the ages so many days are; what is dated in the future is as young as it gets. */
export function ageOf(days: number): number {
  const at = LAST_DAY.findIndex((last) => days <= last);
  return at === -1 ? AGES.length - 1 : at;
}

const NOTHING: Bucket = { amountMinor: 0n, count: 0 };
const plus = (bucket: Bucket, amountMinor: bigint): Bucket => ({
  amountMinor: bucket.amountMinor + amountMinor,
  count: bucket.count + 1,
});

/** Open money by age: what the bank has and no remit explains, and what remits announced and no deposit brought. */
export function ageingOf(ties: readonly OpenTie[]): Ageing[] {
  return (['deposits', 'remits'] as const).map((side) => {
    const own = ties.filter(({ balanceMinor }) => (side === 'deposits' ? balanceMinor > 0n : balanceMinor < 0n));
    const buckets = AGES.map(() => NOTHING);
    let total = NOTHING;
    for (const { balanceMinor, days } of own) {
      const amount = balanceMinor < 0n ? -balanceMinor : balanceMinor;
      const at = ageOf(days);
      buckets[at] = plus(buckets[at] ?? NOTHING, amount);
      total = plus(total, amount);
    }
    return { side, buckets, total, oldestDays: own.length === 0 ? null : Math.max(...own.map(({ days }) => days)) };
  });
}
