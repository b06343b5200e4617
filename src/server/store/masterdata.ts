import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

/**
 * Writes of reference data. Nothing here decides: `masterdata/` does. Every writer bumps the revision it invalidates.
 */

/** From the beginning: an adopted or first-mapped value also covers parcels that are older than the decision. */
export const VALID_ALWAYS = '1900-01-01';

export const CROSSWALK_KINDS = [
  'payer',
  'payee-npi',
  'payee-tin',
  'account-prefix',
  'provider-npi',
  'ccn',
  'plb-account',
  'bank-account',
] as const;
export type CrosswalkKind = (typeof CROSSWALK_KINDS)[number];

export type CrosswalkKey = { readonly kind: CrosswalkKind; readonly key: string };
export type CrosswalkEntry = CrosswalkKey & { readonly target: string; readonly provisional: boolean };

/** Tells every worker that its snapshot of master data is out of date. */
export const bumpRevision = (tx: Tx): Promise<number> =>
  tx.execute('UPDATE master_revision SET revision = revision + 1');

/** Inserts payers that are not there yet; returns the codes that this call made. */
export async function insertPayers(
  tx: Tx,
  payers: readonly { code: string; name: string; payerClass: string }[],
): Promise<string[]> {
  if (payers.length === 0) return [];
  const rows = await tx.query<{ code: string }>(
    `INSERT INTO payer (id, code, name, payer_class, provisional)
     SELECT * , true FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT (code) DO NOTHING RETURNING code`,
    [payers.map(() => newId()), payers.map((p) => p.code), payers.map((p) => p.name), payers.map((p) => p.payerClass)],
  );
  return rows.map((row) => row.code);
}

/**
 * Inserts provisional facilities that are not there yet; returns the codes that this call made. Needs the whole
 * scope.
 */
export async function insertFacilities(
  tx: Tx,
  entity: string,
  facilities: readonly { code: string; name: string }[],
): Promise<string[]> {
  if (facilities.length === 0) return [];
  const rows = await tx.query<{ code: string }>(
    `INSERT INTO facility (id, code, name, entity_code, provisional)
     SELECT u.id, u.code, u.name, $4, true FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, code, name)
     ON CONFLICT (code) DO NOTHING RETURNING code`,
    [facilities.map(() => newId()), facilities.map((f) => f.code), facilities.map((f) => f.name), entity],
  );
  return rows.map((row) => row.code);
}

/** Adds translations where none is current; a current one is left as it is. Returns how many were added. */
export async function insertCrosswalk(tx: Tx, entries: readonly CrosswalkEntry[]): Promise<number> {
  if (entries.length === 0) return 0;
  return tx.execute(
    `INSERT INTO crosswalk (id, kind, key, target, valid_from, provisional, created_by)
     SELECT u.id, u.kind, u.key, u.target, $6::date, u.provisional, $7
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[]) AS u(id, kind, key, target, provisional)
     ON CONFLICT (kind, key) WHERE valid_to IS NULL DO NOTHING`,
    [
      entries.map(() => newId()),
      entries.map((e) => e.kind),
      entries.map((e) => e.key),
      entries.map((e) => e.target),
      entries.map((e) => e.provisional),
      VALID_ALWAYS,
      tx.actor.name,
    ],
  );
}

/** The current targets of these keys, by `kind|key`. */
export async function currentTargets(tx: Tx, keys: readonly CrosswalkKey[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.query<{ kind: string; key: string; target: string }>(
    `SELECT c.kind, c.key, c.target FROM crosswalk c
     JOIN unnest($1::text[], $2::text[]) AS u(kind, key) ON u.kind = c.kind AND u.key = c.key
     WHERE c.valid_to IS NULL`,
    [keys.map((k) => k.kind), keys.map((k) => k.key)],
  );
  return new Map(rows.map((row) => [`${row.kind}|${row.key}`, row.target]));
}

/** The payers that these keys point at now, by key. */
export async function knownPayers(
  tx: Tx,
  keys: readonly string[],
): Promise<Map<string, { code: string; name: string; provisional: boolean }>> {
  const rows = await tx.query<{ key: string; code: string; name: string; provisional: boolean }>(
    `SELECT c.key, c.target AS code, COALESCE(p.name, '') AS name, c.provisional AND COALESCE(p.provisional, true) AS provisional FROM crosswalk c
     LEFT JOIN payer p ON p.code = c.target WHERE c.kind = 'payer' AND c.key = ANY ($1::text[]) AND c.valid_to IS NULL`,
    [keys],
  );
  return new Map(rows.map(({ key, ...payer }) => [key, payer]));
}

export interface ParcelParties extends Row {
  payer_key: string;
  /** The plan's own id; empty when it names none. */
  plan_key: string;
  payer_name: string;
  payee_key: string;
  payee_name: string;
  payee_npi: string | null;
  payee_tin: string | null;
}

/** The distinct payers and payees of these parcels, in a stable order. What a parcel does not say is empty. */
export const partiesOfParcels = (tx: Tx, parcelIds: readonly string[]): Promise<ParcelParties[]> =>
  tx.query<ParcelParties>(
    `SELECT DISTINCT COALESCE(parties->>'payerKey', '') AS payer_key, COALESCE(parties->>'payerName', '') AS payer_name,
       COALESCE(parties->>'planKey', '') AS plan_key, COALESCE(parties->>'payeeKey', '') AS payee_key, COALESCE(parties->>'payeeName', '') AS payee_name,
       NULLIF(parties->>'payeeNpi', '') AS payee_npi, NULLIF(parties->>'payeeTin', '') AS payee_tin
     FROM parcel WHERE id = ANY ($1::uuid[]) ORDER BY 1, 2, 3, 4, 5`,
    [parcelIds],
  );

/** How often each claim filing indicator occurs per payer and plan key among the claims of these parcels that the actor may see. */
export const indicatorsOfParcels = (tx: Tx, parcelIds: readonly string[]) =>
  tx.query<{ payer_key: string; plan_key: string; indicator: string; count: number }>(
    `SELECT COALESCE(p.parties->>'payerKey', '') AS payer_key, COALESCE(p.parties->>'planKey', '') AS plan_key,
       e.facts->>'filingIndicator' AS indicator, count(*)::int AS count
     FROM parcel p JOIN item_event e ON e.parcel_id = p.id AND e.id BETWEEN p.first_event_id AND p.last_event_id AND e.flow_code = p.flow_code
     WHERE p.id = ANY ($1::uuid[]) AND e.facts->>'filingIndicator' IS NOT NULL
     GROUP BY 1, 2, 3`,
    [parcelIds],
  );

/**
 * The legal entity that adopted facilities belong to: setting `adoption.entity`, else the first confirmed entity by
 * code, else the first of all. `null` when there is no legal entity at all.
 */
export async function adoptionEntity(tx: Tx): Promise<string | null> {
  const rows = await tx.query<{ code: string }>(
    `SELECT l.code FROM legal_entity l
     LEFT JOIN setting s ON s.key = 'adoption.entity' AND s.value #>> '{}' = l.code
     ORDER BY (s.key IS NOT NULL) DESC, l.provisional, l.code LIMIT 1`,
  );
  return rows[0]?.code ?? null;
}
