import { formatMinor } from '@/domain/money';
import type { FindingLog } from '../finding-log';
import { minorOf } from '../loops/amounts';
import type { Loop, LoopUnit, SetHeader, SetSummary } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, partyIn, qualifiedOf } from '../loops/records';
import { segmentOf, textOf } from '../loops/segment-record';
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
      setStart: (header) => premiums.setStart(header),
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
  private entity: PremiumEntity | null = null;
  private paidMinor = 0n;
  private adjustedMinor = 0n;
  private items = 0;

  constructor(handler: Handler820) {
    this.handler = handler;
  }

  setStart(header: SetHeader): void {
    this.payment = paymentOf(header.loop);
    this.entity = null;
    this.paidMinor = 0n;
    this.adjustedMinor = 0n;
    this.items = 0;
    this.handler.setStart?.(header);
    this.handler.payment?.(this.payment, header);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    if (unit.loop.id !== '2300') return;
    const item = itemOf(unit.loop);
    this.items++;
    this.paidMinor += item.paidMinor;
    for (const { amountMinor } of item.adjustments) this.adjustedMinor += amountMinor;
    const above = unit.ancestors[unit.ancestors.length - 1];
    if (above === undefined) this.entity = null;
    else if (this.entity?.loop !== above) this.entity = entityOf(above);
    this.handler.item?.(item, this.entity, header);
  }

  setEnd(summary: SetSummary): void {
    this.check(summary.header);
    this.handler.setEnd?.(summary);
  }

  /** Payers state RMR04 with or without the adjustments behind it; either way of adding up is accepted. */
  private check({ offset, segmentNumber, path, loop }: SetHeader): void {
    const payment = this.payment!;
    if (!payment.hasPayment) {
      // Before 004010 the payment stood in BPS, whose layout differs.
      if (segmentOf(loop, 'BPS') === undefined) {
        this.log?.add(PREMIUM_FINDINGS.paymentMissing, { offset, line: segmentNumber, path });
      }
      return;
    }
    const { amountMinor, span } = payment;
    const adjusted = this.paidMinor + this.adjustedMinor;
    if (this.items === 0 || amountMinor === this.paidMinor || amountMinor === adjusted) return;
    const place = { offset: span.offset, line: segmentNumber + 1, path: `${path}/BPR02` };
    const values = [amountMinor, this.paidMinor, adjusted].map((minor) => formatMinor(minor));
    this.log?.add(PREMIUM_FINDINGS.outOfBalance, place, ...values);
  }
}

function paymentOf(loop: Loop): PremiumPayment {
  const bpr = segmentOf(loop, 'BPR');
  return {
    span: (bpr ?? loop).span,
    hasPayment: bpr !== undefined,
    handling: textOf(bpr, 1),
    amountMinor: minorOf(textOf(bpr, 2)),
    creditDebit: textOf(bpr, 3),
    method: textOf(bpr, 4),
    date: textOf(bpr, 16),
    trace: textOf(segmentOf(loop, 'TRN'), 2),
    references: qualifiedOf(loop, 'REF'),
    receiver: partyIn(loop, '1000A'),
    payer: partyIn(loop, '1000B'),
  };
}

const entityOf = (loop: Loop): PremiumEntity => {
  const ent = loop.segments[0];
  return {
    number: textOf(ent, 1),
    idQualifier: textOf(ent, 3),
    id: textOf(ent, 4),
    individual: partyIn(loop, '2100'),
    loop,
  };
};

const itemOf = (loop: Loop): PremiumItem => {
  const rmr = loop.segments[0];
  return {
    span: loop.span,
    path: loop.path,
    segmentNumber: rmr?.number ?? 0,
    qualifier: textOf(rmr, 1),
    reference: textOf(rmr, 2),
    paidMinor: minorOf(textOf(rmr, 4)),
    billedMinor: minorOf(textOf(rmr, 5)),
    references: qualifiedOf(loop, 'REF'),
    dates: datesOf(loop),
    adjustments: loop.loops.filter(({ id }) => id === '2320').map(adjustmentOf),
    loop,
  };
};

const adjustmentOf = (loop: Loop): PremiumAdjustment => ({
  span: loop.span,
  amountMinor: minorOf(textOf(loop.segments[0], 1)),
  reason: textOf(loop.segments[0], 2),
});
