import type { Span } from '@/formats/finding';
import type { Check, LockboxRecord } from '@/formats/lockbox/model';
import { openLockbox } from '@/formats/lockbox/reader';
import { detached } from '@/formats/shared/lines';
import { findTraces } from '@/formats/shared/trn';
import type { Sink, Source } from '../flow';
import type { BankEvents, StatementHead } from './facts';
import { anew, digestOf, type Seen, tailOf } from './line';
import { dateOf, Findings, OpenParcel, type Stated } from './parcel';
import { distinct, foundTraces, originatorIn } from './traces';

/**
 * BAI lockbox files (BAI Lockbox Communications Standards): one parcel per deposit, which ends with its service total
 * (record 8), one event per check. Routing and account number of the person or company who wrote a check are not kept.
 */
export const lockboxFile: Source<StatementHead, BankEvents> = {
  takes: ({ format }) => format === 'lockbox',
  open: (sink) => {
    const reading = new LockboxReading(sink);
    const reader = openLockbox(reading.findings);
    return {
      push: (bytes) => reading.take(reader.push(bytes)),
      end: () => {
        reading.take(reader.end());
        return reading.finish();
      },
    };
  },
  again: ({ bytes, type }, head) => anew(lockboxLine(bytes, head), type),
};

export function lockboxLine(bytes: Uint8Array, head: StatementHead): Seen {
  const reader = openLockbox(new Findings({ finding: () => undefined }));
  const check = [...reader.push(bytes), ...reader.end()].find((record) => record.kind === 'check');
  if (check === undefined) throw new RangeError('The span holds no check of a lockbox file.');
  return seenOf(check, head, null);
}

function seenOf(check: Check, head: StatementHead, group: Seen['group']): Seen {
  const signedMinor = check.amountMinor ?? 0n;
  const { batch, item } = check.fields;
  // Other words of an overflow record are account numbers of patients as often as invoices, so only a TRN is looked for.
  const trns = findTraces(check.overflow.map(({ fields }) => fields.text));
  const number = detached(check.fields.checkNumber.trim());
  const last = check.overflow.at(-1)?.span ?? check.span;
  return {
    via: 'lockbox',
    account: head.account,
    currency: 'USD',
    date: head.date,
    direction: 'credit',
    code: 'check',
    class: 'lockbox',
    signedMinor,
    counts: true,
    reference: detached(`${batch}${item}${number}`),
    originator: originatorIn(trns),
    description: null,
    parts: [
      {
        amountMinor: signedMinor,
        traces: distinct([...foundTraces(trns), ...(number === '' ? [] : [{ text: number, how: 'check' as const }])]),
      },
    ],
    card: null,
    reason: null,
    counterpart: null,
    group,
    at: null,
    span: { offset: check.span.offset, length: last.offset + last.length - check.span.offset },
    path: check.path,
  };
}

const headOf = (account: string, date: string | null, sender: string): StatementHead => ({
  via: 'lockbox',
  account,
  tail: tailOf(account),
  currency: 'USD',
  date,
  status: 'final',
  sender,
  slot: '',
  sec: null,
  description: null,
  originator: null,
  creditMinor: null,
  debitMinor: null,
  lines: 0,
});

class LockboxReading {
  readonly findings: Findings;
  readonly #sink: Sink<StatementHead, BankEvents>;
  #head: StatementHead | null = null;
  #start: Span | null = null;
  #path = '';
  #sender = '';
  #checks: Check[] = [];
  #batches: string[] = [];

  constructor(sink: Sink<StatementHead, BankEvents>) {
    this.#sink = sink;
    this.findings = new Findings(sink);
  }

  take(records: readonly LockboxRecord[]): void {
    for (const record of records) {
      if (record.kind === 'header') this.#sender = detached(record.fields.origin.trim());
      else if (record.kind === 'lockbox')
        this.#open(record.fields.lockbox, record.fields.date, record.span, record.path);
      else if (record.kind === 'check') this.#checks.push(record);
      else if (record.kind === 'batchTotal') this.#batches.push(detached(record.fields.batch));
      else if (record.kind === 'serviceTotal') {
        const { statedMinor } = record.totals;
        this.#open(record.fields.lockbox, record.fields.date, record.span, record.path);
        this.#close(record.span, statedMinor);
      }
    }
  }

  finish() {
    if (this.#checks.length > 0 && this.#start !== null) this.#close(this.#start, null);
    return this.findings.judged();
  }

  #open(lockbox: string, date: string, span: Span, path: string): void {
    if (this.#head !== null) return;
    this.#head = headOf(detached(lockbox.trim()), dateOf(date), this.#sender);
    this.#start = span;
    this.#path = path;
  }

  #close(end: Span, statedMinor: bigint | null): void {
    const [opened, start] = [this.#head, this.#start];
    if (opened === null || start === null) return;
    const parcel = new OpenParcel();
    parcel.say(opened.account, opened.date ?? '');
    const totalMinor = this.#checks.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n);
    const head = { ...opened, slot: this.#batches.join(',') };
    const group = { id: digestOf(head.account, head.date ?? '', head.slot).slice(0, 16), totalMinor };
    for (const check of this.#checks) {
      const { batch, item, amount, routing, account, checkNumber } = check.fields;
      parcel.say(
        batch,
        item,
        amount,
        routing,
        account,
        checkNumber,
        ...check.overflow.map(({ fields }) => fields.text),
      );
      if (check.amountMinor !== null) parcel.emit(seenOf(check, head, group), this.#sink);
    }
    const span = { offset: start.offset, length: end.offset + end.length - start.offset };
    const stated: Stated = { credit: statedMinor, debit: statedMinor === null ? null : 0n };
    this.#sink.parcelEnd(parcel.end(head, { span, path: this.#path }, stated, this.findings.taken()));
    this.#head = null;
    this.#start = null;
    this.#checks = [];
    this.#batches = [];
  }
}
