import { hashEntry } from '../audit';
import { type Actor, withTransaction } from '../platform/db';
import { readChain, readChainHeads } from '../store/audit';
import { readAnchors } from '../store/verify';
import { type Anchor, type Check, Tally } from './check';

const AUDIT_PAGE = 2000;

type Head = { readonly chain: string; readonly seq: bigint; readonly hash: Buffer };

/**
 * Recomputes every chain from its beginning: an entry changed, removed, swapped or cut off shows. The last run that found
 * all well wrote down where each chain ended; a chain that does not pass through that point was cut back or written anew.
 */
export async function auditIntact(actor: Actor): Promise<Check> {
  const anchors = await withTransaction(actor, readAnchors);
  const heads: Head[] = await withTransaction(actor, readChainHeads);
  const tally = new Tally();
  for (const head of heads) await walk(actor, head, anchors[head.chain], tally);
  const known = new Set(heads.map((head) => head.chain));
  for (const chain of Object.keys(anchors)) if (!known.has(chain)) tally.fail(`${chain} is gone`);
  return {
    ...tally.check('audit-chain', 'The audit chains are unbroken'),
    anchors: Object.fromEntries(
      heads.map(({ chain, seq, hash }) => [chain, { seq: seq.toString(), hash: hash.toString('hex') }]),
    ),
  };
}

async function walk(actor: Actor, head: Head, anchor: Anchor | undefined, tally: Tally): Promise<void> {
  let prev: Uint8Array = Buffer.alloc(32);
  let seq = 0n;
  for (;;) {
    const rows = await withTransaction(actor, (tx) => readChain(tx, head.chain, seq, AUDIT_PAGE));
    for (const row of rows) {
      const follows = row.seq === seq + 1n && row.prevHash.equals(prev) && row.hash.equals(hashEntry(prev, row));
      const anchored = anchor?.seq !== row.seq.toString() || anchor.hash === row.hash.toString('hex');
      const atHead = row.seq !== head.seq || row.hash.equals(head.hash);
      tally.look(follows && anchored && atHead, () => `${head.chain} #${row.seq}`);
      seq = row.seq;
      prev = row.hash;
    }
    if (rows.length < AUDIT_PAGE || seq >= head.seq) break;
  }
  // Entries written meanwhile are beyond the head that was read; only a shorter chain is a cut one.
  const least = anchor && BigInt(anchor.seq) > head.seq ? BigInt(anchor.seq) : head.seq;
  if (seq < least) tally.fail(`${head.chain} ends at #${seq} instead of #${least}`);
}
