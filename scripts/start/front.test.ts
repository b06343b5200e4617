// Goal: a method that nothing answers ends at the door with 405, and every other request goes on. Method: raw sockets to a real server.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import './front.mjs';

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
