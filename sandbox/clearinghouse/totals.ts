import { formatCents } from '../cents';
import type { RemitFacts } from './deliveries';

/** What was sent, summed. `distinct` counts a remittance once however often and in whatever envelope it went out. */
export type SentTotals = {
  readonly files: number;
  readonly bytes: number;
  readonly remits: number;
  readonly claims: number;
  readonly distinctRemits: number;
  readonly distinctBpr02: string;
  readonly byAccident: Readonly<Record<string, { readonly remits: number; readonly bpr02: string }>>;
  readonly byExpectedPlace: Readonly<Record<string, { readonly remits: number; readonly bpr02: string }>>;
};

/** Adds up deliveries as they are made, without keeping them. */
export function createTotals() {
  const byAccident = new Map<string, { remits: number; bpr02: bigint }>();
  const byPlace = new Map<string, { remits: number; bpr02: bigint }>();
  const distinct = new Map<string, bigint>();
  let files = 0;
  let bytes = 0;
  let remits = 0;
  let claims = 0;
  const addTo = (groups: typeof byPlace, name: string, amount: bigint): void => {
    const group = groups.get(name) ?? { remits: 0, bpr02: 0n };
    groups.set(name, { remits: group.remits + 1, bpr02: group.bpr02 + amount });
  };
  return {
    add(delivery: { readonly bytes: Buffer; readonly remits: readonly RemitFacts[] }): void {
      files += 1;
      bytes += delivery.bytes.length;
      for (const remit of delivery.remits) {
        remits += 1;
        claims += remit.claims;
        distinct.set(remit.contentHash, remit.bpr02);
        addTo(byAccident, remit.accident, remit.bpr02);
        addTo(byPlace, remit.expectedPlace, remit.bpr02);
      }
    },
    read(): SentTotals {
      const written = (groups: typeof byPlace) =>
        Object.fromEntries(
          [...groups].map(([name, group]) => [name, { remits: group.remits, bpr02: formatCents(group.bpr02) }]),
        );
      const distinctBpr02 = [...distinct.values()].reduce((sum, amount) => sum + amount, 0n);
      return {
        files,
        bytes,
        remits,
        claims,
        distinctRemits: distinct.size,
        distinctBpr02: formatCents(distinctBpr02),
        byAccident: written(byAccident),
        byExpectedPlace: written(byPlace),
      };
    },
  };
}
