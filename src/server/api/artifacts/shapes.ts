import { z } from 'zod';
import { ARTIFACT_STATES } from '@/server/read/artifacts';

export const artifactRow = z.object({
  id: z.string(),
  name: z.string(),
  connection: z.string(),
  sizeBytes: z.bigint(),
  sha256: z.string(),
  format: z.string().nullable(),
  receivedAt: z.date(),
  receivedBy: z.string(),
  state: z.enum(ARTIFACT_STATES),
  repeated: z.boolean(),
  failureText: z.string().nullable(),
  findingCount: z.int(),
  parcelCount: z.int().nullable(),
  recordCount: z.int().nullable(),
  receivedMinor: z.bigint().nullable(),
  asset: z.string().nullable(),
});

/** A finding as the codecs write it: what is wrong, where in the bytes, and the cure. */
export const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  cure: z.string().default(''),
  offset: z.number().default(0),
  line: z.number().default(0),
  path: z.string().optional(),
});

export const parcelLine = z.object({
  id: z.string(),
  ordinal: z.int(),
  flow: z.string().nullable(),
  trace: z.string(),
  payer: z.string(),
  payee: z.string(),
  businessDate: z.string().nullable(),
  state: z.string(),
  disposition: z.string().nullable(),
  asset: z.string(),
  controlMinor: z.bigint(),
  recordCount: z.int(),
});
