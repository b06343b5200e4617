import { packId } from '../segment-ids';
import { Grammar, type LoopNode } from './moves';

export type { Grammar } from './moves';

/** A loop as an implementation guide draws it. */
export type LoopRule = {
  /** Loop id of the TR3. */
  readonly id: string;
  /** Id of the segment that opens the loop. */
  readonly trigger: string;
  /** Values of the code element that open this loop; `null` for any value no sibling names. */
  readonly codes: readonly string[] | null;
  /** Ids of the further segments of the loop itself. */
  readonly own: readonly string[];
  readonly loops: readonly LoopRule[];
  /** Handed on by itself, see `LoopUnit`. Stands in the set or in another unit, never in a loop inside a unit. */
  readonly isUnit: boolean;
};

/** The loops of one transaction set. */
export type SetRule = {
  /** Segments before the first unit that belong to no loop. */
  readonly own: readonly string[];
  readonly loops: readonly LoopRule[];
  /** Elements that may not be empty, by segment: `{ CLM: [1, 2] }`. */
  readonly required: Readonly<Record<string, readonly number[]>>;
  /** Elements that must be numbers where present. */
  readonly amounts: Readonly<Record<string, readonly number[]>>;
};

const words = (list: string): string[] => (list === '' ? [] : list.split(' '));

/** `codes` and `own` are lists with blanks between; `codes` `''` opens for any code. */
export function loop(id: string, trigger: string, codes: string, own: string, loops: LoopRule[] = []): LoopRule {
  return { id, trigger, codes: codes === '' ? null : words(codes), own: words(own), loops, isUnit: false };
}

export const unit = (id: string, trigger: string, codes: string, own: string, loops: LoopRule[] = []): LoopRule => ({
  ...loop(id, trigger, codes, own, loops),
  isUnit: true,
});

export const ownSegments = words;

/** Turns the loops of a guide into nodes, each with what a segment id means to it. */
export function compile(rule: SetRule): Grammar {
  const compiler = new Compiler();
  const root: LoopRule = { id: 'ST', trigger: 'ST', codes: null, own: rule.own, loops: rule.loops, isUnit: true };
  compiler.add(root, null);
  const checks = new Map(
    [...new Set([...Object.keys(rule.required), ...Object.keys(rule.amounts)])].map((id) => [
      packId(id),
      { required: rule.required[id] ?? [], amounts: rule.amounts[id] ?? [] },
    ]),
  );
  return new Grammar(compiler.nodes, checks);
}

class Compiler {
  readonly nodes: LoopNode[] = [];
  private readonly idNumbers = new Map<string, number>();

  add(rule: LoopRule, parent: LoopNode | null): LoopNode {
    const steps: LoopNode['steps'] = new Map();
    const node: LoopNode = {
      index: this.nodes.length,
      id: rule.id,
      idNumber: this.idNumber(rule.id),
      depth: parent === null ? 0 : parent.depth + 1,
      parent,
      isUnit: rule.isUnit,
      isHierarchy: rule.trigger === 'HL',
      steps,
      places: [],
    };
    this.nodes.push(node);
    const children = rule.loops.map((child) => ({ child, compiled: this.add(child, node) }));
    for (const trigger of new Set([...rule.own, ...rule.loops.map((child) => child.trigger)])) {
      const byCode = new Map<number, LoopNode>();
      let otherwise: LoopNode | null = null;
      for (const { child, compiled } of children) {
        if (child.trigger !== trigger) continue;
        if (child.codes === null) otherwise = compiled;
        else for (const code of child.codes) byCode.set(packId(code), compiled);
      }
      steps.set(packId(trigger), { isOwn: rule.own.includes(trigger), byCode, otherwise });
    }
    return node;
  }

  private idNumber(id: string): number {
    const known = this.idNumbers.get(id);
    if (known !== undefined) return known;
    this.idNumbers.set(id, this.idNumbers.size);
    return this.idNumbers.size - 1;
  }
}
