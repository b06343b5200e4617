import { cureCause } from '@/server/exceptions/cure';
import type { Cure } from '@/server/exceptions/cures';
import type { Actor } from '@/server/platform/db';
import type { Product } from './pipeline';

/** Someone who may move any amount alone, so that a test of one thing is not a test of approvals. */
const MAKER: Actor = { kind: 'user', name: 'june.alder@fernhollow.example', scope: '*' };

export type Stopped = {
  readonly causeId: string;
  readonly eventId: string;
  readonly code: string;
  readonly value: string;
  readonly amount: bigint;
};

/** The open stops of these artifacts, as the exception screen would list them. */
export async function stopsOf({ sql }: Product, artifactIds: readonly string[]): Promise<Stopped[]> {
  const rows = await sql<Stopped & { amount: string }>(
    `SELECT x.cause_id AS "causeId", x.event_id AS "eventId", c.code, c.value, x.amount_minor AS amount FROM exception x
     JOIN cause c ON c.id = x.cause_id JOIN remit r ON r.id = x.remit_id
     WHERE x.state = 'open' AND r.artifact_id = ANY ($1::uuid[]) ORDER BY x.event_id`,
    [artifactIds],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Cures the cause as a person does from its screen: all of it, or the picked events only. */
export async function cure(product: Product, causeId: string, by: Cure, eventIds?: readonly string[]) {
  await product.sql(
    `INSERT INTO app_user (id, email, name, role, approval_limit_minor, password_hash)
     VALUES (gen_random_uuid(), $1, 'June Alder', 'controller', 9000000000000, 'x') ON CONFLICT DO NOTHING`,
    [MAKER.name],
  );
  return cureCause(MAKER, causeId, by, { reason: 'The test says so', ...(eventIds ? { eventIds } : {}) });
}
