import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { expect } from 'vitest';

/** What a receiver does with the next request; `accept-and-drop` keeps the bytes and loses the answer. */
export type Behaviour = 'accept' | 'unavailable' | 'drop' | 'accept-and-drop' | 'refuse';

export type Received = {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly authorization: string;
  readonly type: string;
  readonly bytes: Buffer;
};

/** A receiver that misbehaves on order and keeps what it accepted. */
export async function startReceiver() {
  const received: Received[] = [];
  const behaviour: Behaviour[] = [];
  const server = createServer(async (request, response) => {
    const next = behaviour.shift() ?? 'accept';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (next === 'accept' || next === 'accept-and-drop') {
      const url = new URL(request.url ?? '/', 'http://x');
      received.push({
        path: url.pathname,
        name: url.searchParams.get('name') ?? '',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        authorization: request.headers.authorization ?? '',
        type: request.headers['content-type'] ?? '',
        bytes,
      });
    }
    if (next === 'drop' || next === 'accept-and-drop') request.socket.destroy();
    else if (next === 'unavailable') response.writeHead(503).end('later');
    else if (next === 'refuse') response.writeHead(422).end('never');
    else response.writeHead(202).end(JSON.stringify({ artifactId: `artifact-${received.length}` }));
  });
  const url = await listen(server);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, received, behaviour, close };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Binds a server to a free port and returns where it is. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client of a partner's own paths. */
export function clientOf(url: string, token: string) {
  return async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(await holds()).toBe(true);
}
