import { mayAdopt } from '@/server/api/ingest/adopt';
import { receiveOverHttp, refuse } from '@/server/api/ingest/receive';
import { FOREIGN, isFromConsole } from '@/server/auth/origin';
import { may } from '@/server/auth/permissions';
import { currentSession } from '@/server/auth/session';
import { env } from '@/server/platform/env';

export const dynamic = 'force-dynamic';

/** A file a person brings by hand: same door, same promise, their name on it. */
export async function POST(request: Request): Promise<Response> {
  // A custom header cannot be sent from another site without our consent, so a foreign form cannot upload in someone's name.
  const connection = request.headers.get('x-connection');
  const session = await currentSession();
  if (!session) return refuse(401, { code: 'SIGNED_OUT', message: 'Your session has ended.', cure: 'Sign in again.' });
  if (!isFromConsole(request.headers, env().NEXTAUTH_URL)) {
    const cure = 'Upload it on the Artifacts screen. Programs send files to /api/ingest/<connection> with its token.';
    return refuse(403, { code: 'FOREIGN_ORIGIN', message: FOREIGN, cure });
  }
  if (!may(session.role, 'artifacts.upload')) {
    const message = 'Your role does not upload files.';
    return refuse(403, { code: 'NOT_ALLOWED', message, cure: 'Ask integration support to upload it.' });
  }
  if (!connection) {
    const message = 'The connection of the file is not named.';
    return refuse(400, { code: 'CONNECTION_MISSING', message, cure: 'Choose the connection the file belongs to.' });
  }
  const adopt = request.headers.get('x-adopt') === 'true';
  if (adopt && !mayAdopt(session)) {
    const message = 'Payers and facilities are made only by people who may edit master data and see every facility.';
    return refuse(403, {
      code: 'NOT_ALLOWED',
      message,
      cure: 'Upload it without adopting; its causes then wait for somebody who may.',
    });
  }
  return receiveOverHttp(request, {
    // A file has no facility until it is read, so receiving it cannot be bound to the person's facilities.
    actor: { ...session.actor, scope: '*' },
    connectionCode: connection,
    adopt,
  });
}
