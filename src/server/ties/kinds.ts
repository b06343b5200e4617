import type { Tie } from '@/flows/flow';
import type { MasterSnapshot } from '../store/master-snapshot';

/** A kind of tie as one of the flows declares it, with that flow's rules of now. */
export type Declared = { readonly flowCode: string; readonly tie: Tie<unknown>; readonly rules: unknown };

/** Every kind of tie that active flows declare, with all who declare it. */
export function declaredTies(master: MasterSnapshot): Map<string, Declared[]> {
  const kinds = new Map<string, Declared[]>();
  for (const { flow, rules, catalogue } of master.flows.values()) {
    if (!catalogue.active) continue;
    for (const [kind, tie] of Object.entries(flow.ties)) {
      kinds.set(kind, [...(kinds.get(kind) ?? []), { flowCode: flow.code, tie: tie as Tie<unknown>, rules }]);
    }
  }
  return kinds;
}
