import type { Tx } from '../../platform/db';
import { findOriginals, type ReadyEvent } from '../../store/mapping';
import { openLiabilities } from '../../store/plb-items';
import type { MapItem } from './decide';

/** Adds what only other rows can tell: the original of a reversal, an open liability of a recovery. */
export async function itemsOf(tx: Tx, events: readonly ReadyEvent[]): Promise<MapItem[]> {
  const reversals = events.filter((e) => e.facts.status === '22').map((e) => e.id);
  const originals = new Map<string, boolean>();
  if (reversals.length > 0) for (const o of await findOriginals(tx, reversals)) originals.set(o.reversalId, o.mirrors);
  const references = events.filter((e) => e.facts.kind === 'plb').map((e) => String(e.facts.referenceKey));
  const liabilities = await openLiabilities(tx, [...new Set(references)]);
  return events.map((e) => {
    const mirrors = originals.get(e.id);
    return {
      ...e,
      original: mirrors === undefined ? 'unknown' : mirrors ? 'known' : 'differs',
      openLiability:
        e.facts.kind === 'plb' && liabilities.has(`${e.payerKey}|${e.payeeKey}|${String(e.facts.referenceKey)}`),
    };
  });
}
