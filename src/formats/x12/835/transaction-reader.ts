import { equalDecimal, formatDecimal, subtractDecimal } from '@/domain/money';
import type { OpenSet } from '../envelope';
import type { FindingLog } from '../finding-log';
import type { SegmentView } from '../segment';
import { expectedPayment, interestAgrees } from './balance';
import { ClaimBuilder, NO_GROUP } from './claim-builder';
import type { ContentHash } from './content-hash';
import { append, type Draft, NONE } from './draft';
import { REMIT_FINDINGS } from './findings';
import { HeaderBuilder } from './header-builder';
import { CAS, CLP, LX, PLB, SVC, TS2, TS3 } from './ids';
import { LoopContext, newSums } from './loop-context';
import type { ClaimGroup, ClaimGroupKey, Handler835, TransactionHeader, TransactionSummary } from './model';
import { readPairs } from './provider-adjustments';

const VERSION_4010 = '004010';

/**
 * Segments kept of one loop (header, LX group, claim with its lines). The standard allows 999 service lines a claim; a
 * loop beyond this is no remittance, and memory must stay bounded.
 */
const LOOP_SEGMENTS_MAX = 50_000;

/** The part of the set the next segment belongs to. */
const IN_HEADER = 0;
const IN_GROUP = 1;
const IN_CLAIM = 2;
const AFTER_LOOPS = 3;

/** Reads one 835 after the other: header, LX groups, claims, provider adjustments, totals. */
export class TransactionReader {
  claims = 0;
  services = 0;
  private readonly log: FindingLog;
  private readonly handler: Handler835;
  private readonly hash: ContentHash | null;
  private readonly context: LoopContext;
  private readonly claim: ClaimBuilder;
  private readonly claimPath = () => this.claim.path;
  private readonly setPath = () => this.set!.path;
  private set: OpenSet | null = null;
  private headerBuilder: HeaderBuilder | null = null;
  private header: TransactionHeader | null = null;
  private group: Draft<ClaimGroup> | null = null;
  private groupKey: ClaimGroupKey = NO_GROUP;
  private part: number = IN_HEADER;
  private claimCount = 0;
  private serviceCount = 0;
  private plbCount = 0;
  private hasStray: boolean = false;
  private loopSegments = 0;
  private lastEnd = 0;
  private lastNumber = 0;

  constructor(handler: Handler835, log: FindingLog, hash: ContentHash | null) {
    this.handler = handler;
    this.log = log;
    this.hash = hash;
    this.context = new LoopContext(log);
    this.claim = new ClaimBuilder(this.context);
  }

  open(set: OpenSet, view: SegmentView): void {
    this.set = set;
    this.headerBuilder = new HeaderBuilder(set, this.context);
    this.header = null;
    this.group = null;
    this.groupKey = NO_GROUP;
    this.part = IN_HEADER;
    this.loopSegments = 0;
    this.claimCount = 0;
    this.serviceCount = 0;
    this.plbCount = 0;
    this.hasStray = false;
    this.context.sums = newSums();
    this.context.pathOf = this.setPath;
    this.context.is4010 = (set.group?.version ?? set.st03).startsWith(VERSION_4010);
    this.lastEnd = view.end;
    this.lastNumber = view.number;
  }

  /** Takes a segment between ST and SE. */
  segment(view: SegmentView): void {
    this.lastEnd = view.end;
    this.lastNumber = view.number;
    this.hash?.add(view);
    switch (view.id) {
      case CLP:
        this.startClaim(view);
        return;
      case LX:
        this.startGroup(view);
        return;
      case PLB:
        this.readPlb(view);
        return;
      case SVC:
        this.serviceCount++;
        break;
      default:
    }
    if (++this.loopSegments > LOOP_SEGMENTS_MAX) this.overflow(view);
    else if (this.part === IN_CLAIM) this.claim.add(view);
    else if (this.part === IN_HEADER) this.addToHeader(view);
    else if (this.part === IN_GROUP) this.addToGroup(view);
    else this.stray(view);
  }

  /** Ends the set; `trailer` is its SE, or `null` when there is none. */
  close(trailer: SegmentView | null): void {
    this.endClaim();
    const header = this.endHeader();
    this.endGroup();
    const end = trailer === null ? this.lastEnd : trailer.end;
    const lastNumber = trailer === null ? this.lastNumber : trailer.number;
    const { sums } = this.context;
    const paidSum = sums.paid.value();
    const plbSum = sums.plb.value();
    const expected = expectedPayment(paidSum, plbSum);
    const summary: TransactionSummary = {
      header,
      span: { offset: header.offset, length: end - header.offset },
      segmentCount: lastNumber - header.segmentNumber + 1,
      claimCount: this.claimCount,
      serviceCount: this.serviceCount,
      chargeSum: sums.charge.value(),
      paidSum,
      patientResponsibilitySum: sums.patientResponsibility.value(),
      plbSum,
      expected,
      contentSha256: this.hash?.take() ?? null,
      balanced: header.bpr.present ? equalDecimal(header.bpr.amount, expected) : null,
      closed: trailer !== null,
    };
    this.check(summary);
    this.claims += this.claimCount;
    this.services += this.serviceCount;
    this.set = null;
    this.handler.transactionEnd?.(summary);
  }

  private startClaim(view: SegmentView): void {
    this.endClaim();
    this.endHeader();
    this.endGroup();
    this.part = IN_CLAIM;
    this.loopSegments = 0;
    this.claimCount++;
    this.context.pathOf = this.claimPath;
    this.claim.start(view, {
      index: this.claimCount - 1,
      segmentNumber: view.number,
      path: `${this.set!.path}/CLP[${this.claimCount}]`,
      header: this.groupKey,
    });
  }

  private endClaim(): void {
    if (this.part !== IN_CLAIM) return;
    this.part = AFTER_LOOPS;
    const claim = this.claim.finish();
    this.context.pathOf = this.setPath;
    this.handler.claim?.(claim, this.header!);
  }

  private startGroup(view: SegmentView): void {
    this.endClaim();
    this.endHeader();
    this.endGroup();
    this.part = IN_GROUP;
    this.loopSegments = 0;
    this.group = {
      span: view.whole(),
      segmentNumber: view.number,
      lx: view.element(1),
      ts3: null,
      ts2: null,
      other: NONE,
    };
  }

  private addToGroup(view: SegmentView): void {
    const group = this.group!;
    group.span = { offset: group.span.offset, length: view.end - group.span.offset };
    if (view.id === TS3 && group.ts3 === null) group.ts3 = view.rest(1);
    else if (view.id === TS2 && group.ts2 === null) group.ts2 = view.rest(1);
    else {
      this.checkLoose(view);
      group.other = append(group.other, this.context.raw(view));
    }
  }

  private endGroup(): void {
    const { group } = this;
    if (group === null) return;
    this.group = null;
    this.part = AFTER_LOOPS;
    this.groupKey = { lx: group.lx, ts301: group.ts3?.[0] ?? null, ts302: group.ts3?.[1] ?? null };
    this.handler.group?.(group, this.header!);
  }

  private addToHeader(view: SegmentView): void {
    this.checkLoose(view);
    this.headerBuilder!.add(view);
  }

  private endHeader(): TransactionHeader {
    if (this.header !== null) return this.header;
    this.header = this.headerBuilder!.finish();
    this.headerBuilder = null;
    this.part = AFTER_LOOPS;
    this.handler.transactionStart?.(this.header);
    return this.header;
  }

  private readPlb(view: SegmentView): void {
    this.endClaim();
    const header = this.endHeader();
    this.endGroup();
    this.part = AFTER_LOOPS;
    this.loopSegments = 0;
    this.plbCount++;
    const path = `${this.set!.path}/PLB[${this.plbCount}]`;
    for (const pair of readPairs(view, this.context, path)) this.handler.providerAdjustment?.(pair, header);
  }

  private stray(view: SegmentView): void {
    this.checkLoose(view);
    if (!this.hasStray) this.log.add(REMIT_FINDINGS.stray, this.placeOf(view));
    this.hasStray = true;
    this.handler.stray?.(this.context.raw(view), this.header!);
  }

  private overflow(view: SegmentView): void {
    if (this.loopSegments === LOOP_SEGMENTS_MAX + 1) this.log.add(REMIT_FINDINGS.loopTooLong, this.placeOf(view));
  }

  /** Money outside every claim is an error, whatever part it stands in. */
  private checkLoose(view: SegmentView): void {
    if (view.id === SVC || view.id === CAS) this.log.add(REMIT_FINDINGS.serviceWithoutClaim, this.placeOf(view));
  }

  private placeOf(view: SegmentView) {
    return { offset: view.offset, line: view.number, path: this.set!.path };
  }

  private check(summary: TransactionSummary): void {
    const { header, expected } = summary;
    const { bpr } = header;
    if (summary.balanced === false) {
      const difference = formatDecimal(subtractDecimal(bpr.amount, expected));
      const place = { offset: bpr.amountSpan.offset, line: bpr.segmentNumber, path: `${header.path}/BPR02` };
      this.log.add(REMIT_FINDINGS.outOfBalance, place, formatDecimal(bpr.amount), formatDecimal(expected), difference);
    }
    const byClaim = this.context.sums.interestByClaim.value();
    const byPlb = this.context.sums.plbInterest.value();
    if (interestAgrees(byClaim, byPlb)) return;
    const paid = formatDecimal({ unscaled: -byPlb.unscaled, scale: byPlb.scale });
    const place = { offset: header.offset, line: header.segmentNumber, path: header.path };
    this.log.add(REMIT_FINDINGS.interestMismatch, place, formatDecimal(byClaim), paid);
  }
}
