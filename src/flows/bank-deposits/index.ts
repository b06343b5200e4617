import type { Flow } from '../flow';
import { cures } from './cures';
import { decide } from './decide';
import { explain } from './explain';
import { type BankEvents, events, type StatementHead } from './facts';
import { failures } from './failures';
import { identity, judge } from './identity';
import { legs } from './legs';
import { type DepositMemory, memorySchema } from './memory';
import { bai2File } from './read-bai2';
import { camtFile } from './read-camt';
import { lockboxFile } from './read-lockbox';
import { nachaFile } from './read-nacha';
import { type BankRules, rulesSchema } from './rules';
import { ties } from './ties';
import { words } from './words';

/**
 * Bank statements, ACH and lockbox files to cash in the ledger: the bank against clearing, where the remit of the same money
 * stands on the other side. It books no claims; what a deposit pays is told by the tie.
 */
export const bankDeposits: Flow<StatementHead, BankEvents, BankRules, DepositMemory> & { readonly dedupes: true } = {
  code: 'bank-deposits',
  words,
  // The dollars are those that remits announce: seen again and tied, never added to them.
  measure: { name: 'cash-in', asset: 'USD/2' },
  // Lines of one day and amount do not wait for each other's journals; a timer is decided from memory, not from the ledger.
  order: 'decided',
  sources: [bai2File, camtFile, nachaFile, lockboxFile],
  events,
  indexes: { account: 'a', trace: 'b' },
  dedupes: true,
  subscribes: {},
  memory: {
    version: 1,
    schema: memorySchema,
    upgrade: (old) => memorySchema.parse(old),
    phi: false,
  },
  ties,
  identity,
  judge,
  rules: rulesSchema,
  decide,
  grouping: { bank: 'parcel', unapplied: 'item' },
  legs,
  failures,
  cures,
  explain,
};
