// Goal: every process gets what it needs and nobody else's secrets. Method: the specifications of an invented instance.
import { describe, expect, it } from 'vitest';
import type { Secrets } from './home';
import { bankSpec, clearinghouseSpec, erpSpec, type Plan, rcmSpec, webSpec, workerSpec } from './specs';

const names = [
  ...['ownerPassword', 'webPassword', 'workerPassword', 'erpDatabasePassword', 'clearinghouseDatabasePassword'],
  ...['bankDatabasePassword', 'rcmDatabasePassword', 'masterKey', 'nextAuthSecret', 'sandboxErpToken'],
  ...['sandboxIngestToken', 'sandboxRcmSecret'],
];
const secrets = Object.fromEntries(names.map((name) => [name, `<${name}>`])) as Secrets;

const planOf = (sandbox: boolean): Plan => ({
  options: { directory: '/tmp/tieout', host: '127.0.0.1', port: 3000, sandbox, quiet: true },
  home: { directory: '/tmp/tieout', postgresDir: '/tmp/tieout/postgres', logs: '/tmp/tieout/logs' },
  secrets,
  databases: {
    owner: 'postgresql://owner',
    web: 'postgresql://web',
    worker: 'postgresql://worker',
    erp: 'postgresql://erp',
    clearinghouse: 'postgresql://clearinghouse',
    bank: 'postgresql://bank',
    rcm: 'postgresql://rcm',
  },
  runtime: {
    start: { pid: 1, began: 'now' },
    children: [],
    url: 'http://127.0.0.1:3000',
    mode: sandbox ? 'sandbox' : 'live',
    ...(sandbox
      ? {
          erpUrl: 'http://127.0.0.1:4810',
          clearinghouseUrl: 'http://127.0.0.1:4811',
          bankUrl: 'http://127.0.0.1:4812',
          rcmUrl: 'http://127.0.0.1:4813',
        }
      : {}),
  },
});

/** Secrets and databases that a process can see. */
const seen = ({ env }: { readonly env: Readonly<Record<string, string | undefined>> }): string[] =>
  Object.values(env).filter((value): value is string => /^(<|postgresql:)/.test(value ?? ''));

describe('what a process gets', () => {
  const plan = planOf(true);

  it('is its own database and its own keys', () => {
    expect(seen(erpSpec(plan, 4810))).toEqual(['postgresql://erp', '<sandboxErpToken>']);
    expect(seen(clearinghouseSpec(plan, 4811))).toEqual(['<sandboxIngestToken>', 'postgresql://clearinghouse']);
    expect(seen(bankSpec(plan, 4812))).toEqual(['<sandboxIngestToken>', 'postgresql://bank']);
    expect(seen(rcmSpec(plan, 4813))).toEqual(['<sandboxIngestToken>', 'postgresql://rcm', '<sandboxRcmSecret>']);
    expect(seen(webSpec(plan))).not.toContain('<sandboxRcmSecret>');
  });

  it('tells the worker where statuses of refunds go, only beside the demo', () => {
    expect(workerSpec(plan).env).toMatchObject({
      TIEOUT_SECRET_RCM_STATUS_URL: 'http://127.0.0.1:4813',
      TIEOUT_SECRET_RCM_STATUS_TOKEN: '<sandboxRcmSecret>',
    });
    expect(workerSpec(planOf(false)).env).not.toHaveProperty('TIEOUT_SECRET_RCM_STATUS_URL');
  });

  it('lets the demo pay by the clock, at the pace it is told', () => {
    expect(erpSpec(plan, 4810).env).toMatchObject({ SANDBOX_ERP_PAY_SECONDS: '60', SANDBOX_ERP_CLEAR_SECONDS: '60' });
    process.env.SANDBOX_ERP_PAY_SECONDS = '5';
    expect(erpSpec(plan, 4810).env).toMatchObject({ SANDBOX_ERP_PAY_SECONDS: '5' });
    delete process.env.SANDBOX_ERP_PAY_SECONDS;
  });
});
