/** Columns of one field, counted from 1, both ends included. */
export type Columns = readonly [from: number, to: number];

type Fields<Name extends string> = Readonly<Record<Name, Columns>>;

/**
 * Where the fields of a BAI lockbox file stand. The eight record types are common to all banks, their columns are not:
 * a bank's own description is another value of this type, kept with the connection.
 */
export type LockboxLayout = {
  readonly width: number;
  /** Record 1, immediate address header. */
  readonly header: Fields<'priority' | 'destination' | 'origin' | 'date' | 'time'>;
  /** Record 2, service. */
  readonly service: Fields<'destination' | 'origin' | 'reference' | 'serviceType'>;
  /** Record 5, lockbox or detail header. */
  readonly lockbox: Fields<'batch' | 'item' | 'lockbox' | 'date' | 'destination' | 'origin'>;
  /** Record 6, one check. */
  readonly detail: Fields<'batch' | 'item' | 'amount' | 'routing' | 'account' | 'checkNumber' | 'extra'>;
  /** Record 4, more about the check before it. */
  readonly overflow: Fields<'batch' | 'item' | 'sequence' | 'last' | 'text'>;
  /** Record 7, batch total. */
  readonly batchTotal: Fields<'batch' | 'item' | 'lockbox' | 'date' | 'count' | 'amount'>;
  /** Record 8, service total. */
  readonly serviceTotal: Fields<'batch' | 'item' | 'lockbox' | 'date' | 'count' | 'amount'>;
  /** Record 9, destination trailer. */
  readonly trailer: Fields<'records'>;
};

/** The 80-column layout most banks start from (BAI Lockbox Communications Standards). */
export const STANDARD_LAYOUT: LockboxLayout = {
  width: 80,
  header: { priority: [2, 3], destination: [4, 13], origin: [14, 23], date: [24, 29], time: [30, 33] },
  service: { destination: [2, 11], origin: [12, 21], reference: [22, 31], serviceType: [32, 34] },
  lockbox: {
    batch: [2, 4],
    item: [5, 7],
    lockbox: [8, 14],
    date: [15, 20],
    destination: [21, 30],
    origin: [31, 40],
  },
  detail: {
    batch: [2, 4],
    item: [5, 7],
    amount: [8, 17],
    routing: [18, 26],
    account: [27, 36],
    checkNumber: [37, 46],
    extra: [47, 80],
  },
  overflow: { batch: [2, 4], item: [5, 7], sequence: [9, 10], last: [11, 11], text: [12, 80] },
  batchTotal: { batch: [2, 4], item: [5, 7], lockbox: [8, 14], date: [15, 20], count: [21, 23], amount: [24, 33] },
  serviceTotal: { batch: [2, 4], item: [5, 7], lockbox: [8, 14], date: [15, 20], count: [21, 24], amount: [25, 34] },
  trailer: { records: [2, 7] },
};

/** Reads every field of a record, without trailing blanks. */
export function readFields<Name extends string>(text: string, columns: Fields<Name>): Record<Name, string> {
  const names = Object.keys(columns) as Name[];
  return Object.fromEntries(names.map((name) => [name, cell(text, columns[name])])) as Record<Name, string>;
}

const cell = (text: string, [from, to]: Columns): string => text.slice(from - 1, to).trimEnd();

/** Writes fields into a record of blanks that starts with its type. */
export function writeFields<Name extends string>(
  type: string,
  values: Readonly<Record<Name, string>>,
  columns: Fields<Name>,
  width: number,
): string {
  const chars = Array.from({ length: width }, () => ' ');
  chars[0] = type;
  for (const name of Object.keys(columns) as Name[]) {
    const [from, to] = columns[name];
    const value = values[name].slice(0, to - from + 1);
    for (let i = 0; i < value.length; i += 1) chars[from - 1 + i] = value.charAt(i);
  }
  return chars.join('');
}
