import { hashEntry } from '../audit';
import { checkpointFile, hasFile, hasKey, openLine, readLines } from '../audit/checkpoint-file';
import { Edge, leafHash } from '../audit/merkle';
import { type Actor, withTransaction } from '../platform/db';
import { readChain } from '../store/audit';
import { lockCheckpoints, readCheckpoints, readSpans, type Span } from '../store/audit-checkpoints';
import { type Check, Tally } from './check';

const PAGE = 2000;
/** Per chain: the root that was signed at a size. */
type Signed = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Recomputes every signed root from the rows, and the chain beyond the last one. What is compared lies outside the database. */
export async function auditCheckpointed(actor: Actor): Promise<Check> {
  const tally = new Tally();
  const signed = await readSigned(actor, tally);
  const spans = await withTransaction(actor, readSpans);
  for (const span of spans) await walk(actor, span, signed.get(span.chain) ?? new Map(), tally);
  for (const chain of signed.keys()) {
    if (!spans.some((span) => span.chain === chain)) tally.fail(`${chain} is gone`);
  }
  return tally.check('audit-checkpoints', 'The audit is what its signed checkpoints outside the database say');
}

async function readSigned(actor: Actor, tally: Tally): Promise<Signed> {
  const { kept, lines } = await withTransaction(actor, async (tx) => {
    await lockCheckpoints(tx);
    return { kept: await readCheckpoints(tx), lines: readLines() };
  });
  const signed = new Map<string, Map<string, string>>();
  if (kept.length + lines.length > 0 && !(hasKey() && hasFile())) {
    tally.fail(`${checkpointFile()} or the key beside it is missing: restore both from your copy`);
    return signed;
  }
  for (let at = 0; at < Math.max(kept.length, lines.length); at += 1) {
    const body = openLine(lines[at] ?? '');
    // The file is written first: a crash may keep the newest line from the table until the next one is signed.
    const newest = at === kept.length && at === lines.length - 1;
    const same = newest || (kept[at]?.n === BigInt(at + 1) && kept[at]?.line === lines[at]);
    tally.look(same && body?.n === at + 1, () => `checkpoint ${at + 1}`);
    for (const { chain, size, root } of body?.chains ?? []) {
      const roots = signed.get(chain) ?? new Map<string, string>();
      if ((roots.get(size) ?? root) !== root) tally.fail(`${chain} has two roots for ${size} rows`);
      signed.set(chain, roots.set(size, root));
    }
  }
  return signed;
}

async function walk(actor: Actor, span: Span, roots: ReadonlyMap<string, string>, tally: Tally): Promise<void> {
  const { chain, head, rows } = span;
  const dense = rows === 0n || (span.first === 1n && span.last === rows);
  if (head !== rows || !dense) tally.fail(`${chain} has ${rows} rows, and its head says ${head ?? 'nothing'}`);
  const edge = new Edge();
  let hash: Buffer = Buffer.alloc(32);
  while (edge.size < rows) {
    const left = rows - edge.size;
    const page = await withTransaction(actor, (tx) =>
      readChain(tx, chain, edge.size, left < PAGE ? Number(left) : PAGE),
    );
    if (page.length === 0) break;
    for (const row of page) {
      edge.add(leafHash(row));
      const follows = row.seq === edge.size && row.prevHash.equals(hash) && row.hash.equals(hashEntry(hash, row));
      const root = roots.get(edge.size.toString());
      tally.look(follows && (!root || root === edge.root().toString('hex')), () => `${chain} #${row.seq}`);
      hash = row.hash;
    }
  }
  if (span.hash && !span.hash.equals(hash)) tally.fail(`the head of ${chain} is not its last row`);
  for (const size of roots.keys()) {
    if (BigInt(size) > edge.size) tally.fail(`${chain} has ${edge.size} rows instead of ${size}`);
  }
}
