/**
 * What to work on first. The score is a sum of four parts, each with its own limit, and the parts are always shown: a
 * number nobody can explain is not followed. 100 at most.
 */
export type ScoreParts = {
  readonly dollars: number;
  readonly due: number;
  readonly age: number;
  readonly repeats: number;
};
export type Score = { readonly total: number; readonly parts: ScoreParts };

export type ScoreQuestion = {
  /** Dollars that stand still, whatever their sign, in minor units. */
  readonly grossMinor: bigint;
  /** Until the cause is late; negative when it is. */
  readonly dueInMs: number;
  readonly oldestMs: number;
  /** It was cured before. */
  readonly regressed: boolean;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** From this amount on (minor units), this many points: 40 at most. */
const DOLLARS: readonly (readonly [bigint, number])[] = [
  [500_000_000n, 40],
  [100_000_000n, 35],
  [50_000_000n, 31],
  [10_000_000n, 25],
  [5_000_000n, 20],
  [1_000_000n, 14],
  [100_000n, 8],
  [1n, 3],
];
/** Up to this long before it is late: 30 at most. */
const DUE: readonly (readonly [number, number])[] = [
  [0, 30],
  [HOUR, 28],
  [2 * HOUR, 26],
  [4 * HOUR, 22],
  [8 * HOUR, 16],
  [DAY, 10],
];
const DUE_LATER = 4;
/** From this age of the oldest item on: 20 at most. */
const AGE: readonly (readonly [number, number])[] = [
  [7 * DAY, 20],
  [3 * DAY, 14],
  [DAY, 8],
  [4 * HOUR, 4],
];
const REGRESSED = 10;

export function scoreOf(question: ScoreQuestion): Score {
  const parts: ScoreParts = {
    dollars: DOLLARS.find(([from]) => question.grossMinor >= from)?.[1] ?? 0,
    due: DUE.find(([upTo]) => question.dueInMs <= upTo)?.[1] ?? DUE_LATER,
    age: AGE.find(([from]) => question.oldestMs >= from)?.[1] ?? 0,
    repeats: question.regressed ? REGRESSED : 0,
  };
  return { total: parts.dollars + parts.due + parts.age + parts.repeats, parts };
}
