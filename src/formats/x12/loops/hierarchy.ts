import type { FindingLog } from '../finding-log';
import type { SegmentView } from '../segment';
import { LOOP_FINDINGS } from './findings';
import type { Loop } from './model';

/** No implementation guide nests deeper than seven levels. */
const LEVELS_MAX = 64;

/**
 * HL01 or HL02 as written, as a number where that says the same: the texts of numbers that never repeat would be made for
 * comparing them once.
 */
type NodeId = number | string;

/** `chain` ends with the loop of the node itself. */
type Node = { readonly id: NodeId; readonly level: string; readonly chain: readonly Loop[] };

const NO_LOOPS: readonly never[] = [];

/** The HL nodes above the one being read (X12.22 HL: HL01 own number, HL02 parent, HL03 level). */
export class Hierarchy {
  /** Loops of the chain, outermost first. A new array whenever it changes, so that units may keep it. */
  loops: readonly Loop[] = [];
  private readonly log: FindingLog;
  private readonly nodes: Node[] = [];
  private lastNumber = 0;
  private hasGap: boolean = false;

  constructor(log: FindingLog) {
    this.log = log;
  }

  /** Cuts the chain back to the parent of the HL in `view` and returns what is left: the ancestors of the new node. */
  enter(view: SegmentView, loop: Loop): readonly Loop[] {
    const id = nodeId(view, 1);
    const parent = nodeId(view, 2);
    const level = view.code(3);
    this.checkNumber(view, id, loop.path);
    const { nodes } = this;
    let kept = 0;
    if (parent !== '') {
      kept = nodes.length;
      while (kept > 0 && nodes[kept - 1]!.id !== parent) kept--;
      if (kept === 0) {
        this.log.add(LOOP_FINDINGS.parentUnknown, placeOf(view, `${loop.path}/HL02`), parent);
        const same = nodes.findIndex((node) => node.level === level);
        kept = same < 0 ? nodes.length : same;
      }
    }
    while (nodes.length > kept) nodes.pop();
    const ancestors = kept === 0 ? NO_LOOPS : nodes[kept - 1]!.chain;
    this.loops = [...ancestors, loop];
    if (nodes.length < LEVELS_MAX) nodes.push({ id, level, chain: this.loops });
    return ancestors;
  }

  private checkNumber(view: SegmentView, id: NodeId, path: string): void {
    const number = typeof id === 'number' ? id : numberOf(id);
    if (number !== this.lastNumber + 1 && !this.hasGap) {
      this.hasGap = true;
      this.log.add(LOOP_FINDINGS.hierarchyNumber, placeOf(view, `${path}/HL01`), id, this.lastNumber + 1);
    }
    this.lastNumber = number;
  }
}

function nodeId(view: SegmentView, index: number): NodeId {
  const number = view.integer(index);
  return number < 0 ? view.code(index) : number;
}

/** Value of up to nine digits; 0 for anything else. */
function numberOf(text: string): number {
  if (text.length > 9) return 0;
  let number = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    number = number * 10 + digit;
  }
  return number;
}

const placeOf = (view: SegmentView, path: string) => ({ offset: view.offset, line: view.number, path });
