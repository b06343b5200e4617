import { HttpError } from '../http';
import type { Erp } from './context';
import { movePayment } from './payment-control';
import { runPayments } from './payment-run';

const TICK_MS = 1_000;
const CLEAR_MAX = 1_000;

type PayClock = { readonly stop: () => Promise<void> };

/**
 * Payables and the bank going about their day without anyone telling them, so that a demo has traffic: what is due is
 * scheduled at once, paid so many seconds after it came in, and cleared so many seconds after that. Zero is never.
 */
export function startPayClock(
  erp: Erp,
  seconds: { readonly pay: number; readonly clear: number },
  onError: (error: unknown) => void,
): PayClock {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const tick = (): void => {
    if (busy) return;
    busy = true;
    running = turn(erp, seconds)
      .catch(onError)
      .finally(() => {
        busy = false;
      });
  };
  const timer = seconds.pay > 0 || seconds.clear > 0 ? setInterval(tick, TICK_MS) : null;
  return {
    stop: async () => {
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

async function turn(erp: Erp, seconds: { readonly pay: number; readonly clear: number }): Promise<void> {
  if (seconds.pay > 0) {
    await runPayments(erp, { upTo: erp.today, step: 'schedule' });
    await runPayments(erp, { upTo: erp.today, step: 'pay', minimumAgeMs: seconds.pay * 1_000 });
  }
  if (seconds.clear > 0) {
    const { rows } = await erp.pool.query<{ number: string }>(
      `select number from sandbox_erp.payment
       where status = 'issued' and created_at <= clock_timestamp() - $1 * interval '1 second'
       order by created_at limit ${CLEAR_MAX}`,
      [seconds.clear],
    );
    for (const { number } of rows) await clearUnlessMoved(erp, number);
  }
}

/** A clerk may have stopped it since the list was made; then it is his. */
async function clearUnlessMoved(erp: Erp, number: string): Promise<void> {
  await movePayment(erp, number, 'cleared', erp.today).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error;
  });
}
