import type { Finding, Span } from '../finding';
import { type Inspection, type Inspector, readableCount } from '../inspection';
import type { Delimiters } from './delimiters';
import { Envelope, type OpenSet } from './envelope';
import { FindingLog } from './finding-log';
import { reportProblem, reportStrangeId, X12_FINDINGS } from './findings';
import type { SegmentView } from './segment';
import { GS } from './segment-ids';
import { type SegmentSink, Tokenizer, type TokenizerProblem } from './tokenizer';

/** Different segment ids counted; a file of garbage must not grow the map without end. */
const SEGMENT_IDS_MAX = 1_000;

/** Envelope facts of an X12 file of any transaction set: counts, control numbers, segments by id. */
export const inspectX12: Inspector = async (source, onFinding) => {
  const reader = new EnvelopeReader(onFinding);
  for await (const chunk of source) reader.push(chunk);
  return reader.end();
};

class EnvelopeReader implements SegmentSink {
  private readonly log: FindingLog;
  private readonly envelope: Envelope;
  private readonly tokenizer = new Tokenizer(this);
  private readonly segments = new Map<string, number>();
  private readonly sets = new Map<string, number>();
  private readonly versions = new Set<string>();
  private isSet: boolean = false;

  constructor(onFinding: (finding: Finding) => void) {
    this.log = new FindingLog(onFinding);
    this.envelope = new Envelope(this.log, {
      setOpened: (set) => this.setOpened(set),
      setClosed: () => {
        this.isSet = false;
      },
    });
  }

  push(chunk: Uint8Array): void {
    this.tokenizer.push(chunk);
  }

  end(): Inspection {
    const { envelope, tokenizer, log } = this;
    tokenizer.end();
    envelope.end();
    const place = { offset: tokenizer.offset, line: tokenizer.segmentCount };
    if (envelope.isa === 0 && envelope.st === 0) log.add(X12_FINDINGS.noInterchange, place);
    log.close(place);
    const { isa, gs, st, se, ge, iea } = envelope;
    const facts = {
      isa,
      gs,
      st,
      se,
      ge,
      iea,
      segments: tokenizer.segmentCount,
      versions: [...this.versions].sort(),
      envelopeIssues: envelope.issues,
      st01: Object.fromEntries(this.sets),
      segmentCounts: Object.fromEntries(this.segments),
    };
    const rows = [
      ['Interchanges / groups / sets', [isa, gs, st].map(readableCount).join(' / ')],
      ['Segments', readableCount(tokenizer.segmentCount)],
      ...[...this.sets].map(([id, count]) => [`Transaction sets ${id}`, readableCount(count)]),
    ];
    const columns = [{ title: '', align: 'left' } as const, { title: '', align: 'right' } as const];
    return { facts, summary: [{ title: 'Envelope', columns, rows }] };
  }

  segment(view: SegmentView): void {
    const id = view.code(0);
    const count = this.segments.get(id);
    if (count !== undefined || this.segments.size < SEGMENT_IDS_MAX) this.segments.set(id, (count ?? 0) + 1);
    if (view.id === GS) this.addVersion(view.element(8));
    if (this.envelope.accept(view)) return;
    if (this.isSet) reportStrangeId(this.log, view, undefined);
    else this.envelope.reportOutside(view);
  }

  delimiters(delimiters: Delimiters, width: number, hasComponent: boolean): void {
    this.envelope.setDelimiters(delimiters, width, hasComponent);
  }

  problem(problem: TokenizerProblem, span: Span, segmentNumber: number): void {
    reportProblem(this.log, problem, span, segmentNumber);
  }

  private addVersion(version: string): void {
    if (version !== '' && this.versions.size < SEGMENT_IDS_MAX) this.versions.add(version);
  }

  private setOpened(set: OpenSet): void {
    this.isSet = true;
    this.sets.set(set.st01, (this.sets.get(set.st01) ?? 0) + 1);
  }
}
