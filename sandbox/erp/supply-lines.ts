import type { Erp } from './context';
import { formatQuantity, ONE, parseQuantity } from './quantity';
import type { Item } from './supply';
import { type FieldError, fault } from './validate';

type RawLine = {
  readonly line: number;
  readonly item: string;
  readonly lot?: string | null | undefined;
  readonly quantity: string;
};

/** The item of a line, or null with the reason among the errors. */
export function judgeItem(erp: Erp, line: number, code: string, errors: FieldError[]): Item | null {
  const item = erp.supply.items.get(code);
  if (!item) {
    errors.push(fault('UNKNOWN_ITEM', line, 'item', code, 'no such item'));
    return null;
  }
  if (!item.active) errors.push(fault('INACTIVE_ITEM', line, 'item', code, 'the item is inactive'));
  return item;
}

/** A place of this company; one of another company is unknown here. */
export function judgeLocation(
  erp: Erp,
  company: string,
  line: number | null,
  field: string,
  code: string,
  errors: FieldError[],
): void {
  const location = erp.supply.locations.get(code);
  if (location?.company !== company) {
    errors.push(fault('UNKNOWN_LOCATION', line, field, code, `company ${company} has no such location`));
  } else if (!location.active) {
    errors.push(fault('INACTIVE_LOCATION', line, field, code, 'the location is inactive'));
  }
}

/** A quantity above nothing; what is counted by the piece comes in whole pieces. */
export function judgeQuantity(line: number, text: string, item: Item | null, errors: FieldError[]): bigint {
  const quantity = parseQuantity(text);
  if (quantity === null) {
    const message = 'write the quantity as digits, with at most three after a point';
    errors.push(fault('PRECISION', line, 'quantity', text, message));
  } else if (quantity < 0n) {
    errors.push(
      fault('NEGATIVE_QUANTITY', line, 'quantity', text, 'use the other type of move instead of a minus sign'),
    );
  } else if (quantity === 0n) {
    errors.push(fault('EMPTY_LINE', line, 'quantity', text, 'a line moves something'));
  } else if (item?.unit === 'each' && quantity % ONE !== 0n) {
    errors.push(fault('PRECISION', line, 'quantity', text, `${item.code} comes in whole pieces`));
  }
  return quantity ?? 0n;
}

/** Item, lot and quantity of a line. A reservation may leave the lot open; a move may not. */
export function judgeSupplyLine(erp: Erp, raw: RawLine, lotMayBeOpen: boolean, errors: FieldError[]): void {
  const item = judgeItem(erp, raw.line, raw.item, errors);
  judgeQuantity(raw.line, raw.quantity, item, errors);
  if (item?.lotTracked && !raw.lot && !lotMayBeOpen) {
    errors.push(fault('LOT_REQUIRED', raw.line, 'lot', null, `${raw.item} is tracked by lot`));
  }
  if (item && !item.lotTracked && raw.lot) {
    errors.push(fault('LOT_NOT_TRACKED', raw.line, 'lot', raw.lot, `${raw.item} is not tracked by lot`));
  }
}

/** Line numbers that are used twice, and a document without lines. */
export function judgeNumbering(lines: readonly { readonly line: number }[], errors: FieldError[]): void {
  if (lines.length === 0) errors.push(fault('EMPTY_LINE', null, 'lines', '0', 'a document needs lines'));
  const seen = new Set<number>();
  for (const { line } of lines) {
    if (seen.has(line))
      errors.push(fault('DUPLICATE_LINE', line, 'line', String(line), 'this line number is used twice'));
    seen.add(line);
  }
}

export function shortOf(line: number, asked: bigint, available: bigint): FieldError {
  const free = formatQuantity(available > 0n ? available : 0n);
  return fault('INSUFFICIENT_STOCK', line, 'quantity', formatQuantity(asked), `${free} available`);
}
