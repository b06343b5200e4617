import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256 } from '@/server/platform/crypto';
import type { Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { insertConnection } from './foundation';

/** The demo health system, Fernhollow Health: everything in it is invented. One file describes it for all processes. */
const reference = z.object({
  companies: z.array(z.object({ code: z.string(), name: z.string(), tin: z.string() })),
  facilities: z.array(
    z.object({ code: z.string(), name: z.string(), company: z.string(), accountPrefix: z.string(), npi: z.string() }),
  ),
  payees: z.array(z.object({ tin: z.string(), npi: z.string(), facility: z.string() })),
  payers: z.array(
    z.object({ code: z.string(), name: z.string(), trn03: z.string(), n1Id: z.string(), class: z.string() }),
  ),
});

const VALID_FROM = '1900-01-01';

export async function seedFernhollow(tx: Tx, ingestToken: string): Promise<void> {
  const demo = reference.parse(
    JSON.parse(readFileSync(new URL('../../sandbox/reference.json', import.meta.url), 'utf8')),
  );
  await tx.execute("INSERT INTO setting (key, value) VALUES ('display', $1) ON CONFLICT DO NOTHING", [
    JSON.stringify({ tenant: 'Fernhollow Health', timeZone: 'America/New_York' }),
  ]);
  for (const c of demo.companies) {
    await tx.execute('INSERT INTO legal_entity (code, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [c.code, c.name]);
  }
  for (const f of demo.facilities) {
    await tx.execute(
      `INSERT INTO facility (id, code, name, entity_code, cost_center, erp_code) VALUES ($1, $2, $3, $4, $5, $2) ON CONFLICT DO NOTHING`,
      [newId(), f.code, f.name, f.company, `${f.code}-4410`],
    );
    await crosswalk(tx, 'account-prefix', f.accountPrefix.replace(/[^A-Z]/g, ''), f.code);
    await crosswalk(tx, 'provider-npi', f.npi, f.code);
    await crosswalk(tx, 'ccn', f.npi, f.code);
  }
  for (const p of demo.payees) {
    await crosswalk(tx, 'payee-npi', p.npi, p.facility);
    // The first facility of a TIN is its default; the account prefix decides before it is asked.
    await crosswalk(tx, 'payee-tin', p.tin, p.facility);
  }
  for (const p of demo.payers) {
    await tx.execute('INSERT INTO payer (id, code, name, payer_class) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      newId(),
      p.code,
      p.name,
      p.class,
    ]);
    await crosswalk(tx, 'payer', p.trn03, p.code);
    await crosswalk(tx, 'payer', p.n1Id, p.code);
    // Payers are suppliers of the ERP under the same code, with an address for refunds.
    await crosswalk(tx, 'supplier', p.code, p.code);
    await crosswalk(tx, 'supplier-site', p.code, `${p.code}-REFUND`);
  }
  await insertConnection(tx, {
    code: 'clearinghouse',
    name: 'Tidewater Clearing',
    direction: 'inbound',
    kind: 'http',
    controlNumbers: 'enforce',
    config: {},
    tokenSha256: sha256(ingestToken),
  });
  await insertConnection(tx, {
    code: 'bank',
    name: 'Cobalt Harbor Bank',
    direction: 'inbound',
    kind: 'http',
    controlNumbers: 'note',
    config: {},
    tokenSha256: sha256(ingestToken),
    lane: BANK_LANE,
  });
  await insertConnection(tx, {
    code: 'rcm',
    name: 'Fernhollow revenue cycle',
    direction: 'inbound',
    kind: 'http',
    controlNumbers: 'note',
    config: {},
    tokenSha256: sha256(ingestToken),
    lane: RCM_LANE,
  });
  // The bank's own account numbers: the demo bank keeps four.
  for (const [tail, bank] of BANK_ACCOUNTS) await crosswalk(tx, 'bank-account', tail, bank);
}

/** Lines of arrival as the table `lane` has them. */
const BANK_LANE = 2;
const RCM_LANE = 3;
/** Last four digits of an account to its row of the bank rules. */
const BANK_ACCOUNTS = [
  ['*0100', 'OP100'],
  ['*0200', 'OP200'],
  ['*0300', 'OP300'],
  ['*0900', 'CONC'],
  // The lockboxes that feed them.
  ['*4100', 'OP100'],
  ['*4200', 'OP200'],
  ['*4300', 'OP300'],
] as const;

const crosswalk = (tx: Tx, kind: string, key: string, target: string): Promise<number> =>
  tx.execute(
    `INSERT INTO crosswalk (id, kind, key, target, valid_from, created_by) VALUES ($1, $2, $3, $4, $5, 'seed')
     ON CONFLICT (kind, key) WHERE valid_to IS NULL DO NOTHING`,
    [newId(), kind, key, target, VALID_FROM],
  );
