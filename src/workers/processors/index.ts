import type { Processor } from '../runtime/processor';

/** Every stage a worker runs. */
export const PROCESSORS: readonly Processor[] = [];
