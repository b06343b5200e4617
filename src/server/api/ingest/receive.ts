import { AppError } from '@/domain/failure';
import { ARTIFACT_BYTES_MAX, receiveArtifact } from '@/server/pipeline/receive';
import type { Actor } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';
import { traceIdFrom, withTrace } from '@/server/platform/tracing';
import { ring } from '@/server/queue/doorbell';
import { bodyOf } from './body';

/**
 * The door for files over HTTP. It answers 202 only after the bytes are committed, so that a sender which got 202 may
 * delete its copy; every other answer means that nothing was kept and the file is to be sent again.
 */
export type Refusal = { readonly code: string; readonly message: string; readonly cure: string };

const log = logger('ingest');

/** Files received at once: each holds a database connection while it streams. */
const AT_ONCE_MAX = 4;
let receiving = 0;

export const refuse = (status: number, refusal: Refusal, headers: HeadersInit = {}): Response =>
  Response.json(refusal, { status, headers });

const STATUS_OF: Readonly<Record<string, number>> = {
  CONNECTION_UNKNOWN: 404,
  ARTIFACT_EMPTY: 400,
  ARTIFACT_TOO_LARGE: 413,
  SENDER_SILENT: 408,
};
const CURE_OF: Readonly<Record<string, string>> = {
  CONNECTION_UNKNOWN: 'Check the connection code in the address.',
  ARTIFACT_EMPTY: 'Send the file with its content as the body of the request.',
  ARTIFACT_TOO_LARGE: 'Split the file and send the parts; each may have 2 GiB.',
  SENDER_SILENT: 'Send the whole file again.',
};

const busy = (): Response =>
  refuse(
    503,
    {
      code: 'BUSY',
      message: `${AT_ONCE_MAX} files are being received. This one was not kept.`,
      cure: 'Send it again in a few seconds.',
    },
    { 'Retry-After': '5' },
  );

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

export async function receiveOverHttp(request: Request, delivery: Delivery): Promise<Response> {
  const length = request.headers.get('content-length');
  if (length !== null && BigInt(/^\d{1,18}$/.test(length) ? length : '0') > BigInt(ARTIFACT_BYTES_MAX)) {
    return refused(new AppError('ARTIFACT_TOO_LARGE', 'exception', 'The file is larger than 2 GiB. It was not kept.'));
  }
  if (receiving >= AT_ONCE_MAX) return busy();
  receiving += 1;
  const traceId = traceIdFrom(request.headers.get('traceparent'));
  try {
    return await withTrace(traceId, async () => {
      const received = await receiveArtifact(delivery.actor, {
        connectionCode: delivery.connectionCode,
        name: nameOf(request, `${delivery.connectionCode}.dat`),
        source: bodyOf(request),
        ...(delivery.adopt === undefined ? {} : { adopt: delivery.adopt }),
        traceId,
      });
      void ring('parse');
      return Response.json({ ...received, traceId }, { status: 202 });
    });
  } catch (error) {
    return refused(error);
  } finally {
    receiving -= 1;
  }
}

function refused(error: unknown): Response {
  if (error instanceof AppError) {
    const cure = CURE_OF[error.code] ?? 'Send the file again.';
    return refuse(STATUS_OF[error.code] ?? 400, { code: error.code, message: error.operatorMessage, cure });
  }
  log.error('ingest.failed', { error });
  const message = 'The file could not be stored. Nothing of it was kept.';
  return refuse(503, { code: 'NOT_KEPT', message, cure: 'Send it again in a minute.' }, { 'Retry-After': '60' });
}
