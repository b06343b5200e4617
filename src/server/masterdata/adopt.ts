import { AppError } from '@/domain/failure';
import { type AuditEntry, appendAudit } from '@/server/audit';
import type { Tx } from '@/server/platform/db';
import {
  adoptionEntity,
  bumpRevision,
  type CrosswalkEntry,
  currentTargets,
  indicatorsOfParcels,
  insertCrosswalk,
  insertFacilities,
  insertPayers,
  knownPayers,
  type ParcelParties,
  partiesOfParcels,
} from '@/server/store/masterdata';
import { guessPayerClass } from './payer-class';
import { payersToAdopt, provisionalCode } from './payer-keys';
import { requireWholeScope } from './whole-scope';

export type Adoption = { readonly payers: number; readonly facilities: number };

/** One parcel brings one payer and one payee; more parcels than this are adopted in several calls. */
export const ADOPT_PARCELS_MAX = 100_000;

/**
 * Makes provisional payers and payees (facilities) out of the parties that these parcels name, where master
 * data has none. Idempotent, also when several callers adopt the same party at once: codes are derived from the
 * parcel's own ids and conflicts are left as they are. Returns how many of each this call made.
 *
 * Errors: `ADOPTION_ENTITY_MISSING` when there is no legal entity a facility could belong to;
 * `WHOLE_SCOPE_NEEDED`.
 */
export async function adoptFromParcels(tx: Tx, parcelIds: readonly string[]): Promise<Adoption> {
  if (parcelIds.length === 0) return { payers: 0, facilities: 0 };
  const parties = await partiesOfParcels(tx, parcelIds.slice(0, ADOPT_PARCELS_MAX));
  const payers = await adoptPayers(tx, parties, parcelIds);
  const facilities = await adoptPayees(tx, parties);
  // Last, because an audit entry holds the head of its chain until commit.
  for (const entry of [...payers, ...facilities]) await appendAudit(tx, entry);
  return { payers: payers.length, facilities: facilities.length };
}

async function adoptPayers(
  tx: Tx,
  parties: readonly ParcelParties[],
  parcelIds: readonly string[],
): Promise<AuditEntry[]> {
  const named = parties.map((p) => ({ payerKey: p.payer_key, planKey: p.plan_key, name: p.payer_name }));
  const known = await knownPayers(
    tx,
    named.flatMap(({ payerKey, planKey }) => [payerKey, planKey]),
  );
  const missing = payersToAdopt(named, known);
  if (missing.payers.length === 0) return [];
  const indicators = await indicatorsOfParcels(tx, parcelIds);
  const payers = missing.payers.map(({ key, code, name, payerKey, planKey }) => ({
    key,
    code,
    name,
    payerClass: guessPayerClass(
      indicators.filter((row) => row.payer_key === payerKey && (key === payerKey || row.plan_key === planKey)),
    ),
  }));
  const made = new Set(await insertPayers(tx, payers));
  await insertCrosswalk(tx, missing.entries);
  await bumpRevision(tx);
  return payers
    .filter((payer) => made.has(payer.code))
    .map(({ code, key, name, payerClass }) => ({
      action: 'payer.adopted',
      subjectKind: 'payer',
      subjectId: code,
      detail: { key, name, payerClass },
    }));
}

type Payee = { readonly code: string; readonly name: string; readonly keys: readonly CrosswalkEntry[] };

async function adoptPayees(tx: Tx, parties: readonly ParcelParties[]): Promise<AuditEntry[]> {
  const payees = parties.map(payeeOf).filter((p) => p !== null);
  const known = await currentTargets(
    tx,
    payees.flatMap((p) => p.keys),
  );
  // A payee known by one of its ids is known: its other id then points at the same facility.
  const entries = payees.flatMap((payee) => {
    const target = payee.keys.map((k) => known.get(`${k.kind}|${k.key}`)).find((t) => t !== undefined) ?? payee.code;
    return payee.keys.filter((k) => !known.has(`${k.kind}|${k.key}`)).map((k) => ({ ...k, target }));
  });
  if (entries.length === 0) return [];
  const missing = new Map(payees.filter((p) => entries.some((e) => e.target === p.code)).map((p) => [p.code, p]));
  const made = await makeFacilities(tx, [...missing.values()]);
  await insertCrosswalk(tx, entries);
  await bumpRevision(tx);
  return made;
}

async function makeFacilities(tx: Tx, payees: readonly Payee[]): Promise<AuditEntry[]> {
  if (payees.length === 0) return [];
  requireWholeScope(tx);
  const entity = await adoptionEntity(tx);
  if (entity === null) {
    throw new AppError(
      'ADOPTION_ENTITY_MISSING',
      'exception',
      'No legal entity exists that an adopted facility could belong to. Add one in master data, then adopt.',
    );
  }
  const made = new Set(await insertFacilities(tx, entity, payees));
  return payees
    .filter((payee) => made.has(payee.code))
    .map((payee) => ({
      action: 'facility.adopted',
      subjectKind: 'facility',
      subjectId: payee.code,
      detail: { name: payee.name, entity, keys: payee.keys.map((k) => `${k.kind} ${k.key}`) },
    }));
}

/**
 * The TIN names the organisation that was paid, so it comes before the NPI; a payee without either keeps its own key.
 */
function payeeOf(party: ParcelParties): Payee | null {
  const id = party.payee_tin ?? party.payee_npi ?? party.payee_key;
  if (id === '') return null;
  const code = provisionalCode(id);
  const keys: CrosswalkEntry[] = [];
  if (party.payee_npi) keys.push({ kind: 'payee-npi', key: party.payee_npi, target: code, provisional: true });
  if (party.payee_tin) keys.push({ kind: 'payee-tin', key: party.payee_tin, target: code, provisional: true });
  if (keys.length === 0) keys.push({ kind: 'payee-tin', key: id, target: code, provisional: true });
  return { code, name: party.payee_name === '' ? id : party.payee_name, keys };
}
