import { AppError } from '@/domain/failure';
import type { AuditEntry } from '@/server/audit';
import type { Tx } from '@/server/platform/db';
import { type CrosswalkKey, type CrosswalkKind, VALID_ALWAYS } from '@/server/store/masterdata';
import {
  closeCrosswalk,
  confirmFacility,
  confirmPayer,
  costCenterActive,
  dayAfter,
  entityExists,
  type FacilityConfirmation,
  insertMapping,
  lockCurrent,
  lockFacilities,
  setCostCenter,
  type TargetKind,
  targetExists,
} from '@/server/store/masterdata-changes';
import { requireWholeScope } from './whole-scope';

/**
 * Commands on master data. Each checks what it is given, changes rows, bumps the revision and returns the audit entry
 * that its caller appends last in the same transaction.
 */
const refuse = (code: string, words: string) => new AppError(code, 'exception', words);

/** What each kind of translation points at. */
export const TARGET_OF: Readonly<Record<CrosswalkKind, TargetKind>> = {
  payer: 'payer',
  'payee-npi': 'facility',
  'payee-tin': 'facility',
  'account-prefix': 'facility',
  'provider-npi': 'facility',
  ccn: 'facility',
  'plb-account': 'account',
  'bank-account': 'bank account',
};

export type Mapping = CrosswalkKey & { readonly target: string; readonly validFrom: string };

/**
 * Translates an outside value to a code of ours from a date on. A current translation is closed on that date and kept.
 * Errors: `WHOLE_SCOPE_NEEDED`, `MAPPING_TARGET_UNKNOWN`, `MAPPING_TOO_EARLY`.
 */
export async function mapValue(tx: Tx, mapping: Mapping): Promise<AuditEntry> {
  requireWholeScope(tx);
  const { kind, key, target } = mapping;
  if (!(await targetExists(tx, TARGET_OF[kind], target))) {
    throw refuse('MAPPING_TARGET_UNKNOWN', `${key} was not mapped: there is no active ${TARGET_OF[kind]} ${target}.`);
  }
  const current = await lockCurrent(tx, mapping);
  const validFrom = current ? await replaceFrom(tx, current.valid_from, mapping) : mapping.validFrom;
  if (current) await closeCrosswalk(tx, current.id, validFrom);
  await insertMapping(tx, { kind, key, target, validFrom });
  return {
    action: 'crosswalk.mapped',
    subjectKind: 'crosswalk',
    subjectId: `${kind} ${key}`,
    detail: { target, validFrom, replaced: current?.target ?? null },
  };
}

/**
 * A row must be in force for a day at least; a row that has always been in force can be replaced from the beginning.
 */
async function replaceFrom(tx: Tx, currentFrom: string, { key, validFrom }: Mapping): Promise<string> {
  if (validFrom > currentFrom) return validFrom;
  if (currentFrom === VALID_ALWAYS) return dayAfter(tx, currentFrom);
  throw refuse('MAPPING_TOO_EARLY', `${key} is already mapped from ${currentFrom}. Choose a date after it.`);
}

/** Ends a translation on a date. Errors: `WHOLE_SCOPE_NEEDED`, `MAPPING_NOT_FOUND`, `MAPPING_TOO_EARLY`. */
export async function closeMapping(tx: Tx, mapping: CrosswalkKey & { readonly validTo: string }): Promise<AuditEntry> {
  requireWholeScope(tx);
  const current = await lockCurrent(tx, mapping);
  if (!current) throw refuse('MAPPING_NOT_FOUND', `${mapping.key} has no mapping that could be ended.`);
  if (mapping.validTo <= current.valid_from) {
    throw refuse('MAPPING_TOO_EARLY', `${mapping.key} is mapped from ${current.valid_from}. Choose a date after it.`);
  }
  await closeCrosswalk(tx, current.id, mapping.validTo);
  return {
    action: 'crosswalk.closed',
    subjectKind: 'crosswalk',
    subjectId: `${mapping.kind} ${mapping.key}`,
    detail: { target: current.target, validTo: mapping.validTo },
  };
}

export type CostCenterChange = {
  /** The facility's code, or the cost center that all facilities using it should leave. */
  readonly by: 'code' | 'cost_center';
  readonly value: string;
  readonly costCenter: string;
};

/** Gives facilities an active cost center. Errors: `FACILITY_NOT_FOUND`, `COST_CENTER_NOT_ACTIVE`. */
export async function changeCostCenter(tx: Tx, change: CostCenterChange): Promise<AuditEntry> {
  requireWholeScope(tx);
  const facilities = await lockFacilities(tx, change.by, change.value);
  if (facilities.length === 0) {
    throw refuse('FACILITY_NOT_FOUND', `No facility with ${change.value} among those you may change.`);
  }
  for (const entity of new Set(facilities.map((f) => f.entity_code))) {
    if (!(await costCenterActive(tx, entity, change.costCenter))) {
      throw refuse(
        'COST_CENTER_NOT_ACTIVE',
        `Cost center ${change.costCenter} is not active in entity ${entity} of the ERP.`,
      );
    }
  }
  const codes = facilities.map((f) => f.code);
  await setCostCenter(tx, codes, change.costCenter);
  return {
    action: 'facility.cost-center',
    subjectKind: 'facility',
    subjectId: codes.join(' '),
    detail: { costCenter: change.costCenter, before: [...new Set(facilities.map((f) => f.cost_center))] },
  };
}

export type PayerConfirmation = { readonly code: string; readonly name: string; readonly payerClass: string };

/** A person stands behind an adopted payer. Errors: `WHOLE_SCOPE_NEEDED`, `PAYER_NOT_FOUND`. */
export async function confirmAdoptedPayer(tx: Tx, payer: PayerConfirmation): Promise<AuditEntry> {
  requireWholeScope(tx);
  if (!(await confirmPayer(tx, payer.code, payer.name, payer.payerClass))) {
    throw refuse('PAYER_NOT_FOUND', `There is no payer ${payer.code}.`);
  }
  return { action: 'payer.confirmed', subjectKind: 'payer', subjectId: payer.code, detail: payer };
}

/**
 * A person stands behind an adopted facility. Errors: `ENTITY_NOT_FOUND`, `COST_CENTER_NOT_ACTIVE`,
 * `FACILITY_NOT_FOUND`.
 */
export async function confirmAdoptedFacility(tx: Tx, facility: FacilityConfirmation): Promise<AuditEntry> {
  requireWholeScope(tx);
  if (!(await entityExists(tx, facility.entity)))
    throw refuse('ENTITY_NOT_FOUND', `There is no legal entity ${facility.entity}.`);
  if (facility.costCenter !== null && !(await costCenterActive(tx, facility.entity, facility.costCenter))) {
    throw refuse(
      'COST_CENTER_NOT_ACTIVE',
      `Cost center ${facility.costCenter} is not active in entity ${facility.entity} of the ERP.`,
    );
  }
  if (!(await confirmFacility(tx, facility)))
    throw refuse('FACILITY_NOT_FOUND', `There is no facility ${facility.code} you may change.`);
  return { action: 'facility.confirmed', subjectKind: 'facility', subjectId: facility.code, detail: facility };
}
