import type { Addenda, BatchControl, BatchHeader, Entry, NachaRecord } from '@/formats/nacha/model';
import { openNacha } from '@/formats/nacha/reader';
import { NACHA_WIDTH } from '@/formats/nacha/tokenizer';
import { entryView, iatView } from '@/formats/nacha/views';
import { detached } from '@/formats/shared/lines';
import type { Sink, Source } from '../flow';
import type { BankEvents, LineClass, StatementHead, TraceFound } from './facts';
import { anew, digestOf, type Seen } from './line';
import { dateOf, Findings, OpenParcel } from './parcel';
import { distinct, foundTraces, originatorIn, reference, textTraces, trnTraces } from './traces';

/**
 * ACH files as a bank hands on what it received (Nacha Operating Rules, Appendix Three): one parcel per batch. CCD+ entries
 * carry the TRN segment of their remit in an 05 addenda (CAQH CORE 370); returns carry an 99 and notices of change a 98.
 */
export const nachaFile: Source<StatementHead, BankEvents> = {
  takes: ({ format }) => format === 'nacha',
  open: (sink) => {
    const reading = new NachaReading(sink);
    const reader = openNacha(reading.findings);
    return {
      push: (bytes) => reading.take(reader.push(bytes)),
      end: () => {
        reading.take(reader.end());
        return reading.finish();
      },
    };
  },
  again: ({ bytes, type }, head) => anew(nachaLine(bytes, head), type),
};

export function nachaLine(bytes: Uint8Array, head: StatementHead): Seen {
  const reader = openNacha(new Findings({ finding: () => undefined }));
  const records = [...reader.push(Buffer.from(withHeader(bytes, head), 'latin1')), ...reader.end()];
  const entry = records.find((record) => record.kind === 'entry');
  if (entry === undefined) throw new RangeError('The span holds no ACH entry.');
  return seenOf(entry, head, null);
}

/** An entry reads differently in batches of other classes, so it is read behind a header that names its class. */
function withHeader(bytes: Uint8Array, head: StatementHead): string {
  const text = Buffer.from(bytes).toString('latin1');
  // Files of one endless line have no line ends between their records.
  const lines = /[\r\n]/.test(text) ? text : text.replace(new RegExp(`.{${NACHA_WIDTH}}(?=.)`, 'g'), '$&\n');
  return `${'5200'.padEnd(50)}${(head.sec ?? 'CCD').padEnd(44)}\n${lines}\n`;
}

/** Columns 76-78 hold the day of the year on which it settled, once the operator has filled them in. */
function settlementDate(batch: BatchHeader): string | null {
  const effective = dateOf(batch.effectiveDate);
  const number = /^\d{3}$/.test(batch.settlementDate) ? Number.parseInt(batch.settlementDate, 10) : 0;
  if (effective === null || number < 1 || number > 366) return effective;
  const year = Number.parseInt(effective.slice(0, 4), 10);
  const candidates = [year - 1, year, year + 1].map((each) => new Date(Date.UTC(each, 0, number)));
  const distance = (date: Date): number => Math.abs(date.getTime() - Date.parse(`${effective}T00:00:00Z`));
  const nearest = candidates.sort((a, b) => distance(a) - distance(b))[0];
  return nearest?.toISOString().slice(0, 10) ?? effective;
}

const headOf = (batch: BatchHeader): StatementHead => ({
  via: 'nacha',
  account: '',
  tail: '',
  currency: 'USD',
  date: settlementDate(batch),
  status: 'final',
  sender: detached(batch.odfi),
  slot: detached(`${batch.companyId}|${batch.effectiveDate}|${batch.batchNumber}`),
  sec: detached(batch.sec),
  description: detached(batch.entryDescription.trim()),
  originator: detached(batch.companyId.trim()) || null,
  creditMinor: null,
  debitMinor: null,
  lines: 0,
});

const textOf = (addenda: Addenda): readonly string[] =>
  addenda.detail.type === 'paymentInfo' ? [addenda.detail.text] : [];

/** Third digit: 3 and 8 are prenotes, which only announce an account; 4 and 9 are zero-dollar entries with remittance. */
const isPrenote = (transactionCode: string): boolean => /^[2-5][38]$/.test(transactionCode);

type Nature = {
  readonly class: LineClass;
  readonly reason: string | null;
  readonly original: string;
  readonly isNotice: boolean;
};

function natureOf(entry: Entry, head: StatementHead): Nature {
  for (const { detail } of entry.addenda) {
    if (detail.type === 'change') {
      return { class: 'unknown', reason: detached(detail.code), original: detail.originalTrace, isNotice: true };
    }
    if (detail.type === 'return') {
      // A returned credit is money of ours that comes back; a returned debit takes back what we had collected.
      const returned: LineClass = entry.direction === 'credit' ? 'payment-returned' : 'ach-returned';
      return { class: returned, reason: detached(detail.code), original: detail.originalTrace, isNotice: false };
    }
  }
  const plain = { reason: null, original: '', isNotice: false };
  if (entry.direction === 'other') return { ...plain, class: 'unknown' };
  if (head.description === 'REVERSAL') {
    return { ...plain, class: entry.direction === 'debit' ? 'ach-returned' : 'payment-returned', reason: 'reversal' };
  }
  return { ...plain, class: entry.direction === 'debit' ? 'payment' : 'ach' };
}

function tracesOf(entry: Entry, head: StatementHead, original: string): TraceFound[] {
  const texts = entry.addenda.flatMap(textOf);
  const view = entryView(entry, head.sec ?? '');
  const remittance = head.sec === 'IAT' ? iatView(entry.addenda).remittance : [];
  return distinct([
    ...foundTraces(trnTraces([...texts, ...remittance], entry.traces)),
    ...('checkSerial' in view ? [{ text: view.checkSerial, how: 'check' as const }] : []),
    ...textTraces([...texts, ...remittance].join(' ')),
    ...reference(original, 'original'),
  ]);
}

/** The entry and its addenda stand behind each other: one span. */
function spanOf(entry: Entry) {
  const last = entry.addenda.at(-1)?.span ?? entry.span;
  return { offset: entry.span.offset, length: last.offset + last.length - entry.span.offset };
}

function seenOf(entry: Entry, head: StatementHead, group: Seen['group']): Seen {
  const nature = natureOf(entry, head);
  const amount = entry.amountMinor ?? 0n;
  const signedMinor = entry.direction === 'debit' ? -amount : amount;
  const trns = trnTraces(entry.addenda.flatMap(textOf), entry.traces);
  const traces = tracesOf(entry, head, nature.original);
  return {
    via: 'nacha',
    account: detached(entry.account.trim()),
    currency: 'USD',
    date: head.date,
    direction: entry.direction === 'other' ? 'unknown' : entry.direction,
    code: detached(`${head.sec ?? ''}${entry.transactionCode}`),
    class: nature.class,
    signedMinor,
    counts: !nature.isNotice,
    reference: detached(entry.trace),
    originator: detached(originatorIn(trns) ?? head.originator ?? '') || null,
    description: head.description,
    parts: [{ amountMinor: signedMinor, traces: traces.map(({ text, how }) => ({ text: detached(text), how })) }],
    card: null,
    reason: nature.reason ?? (isPrenote(entry.transactionCode) ? 'prenote' : null),
    counterpart: null,
    group,
    at: null,
    span: spanOf(entry),
    path: detached(entry.path),
    ...(nature.isNotice ? { type: 'change.noticed/1' as const } : {}),
  };
}

/** Entries held until their batch total is known; a larger batch is never shown as one line of a statement. */
const HELD_MAX = 20_000;

class NachaReading {
  readonly findings: Findings;
  readonly #sink: Sink<StatementHead, BankEvents>;
  #batch: BatchHeader | null = null;
  #head: StatementHead | null = null;
  #parcel = new OpenParcel();
  #held: Seen[] = [];
  #first = '';

  constructor(sink: Sink<StatementHead, BankEvents>) {
    this.#sink = sink;
    this.findings = new Findings(sink);
  }

  take(records: readonly NachaRecord[]): void {
    for (const record of records) {
      if (record.kind === 'batchHeader') this.#open(record);
      else if (record.kind === 'entry') this.#entry(record);
      else if (record.kind === 'batchControl') this.#close(record);
    }
  }

  finish() {
    this.#close(null);
    return this.findings.judged();
  }

  #open(batch: BatchHeader): void {
    this.#close(null);
    this.#batch = batch;
    this.#head = headOf(batch);
    this.#parcel = new OpenParcel();
    this.#held = [];
    this.#first = '';
    const { companyId, sec, entryDescription, effectiveDate, odfi } = batch;
    this.#parcel.say(companyId, sec, entryDescription, effectiveDate, odfi);
  }

  #entry(entry: Entry): void {
    const head = this.#head;
    if (head === null) return;
    if (this.#first === '') this.#first = detached(entry.trace);
    const { transactionCode, rdfi, account, identification, trace } = entry;
    this.#parcel.say(transactionCode, rdfi, account, String(entry.amountMinor), identification, trace);
    for (const addenda of entry.addenda) this.#parcel.say(addenda.type, JSON.stringify(addenda.detail));
    if (entry.amountMinor === null) return;
    const seen = seenOf(entry, head, null);
    if (this.#held.length < HELD_MAX) this.#held.push(seen);
    else this.#parcel.emit(seen, this.#sink);
  }

  #close(control: BatchControl | null): void {
    const [head, batch] = [this.#head, this.#batch];
    if (head === null || batch === null) return;
    const isDeposit = ({ class: of, signedMinor }: Seen): boolean => of === 'ach' && signedMinor > 0n;
    const deposits = this.#held.filter(isDeposit);
    const isOne = deposits.length > 1 && this.#held.length < HELD_MAX;
    const totalMinor = deposits.reduce((sum, { signedMinor }) => sum + signedMinor, 0n);
    const id = digestOf(head.slot, this.#first).slice(0, 16);
    for (const seen of this.#held) {
      const group = isOne && isDeposit(seen) ? { id, totalMinor } : null;
      this.#parcel.emit({ ...seen, group }, this.#sink);
    }
    const end = control?.span ?? batch.span;
    const span = { offset: batch.span.offset, length: end.offset + end.length - batch.span.offset };
    // A batch number starts anew in every file: the trace number of the first entry is what no other batch has.
    const own = { ...head, slot: `${head.slot}|${this.#first}` };
    this.#sink.parcelEnd(this.#parcel.end(own, { span, path: batch.path }, statedOf(control), this.findings.taken()));
    this.#head = null;
    this.#batch = null;
  }
}

/** Totals as the batch control states them; returns and notices of change count in it as their entries do. */
function statedOf(control: BatchControl | null) {
  const minor = (digits: string | undefined) => (digits !== undefined && /^\d+$/.test(digits) ? BigInt(digits) : null);
  return { credit: minor(control?.stated.credit), debit: minor(control?.stated.debit) };
}
