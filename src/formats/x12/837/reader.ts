import { formatMinor } from '@/domain/money';
import type { FindingLog } from '../finding-log';
import type { Loop, LoopUnit, SetHeader } from '../loops/model';
import { createLoopReader, type LoopReaderOptions } from '../loops/reader';
import { loopsOf, type Party, partyIn } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
import { billingProviderOf, claimOf, patientOf, subscriberOf } from './claim-builder';
import { CLAIM_FINDINGS } from './findings';
import { type ClaimKind, claimGrammar, kindOf } from './grammar';
import type {
  BillingProvider,
  ClaimContext,
  ClaimFileSummary,
  Handler837,
  Patient,
  SubmittedClaim,
  Subscriber,
} from './model';

/**
 * Reads claim files (837 professional, institutional and dental, 005010 and 004010) as their bytes arrive, in constant
 * memory: `push` pieces of any size, then `end`. Nothing throws on bad bytes; what is wrong goes to `handler.finding`.
 * Other sets in the file are counted and passed over. TR3: 005010X222A1, X223A2, X224A2.
 */
export function create837Reader(
  handler: Handler837,
  options: LoopReaderOptions = {},
): { push(chunk: Uint8Array): void; end(): ClaimFileSummary } {
  const claims = new ClaimReader(handler);
  const reader = createLoopReader(
    {
      interchange: handler.interchange?.bind(handler),
      setStart: (header, view) => claims.setStart(header, view),
      unit: (unit, header) => claims.unit(unit, header),
      setEnd: handler.setEnd?.bind(handler),
      interchangeEnd: handler.interchangeEnd?.bind(handler),
      finding: handler.finding?.bind(handler),
    },
    claimGrammar,
    options,
  );
  claims.log = reader.log;
  return { push: (chunk) => reader.push(chunk), end: () => ({ ...reader.end(), claims: claims.count }) };
}

/** The typed records of the HL nodes above the claims, each with the loop it was made of. */
type Level = BillingProvider | Subscriber | Patient;

/** Loops that a level must have once, by its own loop id (TR3 005010X222A1, X223A2, X224A2). */
const REQUIRED: Readonly<Record<string, readonly (readonly [id: string, words: string])[]>> = {
  ST: [
    ['1000A', 'submitter'],
    ['1000B', 'receiver'],
  ],
  '2000A': [['2010AA', 'billing provider']],
  '2000B': [
    ['2010BA', 'subscriber'],
    ['2010BB', 'payer'],
  ],
  '2000C': [['2010CA', 'patient']],
};
const NO_LOOPS: readonly never[] = [];

class ClaimReader {
  count = 0;
  log: FindingLog | null = null;
  private readonly handler: Handler837;
  private kind: ClaimKind = 'professional';
  private submitter: Party | null = null;
  private receiver: Party | null = null;
  private claimsInSet = 0;
  private context: ClaimContext | null = null;
  /** The chain the context was made of: claims of one patient share both. */
  private chain: readonly Loop[] | null = null;
  /** Records of the HL nodes above, at the places of their loops in the chain: they are made while their unit is at hand. */
  private readonly levels: (Level | null)[] = [];

  constructor(handler: Handler837) {
    this.handler = handler;
  }

  setStart(header: SetHeader, view: UnitView): void {
    this.claimsInSet = 0;
    this.context = null;
    this.chain = null;
    this.levels.length = 0;
    this.kind = kindOf(header.version);
    this.submitter = partyIn(view, 0, '1000A');
    this.receiver = partyIn(view, 0, '1000B');
    this.handler.setStart?.(header, view);
    this.checkLoops('ST', view, header.path);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    const { loop, ancestors, view } = unit;
    if (loop.id !== '2300') {
      const { levels } = this;
      while (levels.length > ancestors.length) levels.pop();
      levels.push(levelOf(view, loop));
      this.checkLoops(loop.id, view, loop.path);
      return;
    }
    this.count++;
    const claim = claimOf(view, loop, this.kind, this.claimsInSet++);
    this.check(claim);
    const before = this.context;
    const context = this.contextOf(ancestors, header);
    if (context !== before) this.checkAbove(claim, context);
    this.handler.claim?.(claim, context);
  }

  /** The loops that a level must have, and have once. */
  private checkLoops(level: string, view: UnitView, path: string): void {
    const opening = view.segmentCount === 0 ? null : view.opening(0);
    for (const [id, words] of REQUIRED[level] ?? NO_LOOPS) {
      const count = loopsOf(view, 0, id, () => id).length;
      if (count === 1) continue;
      const place = { offset: opening?.offset ?? 0, line: opening?.number ?? 0, path };
      if (count === 0) this.log?.add(CLAIM_FINDINGS.loopMissing, place, id, words);
      else this.log?.add(CLAIM_FINDINGS.loopRepeated, place, id, words, count);
    }
  }

  /** A claim stands under a billing provider and a subscriber; said for the first claim of those that share them. */
  private checkAbove(claim: SubmittedClaim, { billing, subscriber }: ClaimContext): void {
    const place = { offset: claim.span.offset, line: claim.segmentNumber, path: claim.path };
    if (billing === null) this.log?.add(CLAIM_FINDINGS.loopMissing, place, '2000A', 'billing provider level');
    if (subscriber === null) this.log?.add(CLAIM_FINDINGS.loopMissing, place, '2000B', 'subscriber level');
  }

  private contextOf(ancestors: readonly Loop[], header: SetHeader): ClaimContext {
    if (this.context !== null && ancestors === this.chain) return this.context;
    const { kind, submitter, receiver } = this;
    this.chain = ancestors;
    this.context = {
      header,
      kind,
      submitter,
      receiver,
      billing: this.above<BillingProvider>(ancestors, '2000A'),
      subscriber: this.above<Subscriber>(ancestors, '2000B'),
      patient: this.above<Patient>(ancestors, '2000C'),
    };
    return this.context;
  }

  private above<T extends Level>(ancestors: readonly Loop[], id: string): T | null {
    for (let at = 0; at < ancestors.length; at++) if (ancestors[at]!.id === id) return this.levels[at] as T;
    return null;
  }

  /** X12N 837 front matter 1.4.4: the charges of the lines add up to CLM02. */
  private check(claim: SubmittedClaim): void {
    let lines = 0n;
    for (const line of claim.lines) lines += line.chargeMinor;
    if (lines === claim.chargeMinor && claim.lines.length > 0) return;
    const place = { offset: claim.span.offset, line: claim.segmentNumber, path: `${claim.path}/CLM02` };
    const charge = formatMinor(claim.chargeMinor);
    if (claim.lines.length === 0) this.log?.add(CLAIM_FINDINGS.noLines, place, charge);
    else {
      const difference = formatMinor(claim.chargeMinor - lines);
      this.log?.add(CLAIM_FINDINGS.linesNotCharge, place, charge, formatMinor(lines), difference);
    }
  }
}

function levelOf(unit: UnitView, loop: Loop): Level | null {
  switch (loop.id) {
    case '2000A':
      return billingProviderOf(unit, loop);
    case '2000B':
      return subscriberOf(unit, loop);
    case '2000C':
      return patientOf(unit, loop);
    default:
      return null;
  }
}
