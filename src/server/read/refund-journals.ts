import type { PostingSheet } from './posting-sheets';

/** The journals of a subject side by side: accounts down, documents across, debit positive, and where it stands now. */
export type JournalColumn = {
  readonly postingId: string;
  readonly ref: string;
  readonly role: string;
  readonly state: PostingSheet['state'];
  readonly number: string | null;
  readonly sumMinor: bigint;
};
export type JournalRow = {
  readonly account: string;
  readonly name: string | null;
  /** By column; null: the document does not touch it. */
  readonly cells: readonly (bigint | null)[];
  /** Of confirmed documents only. */
  readonly netMinor: bigint;
};
export type Journals = { readonly columns: readonly JournalColumn[]; readonly rows: readonly JournalRow[] };

/** What was taken back before it was sent, or refused, moved nothing and is left out. */
const COUNTS: readonly PostingSheet['state'][] = ['superseded', 'rejected'];

export function journalsOf(sheets: readonly PostingSheet[]): Journals {
  const shown = sheets.filter((sheet) => sheet.lines.length > 0 && !COUNTS.includes(sheet.state));
  const accounts = new Map<string, string | null>();
  for (const { lines } of shown) {
    for (const { account, accountName } of lines) accounts.set(account, accounts.get(account) ?? accountName);
  }
  const rows = [...accounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, name]): JournalRow => {
      const cells = shown.map((sheet) => cellOf(sheet, account));
      const netMinor = shown.reduce((sum, { state }, at) => sum + (state === 'confirmed' ? (cells[at] ?? 0n) : 0n), 0n);
      return { account, name, cells, netMinor };
    });
  const columns = shown.map(
    (sheet): JournalColumn => ({
      postingId: sheet.id,
      ref: sheet.ref,
      role: sheet.role,
      state: sheet.state,
      number: sheet.documentNumber,
      sumMinor: sheet.lines.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n),
    }),
  );
  return { columns, rows };
}

function cellOf({ lines }: PostingSheet, account: string): bigint | null {
  const own = lines.filter((line) => line.account === account);
  return own.length === 0 ? null : own.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
}

/** Documents that stand and would be taken back, the newest first: what was reversed is gone, and a reversal is no document to undo. */
export function standing(sheets: readonly PostingSheet[]): PostingSheet[] {
  const reversed = new Set(
    sheets.flatMap(({ reverses, state }) => (reverses !== null && state === 'confirmed' ? [reverses] : [])),
  );
  return sheets
    .filter(
      ({ id, state, reverses, lines }) =>
        state === 'confirmed' && reverses === null && lines.length > 0 && !reversed.has(id),
    )
    .toReversed();
}
