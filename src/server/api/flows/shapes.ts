import { z } from 'zod';
import { flowRow, heldCauses, holding, measurePlaces, topCause } from '../overview/shapes';

/** What the Flows screens receive. */
export const flowLine = flowRow.extend({
  owner: z.string(),
  criticality: z.string(),
  active: z.boolean(),
  lastAt: z.date().nullable(),
});

const capability = z.object({
  kind: z.string(),
  confirmed: z.int(),
  unconfirmed: z.int(),
  lastAt: z.date().nullable(),
  breaker: z.enum(['closed', 'open']),
});
const binding = z.object({
  role: z.string(),
  entity: z.string(),
  target: z.string(),
  targetCode: z.string(),
  adapter: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  grouping: z.string().nullable(),
  capabilities: z.array(capability).readonly(),
});
const ruleVersion = z.object({
  version: z.int(),
  effectiveFrom: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
  current: z.boolean(),
});
const sender = z.object({ code: z.string(), name: z.string(), files: z.int(), lastAt: z.date().nullable() });

export const flowDetail = z.object({
  asOf: z.date(),
  line: flowLine,
  measures: z.array(measurePlaces).readonly(),
  source: z.string(),
  target: z.string(),
  contract: z.string(),
  runbook: z.string(),
  journalMode: z.string(),
  order: z.enum(['confirmed', 'decided']).nullable(),
  events: z.array(z.string()).readonly(),
  subscribes: z.array(z.string()).readonly(),
  ties: z.array(z.object({ kind: z.string(), open: z.int().nullable() })).readonly(),
  bindings: z.array(binding).readonly(),
  rules: z.array(ruleVersion).readonly(),
  senders: z.array(sender).readonly(),
  causes: z.object({ top: z.array(topCause).readonly(), rest: heldCauses, waiting: holding, total: heldCauses }),
});

export const connectionsShape = z.object({
  asOf: z.date(),
  inbound: z
    .array(
      z.object({
        code: z.string(),
        name: z.string(),
        kind: z.string(),
        lane: z.string(),
        active: z.boolean(),
        lastAt: z.date().nullable(),
        filesDay: z.int(),
        refusedDay: z.int(),
        unread: z.int(),
      }),
    )
    .readonly(),
  outbound: z
    .array(
      z.object({
        code: z.string(),
        name: z.string(),
        adapter: z.string(),
        active: z.boolean(),
        waiting: z.int(),
        unanswered: z.int(),
        held: z.int(),
        confirmedDay: z.int(),
        lastConfirmedAt: z.date().nullable(),
        broken: z.array(z.object({ kind: z.string(), failure: z.string().nullable() })).readonly(),
      }),
    )
    .readonly(),
});
