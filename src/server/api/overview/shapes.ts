import { z } from 'zod';
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
