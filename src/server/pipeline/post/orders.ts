import type { Order } from '../../connectors/target/port';
import type { Tx } from '../../platform/db';
import { type LeasedPosting, type LineRow, readLinesToSend } from '../../store/postings';
import { openSealed, readAttachments, wantedOf } from '../../store/sending';

export type Ready = { readonly posting: LeasedPosting; readonly order: Order };

/**
 * Builds the orders of postings: their lines, identifiers opened for the call, and attached files. A file that is named and
 * has not arrived holds no money up: the order goes without it and says so.
 */
export async function ordersOf(tx: Tx, postings: readonly LeasedPosting[]): Promise<Ready[]> {
  const lines = new Map<string, LineRow[]>();
  for (const line of await readLinesToSend(
    tx,
    postings.map((p) => p.id),
  )) {
    const known = lines.get(line.postingId);
    if (known) known.push(line);
    else lines.set(line.postingId, [line]);
  }
  const sealed = await openSealed(tx, postings);
  const files = await readAttachments(tx, [...new Set(postings.flatMap((p) => wantedOf(p).map((w) => w.sha256)))]);
  return postings.map((posting) => {
    const wanted = wantedOf(posting);
    return {
      posting,
      order: {
        kind: posting.kind,
        key: posting.key,
        entity: posting.entity,
        asset: posting.asset,
        period: posting.period,
        postingDate: posting.postingDate,
        description: posting.description,
        header: posting.header,
        sealed: sealed.get(posting.id) ?? {},
        attachments: wanted.flatMap((w) => {
          const bytes = files.get(w.sha256);
          return bytes ? [{ ...w, bytes }] : [];
        }),
        unattached: wanted.filter((w) => !files.has(w.sha256)),
        lines: lines.get(posting.id) ?? [],
        reverses: reversedOf(posting.header),
      },
    };
  });
}

function reversedOf({ reverses }: LeasedPosting['header']): Order['reverses'] {
  const of = reverses as { number?: string | null; key?: string; period?: string | null } | undefined;
  return of?.number ? { number: of.number, key: of.key ?? '', period: of.period ?? null } : null;
}
