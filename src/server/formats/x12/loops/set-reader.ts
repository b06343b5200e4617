import type { Span } from '../../finding';
import { append, type Draft, NONE } from '../835/draft';
import type { Delimiters } from '../delimiters';
import type { OpenSet } from '../envelope';
import type { FindingLog, FindingRule } from '../finding-log';
import type { SegmentView } from '../segment';
import { isNumeric } from './amounts';
import { LOOP_FINDINGS } from './findings';
import { type CompiledLoop, childOf, type Grammar } from './grammar';
import { Hierarchy } from './hierarchy';
import type { Loop, LoopHandler, SetHeader, SetSummary } from './model';
import { idOf, SegmentRecorder } from './segment-record';

/** Segments kept of one unit. A claim of 999 lines has some ten thousand; memory must stay bounded whatever comes. */
export const UNIT_SEGMENTS_MAX = 50_000;
/** Different unexpected segment ids reported per set. */
const UNEXPECTED_IDS_MAX = 100;

type OpenLoop = {
  readonly rule: CompiledLoop;
  readonly loop: Draft<Loop>;
  readonly ancestors: readonly Loop[];
  /** Handed on already: nothing may be added any more. */
  isDelivered: boolean;
  /** Id and ordinal of the last loop inside; the ordinals of the ids before it. */
  childId: string;
  childOrdinal: number;
  ordinals: Map<string, number> | null;
};

/** Groups the segments of one transaction set after the other into loops and hands on every unit when it is complete. */
export class SetReader {
  private readonly handler: LoopHandler;
  private readonly log: FindingLog;
  private readonly recorder = new SegmentRecorder();
  private readonly hierarchy: Hierarchy;
  private readonly unexpected = new Set<number>();
  private readonly ordinals = new Map<string, number>();
  private stack: OpenLoop[] = [];
  private grammar: Grammar | null = null;
  private set: OpenSet | null = null;
  private header: SetHeader | null = null;
  private unitCount = 0;
  private unitSegments = 0;
  private lastEnd = 0;
  private lastNumber = 0;

  constructor(handler: LoopHandler, log: FindingLog) {
    this.handler = handler;
    this.log = log;
    this.hierarchy = new Hierarchy(log);
  }

  setDelimiters(delimiters: Delimiters): void {
    this.recorder.setDelimiters(delimiters);
  }

  record(view: SegmentView) {
    return this.recorder.record(view);
  }

  open(set: OpenSet, view: SegmentView, grammar: Grammar): void {
    this.set = set;
    this.grammar = grammar;
    this.header = null;
    this.hierarchy.open();
    this.unexpected.clear();
    this.ordinals.clear();
    this.unitCount = 0;
    this.unitSegments = 0;
    this.lastEnd = view.end;
    this.lastNumber = view.number;
    const loop: Draft<Loop> = { id: 'ST', path: set.path, span: view.whole(), segments: NONE, loops: NONE };
    this.stack = [openLoop(grammar.root, loop, NONE)];
  }

  /** Takes a segment between ST and SE. */
  segment(view: SegmentView): void {
    this.lastEnd = view.end;
    this.lastNumber = view.number;
    const { stack } = this;
    this.place(view);
    const checks = this.grammar!.checks.get(view.id);
    if (checks === undefined) return;
    const { path } = stack[stack.length - 1]!.loop;
    for (const index of checks.required) {
      if (view.isEmpty(index)) this.report(LOOP_FINDINGS.elementMissing, view, index, path);
    }
    for (const index of checks.amounts) {
      if (view.isEmpty(index) || !Number.isNaN(view.minor(index)) || isNumeric(view.element(index))) continue;
      this.report(LOOP_FINDINGS.amountNotNumeric, view, index, path);
    }
  }

  /** Ends the set; `trailer` is its SE, or `null` when there is none. */
  close(trailer: SegmentView | null): void {
    this.closeTo(0);
    const header = this.endHeader();
    const end = trailer === null ? this.lastEnd : trailer.end;
    const lastNumber = trailer === null ? this.lastNumber : trailer.number;
    const summary: SetSummary = {
      header,
      span: { offset: header.offset, length: end - header.offset },
      segmentCount: lastNumber - header.segmentNumber + 1,
      unitCount: this.unitCount,
      closed: trailer !== null,
    };
    this.set = null;
    this.stack = [];
    this.handler.setEnd?.(summary);
  }

  /** From the innermost open loop outwards: the first that knows the segment takes it, and those inside it end. */
  private place(view: SegmentView): void {
    const { stack } = this;
    for (let depth = stack.length - 1; depth >= 0; depth--) {
      const { rule, isDelivered } = stack[depth]!;
      const step = rule.steps.get(view.id);
      if (step === undefined) continue;
      const child = childOf(step, view);
      if (child !== null && (child.isUnit || !isDelivered)) {
        this.closeTo(depth);
        this.enter(child, view);
        return;
      }
      if (!step.isOwn || isDelivered) continue;
      this.closeTo(depth);
      this.attach(view);
      return;
    }
    const { loop } = stack[stack.length - 1]!;
    if (!this.unexpected.has(view.id) && this.unexpected.size < UNEXPECTED_IDS_MAX) {
      this.unexpected.add(view.id);
      const place = { offset: view.offset, line: view.number, path: loop.path };
      this.log.add(LOOP_FINDINGS.unexpected, place, idOf(view).slice(0, 3), loop.id);
    }
    this.attach(view);
  }

  private enter(rule: CompiledLoop, view: SegmentView): void {
    const { stack } = this;
    const parent = stack[stack.length - 1]!;
    if (rule.isUnit) this.openUnit(rule, view, parent);
    else {
      const path = parent.loop.path + placeIn(rule, ordinalIn(parent, rule.id));
      const loop: Draft<Loop> = { id: rule.id, path, span: view.whole(), segments: NONE, loops: NONE };
      if (this.hasRoom(view)) parent.loop.loops = append(parent.loop.loops, loop);
      stack.push(openLoop(rule, loop, NONE));
    }
    this.attach(view);
  }

  private openUnit(rule: CompiledLoop, view: SegmentView, parent: OpenLoop): void {
    this.deliver(parent);
    this.unitCount++;
    this.unitSegments = 0;
    const ordinal = (this.ordinals.get(rule.id) ?? 0) + 1;
    this.ordinals.set(rule.id, ordinal);
    const path = `${this.set!.path}/${rule.id}[${ordinal}]`;
    const loop: Draft<Loop> = { id: rule.id, path, span: view.whole(), segments: NONE, loops: NONE };
    let ancestors: readonly Loop[];
    if (rule.isHierarchy) ancestors = this.hierarchy.enter(view, loop);
    else {
      const above = this.stack.slice(1).filter((open) => open.rule.isUnit && !open.rule.isHierarchy);
      ancestors = above.length === 0 ? this.hierarchy.loops : [...this.hierarchy.loops, ...above.map((o) => o.loop)];
    }
    this.stack.push(openLoop(rule, loop, ancestors));
  }

  private attach(view: SegmentView): void {
    const open = this.stack[this.stack.length - 1]!;
    this.unitSegments++;
    // Garbage behind a unit that was handed on is reported by `place` and has nowhere to go.
    if (open.isDelivered || !this.hasRoom(view)) return;
    open.loop.segments = append(open.loop.segments, this.recorder.record(view));
  }

  private hasRoom(view: SegmentView): boolean {
    if (this.unitSegments <= UNIT_SEGMENTS_MAX) return true;
    if (this.unitSegments === UNIT_SEGMENTS_MAX + 1) {
      const { loop } = this.stack[this.stack.length - 1]!;
      const place = { offset: view.offset, line: view.number, path: loop.path };
      this.log.add(LOOP_FINDINGS.unitTooLarge, place, loop.id, UNIT_SEGMENTS_MAX);
      this.unitSegments++;
    }
    return false;
  }

  /** Ends the loops inside the one at `depth`. */
  private closeTo(depth: number): void {
    const { stack } = this;
    while (stack.length - 1 > depth) {
      const open = stack[stack.length - 1]!;
      this.finish(open);
      stack.pop();
    }
  }

  private finish(open: OpenLoop): void {
    const { loop } = open;
    if (open.isDelivered) return;
    loop.span = spanOf(loop);
    if (open.rule.isUnit) this.deliver(open);
  }

  private deliver(open: OpenLoop): void {
    if (open.isDelivered) return;
    if (open.rule === this.grammar!.root) {
      this.endHeader();
      return;
    }
    open.loop.span = spanOf(open.loop);
    open.isDelivered = true;
    this.handler.unit?.({ loop: open.loop, ancestors: open.ancestors }, this.endHeader());
  }

  private endHeader(): SetHeader {
    if (this.header !== null) return this.header;
    const set = this.set!;
    const root = this.stack[0]!;
    root.isDelivered = true;
    root.loop.span = spanOf(root.loop);
    const { index, path, offset, segmentNumber, st01, st02, st03, interchange, group } = set;
    const version = group?.version ?? st03;
    const loop: Loop = root.loop;
    this.header = { index, path, offset, segmentNumber, st01, st02, st03, version, interchange, group, loop };
    this.handler.setStart?.(this.header);
    return this.header;
  }

  private report(rule: FindingRule, view: SegmentView, index: number, path: string): void {
    const element = `${idOf(view)}${String(index).padStart(2, '0')}`;
    const place = { offset: view.span(index).offset, line: view.number, path: `${path}/${element}` };
    this.log.add(rule, place, element);
  }
}

/** From the first byte of the loop to the last byte of its last segment or inner loop, whichever stands later. */
function spanOf(loop: Loop): Span {
  const { segments, loops, span } = loop;
  let end = span.offset + span.length;
  const before = end;
  if (segments.length > 1) end = Math.max(end, endOf(segments[segments.length - 1]!.span));
  if (loops.length > 0) end = Math.max(end, endOf(loops[loops.length - 1]!.span));
  return end === before ? span : { offset: span.offset, length: end - span.offset };
}

const endOf = (span: Span): number => span.offset + span.length;

/** `/2400[3]`, made once per rule and small number: every claim has the same few. */
function placeIn(rule: CompiledLoop, ordinal: number): string {
  if (ordinal > PLACES_MAX) return `/${rule.id}[${ordinal}]`;
  let place = rule.places[ordinal];
  if (place === undefined) {
    place = `/${rule.id}[${ordinal}]`;
    rule.places[ordinal] = place;
  }
  return place;
}

const PLACES_MAX = 100;

/** Place of a new loop among its siblings with the same id, from 1. Siblings mostly come in runs of one id. */
function ordinalIn(parent: OpenLoop, id: string): number {
  if (parent.childId === id) return ++parent.childOrdinal;
  if (parent.childId !== '') {
    parent.ordinals ??= new Map();
    parent.ordinals.set(parent.childId, parent.childOrdinal);
  }
  parent.childId = id;
  parent.childOrdinal = (parent.ordinals?.get(id) ?? 0) + 1;
  return parent.childOrdinal;
}

const openLoop = (rule: CompiledLoop, loop: Draft<Loop>, ancestors: readonly Loop[]): OpenLoop => ({
  rule,
  loop,
  ancestors,
  isDelivered: false,
  childId: '',
  childOrdinal: 0,
  ordinals: null,
});
