import { pollPayments } from '@/server/connectors/inbound/erp-payments';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runConfirm } from '@/server/pipeline/confirm/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { runPost } from '@/server/pipeline/post/run';
import { type Actor, systemActor } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { lookAtWaits } from '@/server/sagas/waits';

/**
 * A process that does what workers do, one step after the other for ever, and says which step it begins. Whoever started it
 * kills it.
 */
const STEPS: Readonly<Record<string, (actor: Actor) => Promise<unknown>>> = {
  poll: pollPayments,
  clocks: fireTimers,
  waits: lookAtWaits,
  parse: runParse,
  canonicalize: runCanonicalize,
  map: runMap,
  post: runPost,
  confirm: runConfirm,
};

for (;;) {
  for (const [name, run] of Object.entries(STEPS)) {
    process.send?.(name);
    try {
      await run(systemActor(name));
    } catch (error) {
      process.stderr.write(`${name}: ${String(error)}\n`);
    }
  }
}
