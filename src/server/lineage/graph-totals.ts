import { formatMinor } from '@/domain/money';
import { PLACE_OF, type Standing } from '@/domain/stages';
import type { GraphPosting, ParcelHead } from '../read/trace-graph';
import type { BankShown } from '../read/trace-ties';
import { inErpMinor } from './graph-document';
import type { ColumnTotal, NodeState } from './graph-model';

type TotalsInput = {
  readonly parcel: ParcelHead;
  readonly bank: Pick<BankShown, 'amountMinor' | 'othersMinor' | 'tied'> | null;
  readonly states: readonly { readonly state: Standing; readonly amountMinor: bigint }[];
  readonly events: number;
  readonly journalledMinor: bigint;
  readonly postings: readonly { readonly posting: GraphPosting; readonly cashMinor: bigint }[];
};

/** Places whose money never reaches a journal by rights, the worst first. */
const STOPPED = ['exception', 'held', 'rejected', 'duplicate', 'inFlight'] as const;
const NODE: Readonly<Record<(typeof STOPPED)[number], NodeState>> = {
  exception: 'exception',
  held: 'held',
  rejected: 'rejected',
  duplicate: 'duplicate',
  inFlight: 'inflight',
};
const WORDS: Readonly<Record<(typeof STOPPED)[number], string>> = {
  exception: 'exception',
  held: 'held',
  rejected: 'rejected or replaced',
  duplicate: 'duplicate',
  inFlight: 'in flight',
};

/** The cash of each column, and what lies between it and the column before: nothing, a state, or a sum that does not hold. */
export function columnTotals(input: TotalsInput): ColumnTotal[] {
  const { states } = input;
  const eventsMinor = states.reduce((sum, s) => sum + s.amountMinor, 0n);
  const documentsMinor = input.postings.reduce((sum, p) => sum + inErpMinor(p.posting, p.cashMinor), 0n);
  return [
    bankTotal(input),
    parcelTotal(input),
    eventsTotal(input, eventsMinor),
    linesTotal(input, eventsMinor),
    documentsTotal(input, documentsMinor),
  ];
}

function bankTotal({ bank, parcel }: TotalsInput): ColumnTotal {
  if (!bank)
    return { column: 'bank', amountMinor: null, differenceMinor: null, state: 'absent', note: 'no deposit yet' };
  const differenceMinor = bank.tied ? null : bank.amountMinor - bank.othersMinor - parcel.receivedMinor;
  const tied = bank.othersMinor === 0n ? 'tied' : `tied, ${formatMinor(bank.othersMinor)} for others`;
  const note = bank.tied ? tied : 'not tied';
  return {
    column: 'bank',
    amountMinor: bank.amountMinor,
    differenceMinor,
    state: bank.tied ? 'posted' : 'exception',
    note,
  };
}

/** What of a tied deposit is not for others is this remit, to the cent. */
function parcelTotal({ bank, parcel }: TotalsInput): ColumnTotal {
  const differenceMinor = bank?.tied ? parcel.receivedMinor - (bank.amountMinor - bank.othersMinor) : null;
  return { column: 'parcel', amountMinor: parcel.receivedMinor, differenceMinor, state: 'posted', note: null };
}

function eventsTotal({ parcel, events }: TotalsInput, amountMinor: bigint): ColumnTotal {
  const differenceMinor = amountMinor - parcel.receivedMinor;
  const base = { column: 'events' as const, amountMinor, differenceMinor };
  if (parcel.state !== 'canonical') return { ...base, state: 'inflight', note: 'not canonical yet' };
  const all = parcel.disposition === 'accepted' ? parcel.recordCount : 1;
  // What rights hide is said, not taken for a hole.
  if (events < all) return { ...base, state: 'absent', note: `+ ${(all - events).toLocaleString('en-US')} hidden` };
  if (differenceMinor === 0n) return { ...base, state: 'posted', note: null };
  return { ...base, state: 'rejected', note: 'events do not sum to BPR02' };
}

function linesTotal({ parcel, states, journalledMinor }: TotalsInput, eventsMinor: bigint): ColumnTotal {
  const differenceMinor = journalledMinor - eventsMinor;
  const base = { column: 'lines' as const, amountMinor: journalledMinor, differenceMinor };
  const held = STOPPED.find((place) => states.some((s) => PLACE_OF[s.state] === place && s.amountMinor !== 0n));
  if (differenceMinor === 0n) return { ...base, state: 'posted', note: null };
  return held
    ? { ...base, state: NODE[held], note: held === 'rejected' && parcel.replacedById ? 'taken back' : WORDS[held] }
    : { ...base, state: 'rejected', note: 'not in a journal' };
}

function documentsTotal({ postings, journalledMinor }: TotalsInput, amountMinor: bigint): ColumnTotal {
  const differenceMinor = amountMinor - journalledMinor;
  const base = { column: 'documents' as const, amountMinor, differenceMinor };
  const wrong = postings.some(({ posting: p }) => p.documentMinor !== null && p.documentMinor !== p.debitMinor);
  if (wrong) return { ...base, state: 'rejected', note: differenceMinor < 0n ? 'ERP booked less' : 'ERP booked other' };
  if (differenceMinor === 0n) return { ...base, state: 'posted', note: null };
  if (postings.some(({ posting }) => posting.state === 'held'))
    return { ...base, state: 'held', note: 'waits for a person' };
  const unknown = postings.some(({ posting }) => posting.state === 'unknown');
  return unknown
    ? { ...base, state: 'unknown', note: 'sent, no answer' }
    : { ...base, state: 'inflight', note: 'in flight' };
}
