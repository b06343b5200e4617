import type { SegmentView } from '../segment';
import { readAdjustments } from './adjustments';
import { append, type Draft, NONE, NOWHERE } from './draft';
import { AMT, CAS, DTM, LQ, QTY, REF } from './ids';
import type { LoopContext } from './loop-context';
import type { Reference, ServiceLine } from './model';
import { qualifiedAmount, qualifiedDate, qualifiedQuantity, qualifiedRemark, reference } from './segment-records';

/** Components of SVC01: qualifier, procedure, then up to four modifiers. */
const MODIFIER_FIRST = 2;
const MODIFIER_END = 6;
const SERVICE_DATE = '472';
const SERVICE_START = '150';
const LINE_CONTROL_NUMBER = '6R';
const REMARK_LIST = 'HE';

/** Fills one service line (loop 2110) segment by segment. One builder serves all lines of a file. */
export class ServiceBuilder {
  /** Sum of the line's CAS, and charge minus paid, in cents; `NaN` when one is not a plain amount. */
  casUnits = 0;
  differenceUnits = 0;
  /** Charge and paid of the line in cents. */
  chargeUnits = 0;
  paidUnits = 0;
  private readonly context: LoopContext;
  private offset = 0;
  private end = 0;
  private line: Draft<ServiceLine> | null = null;

  constructor(context: LoopContext) {
    this.context = context;
  }

  start(view: SegmentView, index: number): void {
    const { amounts } = this.context;
    this.offset = view.offset;
    this.end = view.end;
    this.casUnits = 0;
    const procedure = view.partCount(1) > MODIFIER_FIRST ? view.components(1) : NONE;
    const chargeMinor = amounts.read(view, 2, 'required');
    this.chargeUnits = amounts.units;
    const paidMinor = amounts.read(view, 3, 'optional');
    this.paidUnits = amounts.units;
    this.differenceUnits = this.chargeUnits - this.paidUnits;
    this.line = {
      span: NOWHERE,
      index,
      procedureQualifier: view.part(1, 1),
      procedure: view.part(1, 2),
      modifiers: procedure.length > MODIFIER_FIRST ? modifiersOf(procedure) : NONE,
      procedureRest: procedure.length > MODIFIER_END ? trimmed(procedure.slice(MODIFIER_END)) : NONE,
      chargeMinor,
      paidMinor,
      revenueCode: view.code(4),
      units: view.code(5),
      submittedProcedure: view.isEmpty(6) ? NONE : trimmed(view.components(6)),
      submittedUnits: view.code(7),
      adjustments: NONE,
      date: null,
      dates: NONE,
      controlNumber: null,
      references: NONE,
      amounts: NONE,
      quantities: NONE,
      remarks: NONE,
      remarkCodes: NONE,
      other: NONE,
    };
  }

  add(view: SegmentView): void {
    const line = this.line!;
    this.end = view.end;
    if (this.isKept(view, line)) return;
    line.other = append(line.other, this.context.raw(view));
  }

  finish(): ServiceLine {
    const line = this.line!;
    line.span = { offset: this.offset, length: this.end - this.offset };
    return line;
  }

  private isKept(view: SegmentView, line: Draft<ServiceLine>): boolean {
    switch (view.id) {
      case CAS:
        line.adjustments = readAdjustments(view, this.context, line.adjustments);
        this.casUnits += this.context.adjustmentUnits;
        return true;
      case DTM:
        return keepDate(view, line);
      case REF:
        return keepReference(view, line);
      case AMT: {
        const amount = qualifiedAmount(view, this.context.amounts);
        if (amount !== null) line.amounts = append(line.amounts, amount);
        return amount !== null;
      }
      case QTY: {
        const quantity = qualifiedQuantity(view);
        if (quantity !== null) line.quantities = append(line.quantities, quantity);
        return quantity !== null;
      }
      case LQ: {
        const remark = qualifiedRemark(view);
        if (remark === null) return false;
        line.remarks = append(line.remarks, remark);
        if (remark.qualifier === REMARK_LIST) line.remarkCodes = append(line.remarkCodes, remark.code);
        return true;
      }
      default:
        return false;
    }
  }
}

function keepDate(view: SegmentView, line: Draft<ServiceLine>): boolean {
  const date = qualifiedDate(view);
  if (date === null) return false;
  line.dates = append(line.dates, date);
  if (date.qualifier === SERVICE_DATE || (date.qualifier === SERVICE_START && line.date === null))
    line.date = date.value;
  return true;
}

function keepReference(view: SegmentView, line: Draft<ServiceLine>): boolean {
  const record: Reference | null = reference(view);
  if (record === null) return false;
  line.references = append(line.references, record);
  if (record.qualifier === LINE_CONTROL_NUMBER) line.controlNumber ??= record.value;
  return true;
}

function modifiersOf(procedure: readonly string[]): string[] {
  const modifiers = procedure.slice(MODIFIER_FIRST, MODIFIER_END).filter((modifier) => modifier !== '');
  return modifiers.length === 0 ? NONE : modifiers;
}

function trimmed(components: string[]): string[] {
  while (components.length > 0 && components[components.length - 1] === '') components.pop();
  return components.length === 0 ? NONE : components;
}
