import { resolveFacility } from '@/domain/facility';
import type { EventFacts, PostingContext } from '@/domain/facts';
import { type Failure, failure } from '@/domain/failure';
import type { FacilityRow, Master, PayerRow } from '@/domain/master';
import type { Decision, Draft, Item, Scope } from '../flow';
import { type Account, accountOf, fateOf, held } from './account';
import { headOf, type Recalled, type RemitEvents } from './facts';
import { payeeHintsOf } from './head';
import { liabilityOf } from './recall';
import { draftLines, metPart, type PostingRules } from './rules';
import { balanceEntries, plbEntries } from './ties';

export type RemitItem = Item<RemitEvents, Recalled>;

/**
 * One event to one balanced cash journal: payer, payee, facility, posting rules. The first thing missing is the failure; it
 * names the field, the value and the cure, and carries as much scope as was resolved by then.
 */
export function decide(item: RemitItem, master: Master, rules: PostingRules): Decision<never> {
  const facts = factsOf(item);
  const { parties } = item.parcel;
  const payer = payerOf(item, master);
  const payee = payeeOf(item, master);
  const stop = (cause: Failure, facility: FacilityRow | null = payee): Decision<never> => ({
    kind: 'stop',
    failure: cause,
    scope: scopeOf(payer, facility),
    queue: 'blocks',
  });
  if (!payer)
    return stop(failure('PAYER_UNKNOWN', 'payer', text(parties.payerKey) || NOT_NAMED, nameOf(parties.payerName)));
  if (!payee)
    return stop(failure('PAYEE_UNKNOWN', 'payee', text(parties.payeeKey) || NOT_NAMED, nameOf(parties.payeeName)));

  const facility = facilityOf(item, facts, payee, master);
  // An unknown facility is nobody's yet, whoever the payee is.
  if ('field' in facility) return stop(facility, null);
  const account = facts.kind === 'claim' ? accountOf(item, facts, { payer, facility }, master, rules) : null;
  if (account && account.verdict.kind !== 'books') return held(item, account, payer, scopeOf(payer, facility), rules);
  // What goes back goes back where it stands, also when its account belongs to another facility by now.
  const where = standsAt(item, takesBack(account)?.id, master) ?? facility;
  const context = contextOf(item, payer, payee, where, master);
  const drafted = draftLines(
    facts,
    account?.verdict.kind === 'books' ? { ...context, plan: account.verdict.plan } : context,
    rules,
  );
  if (!drafted.ok) return stop(drafted.failure, where);
  const cash: Draft = {
    ref: 'cash',
    kind: 'journal',
    role: 'cash',
    // Also of a draft without lines: whose bank account it is decides where it is booked and in which period.
    entity: payee.entity,
    asset: 'USD/2',
    lines: drafted.lines.map((line) => (line.costCenter === NO_COST_CENTER ? { ...line, costCenter: null } : line)),
    description: `835 ${payer.code} ${headOf(item.parcel.head).trn02}`.trim(),
  };
  return {
    kind: 'post',
    scope: scopeOf(payer, where),
    drafts: [cash],
    ties:
      facts.kind === 'claim'
        ? balanceEntries({ id: item.id, facts }, takesBack(account), rules)
        : tiesOf(item, facts, context, rules),
    ...(account && account.signals.length > 0 ? { signals: account.signals } : {}),
  };
}

/**
 * Why what is booked cannot go back: a claim that its payer took back since would go back twice, and what later remits took of a
 * recovery, or paid into the room of a reversal, would stand upon nothing.
 */
export function undone(item: RemitItem, master: Master, rules: PostingRules): Failure | null {
  if (item.type === 'parcel.whole/1') return null;
  const facts = factsOf(item);
  const [payer, payee] = [payerOf(item, master), payeeOf(item, master)];
  if (!payer || !payee) return null;
  const remit = headOf(item.parcel.head).trn02 || payer.name;
  const builtOn = (why: string): Failure => failure('REMIT_BUILT_ON', 'remit', remit, { why });
  if (facts.kind === 'plb') {
    const left = item.recalled.plbBalanceMinor - facts.amountMinor;
    const opened = facts.amountMinor < 0n && liabilityOf(item) !== null;
    return opened && left > 0n ? builtOn('what that one announced to take was taken since') : null;
  }
  if (facts.kind !== 'claim') return null;
  const facility = facilityOf(item, facts, payee, master);
  if ('field' in facility) return null;
  switch (fateOf(item, facts, { payer, facility }, master, rules)) {
    case 'taken-back':
      return failure('REMIT_TAKEN_BACK', 'remit', remit);
    case 'built-on':
      return builtOn('what that one took back was paid again since');
    default:
      return null;
  }
}

const standsAt = ({ recalled }: RemitItem, id: string | undefined, master: Master): FacilityRow | undefined =>
  master.facilities.get(recalled.history.find((claim) => claim.id === id)?.facility ?? '');

const takesBack = (account: Account | null) =>
  account?.verdict.kind === 'books' ? account.verdict.takesBack : undefined;

/** The facts as the posting rules know them, with what a person decided of the item. */
function factsOf(item: RemitItem): EventFacts {
  switch (item.type) {
    case 'payment.posted/1':
      return { kind: 'claim', ...item.facts, accepted: isMarked(item, 'accepted') };
    case 'provider.adjusted/1':
      return { kind: 'plb', ...item.facts, referenceKey: text(item.tokens.reference) };
    case 'parcel.whole/1':
      return {
        kind: 'remit',
        amountMinor: wholeAmount(item),
        unapplied: isMarked(item, 'unapplied'),
        hints: { accountPrefix: null, providerIds: [], ts301: null, ...payeeHintsOf(headOf(item.parcel.head)) },
      };
    default:
      throw new RangeError(`remittance-to-cash asks for no event ${item.type}`);
  }
}

const isMarked = (item: RemitItem, mark: string): boolean => item.judgements.some((judged) => judged.mark === mark);

/** The whole cash of a remit, or nothing at all: an item that carries less of it must not be booked as if it were all. */
function wholeAmount(item: RemitItem): bigint {
  const { receivedMinor } = headOf(item.parcel.head);
  if (item.amount.minor !== BigInt(receivedMinor)) {
    throw new RangeError(`item ${item.id} carries ${item.amount.minor}, its remit received ${receivedMinor}`);
  }
  return item.amount.minor;
}

const scopeOf = (payer: PayerRow | null, facility: FacilityRow | null): Scope => ({
  entity: facility?.entity ?? null,
  facility: facility?.code ?? null,
  payer: payer?.code ?? null,
});

const text = (value: string | undefined): string => value ?? '';
const nameOf = (name: string | undefined): Record<string, string> => (name ? { name } : {});

/** Of a party that the file does not name by anything. */
const NOT_NAMED = '(not named)';

/** A provisional facility has no cost center in the ERP yet; its lines go without one. */
const NO_COST_CENTER = '(provisional)';

/** The plan before whoever pays for it: an administrator pays for several under its own number. */
function payerOf({ parcel, businessDate }: RemitItem, master: Master): PayerRow | null {
  const { planKey, payerKey } = parcel.parties;
  const code =
    (planKey && master.lookup('payer', planKey, businessDate)) || master.lookup('payer', text(payerKey), businessDate);
  return (code && master.payers.get(code)) || null;
}

function payeeOf({ parcel, businessDate }: RemitItem, master: Master): FacilityRow | null {
  const { payeeNpi, payeeTin, payeeKey } = parcel.parties;
  const code =
    (payeeNpi && master.lookup('payee-npi', payeeNpi, businessDate)) ||
    (payeeTin && master.lookup('payee-tin', payeeTin, businessDate)) ||
    master.lookup('payee-tin', text(payeeKey), businessDate);
  return (code && master.facilities.get(code)) || null;
}

function facilityOf(item: RemitItem, { hints }: EventFacts, payee: FacilityRow, master: Master): FacilityRow | Failure {
  const find = (kind: string) => (value: string) => master.lookup(kind, value, item.businessDate);
  // A TIN that serves several facilities says nothing about which one an unmapped account belongs to.
  const byNpi = hints.payeeNpi !== null && find('payee-npi')(hints.payeeNpi) !== undefined;
  const payeeStandsIn = payee.provisional || byNpi || (master.facilitiesPerEntity.get(payee.entity) ?? 0) <= 1;
  const answer = resolveFacility({
    hints,
    claimMaster: item.recalled.claimMaster,
    payeeStandsIn,
    lookups: {
      byPrefix: find('account-prefix'),
      byNpi: (npi) => find('provider-npi')(npi) ?? find('payee-npi')(npi),
      byCcn: find('ccn'),
      byTin: find('payee-tin'),
    },
  });
  if (!answer.ok) return answer.failure;
  return master.facilities.get(answer.facility) ?? failure('FACILITY_UNKNOWN', 'facility', answer.facility);
}

function contextOf(
  item: RemitItem,
  payer: PayerRow,
  payee: FacilityRow,
  facility: FacilityRow,
  master: Master,
): PostingContext {
  const costCenter = facility.costCenter ?? (facility.provisional ? NO_COST_CENTER : '');
  return {
    cashEntity: payee.entity,
    facility: { code: facility.code, entity: facility.entity, costCenter },
    payer: { code: payer.code, payerClass: payer.payerClass },
    method: headOf(item.parcel.head).method,
    plbAccounts: master.current('plb-account'),
    originalKnown: true,
    plbBalanceMinor: item.recalled.plbBalanceMinor,
  };
}

function tiesOf(item: RemitItem, facts: EventFacts, context: PostingContext, rules: PostingRules) {
  if (item.type !== 'provider.adjusted/1' || facts.kind !== 'plb') return [];
  const { payerKey, payeeKey } = item.parcel.parties;
  return plbEntries({
    payerKey: text(payerKey),
    payeeKey: text(payeeKey),
    reference: text(item.tokens.reference),
    facts: item.facts,
    metMinor: metPart(facts, context, rules)?.minor ?? 0n,
  });
}
