import type { Finding, Span } from '../../finding';
import { type Inspection, type Inspector, readableCount, type SummaryTable } from '../../inspection';
import { DEFAULT_DELIMITERS, type Delimiters, isLineBreak, isNoise } from '../delimiters';
import type { Interchange } from '../interchange';
import type { SegmentView } from '../segment';
import { GS, ISA, ST } from '../segment-ids';
import type { LoopFileSummary } from './model';
import { idOf } from './segment-record';

/** Interchanges whose separators are listed. */
const DELIMITERS_LISTED_MAX = 6;
/** Different segment ids and set numbers counted; a file of garbage must not grow the maps without end. */
const KEYS_MAX = 1_000;
/** Values listed one by one in facts; further ones are only counted. */
export const LISTED_MAX = 100_000;

/** Counts by text, bounded. */
export class Counts {
  private readonly counts = new Map<string, number>();

  add(key: string, by = 1): void {
    const count = this.counts.get(key);
    if (count !== undefined || this.counts.size < KEYS_MAX) this.counts.set(key, (count ?? 0) + by);
  }

  merge(other: Counts): void {
    for (const [key, count] of other.counts) this.add(key, count);
  }

  facts(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }

  /** Most frequent first, as rows of a table. */
  rows(name: (key: string) => string = (key) => key): string[][] {
    const sorted = [...this.counts].sort(([, a], [, b]) => b - a);
    return sorted.map(([key, count]) => [name(key === '' ? '(empty)' : key), readableCount(count)]);
  }
}

/** What a set adds to the facts and tables every X12 file has. */
export type SetTally = {
  /** Every segment of the file, envelopes and strays included, before it is placed in a loop. */
  segment?(view: SegmentView, id: string): void;
  facts(): Record<string, unknown>;
  tables(): readonly (SummaryTable | string)[];
};

/** How a tally gets a reader of its set: it is given the hooks of the file facts. */
export type TallyReader = { push(chunk: Uint8Array): void; end(): LoopFileSummary };
export type TallyHooks = {
  readonly interchange: (interchange: Interchange) => void;
  readonly finding: (finding: Finding) => void;
  readonly options: {
    readonly onSegment: (view: SegmentView) => void;
    readonly onProblem: (problem: string, span: Span) => void;
  };
};

/** An inspector of one kind of set: `start` makes a tally and the reader that feeds it. */
export const makeInspector =
  (start: (hooks: TallyHooks) => { tally: SetTally; reader: TallyReader }): Inspector =>
  async (source, onFinding) => {
    const file = new FileTally();
    const { tally, reader } = start({
      interchange: (interchange) => file.interchange(interchange),
      finding: onFinding,
      options: {
        onSegment: (view) => tally.segment?.(view, file.segment(view)),
        onProblem: (_, span) => file.problem(span),
      },
    });
    for await (const chunk of source) {
      file.bytes(chunk);
      reader.push(chunk);
    }
    return file.inspection(reader.end(), tally);
  };

/** Facts of the bytes and the envelope. */
export class FileTally {
  private readonly segments = new Counts();
  private readonly sets = new Counts();
  private readonly versions = new Set<string>();
  private tests = 0;
  private readonly delims: Record<string, unknown>[] = [];
  /** The ISA just read ends in CR: what follows tells whether LF belongs to the terminator. */
  private openCr: { readonly delims: Record<string, unknown>; readonly end: number } | null = null;
  private crlf = 0;
  private lf = 0;
  private last = 0;
  private hasLeadingText: boolean = false;
  private firstIsa = -1;
  private firstBytes: number[] = [];

  bytes(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    for (let at = 0; this.firstBytes.length < BYTE_ORDER_MARK.length && at < chunk.length; at++) {
      this.firstBytes.push(chunk[at]!);
    }
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) {
      if ((at === 0 ? this.last : chunk[at - 1]) === 0x0d) this.crlf++;
      else this.lf++;
    }
    this.last = chunk[chunk.length - 1]!;
  }

  segment(view: SegmentView): string {
    const id = idOf(view);
    this.segments.add(id);
    if (this.openCr !== null) this.closeCr(view);
    if (view.id === ISA) {
      if (this.firstIsa < 0) this.firstIsa = view.offset;
    } else if (view.id === GS) {
      const version = view.element(8);
      if (version !== '' && this.versions.size < KEYS_MAX) this.versions.add(version);
    } else if (view.id === ST) this.sets.add(view.element(1));
    return id;
  }

  problem(span: Span): void {
    if (this.firstIsa < 0 && span.length > 0) this.hasLeadingText = true;
  }

  interchange(interchange: Interchange): void {
    if (interchange.usage === TEST) this.tests++;
    if (interchange.fragment || this.delims.length >= DELIMITERS_LISTED_MAX) return;
    const { terminator, repetition } = interchange.delimiters;
    const delims = {
      ...separatorTexts(interchange.delimiters),
      repetition: repetition === null ? null : String.fromCharCode(repetition),
      isa_len: interchange.width,
      isa13: interchange.controlNumber,
      usage: interchange.usage,
      version: interchange.version,
    };
    this.delims.push(delims);
    if (terminator !== CARRIAGE_RETURN) return;
    this.openCr = { delims, end: interchange.span.offset + interchange.span.length };
  }

  /** `view` is the first segment behind an ISA that ends in CR: it starts later when a LF stands between. */
  private closeCr(view: SegmentView): void {
    const { delims, end } = this.openCr!;
    this.openCr = null;
    const at = end + 1 - view.base;
    const isOther = view.origin === null && at >= 0 && view.bytes[at] !== LINE_FEED;
    if (view.offset > end + 1 && !isOther) delims.terminator = '\\r\\n';
  }

  /** Under the names of the published truth records. */
  facts(file: LoopFileSummary) {
    const { isa, gs, st, se, ge, iea, segments } = file;
    const hasMark = BYTE_ORDER_MARK.every((byte, index) => this.firstBytes[index] === byte);
    return {
      delims: isa > 0 ? this.delims : [{ ...separatorTexts(DEFAULT_DELIMITERS), fragment: true }],
      isa,
      gs,
      st,
      se,
      ge,
      iea,
      segments,
      crlf: this.crlf,
      lf: this.lf,
      leading_text: isa > 0 && (this.hasLeadingText || hasMark),
      ...(isa === 0 ? { fragment_no_isa: true } : {}),
      envelope_issues: file.envelopeIssues,
      versions: [...this.versions].sort(),
    };
  }

  /** What ISA15 says when it does not say production. */
  usageRows(): string[][] {
    return this.tests === 0 ? [] : [['Interchanges of test data (ISA15 is T)', readableCount(this.tests)]];
  }

  inspection(file: LoopFileSummary, tally: SetTally): Inspection {
    const { isa, gs, st, segments } = file;
    const facts = {
      ...this.facts(file),
      st01: this.sets.facts(),
      segment_counts: this.segments.facts(),
      ...tally.facts(),
    };
    const rows = [
      ['Interchanges / groups / sets', [isa, gs, st].map(readableCount).join(' / ')],
      ['Segments', readableCount(segments)],
      ['Version', [...this.versions].sort().join(', ')],
      ...this.usageRows(),
    ];
    return { facts, summary: [countTable('Envelope', rows), ...tally.tables()] };
  }
}

/** ISA15 of test data. */
const TEST = 'T';
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const separatorTexts = ({ element, component, terminator }: Delimiters) => ({
  element: String.fromCharCode(element),
  component: String.fromCharCode(component),
  terminator: escaped(terminator),
});

function escaped(byte: number): string {
  if (byte === LINE_FEED) return '\\n';
  if (byte === CARRIAGE_RETURN) return '\\r';
  if (byte === 0x5c) return '\\\\';
  if (isLineBreak(byte) || isNoise(byte) || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return String.fromCharCode(byte);
}

/** A table of names and right-aligned figures. */
export const countTable = (title: string, rows: readonly (readonly string[])[]): SummaryTable => ({
  title,
  columns: [
    { title: '', align: 'left' },
    { title: '', align: 'right' },
  ],
  rows,
});
