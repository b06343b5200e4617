import { digitsAt } from '../shared/digits';
import type { RawRecord } from '../shared/fixed-width';
import type { TextRange } from '../shared/lines';
import type { Trace } from '../shared/trace';
import { findTracesIn } from '../shared/trn';
import { directionAt } from './codes';
import {
  type Addenda,
  type AdvFields,
  columnsOf,
  type Direction,
  type Entry,
  type IatFields,
  twoDigits,
} from './model';

/** Which columns a record 6 uses: advices and international entries differ from all others. */
export type EntryLayout = 'common' | 'adv' | 'iat';

/** What all entries of one batch share; entries outside any batch have a place of their own. */
export type BatchPlace = { readonly path: string; readonly number: number; readonly layout: EntryLayout };

/** Shared by all entries without addenda, which in some files is all of them. */
const NO_ADDENDA: readonly Addenda[] = Object.freeze([]);
const NO_TRACES: readonly Trace[] = Object.freeze([]);

/**
 * A record 6 (Nacha Operating Rules, Appendix Three). It keeps the characters it stands in and what the control totals
 * need; every other field is cut out when it is asked for, since nobody reads most of them.
 */
export class EntryRecord implements Entry {
  readonly raw: RawRecord;
  readonly place: BatchPlace;
  readonly entry: number;
  readonly direction: Direction;
  readonly routing: number;
  readonly amountCents: number | null;
  /** Grows while the records 7 of this entry are read. */
  held: AddendaRecord[] | null = null;

  constructor(raw: RawRecord, place: BatchPlace, entry: number) {
    const { source, start, end } = raw;
    const isAdv = place.layout === 'adv';
    const cents = digitsAt(source.codes, start + (isAdv ? 27 : 29), Math.min(start + 39, end));
    this.raw = raw;
    this.place = place;
    this.entry = entry;
    this.direction = directionAt(raw);
    this.routing = Math.max(digitsAt(source.codes, start + 3, Math.min(start + 11, end)), 0);
    this.amountCents = cents < 0 ? null : cents;
  }

  get kind(): 'entry' {
    return 'entry';
  }

  get span() {
    return { offset: this.raw.offset, length: this.raw.length };
  }

  get line(): number {
    return this.raw.line;
  }

  get path(): string {
    return `${this.place.path}/ENTRY[${this.entry}]`;
  }

  get batch(): number {
    return this.place.number;
  }

  get transactionCode(): string {
    return twoDigits(this.raw, 1);
  }

  get rdfi(): string {
    return this.raw.slice(3, 11);
  }

  get checkDigit(): string {
    return this.raw.slice(11, 12);
  }

  get account(): string {
    if (this.#isIat) return columnsOf(this.raw, 40, 74);
    return this.#isAdv ? columnsOf(this.raw, 13, 27) : columnsOf(this.raw, 13, 29);
  }

  get amountMinor(): bigint | null {
    return this.amountCents === null ? null : BigInt(this.amountCents);
  }

  get identification(): string {
    return this.#isIat || this.#isAdv ? '' : columnsOf(this.raw, 40, 54);
  }

  get name(): string {
    return this.#isIat ? '' : columnsOf(this.raw, 55, 76);
  }

  get discretionary(): string {
    return this.#isIat ? '' : columnsOf(this.raw, 77, 78);
  }

  get addendaIndicator(): string {
    return this.raw.slice(78, 79);
  }

  get trace(): string {
    return this.#isAdv ? '' : columnsOf(this.raw, 80, 94);
  }

  get adv(): AdvFields | null {
    const { raw } = this;
    if (!this.#isAdv) return null;
    return {
      adviceRouting: columnsOf(raw, 40, 48),
      fileId: columnsOf(raw, 49, 53),
      operatorData: columnsOf(raw, 54, 54),
      operatorRouting: columnsOf(raw, 80, 87),
      julianDay: columnsOf(raw, 88, 90),
      sequence: columnsOf(raw, 91, 94),
    };
  }

  get iat(): IatFields | null {
    const { raw } = this;
    if (!this.#isIat) return null;
    return {
      addendaCount: columnsOf(raw, 13, 16),
      reserved: columnsOf(raw, 17, 29),
      screening: columnsOf(raw, 77, 77),
      secondaryScreening: columnsOf(raw, 78, 78),
    };
  }

  get addenda(): readonly Addenda[] {
    return this.held ?? NO_ADDENDA;
  }

  /** One segment may be cut over several 05 addenda. */
  get traces(): readonly Trace[] {
    if (this.held === null) return NO_TRACES;
    const parts: TextRange[] = [];
    for (const addenda of this.held) if (addenda.isPaymentInfo) parts.push(addenda.paymentRange());
    return parts.length === 0 ? NO_TRACES : findTracesIn(parts);
  }

  get #isAdv(): boolean {
    return this.place.layout === 'adv';
  }

  get #isIat(): boolean {
    return this.place.layout === 'iat';
  }
}

const ZERO = 0x30;
const FIVE = 0x35;
const BLANK = 0x20;

/** A record 7, kept as its entry is; `owner` is null for one that follows no entry. */
export class AddendaRecord implements Addenda {
  readonly raw: RawRecord;
  readonly owner: EntryRecord | null;
  readonly batch: number;
  readonly #number: number;

  constructor(raw: RawRecord, owner: EntryRecord | null, batch: number) {
    this.raw = raw;
    this.owner = owner;
    this.batch = batch;
    this.#number = (owner?.held?.length ?? 0) + 1;
  }

  get kind(): 'addenda' {
    return 'addenda';
  }

  get span() {
    return { offset: this.raw.offset, length: this.raw.length };
  }

  get line(): number {
    return this.raw.line;
  }

  get path(): string {
    return `${this.owner === null ? 'FILE' : this.owner.path}/ADDENDA[${this.#number}]`;
  }

  get entry(): number {
    return this.owner?.entry ?? 0;
  }

  get type(): string {
    return twoDigits(this.raw, 1);
  }

  get isPaymentInfo(): boolean {
    const { source, start, end } = this.raw;
    return end - start >= 3 && source.codes[start + 1] === ZERO && source.codes[start + 2] === FIVE;
  }

  /** Columns 4-83, blanks at the end left out. */
  paymentRange(): TextRange {
    const { source } = this.raw;
    const start = Math.min(this.raw.start + 3, this.raw.end);
    let end = Math.min(this.raw.start + 83, this.raw.end);
    while (end > start && source.codes[end - 1] === BLANK) end -= 1;
    return { source, start, end };
  }

  get detail(): Addenda['detail'] {
    const { raw, type } = this;
    switch (type) {
      case '05':
        return {
          type: 'paymentInfo',
          text: columnsOf(raw, 4, 83),
          sequence: columnsOf(raw, 84, 87),
          entryTrace: columnsOf(raw, 88, 94),
        };
      case '98':
        return {
          type: 'change',
          code: columnsOf(raw, 4, 6),
          originalTrace: columnsOf(raw, 7, 21),
          reserved: columnsOf(raw, 22, 27),
          originalRdfi: columnsOf(raw, 28, 35),
          correctedData: columnsOf(raw, 36, 79),
          trace: columnsOf(raw, 80, 94),
        };
      case '99':
        return {
          type: 'return',
          code: columnsOf(raw, 4, 6),
          originalTrace: columnsOf(raw, 7, 21),
          dateOfDeath: columnsOf(raw, 22, 27),
          originalRdfi: columnsOf(raw, 28, 35),
          information: columnsOf(raw, 36, 79),
          trace: columnsOf(raw, 80, 94),
        };
      default:
        return { type: 'other', text: columnsOf(raw, 4, 94) };
    }
  }
}
