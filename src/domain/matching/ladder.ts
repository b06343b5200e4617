import { manyToMany, oneToMany } from './combined';
import { type Component, componentsOf, pairsOf } from './components';
import { BOUNDS, type Bounds, byId, compareText, type Matching, type OpenEntry, type Proposal } from './entry';
import { DIFFERING_RUNG, edgesOf, type Rung, SINGLE_RUNGS } from './tiers';

/**
 * Proposes what open bank lines and remits belong together, rung by rung (domain notes §2.6): what a rung is sure of leaves,
 * what it cannot tell apart leaves as one question, the rest climbs on. From tier 5 on everything is a suggestion. Entries
 * that share a key have met before without this ladder, so it sees only what was left.
 */
export function matchEntries(entries: readonly OpenEntry[], bounds: Bounds = BOUNDS): Matching {
  const sorted = [...entries].sort(byId);
  const gone = new Set<string>();
  const left = (): OpenEntry[] => sorted.filter((entry) => !gone.has(entry.id));
  const proposals: Proposal[] = [];
  const take = (proposal: Proposal): void => {
    proposals.push(proposal);
    for (const { bank, remit } of proposal.options) for (const id of [...bank, ...remit]) gone.add(id);
  };
  for (const rung of SINGLE_RUNGS) {
    for (const component of componentsOf(edgesOf(left(), rung, bounds))) take(proposalOf(component, rung, bounds));
  }
  // Amounts that differ under one trace are a question of their own; a combination may still explain them, so both are shown.
  const differing = componentsOf(edgesOf(left(), DIFFERING_RUNG, bounds));
  const bundles = oneToMany(left(), 'bank', bounds);
  const splits = oneToMany(left(), 'remit', bounds);
  for (const proposal of [...bundles.proposals, ...splits.proposals]) take(proposal);
  const many = manyToMany(left(), bounds);
  for (const proposal of many.proposals) take(proposal);
  for (const component of differing) {
    const isExplained = component.edges.every(({ bank, remit }) => gone.has(bank.id) && gone.has(remit.id));
    if (!isExplained) take(differenceOf(component, bounds));
  }
  const seen = new Set(proposals.flatMap(({ options }) => options.flatMap(({ bank, remit }) => [...bank, ...remit])));
  return {
    proposals: proposals.sort(inOrder),
    open: sorted.filter((entry) => !seen.has(entry.id)).map((entry) => entry.id),
    givenUp: bundles.givenUp + splits.givenUp + many.givenUp,
  };
}

/** By tier, then by the ids of the first option. */
function inOrder(a: Proposal, b: Proposal): number {
  const text = ({ options }: Proposal): string =>
    [...(options[0]?.bank ?? []), '', ...(options[0]?.remit ?? [])].join('\n');
  return a.tier - b.tier || compareText(text(a), text(b));
}

function proposalOf(component: Component, rung: Rung, bounds: Bounds): Proposal {
  const pairs = pairsOf(component);
  const isOne = pairs.length === 1;
  const ambiguous = `${component.bank.length} deposits and ${component.remit.length} remits fit equally well.`;
  return {
    tier: rung.tier,
    certain: isOne,
    confidence: isOne ? (rung.tier === 4 ? 'very likely' : 'certain') : 'possible',
    // All entries of the question leave together, however many of its pairs are listed.
    options: isOne ? pairs : listed(component, bounds),
    differenceMinor: 0n,
    reasons: isOne ? [rung.reason] : [rung.tier === 4 ? 'Payer and amount are equal.' : rung.reason, ambiguous],
  };
}

/** The pairs of an ambiguous component, at least one of every entry and at most `optionsMax` where that is enough. */
function listed(component: Component, bounds: Bounds): Proposal['options'] {
  const pairs = pairsOf(component);
  if (pairs.length <= bounds.optionsMax) return pairs;
  const named = new Set<string>();
  const chosen = pairs.filter(({ bank, remit }, at) => {
    const isNew = at < bounds.optionsMax || [...bank, ...remit].some((id) => !named.has(id));
    if (isNew) for (const id of [...bank, ...remit]) named.add(id);
    return isNew;
  });
  return chosen;
}

function differenceOf(component: Component, bounds: Bounds): Proposal {
  const first = component.edges[0];
  const options = listed(component, bounds);
  return {
    tier: 6,
    certain: false,
    confidence: 'amounts differ',
    options,
    differenceMinor: first === undefined ? 0n : first.bank.amountMinor - first.remit.amountMinor,
    reasons: [DIFFERING_RUNG.reason],
  };
}
