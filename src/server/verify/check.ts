/** One invariant and what was found. `broken` rows are counted, the first is named; ids only, no patient data. */
export type Check = {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly checked: number;
  readonly broken: number;
  readonly example: string | null;
};
