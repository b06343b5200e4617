import { z } from 'zod';
import type { DraftLine } from '@/domain/draft';
import type { Decision, Draft, Flow, Item } from '@/flows/flow';
import { minor, type TinyEvents, ticket } from './facts';
import { type TinyHead, tickets } from './source';

/** Parking money: what the machines took stands in clearing until an hour has passed, and then it is income. */

const rulesSchema = z.object({
  version: z.int(),
  entity: z.string(),
  cash: z.string(),
  waiting: z.string(),
  income: z.string(),
  hours: z.number(),
});
type TinyRules = z.infer<typeof rulesSchema>;
export const RULES: TinyRules = { version: 1, entity: '100', cash: '1012', waiting: '2110', income: '6320', hours: 1 };

const memorySchema = z.object({ takenMinor: minor, moved: z.boolean() });
type TinyMemory = z.infer<typeof memorySchema>;

type TinyItem = Item<TinyEvents>;
type TinyDecision = Decision<TinyMemory>;

const NOWHERE = { entity: null, facility: null, payer: null } as const;

function draftOf(ref: string, from: string, to: string, amountMinor: bigint, rules: TinyRules): Draft {
  const line = (account: string, amount: bigint): DraftLine => ({
    entity: rules.entity,
    account,
    costCenter: null,
    facility: null,
    payerClass: null,
    affiliate: null,
    amountMinor: amount,
    rule: `tiny.${ref}`,
  });
  return {
    ref,
    kind: 'journal',
    role: 'books',
    asset: 'USD/2',
    lines: [line(to, amountMinor), line(from, -amountMinor)],
    description: `Parking: ${ref}`,
  };
}

function decide(item: TinyItem, _: unknown, rules: TinyRules, memory: ReadonlyMap<string, TinyMemory>): TinyDecision {
  const key = item.keys[0];
  const scope = { ...NOWHERE, entity: rules.entity };
  if (item.type === 'ticket.sold/1') {
    const { amountMinor } = ticket.parse(item.facts);
    const due = new Date(Date.parse(item.at) + rules.hours * 3_600_000).toISOString();
    return {
      kind: 'post',
      scope,
      drafts: [draftOf('taken', rules.waiting, rules.cash, amountMinor, rules)],
      sagas: { [key]: { memory: { takenMinor: amountMinor, moved: false }, step: 'taken', wake: { income: due } } },
    };
  }
  const known = memory.get(key);
  if (item.type !== 'saga.due/1' || known === undefined || known.moved) {
    return { kind: 'post', scope: NOWHERE, drafts: [] };
  }
  return {
    kind: 'post',
    scope,
    drafts: [draftOf('earned', rules.income, rules.waiting, known.takenMinor, rules)],
    sagas: { [key]: { memory: { ...known, moved: true }, step: 'earned' } },
  };
}

const unbalanced = {
  owner: 'support',
  slaHours: 8,
  title: ({ value }: { value: string }) => `Machine report ${value} does not add up`,
  cure: () => 'Ask for the report again.',
  cures: ['reject'],
} as const;

export const tiny: Flow<TinyHead, TinyEvents, TinyRules, TinyMemory> = {
  code: 'tiny-parking',
  words: {
    name: 'Parking',
    parcel: { one: 'machine report', many: 'machine reports' },
    item: { one: 'ticket', many: 'tickets' },
    saga: { one: 'ticket', many: 'tickets' },
    received: 'Parking money',
    types: { 'ticket.sold/1': 'Ticket' },
    identifiers: { ticket: 'Ticket number' },
  },
  measure: { name: 'cash-in', asset: 'USD/2' },
  order: 'confirmed',
  sources: [tickets],
  events: { 'ticket.sold/1': ticket },
  indexes: { ticket: 'a' },
  dedupes: true,
  subscribes: {},
  memory: { version: 1, schema: memorySchema, upgrade: (old) => memorySchema.parse(old), phi: false },
  ties: {},
  identity: ({ head, digest }) => ({ same: `${head.machine}|${digest}`, contradicts: null }),
  judge: () => null,
  rules: rulesSchema,
  decide,
  grouping: { books: 'item' },
  legs: [
    { name: 'report', word: 'Machine', of: { measure: 'received' } },
    { name: 'posted', word: 'Posted', of: { measure: 'posted' } },
  ],
  failures: { TINY_UNBALANCED: unbalanced },
  cures: { reject: { word: 'Reject', action: 'reject' } },
  explain: ({ bytes }) => ({
    sentence: `The machine printed ${Buffer.from(bytes).toString().trim()}.`,
    fields: [],
  }),
};
