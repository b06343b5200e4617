import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** W3C Trace Context: one id from the HTTP request through the stages to the ERP's request header and the lineage. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const ZERO_TRACE = '0'.repeat(32);

const storage = new AsyncLocalStorage<string>();

/** The trace id of the call under way, 32 hex digits, or `undefined` outside one. */
export const currentTraceId = (): string | undefined => storage.getStore();

/** The trace id in a `traceparent` header, or a new one when the header is absent or malformed. */
export function traceIdFrom(traceparent: string | null | undefined): string {
  const id = TRACEPARENT.exec(traceparent ?? '')?.[1];
  return id && id !== ZERO_TRACE ? id : randomBytes(16).toString('hex');
}

/** The header for a call to the outside, under the current trace or a new one. */
export const traceparent = (traceId = currentTraceId() ?? traceIdFrom(null)): string =>
  `00-${traceId}-${randomBytes(8).toString('hex')}-01`;

/** Runs `work` so that everything in it logs and calls out under this trace. */
export const withTrace = <T>(traceId: string, work: () => T): T => storage.run(traceId, work);
