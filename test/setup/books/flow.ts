import type { Db } from './db';

/** The flow and target of what tests put into the books by hand: remittances that post journals to the ERP. */
export const FLOW = 'remittance-to-cash';
export const CASH = 'USD/2';

/** Makes the flow unless it is there, as rows of every kind name one. */
export const ensureFlow = ({ sql }: Db) =>
  sql(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode)
     VALUES ($1, $1, 'in', 'erp', 'Finance', 24, 'high', 'payment.posted/1', '', 'detail', 'automatic') ON CONFLICT DO NOTHING`,
    [FLOW],
  );

/** Lets the ERP make the cash journals of every legal entity. */
export async function bindErp(db: Db): Promise<void> {
  await ensureFlow(db);
  await db.sql(
    `INSERT INTO binding (flow_code, role, entity_code, target_id) SELECT $1, 'cash', '*', id FROM connection WHERE code = 'erp'
     ON CONFLICT DO NOTHING`,
    [FLOW],
  );
}

/** Makes the connection to the ERP unless it is there: what is mirrored of an ERP belongs to one. */
export async function ensureErp(db: Db): Promise<void> {
  await db.sql(
    `INSERT INTO connection (id, code, name, direction, kind) VALUES (gen_random_uuid(), 'erp', 'erp', 'outbound', 'erp')
     ON CONFLICT DO NOTHING`,
  );
  await bindErp(db);
}

/** Lets the ERP make the documents of this role of a flow, for every legal entity. */
export const bindRole = ({ sql }: Db, flow: string, role: string) =>
  sql(
    `INSERT INTO binding (flow_code, role, entity_code, target_id) SELECT $1, $2, '*', id FROM connection WHERE code = 'erp'
     ON CONFLICT DO NOTHING`,
    [flow, role],
  );
