import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runConfirm } from '@/server/pipeline/confirm/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { runPost } from '@/server/pipeline/post/run';
import { readLedgers, readMasterData, runReconcile } from '@/server/pipeline/reconcile/run';
import type { Actor } from '@/server/platform/db';
import { systemActor } from '@/server/platform/db';

const STAGES: readonly (readonly [string, (actor: Actor) => Promise<number>])[] = [
  ['parse', runParse],
  ['canonicalize', runCanonicalize],
  ['map', runMap],
  ['post', runPost],
  ['confirm', runConfirm],
  ['reconcile', runReconcile],
];

const ROUNDS_MAX = 1000;

/** Runs every stage until a whole round moves nothing: what the workers do, without a queue and without waiting. */
export async function drain(): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let moved = 0;
    for (const [name, run] of STAGES) moved += await run(systemActor(name));
    if (moved === 0) return;
  }
  throw new Error(`the pipeline still moves after ${ROUNDS_MAX} rounds`);
}

export const mirrorErp = () => readMasterData(systemActor('reconcile'));
export const readGl = () => readLedgers(systemActor('reconcile'));
