import { AppError } from '@/domain/failure';
import { isTransient } from '@/server/pipeline/bisect';
import { ARTIFACT_BYTES_MAX, receiveArtifact } from '@/server/pipeline/receive';
import type { Actor } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';
import { traceIdFrom, withTrace } from '@/server/platform/tracing';
import { ring } from '@/server/queue/doorbell';
import { bodyOf, SENDER_LIMITS, type SenderLimits } from './body';

/**
 * The door for files over HTTP. It answers 202 only after the bytes are committed, so that a sender which got 202 may
 * delete its copy; every other answer means that nothing was kept. `Retry-After` says that the same file may be taken later;
 * without it the file, or somebody's attention, has to change first.
 */
export type Refusal = { readonly code: string; readonly message: string; readonly cure: string };

const log = logger('ingest');

/** Files that are being received, by sender. */
const receiving = new Map<string, number>();

export const refuse = (status: number, refusal: Refusal, headers: HeadersInit = {}): Response =>
  Response.json(refusal, { status, headers });

const STATUS_OF: Readonly<Record<string, number>> = {
  CONNECTION_UNKNOWN: 404,
  ARTIFACT_EMPTY: 400,
  ARTIFACT_TOO_LARGE: 413,
  ARTIFACT_UNSTORABLE: 422,
  SENDER_SLOW: 408,
  SENDER_LATE: 408,
};
const CURE_OF: Readonly<Record<string, string>> = {
  CONNECTION_UNKNOWN: 'Check the connection code in the address.',
  ARTIFACT_EMPTY: 'Send the file with its content as the body of the request.',
  ARTIFACT_TOO_LARGE: 'Split the file and send the parts; each may have 2 GiB.',
  ARTIFACT_UNSTORABLE: 'Do not send it again; tell whoever runs Tieout, whose log says more.',
  SENDER_SLOW: 'Send the whole file again, over a faster line.',
  SENDER_LATE: 'Send the whole file again over a faster line, or split it and send the parts.',
};

const busy = (message: string): Response =>
  refuse(
    503,
    { code: 'BUSY', message: `${message} This one was not kept.`, cure: 'Send it again in a few seconds.' },
    { 'Retry-After': '5' },
  );

/** Why no further file is begun, or null. One sender that takes all its slots leaves the others theirs. */
function noSlot(sender: string, { perSender, atOnce }: SenderLimits): string | null {
  if ((receiving.get(sender) ?? 0) >= perSender) return `${perSender} files of this sender are being received.`;
  const all = [...receiving.values()].reduce((sum, count) => sum + count, 0);
  return all >= atOnce ? `${all} files are being received.` : null;
}

function count(sender: string, more: 1 | -1): void {
  const left = (receiving.get(sender) ?? 0) + more;
  if (left > 0) receiving.set(sender, left);
  else receiving.delete(sender);
}

/** The name is `?name=`, or percent-encoded in `X-File-Name`, because a header holds only Latin letters. */
function nameOf(request: Request, fallback: string): string {
  const asked = new URL(request.url).searchParams.get('name');
  try {
    return asked || decodeURIComponent(request.headers.get('x-file-name') ?? '') || fallback;
  } catch {
    return fallback;
  }
}

export type Delivery = { readonly actor: Actor; readonly connectionCode: string; readonly adopt?: boolean };

export async function receiveOverHttp(
  request: Request,
  delivery: Delivery,
  limits: SenderLimits = SENDER_LIMITS,
): Promise<Response> {
  const length = request.headers.get('content-length');
  if (length !== null && BigInt(/^\d{1,18}$/.test(length) ? length : '0') > BigInt(ARTIFACT_BYTES_MAX)) {
    return refused(new AppError('ARTIFACT_TOO_LARGE', 'exception', 'The file is larger than 2 GiB. It was not kept.'));
  }
  const sender = delivery.actor.name;
  const full = noSlot(sender, limits);
  if (full !== null) return busy(full);
  count(sender, 1);
  const traceId = traceIdFrom(request.headers.get('traceparent'));
  try {
    return await withTrace(traceId, async () => {
      const received = await receiveArtifact(delivery.actor, {
        connectionCode: delivery.connectionCode,
        name: nameOf(request, `${delivery.connectionCode}.dat`),
        source: bodyOf(request, limits),
        ...(delivery.adopt === undefined ? {} : { adopt: delivery.adopt }),
        traceId,
      });
      void ring('parse');
      return Response.json({ ...received, traceId }, { status: 202 });
    });
  } catch (error) {
    return refused(error);
  } finally {
    count(sender, -1);
  }
}

function refused(error: unknown): Response {
  if (error instanceof AppError) {
    log.warn('ingest.refused', { code: error.code });
    const cure = CURE_OF[error.code] ?? 'Send the file again.';
    return refuse(STATUS_OF[error.code] ?? 400, { code: error.code, message: error.operatorMessage, cure });
  }
  log.error('ingest.failed', { error });
  const message = 'The file could not be stored. Nothing of it was kept.';
  // Only what heals by itself is worth sending again by itself: anything else would come back every minute, for ever.
  if (isTransient(error))
    return refuse(503, { code: 'NOT_KEPT', message, cure: 'Send it again in a minute.' }, { 'Retry-After': '60' });
  const cure = 'This is a fault on our side. Keep the file and tell whoever runs Tieout; the log says more.';
  return refuse(500, { code: 'NOT_KEPT', message, cure });
}
