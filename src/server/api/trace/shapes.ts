import { z } from 'zod';
import { COLUMNS, NODE_STATES } from '@/server/lineage';
import { tieEntry } from '../sheet-shapes';

/** What travels to the trace screen. Money is bigint cents; masked text has been cut out before it gets here. */
export const nodeState = z.enum(NODE_STATES);
const column = z.enum(COLUMNS);

const node = z.object({
  id: z.string(),
  column,
  row: z.int().nullable(),
  label: z.string(),
  sub: z.string().nullable(),
  amountMinor: z.bigint().nullable(),
  sided: z.boolean(),
  fullMinor: z.bigint().nullable(),
  state: nodeState,
  nonCash: z.boolean(),
  eventId: z.string().nullable(),
  causeId: z.string().nullable(),
  causeTitle: z.string().nullable(),
  since: z.date().nullable(),
});
const edge = z.object({
  from: z.string(),
  to: z.string(),
  amountMinor: z.bigint(),
  state: z.enum(['plain', 'rejected']),
  nonCash: z.boolean(),
  rule: z.string().nullable(),
  ruleVersion: z.int().nullable(),
});
const total = z.object({
  column,
  amountMinor: z.bigint().nullable(),
  differenceMinor: z.bigint().nullable(),
  state: nodeState,
  note: z.string().nullable(),
});

export const graphShape = z.object({
  nodes: z.array(node),
  edges: z.array(edge),
  totals: z.array(total),
  rows: z.int(),
  shownEvents: z.int(),
  allEvents: z.int(),
  ruleVersions: z.array(z.int()),
  debitMinor: z.bigint(),
  creditMinor: z.bigint(),
  nonCashLines: z.int(),
});

export const stepShape = z.object({ key: z.string(), word: z.string(), at: z.date().nullable(), state: nodeState });

export const attemptShape = z.object({
  id: z.string(),
  number: z.int(),
  step: z.string(),
  startedAt: z.date(),
  state: nodeState,
  outcome: z.string(),
  what: z.string(),
  tookMs: z.int().nullable(),
  entity: z.string(),
});

const holding = z.object({ amountMinor: z.bigint(), items: z.int() });
export const placesShape = z.object({
  receivedMinor: z.bigint(),
  items: z.int(),
  places: z.object({
    posted: holding,
    inFlight: holding,
    exception: holding,
    held: holding,
    duplicate: holding,
    rejected: holding,
  }),
  unknown: holding,
  waiting: holding,
  differenceMinor: z.bigint(),
  sums: z.boolean(),
});

export const parcelShape = z.object({
  id: z.string(),
  artifactId: z.string(),
  artifactName: z.string(),
  flow: z.string().nullable(),
  state: z.enum(['parsed', 'canonical']),
  disposition: z.string().nullable(),
  priorParcelId: z.string().nullable(),
  decision: z.enum(['accept', 'replace', 'unapplied', 'reject']).nullable(),
  decidedBy: z.string().nullable(),
  replacedById: z.string().nullable(),
  replacedBy: z.string().nullable(),
  payer: z.string(),
  payee: z.string(),
  payeeFacility: z.string().nullable(),
  trn02: z.string(),
  method: z.string(),
  businessDate: z.string().nullable(),
  entity: z.string().nullable(),
  asset: z.string(),
  receivedMinor: z.bigint(),
  paidMinor: z.bigint(),
  plbMinor: z.bigint(),
  claimCount: z.int(),
  plbCount: z.int(),
  recordCount: z.int(),
  whole: z.boolean(),
  now: z.date(),
});

const element = z.object({
  ref: z.string(),
  parts: z.array(z.object({ text: z.string(), masked: z.boolean() })),
  role: z.enum(['mark', 'under']).nullable(),
});
const segments = z.array(
  z.object({
    id: z.string(),
    offset: z.number(),
    eventId: z.string().nullable(),
    focus: z.boolean(),
    elements: z.array(element),
  }),
);
const explainLine = z.object({ ref: z.string(), words: z.string(), amountMinor: z.bigint() });

export const sourceShape = z.object({
  parcelId: z.string(),
  eventId: z.string().nullable(),
  artifact: z.object({ id: z.string(), name: z.string(), sha256: z.string(), bytes: z.bigint() }),
  separators: z.object({ element: z.string(), terminator: z.string() }),
  head: segments,
  body: segments,
  tail: segments,
  window: z.object({
    from: z.int(),
    to: z.int(),
    total: z.int(),
    previous: z.int().nullable(),
    next: z.int().nullable(),
    hidden: z.int(),
    cut: z.boolean(),
  }),
  explanation: z.object({
    ref: z.string(),
    words: z.string(),
    amountMinor: z.bigint(),
    sentence: z.string(),
    lines: z.array(explainLine),
    result: explainLine,
    differenceMinor: z.bigint(),
  }),
  parsed: z.object({
    fields: z.array(z.object({ ref: z.string(), words: z.string(), value: z.string() })),
    services: z.array(
      z.object({
        procedure: z.string(),
        date: z.string(),
        units: z.string(),
        chargeMinor: z.bigint(),
        paidMinor: z.bigint(),
        adjustments: z.string(),
      }),
    ),
    servicesMore: z.int(),
  }),
  revealedUntil: z.date().nullable(),
});

export const traceKin = z.object({
  ownEventId: z.string(),
  ownMinor: z.bigint(),
  ownReversal: z.boolean(),
  eventId: z.string(),
  parcelId: z.string(),
  amountMinor: z.bigint(),
  asset: z.string(),
  reversal: z.boolean(),
  state: z.string(),
  replaced: z.boolean(),
  trace: z.string(),
  payer: z.string(),
  date: z.string(),
});

export const traceTie = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['open', 'tied']),
  balanceMinor: z.bigint(),
  asset: z.string(),
  due: z.string().nullable(),
  accepted: z.object({ by: z.string(), why: z.string() }).nullable(),
  own: z.array(tieEntry).readonly(),
  partners: z.array(tieEntry).readonly(),
});
