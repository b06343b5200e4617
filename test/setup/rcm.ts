import { createServer, type Server } from 'node:http';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor } from '@/server/platform/db';
import { freshDatabase } from './database';
import { freePort, type Partner, startPartner } from './partner-process';

/** The sandbox revenue cycle system as a process, and the door it knocks at: this process, which keeps what it sends. */

const TOKEN = 'only-for-tests';
const SECRET = 'only-for-tests-secret';
const LIMIT_MS = 20_000;

export type Told = {
  readonly requestId: string;
  readonly status: string;
  readonly statusVersion: number;
  readonly applied: boolean;
  readonly body: Readonly<Record<string, unknown>>;
};
export type Asked = {
  readonly number: number;
  readonly requestId: string;
  readonly kind: 'patient' | 'payer';
  readonly amount: string;
  readonly entity: string;
  readonly requestedBy: string;
  readonly story: string;
  readonly messages: readonly { readonly name: string; readonly action: string }[];
};

export type Rcm = Partner & {
  /** Takes turns with this story and waits until every file has arrived; answers with the requests made since the last call. */
  ask(story?: string, count?: number): Promise<Asked[]>;
  /** Statuses of a request in the order in which they count: two that were sent at once may arrive in either order. */
  told(requestId: string): Promise<Told[]>;
  /** Waits until everything it has sent is here. */
  arrived(): Promise<void>;
};

export async function startRcm(): Promise<Rcm> {
  const [port, database] = [await freePort(), await freshDatabase()];
  const door = await openDoor();
  const partner = await startPartner({
    script: 'sandbox/rcm/main.ts',
    port,
    token: TOKEN,
    env: {
      SANDBOX_RCM_DATABASE_URL: database.ownerUrl,
      SANDBOX_RCM_PORT: String(port),
      SANDBOX_RCM_INTERVAL_MS: '0',
      SANDBOX_RCM_ACCIDENTS: '{}',
      SANDBOX_RCM_SECRET: SECRET,
      SANDBOX_INGEST_TOKEN: TOKEN,
      TIEOUT_URL: door.url,
    },
  });
  Object.assign(process.env, { TIEOUT_SECRET_RCM_STATUS_URL: partner.url, TIEOUT_SECRET_RCM_STATUS_TOKEN: SECRET });
  let known = 0;
  const arrived = async (): Promise<void> => {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
      const { pending } = await partner.control<{ pending: number }>('GET', '/control/state');
      if (pending === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error('the revenue cycle system still has files to send');
  };
  return {
    ...partner,
    arrived,
    ask: async (story, count = 1) => {
      await partner.control('POST', '/control/deliver', { count, ...(story === undefined ? {} : { story }) });
      await arrived();
      const { requests } = await partner.control<{ requests: Asked[] }>('GET', `/ledger?after=${known}`);
      known = requests.at(-1)?.number ?? known;
      return requests;
    },
    told: async (requestId) => {
      const { statuses } = await partner.control<{ statuses: Told[] }>('GET', '/ledger/statuses?limit=2000');
      const own = statuses.filter((status) => status.requestId === requestId);
      return own.sort((a, b) => a.statusVersion - b.statusVersion);
    },
    stop: async () => {
      await partner.stop();
      await door.close();
    },
  };
}

/** `POST /api/ingest/rcm?name=` as the console has it. */
async function openDoor(): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = new URL(request.url ?? '/', 'http://x').searchParams.get('name') ?? '';
    try {
      const { artifactId } = await receiveArtifact(systemActor('test'), {
        connectionCode: 'rcm',
        name,
        source: chunks,
      });
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ artifactId }));
    } catch (error) {
      response.writeHead(503).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
