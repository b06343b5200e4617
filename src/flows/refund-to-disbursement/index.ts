import type { Flow } from '../flow';
import type { Recalled } from './context';
import { cancelFacts, type Head, noticeFacts, type Own, requestFacts, statusFacts } from './contract';
import { cures } from './cures';
import { decide } from './decide';
import { explain } from './explain';
import { failures } from './failures';
import { legs, ties } from './legs';
import { MEMORY_VERSION, type Memory, memorySchema, upgradeMemory } from './memory';
import { ROLE } from './parts';
import { sources } from './read';
import { recall } from './recall';
import { type Rules, refundRules } from './rules';
import { words } from './words';

/**
 * Refunds of credit balances: asked for by the revenue cycle system, checked and approved here, paid by the ERP, followed
 * until the bank has paid what was asked to whom it was asked.
 */
export const refundToDisbursement: Flow<Head, Own, Rules, Memory, Record<never, never>, Recalled> = {
  code: 'refund-to-disbursement',
  words,
  measure: { name: 'cash-out', asset: 'USD/2' },
  order: 'confirmed',
  // Whatever is said of a refund passes its request while that waits for a person: who is asked to agree has to see at once
  // that it was changed, cancelled, or asked for with other words under the same version.
  annuls: ['refund.requested/1', 'refund.updated/1', 'refund.cancelled/1', 'refund.noticed/1'],
  sources,
  events: {
    'refund.requested/1': requestFacts,
    'refund.updated/1': requestFacts,
    'refund.cancelled/1': cancelFacts,
    'refund.noticed/1': noticeFacts,
    'disbursement.status/1': statusFacts,
  },
  indexes: { payee: 'a', account: 'b' },
  subscribes: {},
  memory: { version: MEMORY_VERSION, schema: memorySchema, upgrade: upgradeMemory, phi: false },
  ties,
  identity: (parcel) => ({
    // A batch that does not add up is another one than the same requests with the right sum, which comes after it.
    same: `${parcel.head.shape}|${parcel.digest}${parcel.complete === null ? '' : `|${parcel.head.batch}|unusable`}`,
    contradicts: parcel.head.batch === null ? null : `batch|${parcel.head.batch}`,
  }),
  judge: () => null,
  recall,
  rules: refundRules,
  decide,
  // Journal and voucher of one decision are one group, so that both wait for the checkers and neither goes without.
  grouping: { [ROLE.ledger]: 'item', [ROLE.ap]: 'item', [ROLE.card]: 'item', [ROLE.rcm]: 'item' },
  legs,
  failures,
  cures,
  explain,
};
