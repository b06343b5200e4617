import type { Span } from '../../finding';
import type { Delimiters } from '../delimiters';
import { Envelope, type EnvelopeListener, type OpenSet } from '../envelope';
import { FindingLog } from '../finding-log';
import { reportProblem, reportStrangeId, X12_FINDINGS } from '../findings';
import type { Interchange } from '../interchange';
import type { SegmentView } from '../segment';
import { type SegmentSink, Tokenizer, type TokenizerProblem } from '../tokenizer';
import { ContentHash } from './content-hash';
import type { FileSummary, Handler835 } from './model';
import { TransactionReader } from './transaction-reader';

/** ST01 of the remittance advice. */
export const REMITTANCE = '835';

export type Reader835Options = {
  /** Also compute `contentSha256` of every transaction. */
  readonly contentHash?: boolean;
  /** See `TokenizerOptions`. */
  readonly fillBytes?: number;
  /** Sees every segment of the file as it passes, envelopes included, before it is placed. */
  readonly onSegment?: (view: SegmentView) => void;
  /** Told of bytes that are no segments. */
  readonly onProblem?: (problem: TokenizerProblem, span: Span) => void;
};

/**
 * Reads an 835 as its bytes arrive, in constant memory: `push` pieces of any size, then `end`. Nothing throws on bad
 * bytes; what is wrong goes to `handler.finding` with its place and cure. Other transaction sets in the file are counted
 * and passed over. Standards: X12.5 and X12.6 for the envelope, TR3 005010X221A1 (and 004010X091A1) for the content.
 */
export function create835Reader(
  handler: Handler835,
  options: Reader835Options = {},
): { push(chunk: Uint8Array): void; end(): FileSummary } {
  const reader = new FileReader835(handler, options);
  return { push: (chunk) => reader.push(chunk), end: () => reader.end() };
}

class FileReader835 implements SegmentSink, EnvelopeListener {
  private readonly handler: Handler835;
  private readonly options: Reader835Options;
  private readonly log: FindingLog;
  private readonly envelope: Envelope;
  private readonly tokenizer: Tokenizer;
  private readonly transaction: TransactionReader;
  private readonly hash: ContentHash | null;
  private transactions = 0;
  private isRemittance: boolean = false;
  private isSet: boolean = false;

  constructor(handler: Handler835, options: Reader835Options) {
    this.handler = handler;
    this.options = options;
    this.hash = options.contentHash === true ? new ContentHash() : null;
    this.log = new FindingLog(handler.finding?.bind(handler));
    this.envelope = new Envelope(this.log, this);
    this.tokenizer = new Tokenizer(this, { fillBytes: options.fillBytes });
    this.transaction = new TransactionReader(handler, this.log, this.hash);
  }

  push(chunk: Uint8Array): void {
    this.tokenizer.push(chunk);
  }

  end(): FileSummary {
    this.tokenizer.end();
    this.envelope.end();
    const { envelope, tokenizer, transaction, log } = this;
    const place = { offset: tokenizer.offset, line: tokenizer.segmentCount };
    if (envelope.isa === 0 && envelope.st === 0) log.add(X12_FINDINGS.noInterchange, place);
    log.close(place);
    return {
      bytes: tokenizer.offset,
      segments: tokenizer.segmentCount,
      isa: envelope.isa,
      gs: envelope.gs,
      st: envelope.st,
      se: envelope.se,
      ge: envelope.ge,
      iea: envelope.iea,
      transactions: this.transactions,
      claims: transaction.claims,
      services: transaction.services,
      envelopeIssues: envelope.issues,
      findings: log.count,
    };
  }

  segment(view: SegmentView): void {
    this.options.onSegment?.(view);
    if (this.envelope.accept(view)) return;
    if (this.isRemittance) this.transaction.segment(view);
    else if (!this.isSet) this.envelope.reportOutside(view);
    else reportStrangeId(this.log, view, undefined);
  }

  delimiters(delimiters: Delimiters, width: number, hasComponent: boolean): void {
    this.envelope.setDelimiters(delimiters, width, hasComponent);
    this.hash?.setDelimiters(delimiters);
  }

  problem(problem: TokenizerProblem, span: Span, segmentNumber: number): void {
    this.options.onProblem?.(problem, span);
    reportProblem(this.log, problem, span, segmentNumber);
  }

  interchangeOpened(interchange: Interchange): void {
    this.handler.interchange?.(interchange);
  }

  interchangeClosed(interchange: Interchange): void {
    this.handler.interchangeEnd?.(interchange);
  }

  setOpened(set: OpenSet, view: SegmentView): void {
    this.isSet = true;
    if (set.st01 !== REMITTANCE) return;
    this.isRemittance = true;
    this.transactions++;
    this.transaction.open(set, view);
  }

  setClosed(_set: OpenSet, trailer: SegmentView | null): void {
    if (this.isRemittance) this.transaction.close(trailer);
    this.isRemittance = false;
    this.isSet = false;
  }
}
