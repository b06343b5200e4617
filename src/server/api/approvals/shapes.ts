import { z } from 'zod';
import { BARS, type Reader } from '@/domain/approval';
import { may } from '@/server/auth/permissions';
import type { Session } from '@/server/auth/session';
import { postingSheet, tieEntry } from '../sheet-shapes';

/** What the Approvals screen receives. */
export const subjectKind = z.enum(['postings', 'replay', 'tie', 'rules']);
export const approvalState = z.enum(['asked', 'given', 'declined', 'stale']);

export const approvalLine = z.object({
  id: z.string(),
  kind: subjectKind,
  flow: z.string().nullable(),
  policy: z.string(),
  title: z.string(),
  asset: z.string(),
  amountMinor: z.bigint(),
  maker: z.string().nullable(),
  askedBy: z.string().nullable(),
  askedAt: z.date(),
  decidedAt: z.date().nullable(),
  state: approvalState,
  needed: z.int(),
  given: z.int(),
  bar: z.enum(BARS).nullable(),
});

const coveredItem = z.object({
  id: z.string(),
  flow: z.string(),
  type: z.string(),
  parcelId: z.string().nullable(),
  facility: z.string().nullable(),
  businessDate: z.string(),
  asset: z.string(),
  amountMinor: z.bigint(),
});
const vote = z.object({ name: z.string(), answer: z.enum(['given', 'declined']), reason: z.string(), at: z.date() });
const match = z.object({
  id: z.string(),
  kind: z.string(),
  tier: z.int(),
  reasons: z.array(z.string()).readonly(),
  madeAt: z.date(),
  entries: z.array(tieEntry).readonly(),
});

export const approvalDetail = approvalLine.extend({
  asOf: z.date(),
  hash: z.string(),
  changed: z.boolean(),
  hidden: z.int(),
  beforeMinor: z.bigint(),
  beforeDays: z.int(),
  votes: z.array(vote).readonly(),
  postings: z.array(postingSheet).readonly(),
  items: z.array(coveredItem).readonly(),
  match: match.nullable(),
});

export const readerOf = (session: Session): Reader => ({
  email: session.email,
  mayDecide: may(session.role, 'approvals.decide'),
  limitMinor: session.approvalLimitMinor,
});
