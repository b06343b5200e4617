import type { Found } from '../store/verify-check';

/** One invariant and what was found. `broken` rows are counted, the first is named; ids only, no patient data. */
export type Check = {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly checked: number;
  readonly broken: number;
  readonly example: string | null;
  /** What this run vouches for and the next one must find again: the head of each audit chain. */
  readonly anchors?: Readonly<Record<string, Anchor>>;
};
export type Anchor = { readonly seq: string; readonly hash: string };

/** What one SQL check found, as a check of its own. */
export const checkOf = (id: string, title: string, found: Found): Check => ({
  id,
  title,
  ok: found.broken === 0n,
  checked: Number(found.checked),
  broken: Number(found.broken),
  example: found.example,
});

/** Counts what is looked at and what breaks the invariant, and keeps the first of the latter by name. */
export class Tally {
  checked = 0;
  broken = 0;
  example: string | null = null;

  look(good: boolean, label: () => string): void {
    this.checked += 1;
    if (!good) this.fail(label());
  }

  /** Something is missing altogether: broken without a row that could be counted. */
  fail(label: string): void {
    this.broken += 1;
    this.example ??= label;
  }

  check(id: string, title: string): Check {
    const { checked, broken, example } = this;
    return { id, title, ok: broken === 0, checked, broken, example };
  }
}
