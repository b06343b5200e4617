import { type Outcome, postBytes } from '../courier';
import type { Delivery } from './deliveries';

export type CourierOptions = { readonly tieoutUrl: string; readonly token: string; readonly timeoutMs: number };

/** Hands one delivery over by HTTP. Never throws: whatever happens is an outcome. */
export function sendDelivery(options: CourierOptions, delivery: Delivery): Promise<Outcome> {
  return postBytes({
    url: `${options.tieoutUrl}/api/ingest/clearinghouse?name=${encodeURIComponent(delivery.fileName)}`,
    token: options.token,
    contentType: 'application/edi-x12',
    bytes: delivery.bytes,
    timeoutMs: options.timeoutMs,
  });
}
