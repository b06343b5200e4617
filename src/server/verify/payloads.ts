import { payloadHash } from '../connectors/target/payload';
import { type Actor, withTransaction } from '../platform/db';
import { type LineRow, readLinesToSend } from '../store/postings';
import { readSentPayloads } from '../store/verify';
import { type Check, Tally } from './check';

const POSTINGS_PAGE = 200;

/** What a key was sent with is what it still stands for: no account, dimension or amount has changed since the intent. */
export async function payloadsUnchanged(actor: Actor): Promise<Check> {
  const tally = new Tally();
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { page, lines } = await withTransaction(actor, async (tx) => {
      const postings = await readSentPayloads(tx, after, POSTINGS_PAGE);
      return {
        page: postings,
        lines: byPosting(
          await readLinesToSend(
            tx,
            postings.map((p) => p.id),
          ),
        ),
      };
    });
    for (const posting of page) {
      const now = payloadHash({ ...posting, lines: lines.get(posting.id) ?? [] });
      tally.look(now.equals(posting.payloadSha256), () => posting.key);
    }
    if (page.length < POSTINGS_PAGE) break;
    after = page.at(-1)?.id ?? after;
  }
  return tally.check('payload-unchanged', 'Nothing changed under a key after it was sent');
}

function byPosting(rows: readonly LineRow[]): Map<string, LineRow[]> {
  const groups = new Map<string, LineRow[]>();
  for (const row of rows) {
    const known = groups.get(row.postingId);
    if (known) known.push(row);
    else groups.set(row.postingId, [row]);
  }
  return groups;
}
