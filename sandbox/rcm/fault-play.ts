import { z } from 'zod';
import { createFaults, type Fault, type Faults, faultSchema, isEarly } from '../erp/faults';
import { type Call, HttpError, type Route, readJson, sendJson } from '../http';
import type { Prng } from '../prng';

/** The faults of the ERP, as far as they make sense for a receiver of statuses. */
const orderSchema = faultSchema.omit({ company: true }).refine((order) => order.mode !== 'wrong-amount', {
  error: 'there is no amount here that could be wrong',
});

const FAULT_BODY_MAX_BYTES = 16 * 1024;

export const createStatusFaults = (prng: Prng): Faults => createFaults(prng);

export function faultRoutes(faults: Faults): Route[] {
  const show = (call: Call): void => sendJson(call.response, 200, { faults: faults.list() });
  return [
    { method: 'GET', path: '/control/faults', handle: show },
    {
      method: 'POST',
      path: '/control/faults',
      handle: async (call) => {
        const parsed = orderSchema.safeParse(await readJson(call, FAULT_BODY_MAX_BYTES));
        if (!parsed.success) throw new HttpError(400, 'BAD_BODY', z.prettifyError(parsed.error));
        const fault = faults.add(parsed.data);
        if (!fault) throw new HttpError(409, 'TOO_MANY_FAULTS', 'DELETE /control/faults first');
        sendJson(call.response, 201, { fault, faults: faults.list() });
      },
    },
    {
      method: 'DELETE',
      path: '/control/faults',
      handle: (call) => {
        faults.clear();
        show(call);
      },
    },
  ];
}

/** Plays a fault that comes before any work; true when the request is thereby finished. */
export async function playEarly(call: Call, fault: Fault | null): Promise<boolean> {
  if (!fault || !isEarly(fault.mode)) return false;
  const error = (code: string, message: string) => ({ error: { code, message } });
  switch (fault.mode) {
    case 'unavailable':
      sendJson(call.response, 503, error('UNAVAILABLE', 'the revenue cycle system is down for maintenance'));
      return true;
    case 'error-before-commit':
      sendJson(call.response, 500, error('INTERNAL', 'an unexpected error occurred'));
      return true;
    case 'throttle':
    case 'throttle-bare': {
      const wait: Record<string, string> =
        fault.mode === 'throttle' ? { 'retry-after': String(fault.retryAfterSeconds) } : {};
      sendJson(call.response, 429, error('THROTTLED', 'too many requests'), wait);
      return true;
    }
    case 'timeout-before-commit':
      await hold(call, fault.delayMs);
      call.response.destroy();
      return true;
    default:
      await hold(call, fault.delayMs);
      return false;
  }
}

/** Plays a fault that hides what has been done; true when the caller thereby has his answer, or none. */
export async function playLate(call: Call, fault: Fault | null, answer: unknown): Promise<boolean> {
  switch (fault?.mode) {
    case 'error-after-commit':
      sendJson(call.response, 500, { error: { code: 'INTERNAL', message: 'an unexpected error occurred' } });
      return true;
    case 'timeout-after-commit':
      await hold(call, fault.delayMs);
      call.response.destroy();
      return true;
    case 'reset-after-commit':
      call.request.socket.resetAndDestroy();
      return true;
    case 'truncated-200': {
      const bytes = Buffer.from(JSON.stringify(answer));
      call.response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      call.response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => call.request.socket.destroy());
      return true;
    }
    default:
      return false;
  }
}

/** Waits, but no longer than the caller does. */
function hold(call: Call, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    function done(): void {
      clearTimeout(timer);
      call.response.off('close', done);
      resolve();
    }
    call.response.once('close', done);
  });
}
