import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { KINDS } from '@/domain/kinds';
import { env, secret } from '../../platform/env';
import { callbackTarget } from './callback';
import { httpTarget } from './http';
import { type Ledger, type PaymentFeed, refuseCapabilities, type Target } from './port';

/** An outbound connection: who it is and how it is set up. Addresses and credentials come from the environment, never from here. */
export type Outbound = { readonly id: string; readonly code: string; readonly config: unknown };

/** Journals that one call may carry at most: what an answer's deadline bears. */
const TOGETHER_MAX = 200;
const windows = {
  visibilityWindowMs: z.number().int().min(0).max(3_600_000).default(5_000),
  postDeadlineMs: z.number().int().min(1_000).max(300_000).default(30_000),
};
const settings = z.discriminatedUnion('adapter', [
  z.object({ adapter: z.literal('http'), together: z.number().int().min(1).max(TOGETHER_MAX).default(1), ...windows }),
  z.object({ adapter: z.literal('callback'), path: z.string().startsWith('/'), ...windows }),
]);

type Opened = Target & Partial<Ledger> & Partial<PaymentFeed>;

const targets = new Map<string, Opened>();

/** The target behind a connection. @throws AppError TARGET_NOT_CONFIGURED */
export function targetOf(connection: Outbound): Opened {
  const known = targets.get(connection.id);
  if (known) return known;
  const target = open(connection);
  const refused = refuseCapabilities(target.capabilities);
  if (refused) throw new AppError('TARGET_NOT_CONFIGURED', 'retry', refused);
  targets.set(connection.id, target);
  return target;
}

const CLOSED_RETRY_MS = 30_000;

/** The same for a stage: one target that has no address takes nothing and answers nothing, and holds up no other. */
export function targetOrClosed(connection: Outbound): Target {
  try {
    return targetOf(connection);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'TARGET_NOT_CONFIGURED') throw error;
    const reason = error.message;
    return {
      capabilities: {
        kinds: KINDS,
        find: true,
        void: false,
        async: false,
        attach: false,
        idempotent: false,
        together: {},
      },
      visibilityWindowMs: 0,
      deadlineMs: CLOSED_RETRY_MS,
      inFlightMax: 1,
      submit: async () => ({ kind: 'not-sent', reason, retryAfterMs: CLOSED_RETRY_MS, status: null }),
      find: async () => ({ kind: 'unavailable', reason }),
    };
  }
}

/** The books behind a connection; `undefined` when it keeps none. */
export function ledgerOf(connection: Outbound): Ledger | undefined {
  const { balances, master } = targetOf(connection);
  return balances && master ? { balances, master } : undefined;
}

function open({ code, config }: Outbound): Opened {
  const set = settings.parse(config);
  const { baseUrl, credential } = credentialsOf(code);
  switch (set.adapter) {
    case 'http':
      return httpTarget({ baseUrl, token: credential, ...set });
    case 'callback':
      return callbackTarget({ baseUrl, secret: credential, ...set });
  }
}

/** The name of a connection's credentials: `rcm-status` reads RCM_STATUS_URL and RCM_STATUS_TOKEN among the secrets. */
const nameOf = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

function credentialsOf(code: string): { baseUrl: string; credential: string } {
  const { ERP_URL, ERP_TOKEN } = env();
  const [url, credential] =
    code === 'erp' && ERP_URL && ERP_TOKEN
      ? [ERP_URL, ERP_TOKEN]
      : [secret(`${nameOf(code)}_URL`), secret(`${nameOf(code)}_TOKEN`)];
  if (!url || !credential) {
    throw new AppError(
      'TARGET_NOT_CONFIGURED',
      'retry',
      `Connection ${code} has no address or credential in the environment. Its postings wait; nothing is lost.`,
    );
  }
  return { baseUrl: url.replace(/\/$/, ''), credential };
}
