import type { FindingLog } from '../finding-log';
import type { SegmentView } from '../segment';
import { LOOP_FINDINGS } from './findings';
import type { Loop } from './model';

/** No implementation guide nests deeper than seven levels. */
const LEVELS_MAX = 64;

type Node = { readonly id: string; readonly level: string; readonly loop: Loop };

/** The HL nodes above the one being read (X12.22 HL: HL01 own number, HL02 parent, HL03 level). */
export class Hierarchy {
  /** Loops of the chain, outermost first. A new array whenever it changes, so that units may keep it. */
  loops: readonly Loop[] = [];
  private readonly log: FindingLog;
  private nodes: Node[] = [];
  private lastNumber = 0;
  private hasGap: boolean = false;

  constructor(log: FindingLog) {
    this.log = log;
  }

  open(): void {
    this.nodes = [];
    this.loops = [];
    this.lastNumber = 0;
    this.hasGap = false;
  }

  /** Cuts the chain back to the parent of the HL in `view` and returns what is left: the ancestors of the new node. */
  enter(view: SegmentView, loop: Loop): readonly Loop[] {
    const id = view.code(1);
    const parent = view.code(2);
    const level = view.code(3);
    this.checkNumber(view, id, loop.path);
    const { nodes } = this;
    if (parent === '') nodes.length = 0;
    else {
      let at = nodes.length - 1;
      while (at >= 0 && nodes[at]!.id !== parent) at--;
      if (at < 0) {
        this.log.add(LOOP_FINDINGS.parentUnknown, placeOf(view, `${loop.path}/HL02`), parent);
        at = nodes.findIndex((node) => node.level === level) - 1;
        if (at === -2) at = nodes.length - 1;
      }
      nodes.length = at + 1;
    }
    const ancestors = nodes.map((node) => node.loop);
    if (nodes.length < LEVELS_MAX) nodes.push({ id, level, loop });
    this.loops = [...ancestors, loop];
    return ancestors;
  }

  private checkNumber(view: SegmentView, id: string, path: string): void {
    const number = /^\d{1,9}$/.test(id) ? Number.parseInt(id, 10) : 0;
    if (number !== this.lastNumber + 1 && !this.hasGap) {
      this.hasGap = true;
      this.log.add(LOOP_FINDINGS.hierarchyNumber, placeOf(view, `${path}/HL01`), id, this.lastNumber + 1);
    }
    this.lastNumber = number;
  }
}

const placeOf = (view: SegmentView, path: string) => ({ offset: view.offset, line: view.number, path });
