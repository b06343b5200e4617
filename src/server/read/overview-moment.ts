import type { Tx } from '@/server/platform/db';
import { readSplit, readTopCauses, readTotals, type SplitRow, type TopCauses, type Totals } from './overview';
import { type Flows, readFlows } from './overview-flows';
import { type MeasurePlaces, type PlacesFilter, readSums, type Split } from './places';

export type Moment = Totals & {
  readonly causes: TopCauses;
  readonly flows: Flows;
  readonly measures: readonly MeasurePlaces[];
  /** Null where no division was asked for. */
  readonly split: readonly SplitRow[] | null;
};

/**
 * Every sum that Overview shows: the money of the scope, what stops it, and beside it all flows of the same period, entity, facility
 * and payer. The caller's transaction decides whether they are of one moment.
 */
export async function readMoment(tx: Tx, { flow, ...rest }: PlacesFilter, by: Split | null): Promise<Moment> {
  const scope = { ...rest, flow };
  const sums = await readSums(tx, rest);
  return {
    ...(await readTotals(tx, sums.of(flow))),
    causes: await readTopCauses(tx, scope, sums),
    flows: await readFlows(tx, rest, sums),
    measures: sums.measures,
    split: by ? await readSplit(tx, scope, by) : null,
  };
}
