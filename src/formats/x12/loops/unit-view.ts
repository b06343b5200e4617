import type { Span } from '../../finding';
import { allocateText, SegmentView, type TextBuffer } from '../segment';
import type { LoopNode } from './moves';

/** Bytes between two segments that cannot hold anything but a terminator and a line break. */
const GAP_BYTES_MAX = 3;
const BYTES_FIRST = 8 * 1024;
const SEGMENTS_FIRST = 256;
const STARTS_FIRST = 2_048;

/** What `at` gives for a segment that is not there: every element of it is empty. */
const NO_SEGMENT = new SegmentView();

/**
 * One unit (the header of a set, an HL node, a claim) as the reader sees it: its loops and segments as numbers over
 * buffers that are reused for the next unit. Nothing may keep the view; whoever wants a record makes it now.
 *
 * Loops are numbered in the order they open, 0 is the unit itself; segments in file order. -1 is a loop or a segment
 * that is not there.
 */
export class UnitView {
  segmentCount = 0;
  loopCount = 0;
  /** Path of the unit. */
  path = '';
  /** The bytes of the segments as Latin-1 text, with what stands between them or terminators in its place. */
  text = '';
  /** True when `text` says by itself where everything stood: byte for byte from the first segment on. */
  isContiguous: boolean = true;
  private terminator = '~';
  private readonly cursor = new SegmentView();
  private current = -1;

  private bytes: TextBuffer = allocateText(BYTES_FIRST);
  private length = 0;
  /** Bytes of the segments since `pieceFrom` are not copied yet: they are taken over in one piece. */
  private source: TextBuffer | null = null;
  private pieceFrom = 0;
  private pieceTo = 0;
  /** From positions in `source` to positions in `bytes`. */
  private shift = 0;

  /** Element boundaries of all segments one after the other; `firsts` says where those of a segment begin. */
  private starts = new Int32Array(STARTS_FIRST);
  private startCount = 0;
  private firsts = new Int32Array(SEGMENTS_FIRST);
  private counts = new Int32Array(SEGMENTS_FIRST);
  private ids = new Int32Array(SEGMENTS_FIRST);
  private loops = new Int32Array(SEGMENTS_FIRST);
  private flags = new Uint8Array(SEGMENTS_FIRST);
  private components = new Uint8Array(SEGMENTS_FIRST);
  /** Plain lists, because what is read from an array of doubles has to be boxed to be kept. */
  private readonly numbers: number[] = [];
  private readonly offsets: number[] = [];
  private readonly ends: number[] = [];

  private readonly nodes: LoopNode[] = [];
  private readonly parents: number[] = [];
  private readonly ordinals: number[] = [];
  private readonly segmentFroms: number[] = [];
  private readonly segmentEnds: number[] = [];
  private readonly ownEnds: number[] = [];
  private readonly loopEnds: number[] = [];

  /** Empties the view for the next unit. */
  clear(path: string): void {
    this.path = path;
    this.segmentCount = 0;
    this.loopCount = 0;
    this.startCount = 0;
    this.length = 0;
    this.text = '';
    this.source = null;
    this.current = -1;
    this.isContiguous = true;
  }

  /** A unit in which the separators change is not to be read again from its text. */
  setTerminator(terminator: number): void {
    this.terminator = String.fromCharCode(terminator);
    this.isContiguous = false;
  }

  /** Bytes held. */
  get size(): number {
    return this.source === null ? this.length : this.length + this.pieceTo - this.pieceFrom;
  }

  openLoop(node: LoopNode, parent: number, ordinal: number): number {
    const loop = this.loopCount++;
    this.nodes[loop] = node;
    this.parents[loop] = parent;
    this.ordinals[loop] = ordinal;
    this.segmentFroms[loop] = this.segmentCount;
    this.ownEnds[loop] = this.segmentCount;
    return loop;
  }

  closeLoop(loop: number): void {
    this.segmentEnds[loop] = this.segmentCount;
    this.loopEnds[loop] = this.loopCount;
  }

  /** Takes a segment of the tokenizer into `loop`. */
  add(view: SegmentView, loop: number): void {
    const segment = this.segmentCount;
    const { count, starts: from } = view;
    if (segment === this.ids.length) this.growSegments();
    if (this.startCount + count + 2 > this.starts.length) this.growStarts(count + 2);
    if (view.bytes !== this.source || view.offset - this.ends[segment - 1]! > GAP_BYTES_MAX) this.startPiece(view);
    const { starts, shift } = this;
    let to = this.startCount;
    this.firsts[segment] = to;
    for (let index = 0; index <= count + 1; index++) starts[to++] = from[index]! + shift;
    this.startCount = to;
    this.pieceTo = from[count + 1]! - 1;
    this.counts[segment] = count;
    this.ids[segment] = view.id === 0 ? paddedId(view) : view.id;
    this.loops[segment] = loop;
    this.flags[segment] = (view.hasHighBytes ? HIGH_BYTES : 0) | (view.hasComponents ? COMPONENTS : 0);
    this.components[segment] = view.component;
    this.numbers[segment] = view.number;
    this.offsets[segment] = view.offset;
    this.ends[segment] = view.end;
    this.segmentCount = segment + 1;
    this.ownEnds[loop] = segment + 1;
  }

  /** Takes over bytes that are about to be overwritten. */
  release(): void {
    const { source } = this;
    if (source === null) return;
    this.source = null;
    this.append(source.latin1Slice(this.pieceFrom, this.pieceTo));
  }

  /** Makes the unit readable once all its segments are there. */
  seal(): void {
    this.release();
    const { cursor } = this;
    cursor.bytes = this.bytes;
    cursor.length = this.length;
    cursor.text = this.text;
    cursor.starts = this.starts;
    this.current = -1;
  }

  /** A segment, valid until the next is asked for. Spans of its elements are not known, only its own. */
  at(segment: number): SegmentView {
    if (segment < 0) return NO_SEGMENT;
    const { cursor } = this;
    if (segment === this.current) return cursor;
    this.current = segment;
    const flags = this.flags[segment]!;
    cursor.first = this.firsts[segment]!;
    cursor.count = this.counts[segment]!;
    cursor.component = this.components[segment]!;
    cursor.id = this.ids[segment]!;
    cursor.number = this.numbers[segment]!;
    cursor.offset = this.offsets[segment]!;
    cursor.end = this.ends[segment]!;
    cursor.hasHighBytes = (flags & HIGH_BYTES) !== 0;
    cursor.hasComponents = (flags & COMPONENTS) !== 0;
    return cursor;
  }

  /** The segment that opens a loop. The header of a set may have none. */
  opening(loop: number): SegmentView {
    return this.at(loop < 0 || this.segmentFroms[loop] === this.segmentEnds[loop] ? -1 : this.segmentFroms[loop]!);
  }

  /** Number of the first segment of a loop. */
  first(loop: number): number {
    return this.segmentFroms[loop]!;
  }

  /** Number behind the last segment of a loop itself; see `loopOf` for those before it. */
  end(loop: number): number {
    return this.ownEnds[loop]!;
  }

  /** Packed id of a segment. */
  idOf(segment: number): number {
    return this.ids[segment]!;
  }

  /** Number of the loop a segment belongs to. */
  loopOf(segment: number): number {
    return this.loops[segment]!;
  }

  /** The first segment of a loop itself with this packed id, or -1. */
  find(loop: number, id: number): number {
    if (loop < 0) return -1;
    const end = this.ownEnds[loop]!;
    for (let at = this.segmentFroms[loop]!; at < end; at++)
      if (this.ids[at] === id && this.loops[at] === loop) return at;
    return -1;
  }

  /** The first segment of a loop itself with this packed id; without elements when there is none. */
  segment(loop: number, id: number): SegmentView {
    return this.at(this.find(loop, id));
  }

  /** Number behind the last loop inside `loop`. The first loop inside it, if any, is `loop + 1`, the one behind that its `loopsEnd`. */
  loopsEnd(loop: number): number {
    return this.loopEnds[loop]!;
  }

  /** How many loops directly inside `loop` have this id. */
  countLoops(loop: number, id: string): number {
    let count = 0;
    const end = this.loopEnds[loop]!;
    for (let inner = loop + 1; inner < end; inner = this.loopEnds[inner]!) if (this.id(inner) === id) count++;
    return count;
  }

  /** Loop id of the TR3. */
  id(loop: number): string {
    return this.nodes[loop]!.id;
  }

  /** From the first byte of the loop to the last byte of its last segment, those of inner loops included. */
  span(loop: number): Span {
    const [from, end] = [this.segmentFroms[loop]!, this.segmentEnds[loop]!];
    if (from === end) return { offset: 0, length: 0 };
    const offset = this.offsets[from]!;
    return { offset, length: this.ends[end - 1]! - offset };
  }

  pathOf(loop: number): string {
    if (loop === 0) return this.path;
    const parent = this.parents[loop]!;
    return (parent === 0 ? this.path : this.pathOf(parent)) + placeIn(this.nodes[loop]!, this.ordinals[loop]!);
  }

  /** Begins a piece of bytes that does not follow the piece before it in the same buffer. */
  private startPiece(view: SegmentView): void {
    this.release();
    if (view.origin !== null) this.isContiguous = false;
    if (this.segmentCount > 0) {
      const gap = view.offset - this.ends[this.segmentCount - 1]!;
      if (gap > GAP_BYTES_MAX) this.isContiguous = false;
      else this.append(this.terminator.repeat(gap));
    }
    this.source = view.bytes;
    this.pieceFrom = view.starts[0]!;
    this.shift = this.length - this.pieceFrom;
  }

  private append(piece: string): void {
    this.text = this.length === 0 ? piece : this.text + piece;
    const end = this.length + piece.length;
    if (end > this.bytes.length) {
      const bytes = allocateText(Math.max(this.bytes.length * 2, end));
      this.bytes.copy(bytes, 0, 0, this.length);
      this.bytes = bytes;
    }
    // Copied from the text: copying from a part of a buffer makes an object for that part first.
    this.bytes.latin1Write(piece, this.length);
    this.length = end;
  }

  private growStarts(more: number): void {
    const starts = new Int32Array(Math.max(this.starts.length * 2, this.startCount + more));
    starts.set(this.starts);
    this.starts = starts;
  }

  private growSegments(): void {
    const size = this.ids.length * 2;
    this.firsts = widened(this.firsts, new Int32Array(size));
    this.counts = widened(this.counts, new Int32Array(size));
    this.ids = widened(this.ids, new Int32Array(size));
    this.loops = widened(this.loops, new Int32Array(size));
    this.flags = widened(this.flags, new Uint8Array(size));
    this.components = widened(this.components, new Uint8Array(size));
  }
}

/** An id of three letters with blanks around it is read as what it says; others of four bytes or more have no packed id. */
function paddedId(view: SegmentView): number {
  const id = view.packed(0);
  return id > 0 && id < 1 << 24 ? id : 0;
}

const HIGH_BYTES = 1;
const COMPONENTS = 2;

function widened<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Ordinals whose path parts are kept: every claim has the same few. */
const PLACES_MAX = 100;

/** `/2400[3]`. */
export function placeIn(node: LoopNode, ordinal: number): string {
  if (ordinal > PLACES_MAX) return `/${node.id}[${ordinal}]`;
  let place = node.places[ordinal];
  if (place === undefined) {
    place = `/${node.id}[${ordinal}]`;
    node.places[ordinal] = place;
  }
  return place;
}
