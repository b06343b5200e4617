import type { Span } from '../../finding';
import { DEFAULT_DELIMITERS, type Delimiters } from '../delimiters';
import { Envelope, type EnvelopeListener, type OpenSet } from '../envelope';
import { FindingLog } from '../finding-log';
import { reportProblem, reportStrangeId, X12_FINDINGS } from '../findings';
import type { Interchange } from '../interchange';
import type { SegmentView } from '../segment';
import { TA1 } from '../segment-ids';
import { type SegmentSink, Tokenizer, type TokenizerProblem } from '../tokenizer';
import type { LoopFileSummary, LoopHandler } from './model';
import type { Grammar } from './moves';
import { recordOf } from './segment-record';
import { SetReader } from './set-reader';
import { UnitReader } from './unit-reader';

/** Grammar of a set by ST01 and version (GS08, or ST03 without a group); `null` passes it over. */
export type GrammarChoice = (st01: string, version: string) => Grammar | null;

export type LoopReaderOptions = {
  /** Sees every segment of the file as it passes, envelopes included, before it is placed. */
  readonly onSegment?: (view: SegmentView, isInSet: boolean) => void;
  /** Told of bytes that are no segments. */
  readonly onProblem?: (problem: TokenizerProblem, span: Span) => void;
  /** Receives the rules of the findings before the limit of a file cuts them off. */
  readonly makeLog?: (deliver: LoopHandler['finding']) => FindingLog;
  /** See `TokenizerOptions`. */
  readonly fillBytes?: number;
};

/** `log` is where readers of typed records report; it shares the limit of the file. */
export type LoopReader = {
  readonly log: FindingLog;
  push(chunk: Uint8Array): void;
  end(): LoopFileSummary;
};

/**
 * Reads any X12 file as its bytes arrive, in constant memory, into loops by the grammars given: `push` pieces of any
 * size, then `end`. Nothing throws on bad bytes; what is wrong goes to `handler.finding` with its place and cure.
 * Standards: X12.5 and X12.6 for the envelope, X12.22 for HL, the grammars name their guides.
 */
export function createLoopReader(
  handler: LoopHandler,
  grammarOf: GrammarChoice,
  options: LoopReaderOptions = {},
): LoopReader {
  const reader = new FileReader(handler, grammarOf, options);
  return { log: reader.log, push: (chunk) => reader.push(chunk), end: () => reader.end() };
}

class FileReader implements SegmentSink, EnvelopeListener {
  readonly log: FindingLog;
  private readonly handler: LoopHandler;
  private readonly grammarOf: GrammarChoice;
  private readonly options: LoopReaderOptions;
  private readonly envelope: Envelope;
  private readonly tokenizer: Tokenizer;
  /** Serves all sets of the file: its buffers are too large to make them anew for every small set. */
  private readonly units = new UnitReader();
  /** The set being read; `null` outside sets and in sets that are passed over. */
  private set: SetReader | null = null;
  private interchange: Interchange | null = null;
  /** Those the tokenizer goes by. */
  private separators: Delimiters = DEFAULT_DELIMITERS;
  private isSet: boolean = false;

  constructor(handler: LoopHandler, grammarOf: GrammarChoice, options: LoopReaderOptions) {
    this.handler = handler;
    this.grammarOf = grammarOf;
    this.options = options;
    const deliver = handler.finding?.bind(handler);
    this.log = options.makeLog?.(deliver) ?? new FindingLog(deliver);
    this.envelope = new Envelope(this.log, this);
    this.tokenizer = new Tokenizer(this, { fillBytes: options.fillBytes });
  }

  push(chunk: Uint8Array): void {
    this.tokenizer.push(chunk);
  }

  end(): LoopFileSummary {
    const { envelope, tokenizer, log } = this;
    tokenizer.end();
    envelope.end();
    const place = { offset: tokenizer.offset, line: tokenizer.segmentCount };
    if (envelope.isa === 0 && envelope.st === 0) log.add(X12_FINDINGS.noInterchange, place);
    log.close(place);
    const { isa, gs, st, se, ge, iea, issues } = envelope;
    return {
      bytes: tokenizer.offset,
      segments: tokenizer.segmentCount,
      isa,
      gs,
      st,
      se,
      ge,
      iea,
      envelopeIssues: issues,
      findings: log.count,
    };
  }

  segment(view: SegmentView): void {
    this.options.onSegment?.(view, this.isSet);
    if (this.envelope.accept(view)) {
      if (view.id === TA1) this.handler.interchangeAcknowledgment?.(recordOf(view), this.interchange);
    } else if (this.set !== null) this.set.segment(view);
    else if (this.isSet) reportStrangeId(this.log, view, undefined);
    else this.envelope.reportOutside(view);
  }

  delimiters(delimiters: Delimiters, width: number, hasComponent: boolean): void {
    this.envelope.setDelimiters(delimiters, width, hasComponent);
    this.separators = delimiters;
    this.set?.setDelimiters(delimiters);
  }

  problem(problem: TokenizerProblem, span: Span, segmentNumber: number): void {
    this.options.onProblem?.(problem, span);
    reportProblem(this.log, problem, span, segmentNumber);
  }

  release(): void {
    this.set?.release();
  }

  interchangeOpened(interchange: Interchange): void {
    this.interchange = interchange;
    this.handler.interchange?.(interchange);
  }

  interchangeClosed(interchange: Interchange): void {
    this.interchange = null;
    this.handler.interchangeEnd?.(interchange);
  }

  setOpened(set: OpenSet, view: SegmentView): void {
    this.isSet = true;
    const grammar = this.grammarOf(set.st01, set.group?.version ?? set.st03);
    if (grammar === null) return;
    this.set = new SetReader(this.handler, this.log, this.units, { set, view, grammar, delimiters: this.separators });
  }

  setClosed(_set: OpenSet, trailer: SegmentView | null): void {
    this.set?.close(trailer);
    this.set = null;
    this.isSet = false;
  }
}
