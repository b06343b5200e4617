import { z } from 'zod';
import { systemActor, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';

/** How this installation names itself and reads its clock: the setting `display`, with honest defaults. */
const setting = z.object({ tenant: z.string().min(1), timeZone: z.string().min(1) });
const DEFAULTS = { tenant: 'Tieout', timeZone: 'UTC' };

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

export async function readDisplay(): Promise<{ tenant: string; timeZone: string; sandbox: boolean }> {
  const rows = await withTransaction(systemActor('display'), (tx) =>
    tx.query<{ value: unknown }>("SELECT value FROM setting WHERE key = 'display'"),
  );
  const parsed = setting.safeParse(rows[0]?.value);
  const display = parsed.success && isZone(parsed.data.timeZone) ? parsed.data : DEFAULTS;
  return { ...display, sandbox: env().TIEOUT_MODE === 'sandbox' };
}
