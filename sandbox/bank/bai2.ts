import { compact } from '../calendar';
import { accountNumbered, BANK, payerOf } from './accounts';
import type { Line, LineKind } from './model';
import { referenceText } from './trace-text';

/** One account on one statement: what it held before, what moved, what it holds now. */
export type StatementPart = {
  readonly account: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly lines: readonly Line[];
};

/** Which of the control figures is wrong, when a statement is not to be trusted. */
export type TotalsFault = 'account-total' | 'account-records' | 'group-total' | 'file-total';

export type Bai2Input = {
  readonly fileNumber: number;
  /** YYYY-MM-DD and HHMM of making, and the day reported. */
  readonly made: string;
  readonly time: string;
  readonly asOf: string;
  readonly parts: readonly StatementPart[];
  readonly fault: TotalsFault | null;
};

const RECORD_CHARS = 80;
const WRONG_BY = 100n;

const TYPES: Readonly<Record<Exclude<LineKind, 'ach-credit'>, string>> = {
  lockbox: '115',
  card: '147',
  'other-credit': '301',
  fee: '698',
  'sweep-out': '575',
  'sweep-in': '275',
  'ach-reversal': '558',
  'check-returned': '555',
  'check-paid': '475',
  'ach-return': '168',
};

/** A previous-day BAI2 file: one group, its accounts, and control totals that count themselves in. */
export function renderBai2(input: Bai2Input): Buffer {
  const day = short(input.asOf);
  const accounts = input.parts.map((part, index) => renderAccount(part, index === 0 ? input.fault : null));
  const groupTotal = sum(accounts.map((each) => each.total)) + (input.fault === 'group-total' ? WRONG_BY : 0n);
  const groupRecords = sumOf(accounts.map((each) => each.records.length)) + 2;
  const fileTotal = groupTotal + (input.fault === 'file-total' ? WRONG_BY : 0n);
  const id = input.fileNumber;
  const records = [
    `01,${BANK.shortName},${BANK.customer},${short(input.made)},${input.time},${id},${RECORD_CHARS},,2/`,
    `02,${BANK.customer},${BANK.shortName},1,${day},${input.time},USD,2/`,
    ...accounts.flatMap((each) => each.records),
    `98,${groupTotal},${accounts.length},${groupRecords}/`,
    `99,${fileTotal},1,${groupRecords + 2}/`,
  ];
  return Buffer.from(`${records.join('\r\n')}\r\n`, 'latin1');
}

const short = (date: string): string => compact(date).slice(2);
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);
const sumOf = (counts: readonly number[]): number => counts.reduce((total, each) => total + each, 0);

function renderAccount(part: StatementPart, fault: TotalsFault | null) {
  const credits = part.lines.filter((line) => line.credit);
  const debits = part.lines.filter((line) => !line.credit);
  const [creditTotal, debitTotal] = [credits, debits].map((lines) => sum(lines.map((line) => line.amount))) as [
    bigint,
    bigint,
  ];
  const items = part.lines.flatMap((line) => line.items);
  const records = [
    `03,${part.account},USD,010,${part.opening},,,015,${part.closing},,/`,
    `88,100,${creditTotal},${credits.length},,400,${debitTotal},${debits.length},/`,
    ...part.lines.flatMap(renderLine),
  ];
  const stated = part.opening + part.closing + creditTotal + debitTotal;
  // Items of a lockbox deposit repeat its money, and the control total adds up what is written, not what is true.
  const written = stated + creditTotal + debitTotal + sum(items.map((item) => item.amount));
  const total = written + (fault === 'account-total' ? WRONG_BY : 0n);
  const count = records.length + 1 + (fault === 'account-records' ? 1 : 0);
  return { total, records: [...records, `49,${total},${count}/`] };
}

/** A detail record, its continuations, and the checks of a lockbox deposit as details of their own. */
function renderLine(line: Line): string[] {
  const account = accountNumbered(line.account);
  const type = line.kind === 'ach-credit' ? account.achType : TYPES[line.kind];
  // A check number stands in its field wherever the account carries traces.
  const inField = line.trace !== null && (account.traceIn === 'field' || line.kind === 'check-paid');
  const customer = inField ? fieldReference(line) : '';
  const text = [line.text, inField ? '' : referenceText(line), cardText(line), achText(line)].filter(Boolean).join(' ');
  return [
    ...inRecords(`16,${type},${line.amount},Z,${line.reference},${customer},${text}`),
    ...line.items.flatMap((item, index) => {
      const reference = `${line.reference}-${index + 1}`;
      return inRecords(`16,116,${item.amount},Z,${reference},${item.check},${payerOf(item.payer).name.toUpperCase()}`);
    }),
  ];
}

/** A cut trace is one whose whole reference was put into too short a field. */
const fieldReference = (line: Line): string => (line.story === 'trace-cut' ? referenceText(line) : (line.trace ?? ''));

const cardText = ({ card }: Line): string => (card ? `GROSS ${dollars(card.gross)} FEE ${dollars(card.fee)}` : '');

const achText = (line: Line): string => (line.achTrace ? `ACH TRACE ${line.achTrace}` : '');

const dollars = (amount: bigint): string => {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Cuts at the record length wherever that falls, in the middle of a trace as banks do. Text ends without a slash. */
function inRecords(record: string): string[] {
  const pieces = [record.slice(0, RECORD_CHARS)];
  for (let at = RECORD_CHARS; at < record.length; at += RECORD_CHARS - 3) {
    pieces.push(`88,${record.slice(at, at + RECORD_CHARS - 3)}`);
  }
  return pieces;
}
