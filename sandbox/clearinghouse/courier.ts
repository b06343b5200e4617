import type { Delivery } from './deliveries';
import type { Outcome } from './ledger';

export type CourierOptions = { readonly tieoutUrl: string; readonly token: string; readonly timeoutMs: number };

/** Longest piece of an answer kept for the ledger. */
const ANSWER_MAX_CHARS = 500;

/** Statuses which say "not now" or "not with this setup" and not "never": the same bytes are sent again later. */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

/** Hands one delivery over by HTTP. Never throws: whatever happens is an outcome. */
export async function sendDelivery(options: CourierOptions, delivery: Delivery): Promise<Outcome> {
  const url = `${options.tieoutUrl}/api/ingest/clearinghouse?name=${encodeURIComponent(delivery.fileName)}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(delivery.bytes),
      headers: { 'content-type': 'application/edi-x12', authorization: `Bearer ${options.token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return { state: 'delivered', artifactId: readArtifactId(text) };
    const error = `${response.status} ${text.slice(0, ANSWER_MAX_CHARS)}`;
    const final = response.status >= 400 && response.status < 500 && !RETRIED_STATUSES.has(response.status);
    return { state: final ? 'refused' : 'pending', error };
  } catch (error) {
    return { state: 'pending', error: describe(error) };
  }
}

function readArtifactId(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('artifactId' in body)) return null;
    return typeof body.artifactId === 'string' ? body.artifactId : null;
  } catch {
    // An answer that is not JSON still accepted the bytes; the ledger then merely has no id for them.
    return null;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
