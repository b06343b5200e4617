import type { SegmentView } from '../segment';
import { packId } from '../segment-ids';

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
  /** Handed on by itself, see `LoopUnit`. */
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

/** Element that tells loops with the same trigger apart: HL03, otherwise element 01. */
const codeElement = (trigger: string): number => (trigger === 'HL' ? 3 : 1);

/** What a segment id means to an open loop. */
type Step = {
  readonly isOwn: boolean;
  readonly byCode: ReadonlyMap<string, CompiledLoop> | null;
  readonly otherwise: CompiledLoop | null;
  readonly codeAt: number;
};

export type CompiledLoop = {
  readonly id: string;
  readonly isUnit: boolean;
  readonly isHierarchy: boolean;
  readonly steps: ReadonlyMap<number, Step>;
  /** Path parts by ordinal, filled as they are needed. */
  readonly places: (string | undefined)[];
};

/** Elements of one segment id that are looked at when it arrives. */
export type ElementChecks = { readonly required: readonly number[]; readonly amounts: readonly number[] };

export type Grammar = {
  readonly root: CompiledLoop;
  readonly checks: ReadonlyMap<number, ElementChecks>;
};

/** Turns the loops of a guide into look-ups by packed segment id. */
export function compile(rule: SetRule): Grammar {
  const checks = new Map<number, ElementChecks>();
  for (const id of new Set([...Object.keys(rule.required), ...Object.keys(rule.amounts)])) {
    checks.set(packId(id), { required: rule.required[id] ?? [], amounts: rule.amounts[id] ?? [] });
  }
  const root: LoopRule = { id: 'ST', trigger: 'ST', codes: null, own: rule.own, loops: rule.loops, isUnit: true };
  return { root: compileLoop(root), checks };
}

function compileLoop(rule: LoopRule): CompiledLoop {
  const steps = new Map<number, Step>();
  for (const trigger of new Set([...rule.own, ...rule.loops.map((child) => child.trigger)])) {
    const children = rule.loops.filter((child) => child.trigger === trigger);
    const byCode = new Map<string, CompiledLoop>();
    let otherwise: CompiledLoop | null = null;
    for (const child of children) {
      const compiled = compileLoop(child);
      if (child.codes === null) otherwise = compiled;
      else for (const code of child.codes) byCode.set(code, compiled);
    }
    steps.set(packId(trigger), {
      isOwn: rule.own.includes(trigger),
      byCode: byCode.size === 0 ? null : byCode,
      otherwise,
      codeAt: codeElement(trigger),
    });
  }
  return { id: rule.id, isUnit: rule.isUnit, isHierarchy: rule.trigger === 'HL', steps, places: [] };
}

/** The loop that `view` opens inside a loop with this step, if any. */
export const childOf = (step: Step, view: SegmentView): CompiledLoop | null =>
  step.byCode?.get(view.code(step.codeAt)) ?? step.otherwise;
