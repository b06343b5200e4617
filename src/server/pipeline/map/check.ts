import type { DraftLine } from '@/domain/draft';
import { type Failure, failure } from '@/domain/failure';
import { KIND } from '@/domain/kinds';
import { choosePeriod } from '@/domain/period';
import type { Draft } from '@/flows/flow';
import type { MasterSnapshot, TargetRow } from '../../store/master-snapshot';

/** Where a draft's documents go: the period and date per legal entity it touches. Kinds without periods have none. */
export type EntityPeriod = {
  readonly period: string | null;
  readonly priorPeriod: string | null;
  readonly postingDate: string;
};

export type Placed = {
  /** The entity that owns the document: where it is booked first, and whose period the item counts in. */
  readonly owner: string;
  readonly targets: ReadonlyMap<string, TargetRow>;
  readonly periods: ReadonlyMap<string, EntityPeriod>;
};

/**
 * What every document needs, whichever flow drafts it: a target, codes that are active there, and an open period per legal
 * entity. A refusal that is known beforehand never leaves the house.
 */
export function checkDraft(
  flowCode: string,
  draft: Draft,
  on: string,
  facility: string | null,
  master: MasterSnapshot,
): Placed | Failure {
  const owner = draft.entity ?? draft.lines[0]?.entity ?? '';
  const targets = targetsOf(flowCode, draft, owner, master);
  if (!(targets instanceof Map)) return targets;
  const refused = inactiveCode(draft.lines, targets, facility, master);
  if (refused) return refused;
  const periods = periodsOf(draft, owner, draft.date ?? on, targets, master);
  return periods instanceof Map ? { owner, targets, periods } : periods;
}

function targetsOf(
  flowCode: string,
  draft: Draft,
  owner: string,
  master: MasterSnapshot,
): Map<string, TargetRow> | Failure {
  const targets = new Map<string, TargetRow>();
  for (const entity of new Set([owner, ...draft.lines.map((line) => line.entity)])) {
    const target = master.targetOf(flowCode, draft.role, entity);
    if (!target) return failure('TARGET_UNBOUND', 'binding', draft.role, { entity, flow: flowCode });
    targets.set(entity, target);
  }
  return targets;
}

function inactiveCode(
  lines: readonly DraftLine[],
  targets: ReadonlyMap<string, TargetRow>,
  facility: string | null,
  master: MasterSnapshot,
): Failure | null {
  for (const line of lines) {
    const target = targets.get(line.entity)?.id ?? '';
    if (master.accountActiveAt(target, line.account) === false) {
      return failure('ACCOUNT_INACTIVE', 'account', line.account);
    }
    if (line.costCenter !== null && !master.costCenterActiveAt(target, line.entity, line.costCenter)) {
      return failure('COST_CENTER_INACTIVE', 'facility.costCenter', line.costCenter, {
        facility: facility ?? line.facility ?? '',
      });
    }
  }
  return null;
}

function periodsOf(
  draft: Draft,
  owner: string,
  date: string,
  targets: ReadonlyMap<string, TargetRow>,
  master: MasterSnapshot,
): Map<string, EntityPeriod> | Failure {
  const periods = new Map<string, EntityPeriod>();
  for (const entity of new Set([owner, ...draft.lines.map((line) => line.entity)])) {
    if (!KIND[draft.kind].period) {
      periods.set(entity, { period: null, priorPeriod: null, postingDate: date });
      continue;
    }
    const calendar = master.calendarAt(targets.get(entity)?.id ?? '', entity);
    // Money dated before the ERP's first period belongs to the past all the same: it goes to the open period, marked.
    const before = calendar[0] !== undefined && date < calendar[0].startsOn;
    const answer = choosePeriod({ entity, calendar, today: master.today, paymentDate: before ? master.today : date });
    if (!answer.ok) return answer.failure;
    const priorPeriod = before ? date.slice(0, 7) : answer.priorPeriod;
    periods.set(entity, { period: answer.period, postingDate: answer.postingDate, priorPeriod });
  }
  return periods;
}
