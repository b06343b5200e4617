import { formatMinor } from '@/domain/money';
import type { FindingLog } from '../finding-log';
import { minorIn } from '../loops/amounts';
import { BPR, BPS, CUR, REF, TRN } from '../loops/ids';
import type { Loop, LoopUnit, SetHeader, SetSummary } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, loopsOf, partyIn, qualifiedOf } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
import { checkPayment } from '../payment-checks';
import { PREMIUM_FINDINGS } from './findings';
import { premiumGrammar } from './grammar';
import type { Handler820, PremiumAdjustment, PremiumEntity, PremiumItem, PremiumPayment } from './model';

/**
 * Reads premium payments (820, TR3 005010X218 and 005010X306) as their bytes arrive, one remittance item at a time, and
 * compares the items with the payment. Nothing throws on bad bytes; what is wrong goes to `handler.finding`.
 */
export function create820Reader(handler: Handler820, options: LoopReaderOptions = {}): LoopReader {
  const premiums = new PremiumReader(handler);
  const reader = createLoopReader(
    {
      ...handler,
      setStart: (header, view) => premiums.setStart(header, view),
      unit: (unit, header) => premiums.unit(unit, header),
      setEnd: (summary) => premiums.setEnd(summary),
    },
    premiumGrammar,
    options,
  );
  premiums.log = reader.log;
  return reader;
}

class PremiumReader {
  log: FindingLog | null = null;
  private readonly handler: Handler820;
  private payment: PremiumPayment | null = null;
  /** Before 004010 the payment stood in BPS, whose layout differs. */
  private hasOldPayment: boolean = false;
  private entity: PremiumEntity | null = null;
  private paidMinor = 0n;
  private adjustedMinor = 0n;
  /** Adjustments of entities, which are in no item. */
  private entityMinor = 0n;
  private items = 0;

  constructor(handler: Handler820) {
    this.handler = handler;
  }

  setStart(header: SetHeader, view: UnitView): void {
    this.payment = paymentOf(header.loop, view);
    this.hasOldPayment = view.find(0, BPS) >= 0;
    this.entity = null;
    this.paidMinor = 0n;
    this.adjustedMinor = 0n;
    this.entityMinor = 0n;
    this.items = 0;
    this.handler.setStart?.(header, view);
    this.handler.payment?.(this.payment, header);
    if (this.payment.hasPayment) this.checkHeader(this.payment, header);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    if (unit.loop.id !== '2300') {
      this.entity = entityOf(unit);
      this.items += this.entity.adjustments.length;
      for (const { amountMinor } of this.entity.adjustments) this.entityMinor += amountMinor;
      return;
    }
    const item = itemOf(unit);
    this.items++;
    this.paidMinor += item.paidMinor;
    for (const { amountMinor } of item.adjustments) this.adjustedMinor += amountMinor;
    const above = unit.ancestors[unit.ancestors.length - 1];
    this.handler.item?.(item, this.entity?.loop === above ? this.entity : null, header);
  }

  setEnd(summary: SetSummary): void {
    this.check(summary.header);
    this.handler.setEnd?.(summary);
  }

  private checkHeader(payment: PremiumPayment, { path, segmentNumber, group, interchange }: SetHeader): void {
    const place = { offset: payment.span.offset, line: segmentNumber + 1, path };
    if (payment.amountMinor < 0n) {
      this.log?.add(PREMIUM_FINDINGS.negativePayment, { ...place, path: `${path}/BPR02` });
    }
    const amount = { unscaled: payment.amountMinor, scale: 2 };
    const otherDates = [group?.date ?? '', interchange.date];
    checkPayment(this.log, PREMIUM_FINDINGS, { ...payment, amount, otherDates }, place);
  }

  /** Payers state RMR04 with or without the adjustments behind it; either way of adding up is accepted. */
  private check({ offset, segmentNumber, path }: SetHeader): void {
    const payment = this.payment!;
    if (!payment.hasPayment) {
      if (!this.hasOldPayment) this.log?.add(PREMIUM_FINDINGS.paymentMissing, { offset, line: segmentNumber, path });
      return;
    }
    const { amountMinor, span } = payment;
    const paid = this.paidMinor + this.entityMinor;
    const adjusted = paid + this.adjustedMinor;
    if (this.items === 0 || amountMinor === paid || amountMinor === adjusted) return;
    const place = { offset: span.offset, line: segmentNumber + 1, path: `${path}/BPR02` };
    const values = [amountMinor, this.paidMinor, adjusted].map((minor) => formatMinor(minor));
    this.log?.add(PREMIUM_FINDINGS.outOfBalance, place, ...values);
  }
}

function paymentOf(header: Loop, unit: UnitView): PremiumPayment {
  const trace = unit.segment(0, TRN).value(2);
  const [receiver, payer] = [partyIn(unit, 0, '1000A'), partyIn(unit, 0, '1000B')];
  const references = qualifiedOf(unit, 0, REF);
  const hasPayment = unit.find(0, BPR) >= 0;
  const bpr = unit.segment(0, BPR);
  return {
    span: hasPayment ? bpr.whole() : header.span,
    hasPayment,
    handling: bpr.value(1),
    amountMinor: minorIn(bpr, 2),
    creditDebit: bpr.value(3),
    method: bpr.value(4),
    date: bpr.value(16),
    currency: unit.segment(0, CUR).value(2),
    trace,
    references,
    receiver,
    payer,
  };
}

function entityOf({ loop, view }: LoopUnit): PremiumEntity {
  const ent = view.opening(0);
  return {
    number: ent.value(1),
    idQualifier: ent.value(3),
    id: ent.value(4),
    individual: partyIn(view, 0, '2100'),
    adjustments: loopsOf(view, 0, '2200', adjustmentOf),
    loop,
  };
}

function itemOf({ loop, view }: LoopUnit): PremiumItem {
  const rmr = view.opening(0);
  return {
    span: loop.span,
    path: loop.path,
    segmentNumber: rmr.number,
    qualifier: rmr.value(1),
    reference: rmr.value(2),
    paidMinor: minorIn(rmr, 4),
    billedMinor: minorIn(rmr, 5),
    references: qualifiedOf(view, 0, REF),
    dates: datesOf(view, 0),
    adjustments: loopsOf(view, 0, '2320', adjustmentOf),
    loop,
  };
}

function adjustmentOf(unit: UnitView, loop: number): PremiumAdjustment {
  const adx = unit.opening(loop);
  return { span: unit.span(loop), amountMinor: minorIn(adx, 1), reason: adx.value(2) };
}
