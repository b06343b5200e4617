/**
 * Goal: of a call that carries several journals, each gets the answer that is its own, and what is not known of the call is known of
 * none. Method: the adapter against a server that answers as told.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Order } from '../port';
import { httpTarget } from './index';

type Play = { readonly status: number; readonly body?: unknown; readonly cut?: true };

const plays: Play[] = [];
const calls: { path: string; keys: string[] }[] = [];
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = JSON.parse(Buffer.concat(parts).toString()) as {
    externalId?: string;
    documents?: { externalId: string }[];
  };
  calls.push({
    path: request.url ?? '',
    keys: body.documents?.map(({ externalId }) => externalId) ?? [body.externalId ?? ''],
  });
  const play = plays.shift() ?? { status: 201, body: documentOf(body.externalId ?? '') };
  const bytes = Buffer.from(JSON.stringify(play.body ?? {}));
  response.writeHead(play.status, { 'content-type': 'application/json', 'content-length': bytes.length });
  if (play.cut) response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
  else response.end(bytes);
});

const documentOf = (externalId: string) => ({
  number: `JRN-${externalId}`,
  externalId,
  company: '100',
  period: '2026-11',
  postingDate: '2026-11-19',
  debitTotal: '1.00',
  creditTotal: '1.00',
  lineCount: 2,
  status: 'posted',
});
const refusal = (code: string) => ({
  error: {
    code: 'VALIDATION',
    message: 'no',
    errors: [{ code, line: 1, field: 'account', value: '9', message: 'no' }],
  },
});

const order = (key: string): Order => ({
  kind: 'journal',
  key,
  entity: '100',
  asset: 'USD/2',
  period: '2026-11',
  postingDate: '2026-11-19',
  description: 'd',
  header: {},
  sealed: {},
  attachments: [],
  unattached: [],
  lines: [],
  reverses: null,
});

let baseUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  plays.length = 0;
  calls.length = 0;
});

const target = () => httpTarget({ baseUrl, token: 't', visibilityWindowMs: 0, postDeadlineMs: 2_000, together: 50 });
const send = async (to = target(), keys = ['A', 'B', 'C']) =>
  (await to.submitTogether?.(keys.map(order), AbortSignal.timeout(2_000))) ?? [];
const kinds = (answers: readonly { readonly kind: string }[]) => answers.map(({ kind }) => kind);

it('says how many, and of what', () => {
  expect(target().capabilities.together).toEqual({ journal: 50 });
  expect(
    httpTarget({ baseUrl, token: 't', visibilityWindowMs: 0, postDeadlineMs: 1, together: 1 }).capabilities.together,
  ).toEqual({});
});

it('gives each order its own answer: booked, refused, and booked before', async () => {
  const answers = [
    { status: 201, body: documentOf('A') },
    { status: 422, body: refusal('ACCOUNT_INACTIVE') },
    { status: 409, body: { error: { code: 'DUPLICATE_KEY', message: 'known', document: documentOf('C') } } },
  ];
  plays.push({ status: 200, body: { answers } });
  const came = await send();
  expect(kinds(came)).toEqual(['booked', 'refused', 'booked']);
  expect(came[1]).toMatchObject({ refusals: [{ code: 'ACCOUNT_INACTIVE', lineNo: 1 }] });
  expect(calls).toEqual([{ path: '/api/companies/100/journals/together', keys: ['A', 'B', 'C'] }]);
});

it('knows nothing of any when the answer is lost, broken, of another number, or of another key', async () => {
  const whole = ['A', 'B', 'C'].map((key) => ({ status: 201, body: documentOf(key) }));
  plays.push({ status: 200, body: { answers: whole }, cut: true });
  expect(kinds(await send())).toEqual(['unknown', 'unknown', 'unknown']);
  plays.push({ status: 500 });
  expect(kinds(await send())).toEqual(['unknown', 'unknown', 'unknown']);
  plays.push({ status: 200, body: { answers: whole.slice(1) } });
  expect(kinds(await send())).toEqual(['unknown', 'unknown', 'unknown']);
  plays.push({ status: 200, body: { answers: [whole[1], whole[0], whole[2]] } });
  expect(kinds(await send())).toEqual(['unknown', 'unknown', 'booked']);
  expect(calls).toHaveLength(4);
});

it('was not sent when the target is busy or refuses our sign-in', async () => {
  plays.push({ status: 429 });
  expect(kinds(await send())).toEqual(['not-sent', 'not-sent', 'not-sent']);
  plays.push({ status: 401 });
  expect(kinds(await send())).toEqual(['not-sent', 'not-sent', 'not-sent']);
});

it('goes one by one when the call as a whole is refused, and finds the one that is wrong', async () => {
  plays.push(
    { status: 422, body: refusal('BATCH') },
    { status: 201, body: documentOf('A') },
    { status: 422, body: refusal('ACCOUNT_INACTIVE') },
  );
  const to = target();
  expect(kinds(await send(to))).toEqual(['booked', 'refused', 'booked']);
  plays.push({
    status: 200,
    body: {
      answers: [
        { status: 201, body: documentOf('D') },
        { status: 201, body: documentOf('E') },
      ],
    },
  });
  expect(kinds(await send(to, ['D', 'E']))).toEqual(['booked', 'booked']);
  expect(calls.map(({ keys }) => keys.length)).toEqual([3, 1, 1, 1, 2]);
});

it('does not ask twice for a path that a target has not got', async () => {
  plays.push({ status: 404 });
  const to = target();
  expect(kinds(await send(to))).toEqual(['booked', 'booked', 'booked']);
  expect(kinds(await send(to, ['D', 'E']))).toEqual(['booked', 'booked']);
  expect(calls.map(({ path }) => path.endsWith('together'))).toEqual([true, false, false, false, false, false]);
});
