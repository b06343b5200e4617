import type { GraphPosting } from '../read/trace-graph';
import type { GraphNode, NodeState } from './graph-model';

/** What stands in the ERP for one journal, in words; red only when the ERP refused or booked other amounts. */
export function documentOf(posting: GraphPosting): GraphNode {
  const { state, words } = conditionOf(posting);
  const [number] = posting.numbers;
  const amount = posting.documentMinor ?? (posting.state === 'confirmed' ? posting.debitMinor : null);
  return {
    id: `d:${posting.id}`,
    column: 'documents',
    row: null,
    label: number ? (posting.numbers.length > 1 ? posting.numbers.join(', ') : number) : 'No document yet',
    sub: words,
    amountMinor: amount,
    fullMinor: amount,
    sided: amount !== null,
    state,
    nonCash: false,
    eventId: null,
    causeId: null,
    causeTitle: null,
    since: posting.documentAt ?? posting.confirmedAt ?? posting.createdAt,
  };
}

function conditionOf(posting: GraphPosting): { state: NodeState; words: string | null } {
  const { documentMinor, debitMinor, numbers } = posting;
  if (numbers.length > 1) return { state: 'rejected', words: `${numbers.length} documents for one key` };
  if (documentMinor !== null && documentMinor !== debitMinor) {
    return { state: 'rejected', words: 'booked other amounts' };
  }
  switch (posting.state) {
    case 'confirmed':
      return debitMinor === 0n ? { state: 'plain', words: 'nothing to send' } : { state: 'posted', words: null };
    case 'open':
      return { state: 'inflight', words: 'gathers until it is cut' };
    case 'ready':
      return { state: 'inflight', words: 'waits to be sent' };
    case 'proposed':
      return { state: 'held', words: 'waits for approval' };
    case 'queued':
      return { state: 'inflight', words: 'taken, not booked yet' };
    case 'unknown':
      return { state: 'unknown', words: 'sent, no answer' };
    case 'held':
      return { state: 'held', words: 'waits for a person' };
    case 'rejected':
      return { state: 'rejected', words: 'refused by the ERP' };
    case 'superseded':
      return { state: 'absent', words: 'withdrawn' };
    case 'intent':
    case 'sent':
      return { state: 'inflight', words: 'sent, being read back' };
  }
}

/**
 * How much of a journal's cash stands in the ERP: all of it once a document was read back, less what the document falls
 * short of, which for a single parcel's journal is that parcel's own shortfall.
 */
export function inErpMinor(posting: GraphPosting, cashMinor: bigint): bigint {
  const { documentMinor, debitMinor, state, summary } = posting;
  if (documentMinor === null) return state === 'confirmed' ? cashMinor : 0n;
  return summary ? cashMinor : cashMinor + documentMinor - debitMinor;
}
