import { formatMinor } from '@/domain/money';
import type { FindingLog } from '../finding-log';
import type { Loop, LoopUnit, SetHeader } from '../loops/model';
import { createLoopReader, type LoopReaderOptions } from '../loops/reader';
import { partyIn } from '../loops/records';
import { billingProviderOf, claimOf, patientOf, subscriberOf } from './claim-builder';
import { CLAIM_FINDINGS } from './findings';
import { claimGrammar, kindOf } from './grammar';
import type { ClaimContext, ClaimFileSummary, Handler837, SubmittedClaim } from './model';

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
      setStart: (header) => claims.setStart(header),
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

class ClaimReader {
  count = 0;
  log: FindingLog | null = null;
  private readonly handler: Handler837;
  private claimsInSet = 0;
  private context: ClaimContext | null = null;
  /** The chain the context was made of: claims of one patient share both. */
  private chain: readonly Loop[] | null = null;

  constructor(handler: Handler837) {
    this.handler = handler;
  }

  setStart(header: SetHeader): void {
    this.claimsInSet = 0;
    this.context = null;
    this.chain = null;
    this.handler.setStart?.(header);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    if (unit.loop.id !== '2300') return;
    this.count++;
    const claim = claimOf(unit.loop, kindOf(header.version), this.claimsInSet++);
    this.check(claim);
    this.handler.claim?.(claim, this.contextOf(unit.ancestors, header));
  }

  private contextOf(ancestors: readonly Loop[], header: SetHeader): ClaimContext {
    if (this.context !== null && ancestors === this.chain) return this.context;
    const [billing, subscriber, patient] = [
      above(ancestors, '2000A'),
      above(ancestors, '2000B'),
      above(ancestors, '2000C'),
    ];
    const known = this.context;
    this.chain = ancestors;
    this.context = {
      header,
      kind: kindOf(header.version),
      submitter: known?.submitter ?? partyIn(header.loop, '1000A'),
      receiver: known?.receiver ?? partyIn(header.loop, '1000B'),
      billing: billing === undefined ? null : sameOr(known?.billing, billing, billingProviderOf),
      subscriber: subscriber === undefined ? null : sameOr(known?.subscriber, subscriber, subscriberOf),
      patient: patient === undefined ? null : patientOf(patient),
    };
    return this.context;
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

/** The record already made of this loop, or a new one. */
const sameOr = <T extends { readonly loop: Loop }>(
  known: T | null | undefined,
  loop: Loop,
  make: (loop: Loop) => T,
): T => (known?.loop === loop ? known : make(loop));

const above = (ancestors: readonly Loop[], id: string): Loop | undefined => ancestors.find((loop) => loop.id === id);
