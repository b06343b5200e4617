import type { CureKind } from '@/server/exceptions/cures';
import type { Row, Tx } from '@/server/platform/db';
import { BANK_ACCOUNTS } from '@/server/store/masterdata-changes';

/** Read model of a cure's choices: what a value can be mapped to, and who can own a cause. */
export interface Target extends Row {
  code: string;
  name: string;
}

/** Choices shown at once; more are reached by typing. */
export const TARGETS_MAX = 50;

type TargetCure = Extract<
  CureKind,
  'map-payer' | 'map-payee' | 'map-prefix' | 'map-plb' | 'map-account' | 'cost-center'
>;

const FACILITIES = `SELECT code, name || ' (' || entity_code || ')' AS name, provisional AS last FROM facility`;
const CHOICES: Readonly<Record<TargetCure, string>> = {
  'map-payer': `SELECT code, name || ' (' || payer_class || ')' AS name, provisional AS last FROM payer`,
  'map-payee': FACILITIES,
  'map-prefix': FACILITIES,
  'map-plb': 'SELECT number AS code, min(name) AS name, false AS last FROM erp_account WHERE active GROUP BY number',
  'map-account': `SELECT code, name || ' (' || account || ')' AS name, false AS last FROM (${BANK_ACCOUNTS}) AS bank`,
  'cost-center': `SELECT code, string_agg(DISTINCT entity_code || ' ' || name, ', ') AS name, false AS last
    FROM erp_cost_center WHERE active GROUP BY code`,
};

/** Codes or names that contain the text; confirmed ones first. */
export const readTargets = (tx: Tx, cure: TargetCure, text: string): Promise<Target[]> =>
  tx.query<Target>(
    `SELECT code, name FROM (${CHOICES[cure]}) AS choice
     WHERE $1 = '' OR strpos(lower(code || ' ' || name), lower($1)) > 0 ORDER BY last, code LIMIT ${TARGETS_MAX}`,
    [text],
  );

export interface Assignee extends Row {
  email: string;
  name: string;
  role: string;
}
const ASSIGNEES_MAX = 200;

export const readAssignees = (tx: Tx): Promise<Assignee[]> =>
  tx.query<Assignee>(
    `SELECT email, name, role FROM app_user WHERE active AND role IN ('finance-ops', 'controller', 'support')
     ORDER BY name LIMIT ${ASSIGNEES_MAX}`,
  );
