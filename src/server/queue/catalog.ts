import { STAGES, type Stage } from '@/domain/stages';

/**
 * Every bell there is. A ring says “there is work for this stage” and nothing else, so that losing all rings loses only promptness
 * and no patient data ever sits in a queue. The database row is the work.
 */
export type WorkStage = Exclude<Stage, 'receive'>;
export type Doorbell = WorkStage | 'sweep';

const WORK_STAGES = STAGES.filter((stage): stage is WorkStage => stage !== 'receive');

/** The stage that can go on once this one has moved something. */
export function nextStage(stage: WorkStage): WorkStage | null {
  return WORK_STAGES[WORK_STAGES.indexOf(stage) + 1] ?? null;
}

/** The carrier's name of a bell. */
export const queueName = (doorbell: Doorbell): string => `tieout-${doorbell}`;
