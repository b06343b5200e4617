import type { SegmentView } from '../segment';
import { packId } from '../segment-ids';

/** What a segment id means to an open loop. */
type Step = {
  /** It belongs to the loop itself. */
  readonly isOwn: boolean;
  /** The inner loop it opens, by its packed code; `otherwise` for codes none is named for. */
  readonly byCode: ReadonlyMap<number, LoopNode>;
  readonly otherwise: LoopNode | null;
};

/** A loop at its place in the tree of a guide: the same loop inside two others is two nodes. */
export type LoopNode = {
  readonly index: number;
  readonly id: string;
  /** Number of the loop id: nodes with the same id share it, and siblings are counted by it. */
  readonly idNumber: number;
  readonly depth: number;
  readonly parent: LoopNode | null;
  readonly isUnit: boolean;
  readonly isHierarchy: boolean;
  readonly steps: Map<number, Step>;
  /** Path parts by ordinal, filled as they are needed. */
  readonly places: (string | undefined)[];
};

/** Elements of one segment id that are looked at when it arrives. */
export type ElementChecks = { readonly required: readonly number[]; readonly amounts: readonly number[] };

/** What to do with a segment, in the low bits of a move; the bits above them are the index of a node or a choice. */
export const ATTACH = 1;
export const OPEN = 2;
/** It has no place in the loops open or above them, and stays where reading is. */
export const UNEXPECTED = 3;
/** The code of the segment decides. */
const BY_CODE = 4;
const UNRESOLVED = 0;
export const MOVE_BITS = 3;
export const MOVE_MASK = (1 << MOVE_BITS) - 1;

type Choice = {
  readonly element: number;
  readonly codes: readonly number[];
  readonly moves: readonly number[];
  readonly otherwise: number;
};

/** Slots of the look-up from segment id to column: a power of two well above the number of ids a guide has. */
const SLOT_BITS = 9;
const HASH = 0x9e3779b1;

const HL = packId('HL');

/** Element that tells loops with the same trigger apart: HL03, otherwise element 01. */
const codeElement = (id: number): number => (id === HL ? 3 : 1);

/**
 * The loops of one transaction set as a table: where a segment goes depends on the innermost open loop and its id, for
 * some ids on a code as well. Units above the innermost one have been handed on, so that follows from the loop too.
 * Cells are worked out when they are first asked for: a file meets few of them.
 */
export class Grammar {
  readonly nodes: readonly LoopNode[];
  /** By column. */
  readonly checks: (ElementChecks | undefined)[];
  private readonly slots = new Int32Array(1 << SLOT_BITS);
  private readonly slotColumns = new Uint16Array(1 << SLOT_BITS);
  /** By column; column 0 stands for ids the guide does not have. */
  private readonly ids: number[] = [0];
  private readonly moves: Uint16Array;
  private readonly choices: Choice[] = [];

  constructor(nodes: readonly LoopNode[], checks: ReadonlyMap<number, ElementChecks>) {
    this.nodes = nodes;
    for (const id of new Set([...nodes.flatMap(({ steps }) => [...steps.keys()]), ...checks.keys()]))
      this.addColumn(id);
    this.checks = this.ids.map((id) => checks.get(id));
    this.moves = new Uint16Array(nodes.length * this.ids.length);
  }

  get root(): LoopNode {
    return this.nodes[0]!;
  }

  /** Column of a packed segment id. */
  column(id: number): number {
    const { slots } = this;
    let slot = Math.imul(id, HASH) >>> (32 - SLOT_BITS);
    for (;;) {
      const found = slots[slot]!;
      if (found === id) return this.slotColumns[slot]!;
      if (found === 0) return 0;
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  /** Where the segment in `view` goes when the loop of `node` is the innermost open one. */
  move(node: LoopNode, column: number, view: SegmentView): number {
    const cell = node.index * this.ids.length + column;
    let move = this.moves[cell]!;
    if (move === UNRESOLVED) {
      move = this.resolve(node, this.ids[column]!);
      this.moves[cell] = move;
    }
    if ((move & MOVE_MASK) !== BY_CODE) return move;
    const { element, codes, moves, otherwise } = this.choices[move >> MOVE_BITS]!;
    const at = codes.indexOf(view.packed(element));
    return at < 0 ? otherwise : moves[at]!;
  }

  private addColumn(id: number): void {
    let slot = Math.imul(id, HASH) >>> (32 - SLOT_BITS);
    while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1);
    this.slots[slot] = id;
    this.slotColumns[slot] = this.ids.length;
    this.ids.push(id);
  }

  private resolve(node: LoopNode, id: number): number {
    const codes = new Set<number>();
    for (let at: LoopNode | null = node; at !== null; at = at.parent) {
      for (const code of at.steps.get(id)?.byCode.keys() ?? []) codes.add(code);
    }
    const otherwise = moveFor(node, id, NO_CODE);
    if (codes.size === 0) return otherwise;
    const moves = [...codes].map((code) => moveFor(node, id, code));
    this.choices.push({ element: codeElement(id), codes: [...codes], moves, otherwise });
    return ((this.choices.length - 1) << MOVE_BITS) | BY_CODE;
  }
}

/** Packs no code, and is what `SegmentView.packed` gives for what cannot be one. */
const NO_CODE = -1;

/** From the innermost open loop outwards: the first that knows the segment takes it, and those inside it end. */
function moveFor(node: LoopNode, id: number, code: number): number {
  let isDelivered = false;
  for (let at: LoopNode | null = node; at !== null; at = at.parent) {
    const step = at.steps.get(id);
    if (step !== undefined) {
      const child = step.byCode.get(code) ?? step.otherwise;
      if (child !== null && (child.isUnit || !isDelivered)) return (child.index << MOVE_BITS) | OPEN;
      if (step.isOwn && !isDelivered) return (at.index << MOVE_BITS) | ATTACH;
    }
    // What is above a unit was handed on when the unit opened: only further units may open there.
    if (at.isUnit) isDelivered = true;
  }
  return UNEXPECTED;
}
