import { formatMinor } from '@/domain/money';
import type { CashLeg, LedgerRead, LooseDocument, PendingLeg } from './reconciliation-gl';
import type { Unsent } from './unsent';

/** One reason why the ERP's cash differs from what was posted. `foreign` is what is left when all else is explained. */
export type LedgerWhy = {
  readonly kind: 'since' | 'loose' | 'pending' | 'half' | 'foreign';
  readonly title: string;
  readonly items: number | null;
  readonly amountMinor: bigint;
  readonly owner: string;
  readonly parcelId: string | null;
};

/** The GL leg of one legal entity: the reasons sum exactly to `glMinor − postedMinor`. */
export type LedgerLeg = {
  readonly entity: string;
  readonly name: string;
  readonly postedMinor: bigint;
  /** What the ERP holds of remits: its balance, less what other flows booked there. Null while it was never read. */
  readonly glMinor: bigint | null;
  /** The ERP's own balance of the cash accounts, as it stands there. */
  readonly balanceMinor: bigint | null;
  readonly readAt: Date | null;
  readonly failedAt: Date | null;
  readonly failureText: string | null;
  readonly why: readonly LedgerWhy[];
  /** Postings of the period that were not sent: nothing of it ties out while there are any. */
  readonly unsent: readonly Pick<Unsent, 'state' | 'count' | 'debitMinor'>[];
  /** Documents with our keys as the ERP counts them, beside ours as of the same reading. */
  readonly own: {
    readonly count: number;
    readonly debitMinor: bigint;
    readonly ourCount: number;
    readonly ourDebitMinor: bigint;
  } | null;
};

export type LedgerInput = {
  readonly reads: readonly LedgerRead[];
  readonly cash: ReadonlyMap<string, bigint>;
  readonly ours: readonly CashLeg[];
  readonly posted: ReadonlyMap<string, bigint>;
  readonly loose: readonly LooseDocument[];
  readonly pending: readonly PendingLeg[];
  readonly unsent: readonly Unsent[];
};

export const ledgerLegs = (input: LedgerInput): LedgerLeg[] => input.reads.map((read) => legOf(read, input));

function legOf(read: LedgerRead, input: LedgerInput): LedgerLeg {
  const { entity, readId, readAt, name, failedAt, failureText } = read;
  const ours = input.ours.find((row) => row.entity === entity);
  const loose = input.loose.filter((row) => row.entity === entity);
  const pending = input.pending.find((row) => row.entity === entity);
  const postedMinor = input.posted.get(entity) ?? 0n;
  const unsent = input.unsent
    .filter((row) => row.entity === entity)
    .map(({ state, count, debitMinor }) => ({ state, count, debitMinor }));
  const base = { entity, name, postedMinor, readAt, failedAt, failureText, unsent };
  if (readId === null) return { ...base, glMinor: null, balanceMinor: null, why: [], own: null };
  const balanceMinor = input.cash.get(readId) ?? 0n;
  const glMinor = balanceMinor - (ours?.othersMinor ?? 0n);
  const own = {
    count: read.ownCount ?? 0,
    debitMinor: read.ownDebitMinor ?? 0n,
    ourCount: (ours?.confirmedCount ?? 0) - (ours?.sinceCount ?? 0) + loose.length,
    ourDebitMinor:
      (ours?.confirmedDebitMinor ?? 0n) - (ours?.sinceDebitMinor ?? 0n) + sum(loose.map((d) => d.debitMinor)),
  };
  const known = [
    ...since(ours),
    ...half((ours?.confirmedMinor ?? 0n) - postedMinor),
    ...looseWhys(loose),
    ...pendingWhy(own, pending),
  ];
  const rest = glMinor - postedMinor - sum(known.map((why) => why.amountMinor));
  return { ...base, glMinor, balanceMinor, own, why: [...known, ...foreign(rest, own, pending)] };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

function since(ours: CashLeg | undefined): LedgerWhy[] {
  if (!ours || ours.sinceMinor === 0n) return [];
  return [
    {
      kind: 'since',
      title: 'Confirmed after the ERP was read',
      items: ours.sinceItems,
      amountMinor: -ours.sinceMinor,
      owner: 'automatic',
      parcelId: null,
    },
  ];
}

/** A payment across two entities is posted when both journals are confirmed; until then one of them is ahead. */
function half(amountMinor: bigint): LedgerWhy[] {
  if (amountMinor === 0n) return [];
  return [
    {
      kind: 'half',
      title: 'Confirmed here, the other entity’s journal is not',
      items: null,
      amountMinor,
      owner: 'automatic',
      parcelId: null,
    },
  ];
}

/**
 * A document of ours that is not confirmed. What the ERP booked beside the question is taken for a change of the cash
 * line, on the side the cash stands on; where it is not, the remainder says so.
 */
function looseWhy(document: LooseDocument): LedgerWhy {
  const { number, differenceMinor, cashMinor } = document;
  const off = differenceMinor < 0n ? -differenceMinor : differenceMinor;
  return {
    kind: 'loose',
    title:
      off === 0n
        ? `Booked and not confirmed, ${number}`
        : `Booked ${formatMinor(off)} ${differenceMinor < 0n ? 'less' : 'more'} than asked, ${number}`,
    items: 1,
    amountMinor: cashMinor + (cashMinor < 0n ? -differenceMinor : differenceMinor),
    owner: document.owner ?? 'no owner',
    parcelId: document.parcelId,
  };
}

/** Documents listed one by one; the others are one line that still sums. */
const LOOSE_SHOWN = 10;

function looseWhys(documents: readonly LooseDocument[]): LedgerWhy[] {
  const all = documents.map(looseWhy);
  if (all.length <= LOOSE_SHOWN) return all;
  const rest = all.slice(LOOSE_SHOWN - 1);
  const amountMinor = sum(rest.map((why) => why.amountMinor));
  const folded = {
    kind: 'loose' as const,
    title: 'Booked and not confirmed, further documents',
    items: rest.length,
    amountMinor,
  };
  return [...all.slice(0, LOOSE_SHOWN - 1), { ...folded, owner: 'controller', parcelId: null }];
}

type Own = NonNullable<LedgerLeg['own']>;

/** Journals on their way are in the ledger when its own count of our keys is ahead by exactly them. */
function pendingWhy(own: Own, pending: PendingLeg | undefined): LedgerWhy[] {
  const booked = own.count - own.ourCount;
  if (!pending || booked !== pending.count || own.debitMinor - own.ourDebitMinor !== pending.debitMinor) return [];
  return [
    {
      kind: 'pending',
      title: 'Booked, being read back',
      items: pending.count,
      amountMinor: pending.cashMinor,
      owner: 'automatic',
      parcelId: null,
    },
  ];
}

function foreign(amountMinor: bigint, own: Own, pending: PendingLeg | undefined): LedgerWhy[] {
  if (amountMinor === 0n) return [];
  const ahead = own.count - own.ourCount;
  const title =
    ahead > 0 && pending
      ? `Booked and not read back yet, ${ahead} of ${pending.count} journals, and entries of others`
      : 'Entries in the ERP that are not Tieout’s';
  return [{ kind: 'foreign', title, items: null, amountMinor, owner: 'controller', parcelId: null }];
}
