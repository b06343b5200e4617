import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { env } from '../../platform/env';
import { httpErp } from './http';
import type { ErpPort } from './port';

/** Per-connection settings as stored; addresses and credentials come from the environment, never from the database. */
const settings = z.object({
  adapter: z.literal('http'),
  visibilityWindowMs: z.number().int().min(0).max(3_600_000).default(5_000),
  postDeadlineMs: z.number().int().min(1_000).max(300_000).default(30_000),
});

const ports = new Map<string, ErpPort>();

/** The ERP behind a connection. @throws AppError ERP_NOT_CONFIGURED */
export function erpOf(connection: { readonly id: string; readonly config: unknown }): ErpPort {
  const known = ports.get(connection.id);
  if (known) return known;
  const { ERP_URL, ERP_TOKEN } = env();
  if (!ERP_URL || !ERP_TOKEN) {
    throw new AppError(
      'ERP_NOT_CONFIGURED',
      'retry',
      'ERP_URL and ERP_TOKEN are not set. Postings wait; nothing is lost.',
    );
  }
  const { adapter: _, ...windows } = settings.parse(connection.config);
  const port = httpErp({ baseUrl: ERP_URL.replace(/\/$/, ''), token: ERP_TOKEN, ...windows });
  ports.set(connection.id, port);
  return port;
}
