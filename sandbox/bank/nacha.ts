import { compact } from '../calendar';
import { accountNumbered, BANK, payerOf } from './accounts';
import type { ReturnedEntry } from './extras';
import type { Line } from './model';
import { addendaText } from './trace-text';

export type NachaInput = {
  readonly made: string;
  readonly time: string;
  readonly fileNumber: number;
};

type Entry = {
  readonly code: '22' | '21';
  readonly routing: string;
  readonly account: string;
  readonly amount: bigint;
  readonly identification: string;
  readonly name: string;
  readonly achTrace: string;
  /** Positions 2 to 94 of the record behind it; null when it has none. */
  readonly addenda: string | null;
};

type Batch = {
  readonly companyName: string;
  readonly companyId: string;
  readonly kind: 'CCD' | 'PPD';
  readonly description: string;
  readonly effective: string;
  readonly odfi: string;
  readonly entries: readonly Entry[];
};

const WIDTH = 94;
const BLOCKING = 10;

/** CCD+ entries as the bank passes them on: one batch per payer and date, an addenda 05 behind each that names its remit. */
export function renderCcdPlus(input: NachaInput, seed: string, lines: readonly Line[], clean: boolean): Buffer {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.payer ?? ''}/${line.valueDate}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const batches = [...groups.values()].map((group): Batch => {
    const payer = payerOf(group[0]?.payer ?? '');
    return {
      companyName: payer.name.toUpperCase(),
      companyId: payer.trn03,
      kind: 'CCD',
      description: 'HCCLAIMPMT',
      effective: group[0]?.valueDate || input.made,
      odfi: BANK.payersRouting,
      entries: group.map((line) => creditEntry(seed, line, clean)),
    };
  });
  return renderFile(input, batches);
}

function creditEntry(seed: string, line: Line, clean: boolean): Entry {
  const info = addendaText(seed, line, clean);
  const trace = line.achTrace ?? '';
  const holder = accountNumbered(line.account);
  return {
    code: '22',
    routing: BANK.routing,
    account: line.account,
    amount: line.amount,
    identification: holder.tin,
    name: holder.holder.toUpperCase(),
    achTrace: trace,
    addenda: info === '' ? null : `05${left(info, 80)}0001${trace.slice(-7)}`,
  };
}

/** An entry of ours that came back (addenda 99) or has to be corrected (addenda 98, no money). */
export function renderReturn(input: NachaInput, entry: ReturnedEntry): Buffer {
  const { achTrace, originalTrace, code, corrected } = entry;
  const middle = `${code}${originalTrace}${left('', 6)}${BANK.routing.slice(0, 8)}`;
  const addenda =
    entry.kind === 'return'
      ? `99${middle}${left('', 44)}${achTrace}`
      : `98${middle}${left(corrected, 29)}${left('', 15)}${achTrace}`;
  const batch: Batch = {
    companyName: BANK.customerName.toUpperCase(),
    companyId: '1891000100',
    kind: 'PPD',
    description: 'REFUND',
    effective: input.made,
    odfi: BANK.payersRouting,
    entries: [
      {
        code: '21',
        routing: BANK.routing,
        account: '000000001',
        amount: entry.amount,
        identification: '',
        name: entry.payee,
        achTrace,
        addenda,
      },
    ],
  };
  return renderFile(input, [batch]);
}

function renderFile(input: NachaInput, batches: readonly Batch[]): Buffer {
  const day = compact(input.made).slice(2);
  const modifier = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[input.fileNumber % 36] ?? 'A';
  const head = `101 ${BANK.routing} ${BANK.payersRouting}${day}${input.time}${modifier}094101`;
  const records = [
    `${head}${left(BANK.customerName.toUpperCase(), 23)}${left(BANK.name.toUpperCase(), 23)}${left('', 8)}`,
  ];
  records.push(...batches.flatMap((batch, index) => renderBatch(batch, index + 1, day)));
  const totals = totalsOf(batches.flatMap((batch) => batch.entries));
  const blocks = Math.ceil((records.length + 1) / BLOCKING);
  records.push(
    `9${zeros(batches.length, 6)}${zeros(blocks, 6)}${zeros(totals.count, 8)}${totals.hash}${zeros(0, 12)}${zeros(totals.credit, 12)}${left('', 39)}`,
  );
  while (records.length % BLOCKING !== 0) records.push('9'.repeat(WIDTH));
  return Buffer.from(`${records.join('\n')}\n`, 'latin1');
}

function renderBatch(batch: Batch, number: number, day: string): string[] {
  const odfi = batch.odfi.slice(0, 8);
  const company = `${left(batch.companyName, 16)}${left('', 20)}${left(batch.companyId, 10)}`;
  const effective = compact(batch.effective).slice(2);
  const head = `5220${company}${batch.kind}${left(batch.description, 10)}${day}${effective}${left('', 3)}1${odfi}${zeros(number, 7)}`;
  const totals = totalsOf(batch.entries);
  const trailer = `8220${zeros(totals.count, 6)}${totals.hash}${zeros(0, 12)}${zeros(totals.credit, 12)}${left(batch.companyId, 10)}${left('', 25)}${odfi}${zeros(number, 7)}`;
  return [head, ...batch.entries.flatMap(renderEntry), trailer];
}

function renderEntry(entry: Entry): string[] {
  const who = `${left(entry.identification, 15)}${left(entry.name, 22)}${left('', 2)}`;
  const flag = entry.addenda === null ? '0' : '1';
  const record = `6${entry.code}${entry.routing}${left(entry.account, 17)}${zeros(entry.amount, 10)}${who}${flag}${entry.achTrace}`;
  return entry.addenda === null ? [record] : [record, `7${entry.addenda}`];
}

/** Entries and addenda counted together; the hash is the sum of the routing numbers without their check digits. */
function totalsOf(entries: readonly Entry[]) {
  const count = entries.reduce((sum, entry) => sum + (entry.addenda === null ? 1 : 2), 0);
  const hash = entries.reduce((sum, entry) => sum + Number.parseInt(entry.routing.slice(0, 8), 10), 0);
  const credit = entries.reduce((sum, entry) => sum + entry.amount, 0n);
  return { count, credit, hash: String(hash).padStart(10, '0').slice(-10) };
}

const left = (text: string, width: number): string => text.slice(0, width).padEnd(width);
const zeros = (value: number | bigint, width: number): string => String(value).padStart(width, '0');
