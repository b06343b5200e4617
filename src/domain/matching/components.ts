import { byId, type OpenEntry, type Option } from './entry';

/** A bank line and a remit that one rung of the ladder would match. */
export type Edge = { readonly bank: OpenEntry; readonly remit: OpenEntry };

export type Component = {
  readonly bank: readonly OpenEntry[];
  readonly remit: readonly OpenEntry[];
  readonly edges: readonly Edge[];
};

/**
 * Entries that hang together by edges. One bank line and one remit is a match; anything larger cannot be told apart by this
 * rung, and which one came first must not decide it.
 */
export function componentsOf(edges: readonly Edge[]): readonly Component[] {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  for (const { bank, remit } of edges) {
    const [a, b] = [root(bank.id), root(remit.id)];
    parent.set(a, a);
    parent.set(b, b);
    if (a !== b) parent.set(a < b ? b : a, a < b ? a : b);
  }
  type Group = { bank: Map<string, OpenEntry>; remit: Map<string, OpenEntry>; edges: Edge[] };
  const groups = new Map<string, Group>();
  for (const edge of edges) {
    const at = root(edge.bank.id);
    const group: Group = groups.get(at) ?? { bank: new Map(), remit: new Map(), edges: [] };
    groups.set(at, group);
    group.bank.set(edge.bank.id, edge.bank);
    group.remit.set(edge.remit.id, edge.remit);
    group.edges.push(edge);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({
      bank: [...group.bank.values()].sort(byId),
      remit: [...group.remit.values()].sort(byId),
      edges: group.edges.sort((x, y) => byId(x.bank, y.bank) || byId(x.remit, y.remit)),
    }));
}

export const optionOf = ({ bank, remit }: Edge): Option => ({ bank: [bank.id], remit: [remit.id] });

export const pairsOf = (component: Component): readonly Option[] => component.edges.map(optionOf);
