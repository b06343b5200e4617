import { systemActor, withTransaction } from '@/server/platform/db';
import { readHealth } from '@/server/read/health';

export const dynamic = 'force-dynamic';

/** 200 while the database answers; it says how many workers live, and nothing of what they hold. */
export async function GET(): Promise<Response> {
  try {
    const { workers, lastBeatSeconds } = await withTransaction(systemActor('health'), readHealth);
    return Response.json({ ok: true, database: 'reachable', workers, lastBeatSeconds });
  } catch {
    return Response.json({ ok: false, database: 'unreachable' }, { status: 503 });
  }
}
