import { receiveOverHttp, refuse } from '@/server/api/ingest/receive';
import { checkToken } from '@/server/api/ingest/token';
import { systemActor } from '@/server/platform/db';

export const dynamic = 'force-dynamic';

type Segments = { params: Promise<{ connection: string }> };

/** `POST /api/ingest/<connection>`: the raw file as the body, `Authorization: Bearer <token>`, at most 2 GiB. */
export async function POST(request: Request, { params }: Segments): Promise<Response> {
  const { connection } = await params;
  const mine = await checkToken(connection, request.headers.get('authorization')).catch(() => null);
  if (mine === null) {
    const message = 'The store cannot be reached. The file was not kept.';
    return refuse(503, { code: 'NOT_KEPT', message, cure: 'Send it again in a minute.' }, { 'Retry-After': '60' });
  }
  if (!mine) {
    const refusal = {
      code: 'TOKEN_REFUSED',
      message: 'The token is missing or is not the one of this connection.',
      cure: 'Check the connection in the address, and send “Authorization: Bearer <token>” with its token.',
    };
    return refuse(401, refusal, { 'WWW-Authenticate': 'Bearer' });
  }
  return receiveOverHttp(request, {
    actor: systemActor(`connection:${connection}`),
    connectionCode: connection,
  });
}
