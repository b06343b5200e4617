import { type Call, sendJson } from '../http';
import type { Fault } from './faults';

/** Plays a fault that comes before any work; true when the request is thereby finished. */
export async function strikeEarly(call: Call, fault: Fault): Promise<boolean> {
  const error = (code: string, message: string) => ({ error: { code, message } });
  switch (fault.mode) {
    case 'unavailable':
      sendJson(call.response, 503, error('UNAVAILABLE', 'the ERP is down for maintenance'));
      return true;
    case 'error-before-commit':
      sendJson(call.response, 500, error('INTERNAL', 'an unexpected error occurred'));
      return true;
    case 'throttle':
      sendJson(call.response, 429, error('THROTTLED', 'too many requests'), {
        'retry-after': String(fault.retryAfterSeconds),
      });
      return true;
    case 'throttle-bare':
      sendJson(call.response, 429, error('THROTTLED', 'too many requests'));
      return true;
    case 'timeout-before-commit':
      await hold(call, fault.delayMs);
      call.response.destroy();
      return true;
    case 'slow':
      await hold(call, fault.delayMs);
      return false;
    default:
      return false;
  }
}

/** Plays a fault that hides a committed document; true when the usual answer must not follow. */
export async function strikeLate(call: Call, fault: Fault, document: unknown): Promise<boolean> {
  switch (fault.mode) {
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
    case 'truncated-200':
      sendHalf(call, document);
      return true;
    default:
      return false;
  }
}

/** Promises the whole answer in content-length and closes after half of it. */
function sendHalf(call: Call, document: unknown): void {
  const bytes = Buffer.from(JSON.stringify(document));
  call.response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  call.response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => call.request.socket.destroy());
}

/** Waits, but no longer than the caller does. */
export function hold(call: Call, delayMs: number): Promise<void> {
  if (delayMs === 0 || call.response.destroyed) return Promise.resolve();
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
