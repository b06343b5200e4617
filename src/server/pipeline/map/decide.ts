import { resolveFacility } from '@/domain/facility';
import { type DraftLine, type EventFacts, eventFacts, type PostingContext } from '@/domain/facts';
import { type Failure, failure } from '@/domain/failure';
import { choosePeriod } from '@/domain/period';
import { draftLines } from '@/domain/posting-rules';
import type { FacilityRow, MasterSnapshot, PayerRow } from '../../store/master-snapshot';

/** One ready event with what the map stage knows about it; no patient identifier among it. */
export type MapItem = {
  readonly id: string;
  readonly remitId: string;
  readonly facts: unknown;
  readonly amountMinor: bigint;
  readonly businessDate: string;
  readonly payerKey: string;
  readonly payerName: string;
  readonly payeeKey: string;
  readonly payeeName: string;
  readonly payeeNpi: string | null;
  readonly payeeTin: string | null;
  readonly method: string;
  /** The facility the claim master holds for the account. */
  readonly claimMaster: string | null;
  readonly original: 'known' | 'differs' | 'unknown';
  readonly openLiability: boolean;
};

/** Where an event's journals go: the period and date per legal entity it touches. */
export type EntityPeriod = {
  readonly period: string;
  readonly priorPeriod: string | null;
  readonly postingDate: string;
};

export type Mapped = {
  readonly ok: true;
  readonly payer: PayerRow;
  readonly facility: FacilityRow;
  readonly cashEntity: string;
  readonly lines: readonly DraftLine[];
  readonly periods: ReadonlyMap<string, EntityPeriod>;
};
/** `payer` and `facility` are what could be resolved before it stopped, so that its dollars show in their scope. */
export type Unmapped = {
  readonly ok: false;
  readonly failure: Failure;
  readonly payer: PayerRow | null;
  readonly facility: FacilityRow | null;
};

/**
 * Maps one event: payer, payee, facility, period, posting rules, and the ERP's own master data. The first thing missing is
 * the failure; it names the field, the value and the cure. Pure: everything comes from the snapshot.
 */
export function decideMap(item: MapItem, master: MasterSnapshot): Mapped | Unmapped {
  const facts = eventFacts.parse(item.facts);
  const on = item.businessDate;
  const payer = master.payers.get(master.lookup('payer', item.payerKey, on) ?? '') ?? null;
  const payee = payeeOf(item, master);
  const stop = (f: Failure, facility: FacilityRow | null = null): Unmapped => ({
    ok: false,
    failure: f,
    payer,
    facility: facility ?? payee,
  });
  if (!payer) return stop(failure('PAYER_UNKNOWN', 'payer', item.payerKey, nameOf(item.payerName)));
  if (!payee) return stop(failure('PAYEE_UNKNOWN', 'payee', item.payeeKey, nameOf(item.payeeName)));

  const resolved = facilityOf(item, facts, payee, master);
  // An unknown facility is nobody's yet, whoever the payee is.
  if ('field' in resolved) return { ...stop(resolved), facility: null };
  const facility = resolved;
  if (item.original === 'differs' && facts.kind === 'claim' && !facts.accepted) {
    return stop(failure('REVERSAL_NOT_MIRROR', 'claim.reversal', payer.name), facility);
  }
  const draft = draftLines(facts, contextOf(item, payer, payee, facility, master), master.rules);
  if (!draft.ok) return stop(draft.failure, facility);
  const lines = draft.lines.map((line) => (line.costCenter === NO_COST_CENTER ? { ...line, costCenter: null } : line));
  const refused = inactiveDimension(lines, facility, master);
  if (refused) return stop(refused, facility);
  const periods = periodsOf(lines, payee.entity, item, master);
  if (!(periods instanceof Map)) return stop(periods, facility);
  return { ok: true, payer, facility, cashEntity: payee.entity, lines, periods };
}

const nameOf = (name: string): Record<string, string> => (name ? { name } : {});

/** A provisional facility has no cost center in the ERP yet; its lines go without one. */
const NO_COST_CENTER = '(provisional)';

function payeeOf(item: MapItem, master: MasterSnapshot): FacilityRow | null {
  const { payeeNpi, payeeTin, payeeKey, businessDate } = item;
  const code =
    (payeeNpi && master.lookup('payee-npi', payeeNpi, businessDate)) ||
    (payeeTin && master.lookup('payee-tin', payeeTin, businessDate)) ||
    master.lookup('payee-tin', payeeKey, businessDate);
  return (code && master.facilities.get(code)) || null;
}

function facilityOf(
  item: MapItem,
  facts: EventFacts,
  payee: FacilityRow,
  master: MasterSnapshot,
): FacilityRow | Failure {
  const find = (kind: string) => (value: string) => master.lookup(kind, value, item.businessDate);
  // A TIN that serves several facilities says nothing about which one an unmapped account belongs to.
  const byNpi = facts.hints.payeeNpi !== null && find('payee-npi')(facts.hints.payeeNpi) !== undefined;
  const payeeStandsIn = payee.provisional || byNpi || (master.facilitiesPerEntity.get(payee.entity) ?? 0) <= 1;
  const answer = resolveFacility({
    hints: facts.hints,
    claimMaster: item.claimMaster,
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
  item: MapItem,
  payer: PayerRow,
  payee: FacilityRow,
  facility: FacilityRow,
  master: MasterSnapshot,
): PostingContext {
  const costCenter = facility.costCenter ?? (facility.provisional ? NO_COST_CENTER : '');
  return {
    cashEntity: payee.entity,
    facility: { code: facility.code, entity: facility.entity, costCenter },
    payer: { code: payer.code, payerClass: payer.payerClass },
    method: item.method,
    plbAccounts: master.plbAccounts,
    originalKnown: item.original !== 'unknown',
    openLiability: item.openLiability,
  };
}

/** Asks the mirror of the ERP's master data before the ERP does: a known refusal never leaves the house. */
function inactiveDimension(lines: readonly DraftLine[], facility: FacilityRow, master: MasterSnapshot): Failure | null {
  for (const line of lines) {
    if (master.accountActive.get(line.account) === false) return failure('ACCOUNT_INACTIVE', 'account', line.account);
    if (line.costCenter !== null && master.costCenterActive.get(`${line.entity}|${line.costCenter}`) !== true) {
      return failure('COST_CENTER_INACTIVE', 'facility.costCenter', line.costCenter, { facility: facility.code });
    }
  }
  return null;
}

function periodsOf(
  lines: readonly DraftLine[],
  cashEntity: string,
  item: MapItem,
  master: MasterSnapshot,
): Map<string, EntityPeriod> | Failure {
  const periods = new Map<string, EntityPeriod>();
  for (const entity of new Set([cashEntity, ...lines.map((line) => line.entity)])) {
    const calendar = master.calendars.get(entity) ?? [];
    // Money dated before the ERP's first period belongs to the past all the same: it goes to the open period, marked.
    const before = calendar[0] !== undefined && item.businessDate < calendar[0].startsOn;
    const answer = choosePeriod({
      entity,
      calendar,
      today: master.today,
      paymentDate: before ? master.today : item.businessDate,
    });
    if (!answer.ok) return answer.failure;
    const priorPeriod = before ? item.businessDate.slice(0, 7) : answer.priorPeriod;
    periods.set(entity, { period: answer.period, postingDate: answer.postingDate, priorPeriod });
  }
  return periods;
}
