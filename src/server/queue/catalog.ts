import { z } from 'zod';
import { STAGES, type Stage } from '@/domain/stages';

/**
 * Every job there is. A job says “there is work for this stage”: it carries a shard number and nothing else, so that losing
 * all of them loses only promptness and no patient data ever sits in a queue. The database row is the work.
 */
export type WorkStage = Exclude<Stage, 'receive'>;
export type Doorbell = WorkStage | 'sweep';

export const WORK_STAGES = STAGES.filter((stage): stage is WorkStage => stage !== 'receive');
export const DOORBELLS: readonly Doorbell[] = [...WORK_STAGES, 'sweep'];

/** The stage that can go on once this one has moved something. */
export function nextStage(stage: WorkStage): WorkStage | null {
  return WORK_STAGES[WORK_STAGES.indexOf(stage) + 1] ?? null;
}

export const SHARDS_MAX = 64;
export const ringPayload = z.strictObject({
  shard: z
    .int()
    .min(0)
    .max(SHARDS_MAX - 1),
});
export type RingPayload = z.infer<typeof ringPayload>;

export type JobRules = {
  readonly queue: string;
  /** Always one: what failed is in the stage's rows, and the sweep rings again. */
  readonly attempts: 1;
  readonly backoff: null;
  /** How long one set may take before its signal is aborted; longer than any lease is never allowed. */
  readonly timeoutMs: number;
};

const rules = (doorbell: Doorbell, timeoutMs: number): JobRules => ({
  queue: `tieout-${doorbell}`,
  attempts: 1,
  backoff: null,
  timeoutMs,
});

export const CATALOG: Readonly<Record<Doorbell, JobRules>> = {
  parse: rules('parse', 300_000),
  canonicalize: rules('canonicalize', 120_000),
  map: rules('map', 60_000),
  post: rules('post', 60_000),
  confirm: rules('confirm', 60_000),
  reconcile: rules('reconcile', 120_000),
  sweep: rules('sweep', 60_000),
};
