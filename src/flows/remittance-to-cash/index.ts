import type { Flow } from '../flow';
import { cures } from './cures';
import { decide } from './decide';
import { explain } from './explain';
import { paymentPosted, providerAdjusted, type Recalled, type RemitEvents, type RemitHead } from './facts';
import { failures } from './failures';
import { identity } from './identity';
import { judge } from './judge';
import { legs } from './legs';
import { remittanceFile } from './read';
import { recall } from './recall';
import { type PostingRules, postingRules } from './rules';
import { parcelTies, ties } from './ties';
import { words } from './words';

/** 835 remittances to balanced cash journals. */
export const remittanceToCash: Flow<RemitHead, RemitEvents, PostingRules, never, Record<never, never>, Recalled> = {
  code: 'remittance-to-cash',
  words,
  measure: { name: 'cash-in', asset: 'USD/2' },
  order: 'confirmed',
  sources: [remittanceFile],
  events: { 'payment.posted/1': paymentPosted, 'provider.adjusted/1': providerAdjusted },
  indexes: { claimId: 'a', controlNumber: 'b', reference: 'b' },
  subscribes: {},
  ties,
  identity,
  parcelTies,
  judge,
  recall,
  rules: postingRules,
  decide,
  grouping: { cash: 'parcel' },
  legs,
  accounts: ({ cashAccounts }) => ({
    cash: [...new Set(Object.values(cashAccounts))].sort((a, b) => (a < b ? -1 : 1)),
  }),
  failures,
  cures,
  explain,
};
