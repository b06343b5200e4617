import { appendAudit } from '../audit';
import { type Actor, withTransaction } from '../platform/db';
import { stopItems } from '../store/stops';
import { lateWaits, wakeLapsed, wakeSignalled } from '../store/waits';

const LATE_PER_SET = 500;

/**
 * Wakes what waits for something that has happened, and stops what waited in vain under what it is late for. The caller rings
 * `map` when something woke.
 */
export const lookAtWaits = (actor: Actor): Promise<{ woken: number; late: number }> =>
  withTransaction(actor, async (tx) => {
    // First: what was signalled in time is not late, however late this look is.
    const woken = (await wakeSignalled(tx)) + (await wakeLapsed(tx, LATE_PER_SET));
    const late = await lateWaits(tx, LATE_PER_SET);
    await stopItems(
      tx,
      'map',
      late.map(({ late: failure, ...wait }) => ({ ...wait, failure })),
    );
    if (woken + late.length > 0) {
      await appendAudit(tx, {
        action: 'waits.ended',
        subjectKind: 'event',
        subjectId: late[0]?.eventId ?? 'signalled',
        detail: {
          woken,
          late: late.map(({ eventId, late: { code } }) => ({ eventId, code })),
          amountMinor: late.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
        },
      });
    }
    return { woken, late: late.length };
  });
