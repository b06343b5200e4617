import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '@/generated/prisma/client';
import type { Actor } from './db';
import { databaseUrl } from './env';

/**
 * Prisma for reading and writing single rows; sets go through `platform/db`. The session is in UTC because the adapter
 * relabels a timestamp's text as UTC without converting it.
 */
const CONNECTIONS_MAX = 5;
const WAIT_MS = 10_000;
const TRANSACTION_MS = 15_000;

let client: PrismaClient | undefined;

function clientOf(): PrismaClient {
  client ??= new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl(),
      options: '-c timezone=UTC',
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: WAIT_MS,
      application_name: 'tieout-prisma',
    }),
  });
  return client;
}

/** Runs `work` in one transaction under the actor's facility scope; outside of one, row-level security shows nothing. */
export const withPrisma = <T>(actor: Actor, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> =>
  clientOf().$transaction(
    async (tx) => {
      const facilities = actor.scope === '*' ? '*' : actor.scope.join(',');
      await tx.$queryRaw`SELECT set_config('tieout.facilities', ${facilities}, true),
                                set_config('tieout.actor', ${actor.name}, true)`;
      return work(tx);
    },
    { maxWait: WAIT_MS, timeout: TRANSACTION_MS },
  );

export async function closePrisma(): Promise<void> {
  const closing = client;
  client = undefined;
  await closing?.$disconnect();
}
