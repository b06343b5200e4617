import type { Tx } from '@/server/platform/db';

/** Read models of Master data: who pays us, where we are, and how the outside names both. Provisional rows come first. */
export type PayerRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly payerClass: string;
  readonly provisional: boolean;
  /** Outside ids that lead here today. */
  readonly mapped: number;
};
export type FacilityRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly entity: string;
  readonly costCenter: string | null;
  readonly erpCode: string | null;
  readonly provisional: boolean;
  readonly mapped: number;
};

const ROWS_MAX = 500;
const MAPPED = (kinds: string, code: string) =>
  `(SELECT count(*)::int FROM crosswalk x WHERE x.kind IN (${kinds}) AND x.target = ${code} AND x.valid_to IS NULL)`;

export const readPayers = (tx: Tx): Promise<PayerRow[]> =>
  tx.query<PayerRow>(
    `SELECT id, code, name, payer_class AS "payerClass", provisional, ${MAPPED("'payer'", 'payer.code')} AS mapped
       FROM payer ORDER BY provisional DESC, name LIMIT ${ROWS_MAX}`,
  );

export const readFacilities = (tx: Tx): Promise<FacilityRow[]> =>
  tx.query<FacilityRow>(
    `SELECT f.id, f.code, f.name, f.entity_code || ' ' || e.name AS entity, f.cost_center AS "costCenter",
            f.erp_code AS "erpCode", f.provisional,
            ${MAPPED("'payee-npi', 'payee-tin', 'account-prefix', 'provider-npi', 'ccn'", 'f.code')} AS mapped
       FROM facility f JOIN legal_entity e ON e.code = f.entity_code ORDER BY f.provisional DESC, f.name LIMIT ${ROWS_MAX}`,
  );

export type CrosswalkRow = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly target: string;
  readonly validFrom: string;
  /** Null: in force until replaced. */
  readonly validTo: string | null;
  readonly provisional: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
};
export type CrosswalkQuery = {
  readonly kind: string | null;
  /** Part of a key or target. */
  readonly text: string | null;
  readonly after: string | null;
};
export type CrosswalkPage = { readonly rows: readonly CrosswalkRow[]; readonly next: string | null };

export const CROSSWALK_PER_PAGE = 100;

/** Translations newest first; closed ones stay visible, because a remit of last month was read under them. */
export async function readCrosswalk(tx: Tx, { kind, text, after }: CrosswalkQuery): Promise<CrosswalkPage> {
  const rows = await tx.query<CrosswalkRow>(
    `SELECT id, kind, key, target, valid_from AS "validFrom", valid_to AS "validTo", provisional,
            created_by AS "createdBy", created_at AS "createdAt"
       FROM crosswalk
      WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR kind = $2)
        AND ($3::text IS NULL OR strpos(lower(key || ' ' || target), lower($3)) > 0)
      ORDER BY id DESC LIMIT ${CROSSWALK_PER_PAGE + 1}`,
    [after, kind, text],
  );
  const page = rows.slice(0, CROSSWALK_PER_PAGE);
  return { rows: page, next: rows.length > CROSSWALK_PER_PAGE ? (page.at(-1)?.id ?? null) : null };
}
