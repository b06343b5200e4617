// Goal: what the console has no use for ends at its door: methods, and bodies that go on behind their answer. Method: raw sockets.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { front } from './front.mjs';

let server: http.Server;
beforeAll(async () => {
  // As the console does: through the module object, at the time of the call.
  server = http.createServer((request, response) => response.end(`reached by ${request.method}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const answer = (method: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', () => resolve(text)).on('error', reject);
    socket.write(`${method} /signin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });

it.each(['TRACE', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s is answered 405 and goes no further', async (method) => {
  const text = await answer(method);
  expect(text).toMatch(/^HTTP\/1\.1 405 /);
  expect(text).toMatch(/\r\nAllow: GET, HEAD, POST, OPTIONS\r\n/);
  expect(text).not.toContain(`reached by ${method}`);
});

it.each(['GET', 'POST', 'OPTIONS'])('%s goes on', async (method) => {
  expect(await answer(method)).toMatch(new RegExp(`^HTTP/1\\.1 200 [\\s\\S]*reached by ${method}$`));
});

describe('a sender that is answered before it has sent everything', () => {
  const LINGER_MS = 300;
  let hasty: http.Server;
  beforeAll(async () => {
    hasty = new http.Server(front((_, response) => response.writeHead(401).end('no'), LINGER_MS));
    await new Promise<void>((resolve) => hasty.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    hasty.closeAllConnections();
    hasty.close();
  });

  /** What it was answered, and after how long its connection was ended by the other side; it never ends it itself. */
  const send = (length: number, body: string): Promise<{ text: string; closedAfterMs: number | null }> =>
    new Promise((resolve) => {
      const began = performance.now();
      const socket = net.connect((hasty.address() as AddressInfo).port, '127.0.0.1');
      let text = '';
      const done = (closedAfterMs: number | null) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ text, closedAfterMs });
      };
      const timer = setTimeout(() => done(null), 2_000);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => done(performance.now() - began));
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`);
    });

  it('reads its answer and is let go of', async () => {
    const { text, closedAfterMs } = await send(1_000_000, 'the beginning');
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(closedAfterMs).toBeGreaterThan(LINGER_MS / 2);
    expect(closedAfterMs).toBeLessThan(1_900);
  });

  it('keeps its connection when it had sent everything', async () => {
    expect(await send(3, 'all')).toMatchObject({ closedAfterMs: null });
  });
});
