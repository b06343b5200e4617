import { bai2 } from '@/flows/bank-deposits/bank.fixture';
import { type AchEntry, ach, type CamtEntry, camt, lockbox } from '@/flows/bank-deposits/files.fixture';
import { systemActor } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { lookAtWaits } from '@/server/sagas/waits';
import { matchTies } from '@/server/ties/match';
import { type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import type { Product } from './pipeline';
import { settle } from './pipeline';

/** What a bank and a payer send of the same money, and the clocks that run beside the stages. */

export const BANK = 'bank-deposits';

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;
/** No clock of a deposit of today has run out; every clock of one of three weeks ago has. */
export const TODAY = iso(Date.now());
export const AGED = iso(Date.now() - 21 * DAY_MS);

const short = (date: string): string => date.slice(2).replaceAll('-', '');
/** The fixtures' own day is 5 November 2026. */
const dated = (text: string, date: string): string =>
  text.replaceAll('261105', short(date)).replaceAll('2026-11-05', date);

type Detail = Parameters<typeof bai2>[1][number];
type On = { readonly on?: string };
type Over = NonNullable<Parameters<typeof bai2>[2]> & On & { readonly account?: string };

/** A BAI2 statement of the operating account of entity 100. */
export const statement = (
  details: readonly Detail[],
  { on = TODAY, account = '4400100', ...over }: Over = {},
): Uint8Array => Buffer.from(bai2(account, details, { date: short(on), ...over }));

export const achFile = (
  entries: readonly AchEntry[],
  { on = TODAY, ...over }: NonNullable<Parameters<typeof ach>[1]> & On = {},
): Uint8Array => Buffer.from(dated(ach(entries, over), on));

export const camtFile = (
  kind: '052' | '053' | '054',
  entries: readonly CamtEntry[],
  { on = TODAY, ...over }: NonNullable<Parameters<typeof camt>[2]> & On = {},
): Uint8Array => Buffer.from(dated(camt(kind, entries, over), on));

export const lockboxFile = (
  batches: Parameters<typeof lockbox>[0],
  { on = TODAY, ...over }: NonNullable<Parameters<typeof lockbox>[1]> & On = {},
): Uint8Array => Buffer.from(dated(lockbox(batches, over), on));

let controls = 5000;
/** A remit of one claim, to Cedar Ridge of entity 100. */
export function remit(trace: string, paid: string, more: Partial<RemitFacts> = {}): Uint8Array {
  controls += 1;
  const claim = { id: `CDR-${controls}`, charge: paid, paid, lines: [{ charge: paid, paid }] };
  const facts = { trace, date: TODAY.replaceAll('-', ''), payeeNpi: '2000000119', taxId: '891000100', claims: [claim] };
  return remitBytes([{ ...facts, ...more }], { control: String(controls) });
}

const clock = systemActor('sweep/clocks');

/** Lets everything happen that happens by itself: the stages, timers, waits, and the look for what belongs together. */
export async function settleAll(product: Product): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await settle(product);
    const fired = await fireTimers(clock);
    const { woken } = await lookAtWaits(clock);
    const { joined, tied } = await matchTies(clock);
    if (fired + woken + joined + tied === 0) return;
  }
  throw new Error('the clocks never stop');
}

let files = 0;
/** Hands a file in and lets everything come to rest. */
export async function hand(product: Product, bytes: Uint8Array, name = 'bank'): Promise<string> {
  files += 1;
  const artifactId = await product.send(`${name}-${files}`, bytes);
  await settleAll(product);
  return artifactId;
}
