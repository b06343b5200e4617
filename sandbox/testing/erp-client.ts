import type { AddressInfo } from 'node:net';
import { createErp, type RunningErp } from '../erp/server';

const TEST_TOKEN = 'sandbox-test-token';
const TEST_TODAY = '2026-11-20';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
};

export type ErpClient = {
  readonly erp: RunningErp;
  readonly url: string;
  readonly call: (method: string, path: string, body?: unknown, timeoutMs?: number) => Promise<Answer>;
  /** The codes of a refused document with the lines they are about, in order: `UNKNOWN_ITEM/2`. */
  readonly refusal: (path: string, body: unknown) => Promise<readonly string[]>;
};

type Pace = { readonly latencyMs?: number; readonly paySeconds?: number; readonly clearSeconds?: number };

/** A running ERP on a free port and a client that holds its token. */
export async function startErp(databaseUrl: string, seed = 'test', pace: Pace = {}): Promise<ErpClient> {
  const erp = await createErp({
    databaseUrl,
    token: TEST_TOKEN,
    seed,
    today: TEST_TODAY,
    ...pace,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  await new Promise<void>((resolve) => erp.server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(erp.server.address() as AddressInfo).port}`;
  const call: ErpClient['call'] = async (method, path, body, timeoutMs = 10_000) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  const refusal: ErpClient['refusal'] = async (path, body) => {
    const answer = await call('POST', path, body);
    if (answer.status !== 422) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const { errors } = answer.body.error as { errors: { code: string; line: number | null }[] };
    return errors.map((error) => `${error.code}/${error.line ?? '-'}`).sort(byText);
  };
  return { erp, url, call, refusal };
}

const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

let keyCounter = 0;

/** A sound journal of company 100 for November 2026; anything in `change` replaces the part of the same name. */
export function journalOf(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  keyCounter += 1;
  return {
    externalId: `TO-TEST-${keyCounter}`,
    postingDate: '2026-11-19',
    period: '2026-11',
    currency: 'USD',
    description: 'remittances of the day',
    source: 'TIEOUT',
    lines: [
      lineOf({ line: 1, account: '1012', debit: '337.25' }),
      lineOf({ line: 2, account: '1132', credit: '337.25' }),
    ],
    ...change,
  };
}

export function lineOf(change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    line: 1,
    account: '1012',
    costCenter: 'CDR-4410',
    facility: 'CDR',
    payerClass: 'Commercial',
    affiliate: null,
    debit: '0.00',
    credit: '0.00',
    reference: 'batch 7',
    ...change,
  };
}
