/** What is wrong with a file by itself, in a line: how much of each severity, and the worst of it. */
export type FindingCounts = {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  /** Code of the worst; null when there is none. */
  readonly worst: string | null;
};

export const NO_FINDINGS: FindingCounts = { error: 0, warning: 0, info: 0, worst: null };

export const findingCounts = (counts: Partial<Record<string, number>>, worst: string | null): FindingCounts => ({
  error: counts.error ?? 0,
  warning: counts.warning ?? 0,
  info: counts.info ?? 0,
  worst,
});

const SEVERITIES = ['error', 'warning', 'info'] as const;
const plural = { error: 'errors', warning: 'warnings', info: 'notes' } as const;
const single = { error: 'error', warning: 'warning', info: 'note' } as const;

/** `2 errors, 1 warning (worst: X12_SE_COUNT)`. */
export function findingWords(counts: FindingCounts): string {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${(counts[severity] === 1 ? single : plural)[severity]}`,
  );
  if (parts.length === 0) return 'no findings';
  return counts.worst === null ? parts.join(', ') : `${parts.join(', ')} (worst: ${counts.worst})`;
}
