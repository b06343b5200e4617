import type { Tx } from '@/server/platform/db';
import { withWholeScope } from '@/server/store/causes-scope';
import { approvalLimitOf, sentAloneBefore } from '@/server/store/replays';
import { type Consent, consentFor } from './limits';

export type Moves = {
  readonly maker: string;
  readonly causeId: string | null;
  /** The manifest, once there is one. */
  readonly replayId: string | null;
  readonly grossMinor: bigint;
};

/**
 * Whether a second person is needed: what moves now counts together with what its maker sent alone under the same cause within a day
 * before, so that slices of one set need what the whole needs. Whoever acts on the answer holds the cause's lock.
 */
export async function consentOf(tx: Tx, { maker, causeId, replayId, grossMinor }: Moves): Promise<Consent> {
  const before = await withWholeScope(tx, () => sentAloneBefore(tx, maker, causeId, replayId));
  return consentFor(grossMinor + before, await approvalLimitOf(tx, maker));
}
