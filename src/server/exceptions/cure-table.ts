import type { Permission } from '../auth/permissions';
import type { ReplayAction } from '../store/replays';

/** What a cause is called in a title. */
type Of = { readonly value: string; readonly title: string };

/** What a person fills in: a code of master data, and from when on it holds. */
type Fields = 'none' | 'target' | 'target-from';

type CureRow = {
  /** What the manifest then does to every stopped item. */
  readonly action: ReplayAction;
  /** The judgement that an action which judges leaves with every item. */
  readonly mark?: string;
  /** Needed besides the right to freeze a set. */
  readonly permission: Permission | null;
  readonly fields: Fields;
  /** The manifest's title: what was decided, in words. */
  readonly title: (of: Of, target: string) => string;
  /** Nothing is decided anew: the document stands in the ERP, and only the ERP can say what it holds now. */
  readonly readsBack?: boolean;
};

/** A person says what a line of a bank is; the flow books it as that. */
const is = <M extends string>(what: string, mark: M) =>
  ({
    action: 'accept',
    mark,
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ value }: Of) => `${value} is ${what}`,
  }) as const;

/** Every way in which a person ends a stop; a new one is a row. The screens' words for it are with the screens. */
export const CURES = {
  adopt: {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'none',
    title: ({ value }) => `Adopt ${value} and release`,
  },
  'map-payer': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target-from',
    title: ({ value }, target) => `Map ${value} to ${target}`,
  },
  'map-payee': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target-from',
    title: ({ value }, target) => `Map ${value} to ${target}`,
  },
  'map-prefix': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target-from',
    title: ({ value }, target) => `Map ${value} to ${target}`,
  },
  'map-plb': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target-from',
    title: ({ value }, target) => `Map ${value} to ${target}`,
  },
  'map-account': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target-from',
    title: ({ value }, target) => `Map ${value} to ${target}`,
  },
  'cost-center': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'target',
    title: ({ value }, target) => `Cost center ${target} for ${value}`,
  },
  release: { action: 'release', permission: null, fields: 'none', title: ({ title }) => `Release “${title}”` },
  'read-back': {
    action: 'release',
    permission: 'masterdata.edit',
    fields: 'none',
    title: ({ title }) => `Read back “${title}”`,
    readsBack: true,
  },
  accept: {
    action: 'accept',
    mark: 'accepted',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Accept “${title}”`,
  },
  unapplied: {
    action: 'unapplied',
    mark: 'unapplied',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Unapplied cash for “${title}”`,
  },
  'is-deposit': is('a deposit', 'is-deposit'),
  'is-return': is('a returned deposit', 'is-return'),
  'is-fee': is('a bank fee', 'is-fee'),
  'is-sweep': is('an own transfer', 'is-sweep'),
  'is-payment': is('a payment', 'is-payment'),
  unidentified: {
    action: 'accept',
    mark: 'unidentified',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Unidentified cash for “${title}”`,
  },
  handled: {
    action: 'accept',
    mark: 'handled',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Handled: “${title}”`,
  },
  match: { action: 'release', permission: null, fields: 'none', title: ({ title }) => `Match “${title}”` },
  'accept-statement': {
    action: 'accept-parcel',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Accept “${title}”`,
  },
  'accept-remit': {
    action: 'accept-parcel',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Accept “${title}”`,
  },
  'replace-remit': {
    action: 'replace-parcel',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Replace the first remit: “${title}”`,
  },
  'both-real': {
    action: 'accept-parcel',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Both are real: “${title}”`,
  },
  reject: {
    action: 'reject',
    permission: 'exceptions.work',
    fields: 'none',
    title: ({ title }) => `Reject “${title}”`,
  },
} as const satisfies Readonly<Record<string, CureRow>>;

export type CureKind = keyof typeof CURES;

export const cureRow = (kind: CureKind): CureRow => CURES[kind];
export const isCure = (name: string): name is CureKind => Object.hasOwn(CURES, name);
