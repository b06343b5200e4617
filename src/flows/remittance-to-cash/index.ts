import type { PlbFamily } from '@/domain/plb-codes.data';
import { isOpenItem } from '@/domain/plb-ledger';
import type { Flow } from '../flow';
import { cures } from './cures';
import { decide, undone } from './decide';
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

const sorted = (accounts: readonly (string | null | undefined)[]): string[] =>
  [...new Set(accounts.flatMap((account) => account ?? []))].sort((a, b) => (a < b ? -1 : 1));

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
  undone,
  grouping: { cash: 'parcel' },
  legs,
  accounts: ({ cashAccounts, receivables, receivableDefault, orphanReversalAccount, plb }) => {
    const open = Object.values(plb).filter(({ family }) => isOpenItem(family as PlbFamily));
    const liabilities = open.flatMap(
      ({ debitWhenOwed, debitBeyond, debit }) => debitWhenOwed ?? (debitBeyond && debit) ?? [],
    );
    return {
      cash: sorted(Object.values(cashAccounts)),
      receivable: sorted([...Object.values(receivables), receivableDefault]),
      clearing: [orphanReversalAccount],
      liability: sorted(liabilities),
      open: sorted(
        open.flatMap((row) => [row.debit, row.credit, row.debitWhenOwed, row.debitWhenRefund, row.debitBeyond]),
      ),
    };
  },
  audited: {
    charged: { type: 'payment.posted', field: 'chargeMinor', receivable: 'receivable', clearing: 'clearing' },
    liabilities: 'liability',
    open: { tie: 'plb', accounts: 'open' },
  },
  failures,
  cures,
  explain,
};
