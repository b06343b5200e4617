import { flowOf } from '@/flows/registry';
import { type Identifiers, openIdentifiers } from '../platform/crypto';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { readBytes } from '../store/artifacts';
import { type LineageRow, readLineage } from '../store/verify';
import { type Check, Tally } from './check';

const LINEAGE_PAGE = 500;
/** Events stand in file order, so a page of one file lies close together and is read at once, up to this far apart. */
const RANGE_BYTES_MAX = 8 * 1024 ** 2;

/** Reads every event's bytes again with its flow: what is found there must be the event's, to the cent and the identifier. */
export async function lineageRereads(actor: Actor): Promise<Check> {
  const tally = new Tally();
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await withTransaction(actor, async (tx) => {
      const page = await readLineage(tx, after, LINEAGE_PAGE);
      for (const group of byArtifact(page)) {
        const bytesOf = await readGroup(tx, group);
        for (const row of group) tally.look(await rereads(row, bytesOf), () => row.eventId);
      }
      return page;
    });
    if (rows.length < LINEAGE_PAGE) break;
    after = rows[rows.length - 1]?.eventId ?? after;
  }
  return tally.check('lineage-rereads', 'Every event re-reads from its bytes to the same record');
}

function byArtifact(rows: readonly LineageRow[]): LineageRow[][] {
  const groups = new Map<string, LineageRow[]>();
  for (const row of rows) {
    const known = groups.get(row.bytesId);
    if (known) known.push(row);
    else groups.set(row.bytesId, [row]);
  }
  return [...groups.values()];
}

type BytesOf = (row: LineageRow) => Promise<Uint8Array>;

/** The bytes of all rows in one reading; row by row when they lie far apart, or when a piece of them no longer opens. */
async function readGroup(tx: Tx, rows: readonly LineageRow[]): Promise<BytesOf> {
  const first = rows[0];
  const alone: BytesOf = (row) => readBytes(tx, row, Number(row.byteOffset), row.byteLength);
  if (!first) return alone;
  const start = Math.min(...rows.map((row) => Number(row.byteOffset)));
  const end = Math.max(...rows.map((row) => Number(row.byteOffset) + row.byteLength));
  if (start < 0 || end - start > RANGE_BYTES_MAX) return alone;
  try {
    const bytes = await readBytes(tx, first, start, end - start);
    return async (row) =>
      bytes.subarray(Number(row.byteOffset) - start, Number(row.byteOffset) - start + row.byteLength);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') throw error;
    return alone;
  }
}

async function rereads(row: LineageRow, bytesOf: BytesOf): Promise<boolean> {
  try {
    const known = row.identifiers ? openIdentifiers(row.eventId, row.identifiers) : {};
    const source = flowOf(row.flowCode).sources.find((candidate) => candidate.takes(row));
    if (!source) return false;
    const { part, type } = row;
    const again = source.again({ bytes: await bytesOf(row), offset: Number(row.byteOffset), part, type }, row.head);
    const { asset, minor } = again.amount;
    const sameAmount = asset === row.asset && minor === row.amountMinor && minor === row.itemMinor;
    return sameAmount && sameIdentifiers(again.identifiers, known);
  } catch {
    // Bytes or identifiers that no longer open were altered or moved: exactly what this check is for.
    return false;
  }
}

/** An identifier that is empty is not there. */
const sameIdentifiers = (found: Identifiers, known: Identifiers): boolean =>
  [...new Set([...Object.keys(found), ...Object.keys(known)])].every(
    (name) => (found[name] ?? '') === (known[name] ?? ''),
  );
