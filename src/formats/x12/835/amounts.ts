import { addDecimal, type Decimal, equalDecimal, parseDecimal, subtractDecimal, toMinor } from '@/domain/money';
import type { FindingLog, FindingRule } from '../finding-log';
import type { SegmentView } from '../segment';
import { unpackId } from '../segment-ids';
import { REMIT_FINDINGS } from './findings';
import { bigintOf } from './minor-units';

/** Cents kept as an integer in a double up to here; 2^52 leaves room to add one more amount exactly. */
const UNITS_MAX = 2 ** 52;

/** `required`: part of balancing. `optional`: absent means zero. `information`: never part of balancing. */
export type AmountRole = 'required' | 'optional' | 'information';

/**
 * Reads amount elements. The common spelling takes the integer fast path; everything else is read exactly as text. What
 * is not an amount becomes zero and a finding, never a guess.
 */
export class AmountReader {
  /** The last amount in cents when it is a plain integer; `NaN` when only `exact` holds it. */
  units = 0;
  /** The last amount exactly, when `units` cannot hold it. */
  exact: Decimal | null = null;
  private readonly log: FindingLog | null;
  private readonly pathOf: () => string;

  /** `pathOf` names the loop being read; it is asked only when there is something to report. */
  constructor(log: FindingLog | null, pathOf: () => string) {
    this.log = log;
    this.pathOf = pathOf;
  }

  /** Minor units of an element; zero when it is absent, not a number, or finer than a cent. */
  read(view: SegmentView, index: number, role: AmountRole): bigint {
    const units = view.minor(index);
    if (Number.isNaN(units)) return this.readExactly(view, index, role);
    this.units = units;
    this.exact = null;
    return bigintOf(units);
  }

  private readExactly(view: SegmentView, index: number, role: AmountRole): bigint {
    this.units = 0;
    this.exact = null;
    const text = view.element(index);
    if (text === '') {
      if (role === 'required') this.report(REMIT_FINDINGS.amountMissing, view, index);
      return 0n;
    }
    const decimal = parseDecimal(text);
    const minor = decimal === null ? null : toMinor(decimal);
    if (decimal !== null) {
      this.exact = decimal;
      this.units = Number.NaN;
    }
    if (minor !== null) return minor;
    const rule = decimal === null ? REMIT_FINDINGS.amountNotNumeric : REMIT_FINDINGS.amountPrecision;
    this.report(role === 'information' ? REMIT_FINDINGS.informationAmount : rule, view, index);
    return 0n;
  }

  private report(rule: FindingRule, view: SegmentView, index: number): void {
    const element = `${unpackId(view.id)}${String(index).padStart(2, '0')}`;
    const place = { offset: view.span(index).offset, line: view.number, path: `${this.pathOf()}/${element}` };
    this.log?.add(rule, place, element);
  }
}

/** Exact sum of amounts: integer cents as long as they are safe, decimals of any scale beside them. */
export class ExactSum {
  private units = 0;
  private decimal: Decimal = { unscaled: 0n, scale: 2 };

  /** Adds what `reader` read last. */
  add(reader: AmountReader): void {
    if (reader.exact !== null) {
      this.decimal = addDecimal(this.decimal, reader.exact);
      return;
    }
    this.units += reader.units;
    if (this.units > UNITS_MAX || this.units < -UNITS_MAX) this.settle();
  }

  subtract(reader: AmountReader): void {
    if (reader.exact !== null) this.decimal = subtractDecimal(this.decimal, reader.exact);
    else {
      this.units -= reader.units;
      if (this.units > UNITS_MAX || this.units < -UNITS_MAX) this.settle();
    }
  }

  addSum(other: ExactSum): void {
    this.decimal = addDecimal(this.decimal, other.value());
  }

  subtractSum(other: ExactSum): void {
    this.decimal = subtractDecimal(this.decimal, other.value());
  }

  equals(amount: Decimal): boolean {
    return equalDecimal(this.value(), amount);
  }

  value(): Decimal {
    this.settle();
    return this.decimal;
  }

  private settle(): void {
    if (this.units === 0) return;
    this.decimal = addDecimal(this.decimal, { unscaled: BigInt(this.units), scale: 2 });
    this.units = 0;
  }
}
