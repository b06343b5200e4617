import { bankDeposits } from './bank-deposits';
import type { AnyFlow, FormatHead } from './flow';
import { refundToDisbursement } from './refund-to-disbursement';
import { remittanceToCash } from './remittance-to-cash';

/**
 * The flows of this installation, and the only file that imports them. A head belongs to exactly one flow; others that want its
 * events subscribe to them.
 */
const flows = new Map<string, AnyFlow>();

/** Adds a flow. @throws Error when its code, or an event type it reads, is taken, or when its grouping contradicts its order. */
export function installFlow(flow: AnyFlow): void {
  const known = flows.get(flow.code);
  if (known === flow) return;
  if (known) throw new Error(`flow ${flow.code} is installed already`);
  if (flow.order === 'confirmed' && Object.values(flow.grouping).includes('day')) {
    throw new Error(`flow ${flow.code} groups by day and holds its keys until confirmation: one event per key and day`);
  }
  for (const other of flows.values()) {
    const shared = Object.keys(flow.events).find((type) => Object.hasOwn(other.events, type));
    if (shared) throw new Error(`flows ${flow.code} and ${other.code} both read ${shared}`);
  }
  flows.set(flow.code, flow);
}

export const allFlows = (): readonly AnyFlow[] => [...flows.values()];

/** @throws Error when there is no such flow. */
export function flowOf(code: string): AnyFlow {
  const flow = flows.get(code);
  if (!flow) throw new Error(`there is no flow ${code}`);
  return flow;
}

export const findFlow = (code: string): AnyFlow | undefined => flows.get(code);

export type Reading = { readonly flow: AnyFlow; readonly source: AnyFlow['sources'][number] };

/** The flow that reads files of this head, and its source; `undefined` when none takes it. */
export function readingOf(head: FormatHead): Reading | undefined {
  for (const flow of flows.values()) {
    const source = flow.sources.find((candidate) => candidate.takes(head));
    if (source) return { flow, source };
  }
  return undefined;
}

/** Flows that work on events of this type although another flow reads them. */
export const subscribersOf = (type: string): readonly AnyFlow[] =>
  [...flows.values()].filter((flow) => Object.hasOwn(flow.subscribes, type));

for (const flow of [remittanceToCash, bankDeposits, refundToDisbursement]) installFlow(flow);
