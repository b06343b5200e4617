import type { MeasureName } from '@/server/read/overview-flows';

/** What flows count, in the order in which people look at it. Amounts of two of them are never added. */
export const MEASURES: readonly MeasureName[] = ['cash-in', 'cash-out', 'non-cash', 'count'];
export const MEASURE_WORDS: Readonly<Record<MeasureName, string>> = {
  'cash-in': 'Cash in',
  'cash-out': 'Cash out',
  'non-cash': 'Non-cash',
  count: 'Counts',
};
