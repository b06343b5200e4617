import { cureCause } from '@/server/exceptions/cure';
import type { Cure } from '@/server/exceptions/cures';
import type { Actor } from '@/server/platform/db';
import { addUser, openExceptions, type Stopped } from './books';
import type { Product } from './pipeline';

export type { Stopped };

/** Someone who may move any amount alone, so that a test of one thing is not a test of approvals. */
const MAKER: Actor = { kind: 'user', name: 'june.alder@fernhollow.example', scope: '*' };

/** The open stops of these artifacts, as the exception screen would list them. */
export const stopsOf = (product: Product, artifactIds: readonly string[]): Promise<Stopped[]> =>
  openExceptions(product, artifactIds);

/** Cures the cause as a person does from its screen: all of it, or the picked events only. */
export async function cure(product: Product, causeId: string, by: Cure, eventIds?: readonly string[]) {
  await addUser(product, { email: MAKER.name, name: 'June Alder', role: 'controller', limitMinor: 9_000_000_000_000 });
  return cureCause(MAKER, causeId, by, { reason: 'The test says so', ...(eventIds ? { eventIds } : {}) });
}
