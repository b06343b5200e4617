/** How an attempt to hand something over ended. `pending` means: the same bytes again, later. */
export type Outcome =
  | { readonly state: 'delivered'; readonly artifactId: string | null }
  | { readonly state: 'refused'; readonly error: string }
  | { readonly state: 'pending'; readonly error: string };

type Parcel = {
  readonly url: string;
  readonly token: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly timeoutMs: number;
};

/** Longest piece of an answer kept for the ledger. */
const ANSWER_MAX_CHARS = 500;

/** Statuses which say "not now" or "not with this setup" and not "never": the same bytes are sent again later. */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

/** Hands bytes over by HTTP. Never throws: whatever happens is an outcome. */
export async function postBytes(parcel: Parcel): Promise<Outcome> {
  try {
    const response = await fetch(parcel.url, {
      method: 'POST',
      body: new Uint8Array(parcel.bytes),
      headers: { 'content-type': parcel.contentType, authorization: `Bearer ${parcel.token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(parcel.timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return { state: 'delivered', artifactId: readArtifactId(text) };
    const error = `${response.status} ${text.slice(0, ANSWER_MAX_CHARS)}`;
    const final = response.status >= 400 && response.status < 500 && !RETRIED_STATUSES.has(response.status);
    return { state: final ? 'refused' : 'pending', error };
  } catch (error) {
    return { state: 'pending', error: describeFailure(error) };
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

/** An error and, where it has one, its cause: `fetch failed` alone tells nobody anything. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
