import { createHash, type Hash } from 'node:crypto';
import { type Amount, type Asset, NONE } from '@/domain/amount';
import { type Failure, failure } from '@/domain/failure';
import { FINDINGS_MAX, type Finding, type Span } from '@/formats/finding';
import { FindingCollector, type FindingText, type Place } from '@/formats/shared/finding-collector';
import type { NewEvent, Parcel, Sink } from '../flow';
import type { BankEvents, StatementHead } from './facts';
import { assetFor, LineNumbers, lineEvent, outAsset, type Seen } from './line';

/** Hands findings on as they are met, and remembers what was an error since the last parcel ended. */
export class Findings extends FindingCollector {
  readonly #sink: Pick<Sink<StatementHead, BankEvents>, 'finding'>;
  #count = 0;
  #recent: Finding[] = [];
  #error: Finding | null = null;
  #broken: Finding | null = null;

  constructor(sink: Pick<Sink<StatementHead, BankEvents>, 'finding'>) {
    super();
    this.#sink = sink;
  }

  override add(code: string, text: FindingText, place: Place, detail = ''): void {
    super.add(code, text, place, detail);
    const { severity, cure } = text;
    const message = detail === '' ? text.message : `${text.message} ${detail}`;
    const finding: Finding = { code, severity, message, cure, ...place };
    if (severity === 'error') this.#error ??= finding;
    if (severity === 'error' && BROKEN.test(code)) this.#broken ??= finding;
    if (this.#count++ >= FINDINGS_MAX) return;
    if (this.#recent.length < KEPT_MAX) this.#recent.push(finding);
    this.#sink.finding(finding);
  }

  /** What was found since it was last asked, and the first error of it. */
  taken(): { readonly recent: readonly Finding[]; readonly error: Finding | null } {
    const taken = { recent: this.#recent, error: this.#error };
    this.#recent = [];
    this.#error = null;
    return taken;
  }

  /** Why the whole file is set aside, in a sentence that says where; null when it is whole. */
  judged(): Failure | null {
    const first = this.#broken ?? this.#error;
    if (first === null) return null;
    const text = `${first.message} Record ${first.line}, byte ${first.offset}.`;
    return failure('ENVELOPE_BROKEN', 'artifact', '', { text });
  }
}

/**
 * Errors of all formats which say that the file itself is not whole. They are met while a parcel is read, or when it is already
 * closed, so they are kept apart: what is missing cannot be told from what was never sent, and the whole file is set aside.
 */
const BROKEN =
  /_(NO_RECORDS|EMPTY|UNKNOWN_RECORD|STRAY_TEXT|RECORD_TOO_LONG|RECORD_TYPE|RECORD_TRUNCATED|AFTER_CONTROL|AFTER_TRAILER|WITHOUT_ENTRY|WITHOUT_CHECK|BATCH_OPEN|NO_STATEMENT)$|MISSING$|_(FILE|GROUP)_(TOTAL|ACCOUNTS|RECORDS|GROUPS|BATCHES|COUNT|HASH|DEBIT|CREDIT)$|^XML_/;

/** Findings kept with one parcel; all of them go to the file. */
const KEPT_MAX = 50;

/** Findings of all formats which say that totals or counts are off; every other error is of a line that cannot be read. */
const TOTALS = /TOTAL|RECORDS|BALANCE|SUMMARY|(BATCH|SERVICE)_(COUNT|HASH|DEBIT|CREDIT|AMOUNT)/;

/** One parcel while its lines come. */
export class OpenParcel {
  readonly #numbers = new LineNumbers();
  readonly #digest: Hash = createHash('sha256');
  readonly #sums = new Map<Asset, bigint>();
  #records = 0;
  /** Sums of all lines that were booked, of both directions: what a statement's totals are compared with. */
  creditMinor = 0n;
  debitMinor = 0n;
  correctedMinor = 0n;
  /** Lines of which the bank's code does not say whether they are credits: then stated totals prove nothing. */
  unknown = 0;

  /** Adds to what the parcel says; length before text, so that two lists of parts never give the same bytes. */
  say(...parts: readonly string[]): void {
    for (const part of parts) this.#digest.update(`${part.length}:`).update(part);
  }

  emit(seen: Seen, sink: Sink<StatementHead, BankEvents>): NewEvent<BankEvents> {
    const event = lineEvent(seen, this.#numbers);
    this.#records += 1;
    const { asset, minor } = event.amount;
    if (asset !== NONE) {
      this.#sums.set(asset, (this.#sums.get(asset) ?? 0n) + minor);
      if (minor < 0n) this.debitMinor -= minor;
      else this.creditMinor += minor;
      if (seen.corrects === true) this.correctedMinor -= minor;
    } else if (event.type === 'line.unclassified/1') this.unknown += 1;
    sink.event(event);
    return event;
  }

  /**
   * `stated`: credits and debits as the sender totals them; where it does, its net is the control total, less the payments,
   * which are counted in their own asset.
   */
  end(
    head: StatementHead,
    place: { readonly span: Span; readonly path: string },
    stated: Stated,
    found: ReturnType<Findings['taken']>,
  ): Parcel<StatementHead> {
    const { credit, debit } = this.#proved(stated);
    return {
      head: { ...head, lines: this.#records },
      digest: this.#digest.digest('hex'),
      span: place.span,
      path: place.path,
      control: this.#control(head, credit, debit),
      records: this.#records,
      businessDate: head.date,
      parties: {
        bank: head.sender,
        account: head.tail === '' ? '' : `····${head.tail}`,
        originator: head.originator ?? '',
      },
      complete: this.#incomplete(head, credit, debit, found.error),
      findings: found.recent,
    };
  }

  /** Some banks total debits that they do not list; credits that are not listed would be money nobody sees. */
  #proved(stated: Stated): Stated {
    if (this.unknown > 0) return NOTHING_STATED;
    const isUnlisted = this.debitMinor === 0n && stated.debit !== null && stated.debit !== 0n;
    return isUnlisted ? { ...stated, debit: null } : stated;
  }

  #control(head: StatementHead, credit: bigint | null, debit: bigint | null): readonly Amount[] {
    if (head.status === 'same-day') return [];
    const own = assetFor(head.currency);
    const sums = new Map(this.#sums);
    if (credit !== null && debit !== null) {
      sums.set(own, credit - debit - (sums.get(outAsset(head.currency)) ?? 0n));
    } else if (!sums.has(own)) sums.set(own, 0n);
    return [...sums].map(([asset, minor]) => ({ asset, minor })).sort((a, b) => (a.asset < b.asset ? -1 : 1));
  }

  #incomplete(head: StatementHead, credit: bigint | null, debit: bigint | null, error: Finding | null): Failure | null {
    const name = `····${head.tail} ${head.date ?? ''}`.trim();
    if (error !== null) {
      const text = `${error.message} Record ${error.line}, byte ${error.offset}.`;
      const code = TOTALS.test(error.code) ? 'STATEMENT_UNBALANCED' : 'STATEMENT_UNREADABLE';
      return failure(code, 'statement.totals', name, { text, finding: error.code });
    }
    if (head.date === null) return failure('STATEMENT_UNDATED', 'statement.date', name);
    const off = (side: string, stated: bigint | null, own: bigint): Failure | null =>
      stated === null || stated === own || stated === own - this.correctedMinor || head.status === 'same-day'
        ? null
        : failure('STATEMENT_UNBALANCED', 'statement.totals', name, {
            text: `It states ${side} of ${stated} minor units, its lines give ${own}.`,
            side,
          });
    return off('credits', credit, this.creditMinor) ?? off('debits', debit, this.debitMinor);
  }
}

export type Stated = { readonly credit: bigint | null; readonly debit: bigint | null };
export const NOTHING_STATED: Stated = { credit: null, debit: null };

/** `260107` becomes `2026-01-07`; what is no calendar date becomes null. */
export function dateOf(yymmdd: string): string | null {
  return calendarDate(`20${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}`);
}

export function calendarDate(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : text;
}
