import type { PostingSheet } from '@/server/read/posting-sheets';

export type Net = {
  readonly entity: string;
  readonly account: string;
  readonly name: string | null;
  readonly period: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
};

/** Debit less credit of all documents by entity, account, period and asset; what comes to nothing stays, it was moved. */
export function netOf(postings: readonly PostingSheet[]): Net[] {
  const net = new Map<string, Net>();
  for (const { entity, period, asset, lines } of postings) {
    for (const { account, accountName, debitMinor, creditMinor } of lines) {
      const key = [entity, account, period, asset].join('|');
      const known = net.get(key) ?? { entity, account, name: accountName, period, asset, amountMinor: 0n };
      net.set(key, { ...known, amountMinor: known.amountMinor + debitMinor - creditMinor });
    }
  }
  return [...net].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
