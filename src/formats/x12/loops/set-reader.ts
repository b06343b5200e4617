import type { Delimiters } from '../delimiters';
import type { OpenSet } from '../envelope';
import type { FindingLog, FindingRule } from '../finding-log';
import { reportStrangeId } from '../findings';
import type { SegmentView } from '../segment';
import { isNumeric } from './amounts';
import { LOOP_FINDINGS } from './findings';
import { Hierarchy } from './hierarchy';
import type { Loop, LoopHandler, LoopUnit, SetHeader, SetSummary } from './model';
import { type ElementChecks, type Grammar, type LoopNode, MOVE_BITS, MOVE_MASK, OPEN, UNEXPECTED } from './moves';
import { idOf } from './segment-record';
import { UnitLoop } from './unit-loop';
import { UNIT_BYTES_MAX, UNIT_SEGMENTS_MAX, type UnitReader } from './unit-reader';

/** Different unexpected segment ids reported per set. */
const UNEXPECTED_IDS_MAX = 100;

/** A unit from the segment that opens it on. */
type OpenUnit = LoopUnit & { readonly node: LoopNode; readonly loop: UnitLoop };

/** `view` is the ST. */
type SetStart = {
  readonly set: OpenSet;
  readonly view: SegmentView;
  readonly grammar: Grammar;
  readonly delimiters: Delimiters;
};

const NO_LOOPS: readonly never[] = [];

/** Groups the segments of one transaction set into loops and hands on every unit when it is complete. */
export class SetReader {
  private readonly handler: LoopHandler;
  private readonly log: FindingLog;
  private readonly hierarchy: Hierarchy;
  private readonly unexpected = new Set<number>();
  private readonly set: OpenSet;
  private readonly stEnd: number;
  private delimiters: Delimiters;
  private readonly grammar: Grammar;
  private readonly reader: UnitReader;
  /** Units so far and the beginning of their paths, by id number. */
  private readonly ordinals: number[] = [];
  private readonly places: string[] = [];
  /** The header of the set, then the units open, each inside the one before it. Only the last is still being read. */
  private readonly units: OpenUnit[];
  private header: SetHeader | null = null;
  private unitCount = 0;
  private hasFullUnit: boolean = false;
  private lastEnd: number;
  private lastNumber: number;

  constructor(handler: LoopHandler, log: FindingLog, reader: UnitReader, { set, view, grammar, delimiters }: SetStart) {
    this.handler = handler;
    this.log = log;
    this.hierarchy = new Hierarchy(log);
    this.set = set;
    this.stEnd = view.end;
    this.delimiters = delimiters;
    this.grammar = grammar;
    this.reader = reader;
    reader.view.setTerminator(delimiters.terminator);
    this.lastEnd = view.end;
    this.lastNumber = view.number;
    const loop = new UnitLoop(grammar.root, set.path, grammar, this.delimiters);
    this.units = [{ node: grammar.root, loop, ancestors: NO_LOOPS, view: reader.view }];
    reader.open(grammar.root, set.path);
  }

  /** Other separators apply from here on: an ISA stands in the set that cannot be read as one. */
  setDelimiters(delimiters: Delimiters): void {
    this.delimiters = delimiters;
    this.reader.view.setTerminator(delimiters.terminator);
  }

  /** Takes a segment between ST and SE. */
  segment(view: SegmentView): void {
    this.lastEnd = view.end;
    this.lastNumber = view.number;
    const { grammar, reader } = this;
    const column = grammar.column(view.id);
    const move = grammar.move(reader.node, column, view);
    const kind = move & MOVE_MASK;
    if (kind === OPEN) {
      const node = grammar.nodes[move >> MOVE_BITS]!;
      if (node.isUnit) this.openUnit(node, view);
    } else if (kind === UNEXPECTED) this.reportUnexpected(view);
    reader.take(view, move, grammar.nodes);
    if (reader.fullness !== 'room' && !this.hasFullUnit) this.reportFull(view);
    const checks = grammar.checks[column];
    if (checks !== undefined) this.check(view, checks);
  }

  /** The bytes of the segments taken are about to be overwritten. */
  release(): void {
    this.reader.view.release();
  }

  /** Ends the set; `trailer` is its SE, or `null` when there is none. */
  close(trailer: SegmentView | null): void {
    this.deliver();
    const header = this.header!;
    const end = trailer === null ? this.lastEnd : trailer.end;
    const lastNumber = trailer === null ? this.lastNumber : trailer.number;
    const summary: SetSummary = {
      header,
      span: { offset: header.offset, length: end - header.offset },
      segmentCount: lastNumber - header.segmentNumber + 1,
      unitCount: this.unitCount,
      closed: trailer !== null,
    };
    this.handler.setEnd?.(summary);
  }

  private openUnit(node: LoopNode, view: SegmentView): void {
    this.deliver();
    this.unitCount++;
    this.hasFullUnit = false;
    const { units } = this;
    while (units[units.length - 1]!.node !== node.parent) units.pop();
    const path = this.nextPath(node);
    const loop = new UnitLoop(node, path, this.grammar, this.delimiters);
    const ancestors = node.isHierarchy ? this.hierarchy.enter(view, loop) : this.ancestors();
    units.push({ node, loop, ancestors, view: this.reader.view });
    this.reader.open(node, path);
  }

  /** The chain of HL nodes, then the units of other kinds that are open. */
  private ancestors(): readonly Loop[] {
    const { hierarchy, units } = this;
    let chain = hierarchy.loops;
    for (let at = 1; at < units.length; at++) {
      const { node, loop } = units[at]!;
      if (!node.isHierarchy) chain = [...chain, loop];
    }
    return chain;
  }

  private nextPath({ idNumber, id }: LoopNode): string {
    const ordinal = (this.ordinals[idNumber] ?? 0) + 1;
    this.ordinals[idNumber] = ordinal;
    this.places[idNumber] ??= `${this.set.path}/${id}[`;
    return `${this.places[idNumber]}${ordinal}]`;
  }

  /** Hands on the unit that was being read; at first that is the header. */
  private deliver(): void {
    const { reader } = this;
    const unit = this.units[this.units.length - 1]!;
    const { loop } = unit;
    const view = reader.seal();
    if (this.header === null) {
      const { offset } = this.set;
      const last = view.at(view.segmentCount - 1);
      const end = view.segmentCount === 0 ? this.stEnd : last.end;
      loop.hold(view, { offset, length: end - offset });
      this.header = this.headerOf(loop);
      this.handler.setStart?.(this.header, view);
    } else {
      loop.hold(view, view.span(0));
      this.handler.unit?.(unit, this.header);
    }
    loop.letGo();
  }

  private headerOf(loop: Loop): SetHeader {
    const { index, path, offset, segmentNumber, st01, st02, st03, interchange, group } = this.set;
    const version = group?.version ?? st03;
    return { index, path, offset, segmentNumber, st01, st02, st03, version, interchange, group, loop };
  }

  private check(view: SegmentView, { required, amounts }: ElementChecks): void {
    for (const index of required) {
      if (view.isEmpty(index)) this.report(LOOP_FINDINGS.elementMissing, view, index);
    }
    for (const index of amounts) {
      if (view.isEmpty(index) || !Number.isNaN(view.minor(index)) || isNumeric(view.element(index))) continue;
      this.report(LOOP_FINDINGS.amountNotNumeric, view, index);
    }
  }

  private report(rule: FindingRule, view: SegmentView, index: number): void {
    const element = `${idOf(view)}${String(index).padStart(2, '0')}`;
    const place = { offset: view.span(index).offset, line: view.number, path: `${this.reader.path()}/${element}` };
    this.log.add(rule, place, element);
  }

  private reportUnexpected(view: SegmentView): void {
    if (reportStrangeId(this.log, view, this.reader.path())) return;
    if (this.unexpected.has(view.id) || this.unexpected.size >= UNEXPECTED_IDS_MAX) return;
    this.unexpected.add(view.id);
    const { node } = this.reader;
    this.log.add(LOOP_FINDINGS.unexpected, this.placeOf(view), idOf(view), node.id);
  }

  private reportFull(view: SegmentView): void {
    this.hasFullUnit = true;
    const { fullness, node } = this.reader;
    if (fullness === 'segments')
      this.log.add(LOOP_FINDINGS.unitTooLarge, this.placeOf(view), node.id, UNIT_SEGMENTS_MAX);
    else this.log.add(LOOP_FINDINGS.unitTooLong, this.placeOf(view), node.id, UNIT_BYTES_MAX);
  }

  private placeOf(view: SegmentView) {
    return { offset: view.offset, line: view.number, path: this.reader.path() };
  }
}
