import { formatItems } from '@/components/lib/format';
import type { CureKind } from '@/server/exceptions/cures';

/** Every word of a cure. Verbs say what happens; “release” is what follows, and it is not the same as “fixed”. */
type Words = {
  /** On the switch between cures. */
  readonly name: string;
  /** Beside the heading. */
  readonly what: string;
  /** What the value is called. */
  readonly label: string;
  /** The button's verb before “and release 12 items”; `null` when the release is all there is. */
  readonly verb: string | null;
  /** What it does to the items. */
  readonly act: (items: string) => string;
};

const release = (items: string) => `release ${items}`;

const bookAs = (what: string) => (items: string) => `book ${items} as ${what}`;

export const CURE_WORDS: Readonly<Record<CureKind, Words>> = {
  adopt: {
    name: 'Adopt',
    what: 'payer and payee of the remit',
    label: 'Id in remit',
    verb: 'Adopt',
    act: release,
  },
  'map-payer': { name: 'Map', what: 'map to a known payer', label: 'Payer id', verb: 'Map payer', act: release },
  'map-payee': { name: 'Map', what: 'map to a known facility', label: 'Payee id', verb: 'Map payee', act: release },
  'map-prefix': { name: 'Map', what: 'map the prefix', label: 'Account prefix', verb: 'Map prefix', act: release },
  'map-plb': { name: 'Map', what: 'map the PLB reason', label: 'PLB reason', verb: 'Map reason', act: release },
  'map-account': {
    name: 'Map account',
    what: 'map to an account of the bank rules',
    label: 'Account ends in',
    verb: 'Map account',
    act: release,
  },
  'cost-center': {
    name: 'Cost center',
    what: 'use an active cost center',
    label: 'Now',
    verb: 'Set cost center',
    act: release,
  },
  release: { name: 'Release', what: 'after it was fixed in the ERP', label: 'Value', verb: null, act: release },
  'read-back': {
    name: 'Read back',
    what: 'after it was corrected in the ERP',
    label: 'Document',
    verb: null,
    act: (items) => `read back ${items}`,
  },
  accept: { name: 'Accept', what: 'as the payer sent it', label: 'Value', verb: 'Accept', act: release },
  unapplied: {
    name: 'Unapplied',
    what: 'cash is real, claims unclear',
    label: 'Remit',
    verb: null,
    act: (items) => `post cash of ${items} to unapplied`,
  },
  'is-deposit': {
    name: 'Deposit',
    what: 'this code brings cash',
    label: 'Bank code',
    verb: null,
    act: bookAs('deposits'),
  },
  'is-return': {
    name: 'Returned deposit',
    what: 'cash of a deposit was taken back',
    label: 'Bank code',
    verb: null,
    act: bookAs('returned deposits'),
  },
  'is-fee': { name: 'Bank fee', what: 'the bank charges it', label: 'Bank code', verb: null, act: bookAs('bank fees') },
  'is-sweep': {
    name: 'Own transfer',
    what: 'between accounts of ours',
    label: 'Bank code',
    verb: null,
    act: bookAs('own transfers'),
  },
  'is-payment': {
    name: 'Payment',
    what: 'a payment of ours cleared',
    label: 'Bank code',
    verb: null,
    act: bookAs('payments'),
  },
  unidentified: {
    name: 'Unidentified',
    what: 'cash is real, lines are not clear',
    label: 'Statement',
    verb: null,
    act: (items) => `post net cash of ${items} as unidentified`,
  },
  handled: {
    name: 'Handled',
    what: 'the payee was called back',
    label: 'Reason',
    verb: null,
    act: (items) => `mark ${items} handled`,
  },
  match: { name: 'Match', what: 'after it was matched', label: 'Value', verb: null, act: release },
  'accept-statement': {
    name: 'Accept',
    what: 'this statement is right',
    label: 'Statement',
    verb: null,
    act: (items) => `accept ${items} and read again`,
  },
  'accept-remit': {
    name: 'Accept',
    what: 'this remit is right',
    label: 'Trace',
    verb: null,
    act: (items) => `accept ${items} and read again`,
  },
  'replace-remit': {
    name: 'Replace the first',
    what: 'this remit is right, the other is taken back if nothing stands upon it',
    label: 'Trace',
    verb: null,
    act: (items) => `take the first remit back and post ${items}`,
  },
  'both-real': {
    name: 'Both are real',
    what: 'two payments that look alike',
    label: 'Trace',
    verb: null,
    act: (items) => `post ${items} beside the first remit`,
  },
  reject: {
    name: 'Reject',
    what: 'nothing of it will be posted',
    label: 'Value',
    verb: null,
    act: (items) => `reject ${items}`,
  },
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * “Adopt payer and release 12 items”, “Reject 1 item”; over the limit “Adopt payer and freeze 12 items”, because a
 * second person has to agree before anything is sent.
 */
export function buttonWords(kind: CureKind, items: number, needsSecond: boolean, code: string): string {
  const { act } = CURE_WORDS[kind];
  const verb = kind === 'adopt' ? (code === 'PAYEE_UNKNOWN' ? 'Adopt payee' : 'Adopt payer') : CURE_WORDS[kind].verb;
  const count = formatItems(items);
  const does = needsSecond ? `freeze ${count}` : act(count);
  return capital(verb === null ? does : `${verb} and ${does}`);
}

/** `3fd091c2 … e41b`: enough of a hash to compare by eye. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
