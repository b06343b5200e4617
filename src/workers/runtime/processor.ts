import type { Actor } from '@/server/platform/db';
import type { Logger } from '@/server/platform/logger';
import type { WorkStage } from '@/server/queue/catalog';

export type RunContext = {
  readonly log: Logger;
  readonly actor: Actor;
};

/** One stage as the runtime sees it. The stage's rows are the work; the runtime only decides when to look at them. */
export type Processor = {
  readonly stage: WorkStage;
  /**
   * Claims one set, works it, commits, and returns how many items moved. `0` means nothing is claimable now. Failures of
   * single items belong into the rows; a throw means that the set as a whole could not be worked (database away, a bug).
   */
  readonly run: (context: RunContext) => Promise<number>;
  /** Cheap (one index probe): is anything claimable and unleased? Asked by the sweep. */
  readonly hasWork: (context: RunContext) => Promise<boolean>;
  /** Items of a whole set now. After one that moved at least half as many, the next look comes at once instead of after a pause. */
  readonly setSize: () => number;
  /** Sets at once in one process; WORKER_CONCURRENCY when unset. `1` for stages that must not run beside themselves. */
  readonly concurrency?: number;
};

export const defineProcessor = (processor: Processor): Processor => processor;
