import { z } from 'zod';
import { systemActor, withTransaction } from '@/server/platform/db';
import { renderMetrics, snapshotMetrics } from '@/server/platform/metrics';
import { readWorkerMetrics } from '@/server/read/health';

export const dynamic = 'force-dynamic';

const families = z.array(
  z.object({
    name: z.string(),
    help: z.string(),
    kind: z.enum(['counter', 'histogram']),
    series: z.record(z.string(), z.number()),
  }),
);

/** Prometheus text: this process's counts and those the workers beat into the database. Counts and durations only. */
export async function GET(): Promise<Response> {
  const workers = await withTransaction(systemActor('metrics'), readWorkerMetrics).catch(() => []);
  const snapshots = workers.map((one) => families.catch([]).parse(one));
  return new Response(renderMetrics([snapshotMetrics(), ...snapshots]), {
    headers: { 'Content-Type': 'text/plain; version=0.0.4' },
  });
}
