import type { SegmentView } from '../segment';
import { ATTACH, type LoopNode, MOVE_BITS, MOVE_MASK, OPEN } from './moves';
import { placeIn, UnitView } from './unit-view';

/** Segments kept of one unit. A claim of 999 lines has some ten thousand; memory must stay bounded whatever comes. */
export const UNIT_SEGMENTS_MAX = 50_000;
/** Bytes kept of one unit, for segments that are absurdly long as well. */
export const UNIT_BYTES_MAX = 32 * 1024 * 1024;

/** A loop that is open. One object per depth serves all loops of that depth. */
class Level {
  node: LoopNode | null = null;
  /** Number in the view; -1 when the unit was full. */
  loop = 0;
  ordinal = 0;
  /** Ordinals of the loops inside by id number, each valid when its stamp is that of the loop now open. */
  private readonly ordinals: number[] = [];
  private readonly stamps: number[] = [];
  private stamp = 0;

  set(node: LoopNode, loop: number, ordinal: number): void {
    this.node = node;
    this.loop = loop;
    this.ordinal = ordinal;
    this.stamp++;
  }

  /** Place of a new loop among its siblings with the same id, from 1. */
  next(id: number): number {
    const ordinal = this.stamps[id] === this.stamp ? this.ordinals[id]! + 1 : 1;
    this.stamps[id] = this.stamp;
    this.ordinals[id] = ordinal;
    return ordinal;
  }
}

/** Which limit a unit has reached. */
export type Fullness = 'room' | 'segments' | 'bytes';

/** Puts the segments of one unit after the other into its loops. */
export class UnitReader {
  readonly view = new UnitView();
  /** Innermost open loop. */
  node!: LoopNode;
  fullness: Fullness = 'room';
  private readonly levels = [new Level()];
  private depth = 0;
  private segments = 0;

  /** Begins a unit; its segments follow. */
  open(node: LoopNode, path: string): void {
    const { view } = this;
    view.clear(path);
    this.fullness = 'room';
    this.segments = 0;
    this.depth = 0;
    this.node = node;
    this.levels[0]!.set(node, view.openLoop(node, -1, 1), 1);
  }

  /** Takes a segment where `move` says. One that opens a unit is the first of this one. */
  take(view: SegmentView, move: number, nodes: readonly LoopNode[]): void {
    this.checkRoom();
    const kind = move & MOVE_MASK;
    const target = nodes[move >> MOVE_BITS]!;
    if (kind === ATTACH) this.closeTo(target);
    else if (kind === OPEN && !target.isUnit) {
      this.closeTo(target.parent!);
      this.enter(target);
    }
    if (this.fullness === 'room') this.view.add(view, this.levels[this.depth]!.loop);
  }

  /** Ends the unit; its view can be read until the next one is opened. */
  seal(): UnitView {
    for (; this.depth > 0; this.depth--) this.close();
    this.close();
    this.depth = 0;
    this.view.seal();
    return this.view;
  }

  /** Path of the innermost open loop. */
  path(): string {
    let path = this.view.path;
    for (let depth = 1; depth <= this.depth; depth++) {
      const { node, ordinal } = this.levels[depth]!;
      path += placeIn(node!, ordinal);
    }
    return path;
  }

  private checkRoom(): void {
    this.segments++;
    if (this.fullness !== 'room') return;
    if (this.segments > UNIT_SEGMENTS_MAX) this.fullness = 'segments';
    else if (this.view.size > UNIT_BYTES_MAX) this.fullness = 'bytes';
  }

  private enter(node: LoopNode): void {
    const above = this.levels[this.depth]!;
    const ordinal = above.next(node.idNumber);
    const loop = this.fullness === 'room' ? this.view.openLoop(node, above.loop, ordinal) : -1;
    this.depth++;
    if (this.depth === this.levels.length) this.levels.push(new Level());
    this.levels[this.depth]!.set(node, loop, ordinal);
    this.node = node;
  }

  private closeTo(node: LoopNode): void {
    while (this.levels[this.depth]!.node !== node) {
      this.close();
      this.depth--;
    }
    this.node = node;
  }

  private close(): void {
    const { loop } = this.levels[this.depth]!;
    if (loop >= 0) this.view.closeLoop(loop);
  }
}
