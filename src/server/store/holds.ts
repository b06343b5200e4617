import { type ItemState, itemStatesBefore } from '@/domain/stages';
import { inList } from './sql';

/** States in which an item stands still until a person, a date or an answer moves it. */
export const STOPPED: readonly ItemState[] = ['exception', 'held'];

/** States in which an item goes on by itself. */
export const ON_THE_WAY: readonly ItemState[] = ['ready', 'mapped'];

/** Stopped states from which an item may come into this one, as SQL. @throws Error when there is none. */
export function stoppedBefore(to: ItemState): string {
  const states = itemStatesBefore(to).filter((state) => STOPPED.includes(state));
  if (states.length === 0) throw new Error(`nothing that is stopped may become ${to}`);
  return inList(states);
}

/** Why an item stands in `held` while its group waits for a second person. */
const HELD_FOR_APPROVAL = 'approval';

/**
 * SQL over an alias of `item`: its group is proposed, and only the answer moves it. A deferral has a date, so that a reason
 * which a person wrote is never taken for it.
 */
export const awaitsApproval = (alias: string): string =>
  `(${alias}.state = 'held' AND ${alias}.hold_until IS NULL AND ${alias}.hold_reason IS NOT DISTINCT FROM '${HELD_FOR_APPROVAL}')`;

/** SQL over an alias of `item`: it waits for an event or a date, and no decision about a cause is about it. */
export const waits = (alias: string): string =>
  `(${alias}.waits_for IS NOT NULL AND ${alias}.state = 'held' AND ${alias}.hold_until IS NULL)`;
