import { z } from 'zod';
import { STAGES } from '@/domain/stages';
import type { PlacesFilter } from '@/server/read/places';

/** The scope as the address carries it. What is malformed is refused, so that a mistyped scope never means “all”. */
export const scopeInput = z.object({
  period: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A period is YYYY-MM.')
    .optional(),
  flow: z.string().max(60).optional(),
  entity: z.string().max(20).optional(),
  facility: z.uuid().optional(),
  payer: z.uuid().optional(),
});

export const filterOf = (scope: z.infer<typeof scopeInput>): PlacesFilter => ({
  flow: scope.flow,
  period: scope.period,
  entity: scope.entity,
  facilityId: scope.facility,
  payerId: scope.payer,
});

/** What a flow counts; amounts of different measures are never added. */
export const measureName = z.enum(['cash-in', 'cash-out', 'non-cash', 'count']);

export const holding = z.object({ amountMinor: z.bigint(), items: z.int() });

export const moneyOutput = z.object({
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

export const heldCauses = holding.extend({ causes: z.int() });

/** Where the amounts of every flow are, each by itself: nothing is added across flows or assets. */
export const measurePlaces = z.object({ flow: z.string().nullable(), asset: z.string(), places: moneyOutput });

const stage = z.object({
  stage: z.enum(STAGES),
  moving: z.int(),
  stopped: z.int(),
  held: z.int(),
  unknown: z.int(),
  oldestAt: z.date().nullable(),
});
/** A flow with what waits in each stage. */
export const flowRow = z.object({
  code: z.string(),
  name: z.string(),
  measure: measureName.nullable(),
  path: z.string(),
  slaHours: z.int(),
  asset: z.string(),
  receivedMinor: z.bigint(),
  notPostedMinor: z.bigint(),
  oldestAt: z.date().nullable(),
  stages: z.array(stage).readonly(),
});

export const topCause = z.object({
  id: z.string(),
  title: z.string(),
  dueAt: z.date(),
  late: z.boolean(),
  items: z.int(),
  amountMinor: z.bigint(),
  payer: z.string().nullable(),
  payers: z.int(),
});

/** The money of a scope divided by facility, payer or entity. */
export const splitRow = z.object({ key: z.string().nullable(), name: z.string().nullable(), money: moneyOutput });
