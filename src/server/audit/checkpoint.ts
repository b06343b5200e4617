import { type Actor, type Tx, withTransaction } from '../platform/db';
import { readChain } from '../store/audit';
import { insertCheckpoint, lockCheckpoints, readCheckpoints, readSpans, type Span } from '../store/audit-checkpoints';
import {
  appendLine,
  type ChainState,
  type Checkpoint,
  hasFile,
  hasKey,
  lineOf,
  makeKey,
  openLine,
  readLines,
} from './checkpoint-file';
import { Edge, leafHash } from './merkle';

const PAGE = 2000;

/**
 * Signs where every chain stands and writes it outside the database, when something was added. It hashes only new rows, on
 * top of the edge of the last checkpoint outside: what was signed once cannot be replaced by signing something else later.
 * @throws Error when the database no longer continues the last checkpoint; `verify` names what is wrong
 */
export const addCheckpoint = (actor: Actor): Promise<void> => withTransaction(actor, (tx) => add(tx));

async function add(tx: Tx): Promise<void> {
  await lockCheckpoints(tx);
  const last = await lastOutside(tx);
  const spans = await readSpans(tx);
  const known = new Map(last?.chains.map((state) => [state.chain, state]));
  for (const state of known.values()) {
    if (!spans.some(({ chain }) => chain === state.chain)) throw new Error(`audit chain ${state.chain} is gone`);
  }
  const chains: ChainState[] = [];
  for (const span of spans) chains.push(await advance(tx, span, known.get(span.chain)));
  if (chains.every((state) => known.get(state.chain)?.size === state.size)) return;
  const n = (last?.n ?? 0) + 1;
  const line = lineOf({ n, at: new Date().toISOString(), chains });
  // Outside first: a checkpoint that only the database has would be one that its owner can take back.
  appendLine(line);
  await insertCheckpoint(tx, n, line);
}

/** The last checkpoint outside; the table gets the one that a crash kept from it. */
async function lastOutside(tx: Tx): Promise<Checkpoint | null> {
  const kept = await readCheckpoints(tx);
  const lines = readLines();
  if (kept.length > 0 && !(hasKey() && hasFile())) throw new Error('the checkpoint file or its key is missing');
  if (lines.length > 0 && !hasKey()) throw new Error('the key of the checkpoint file is missing');
  if (!hasKey()) makeKey();
  if (kept.some(({ n, line }, at) => n !== BigInt(at + 1) || line !== lines[at]) || lines.length > kept.length + 1) {
    throw new Error('the checkpoints in the database differ from those outside');
  }
  const end = lines.at(-1);
  if (end === undefined) return null;
  const last = openLine(end);
  if (last?.n !== lines.length) throw new Error('the last checkpoint outside does not hold');
  if (lines.length > kept.length) await insertCheckpoint(tx, last.n, end);
  return last;
}

async function advance(tx: Tx, span: Span, state: ChainState | undefined): Promise<ChainState> {
  const { chain, head, rows } = span;
  const dense = rows === 0n || (span.first === 1n && span.last === rows);
  if (head !== rows || !dense) throw new Error(`audit chain ${chain} is not dense up to its head`);
  const size = BigInt(state?.size ?? 0);
  if (rows < size) throw new Error(`audit chain ${chain} is shorter than its checkpoint`);
  const edge = new Edge(size, state?.edge.map((hash) => Buffer.from(hash, 'hex')) ?? []);
  let leaf = state?.last ?? '';
  let hash: Buffer = Buffer.alloc(32);
  if (size > 0n) {
    const [row] = await readChain(tx, chain, size - 1n, 1);
    if (!row || leafHash(row).toString('hex') !== leaf) throw new Error(`audit chain ${chain} #${size} was changed`);
    hash = row.hash;
  }
  while (edge.size < rows) {
    const left = rows - edge.size;
    const page = await readChain(tx, chain, edge.size, left < PAGE ? Number(left) : PAGE);
    if (page.length === 0) throw new Error(`audit chain ${chain} ends early`);
    for (const row of page) {
      const added = leafHash(row);
      if (row.seq !== edge.size + 1n || !row.prevHash.equals(hash)) throw new Error(`audit chain ${chain} is broken`);
      edge.add(added);
      leaf = added.toString('hex');
      hash = row.hash;
    }
  }
  const hashes = edge.hashes.map((node) => node.toString('hex'));
  return { chain, size: rows.toString(), root: edge.root().toString('hex'), edge: hashes, last: leaf };
}
