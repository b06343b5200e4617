import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { RULES_V1 } from '@/domain/posting-rules.data';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

type ClaimSpec = {
  readonly account: string;
  readonly chargeCents: number;
  readonly paidCents: number;
  readonly last?: string;
};
type PlbSpec = { readonly reason: string; readonly cents: number; readonly reference: string };
type RemitSpec = {
  readonly trace: string;
  readonly claims: readonly ClaimSpec[];
  readonly plbs?: readonly PlbSpec[];
};

const decimal = (cents: number): string => {
  const digits = Math.abs(cents).toString().padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** A whole 835 file of invented people: one ISA, one GS, one ST per remit, balanced by construction. */
export function fileOf(remits: readonly RemitSpec[], control = '000000001'): string {
  const sets = remits.map((remit, at) => setOf(remit, String(at + 1).padStart(4, '0')));
  return [
    `ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *261020*0411*^*00501*${control}*0*P*:`,
    'GS*HP*PAYER*PROVIDER*20261020*0411*1*X*005010X221A1',
    ...sets.flat(),
    `GE*${sets.length}*1`,
    `IEA*1*${control}`,
    '',
  ].join('~');
}

function setOf({ trace, claims, plbs = [] }: RemitSpec, st02: string): string[] {
  const paid = claims.reduce((sum, claim) => sum + claim.paidCents, 0) - plbs.reduce((sum, plb) => sum + plb.cents, 0);
  const body = [
    `BPR*I*${decimal(paid)}*C*ACH*CCP*01*999999992*DA*4417700881*1990000417**01*999999995*DA*880012999*20261020`,
    `TRN*1*${trace}*1990000417`,
    'DTM*405*20261020',
    'N1*PR*NORTHWIND HEALTH PLAN',
    'N3*100 SYNTHETIC PLAZA',
    'N1*PE*FERNHOLLOW*XX*1999000025',
    'LX*1',
    ...claims.flatMap(claimOf),
    ...plbs.map((plb) => `PLB*1999000025*20261231*${plb.reason}:${plb.reference}*${decimal(plb.cents)}`),
  ];
  return [`ST*835*${st02}`, ...body, `SE*${body.length + 2}*${st02}`];
}

function claimOf({ account, chargeCents, paidCents, last = 'SYNTHETICA' }: ClaimSpec): string[] {
  const writeOff = chargeCents - paidCents;
  const cas = writeOff === 0 ? [] : [`CAS*CO*45*${decimal(writeOff)}`];
  return [
    `CLP*${account}*1*${decimal(chargeCents)}*${decimal(paidCents)}**12*NW${account}*11*1`,
    ...cas,
    `NM1*QC*1*${last}*PERSONA****MI*MEMBER${account}`,
    `REF*1L*GROUP${account}`,
    `SVC*HC:99213*${decimal(chargeCents)}*${decimal(paidCents)}**1`,
    'DTM*472*20261001',
    ...cas,
  ];
}

const worker = systemActor('test');
const SUMMARY_SECONDS = 900;

/** A small health system in a test database, worked by the real stages up to its journals; the ERP's part is written by hand. */
export class Books {
  readonly client: pg.Client;
  readonly #facilities = new Map<string, string>();
  readonly erpId = randomUUID();
  #documents = 0;

  constructor(ownerUrl: string) {
    this.client = new pg.Client({ connectionString: ownerUrl });
  }

  close = (): Promise<void> => this.client.end();

  facilityId = (code: string): string => this.#facilities.get(code) ?? '';

  async run<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(text, values as unknown[])).rows;
  }

  async open(): Promise<void> {
    await this.client.connect();
    await this.run(
      `INSERT INTO connection (id, code, name, direction, kind) VALUES (gen_random_uuid(), 'in', 'In', 'inbound', 'folder'),
         ($1, 'erp', 'ERP', 'outbound', 'erp')`,
      [this.erpId],
    );
    await this.run("INSERT INTO legal_entity (code, name) VALUES ('100', 'Hospitals'), ('300', 'Surgery')");
    for (const [code, entity] of [
      ['LKG', '100'],
      ['CDR', '100'],
      ['HBP', '300'],
    ] as const)
      await this.#facility(code, entity, true);
    // Its cost center is inactive, so that its claims stop.
    await this.#facility('ZZQ', '100', false);
    await this.run(
      "INSERT INTO payer (id, code, name, payer_class) VALUES (gen_random_uuid(), 'NWH', 'Northwind', 'Commercial')",
    );
    await this.#crosswalk('payer', '1990000417', 'NWH');
    await this.#crosswalk('payee-npi', '1999000025', 'LKG');
    await this.run(
      `INSERT INTO fiscal_period (target_id, entity_code, period, starts_on, ends_on, status)
       SELECT $1, e.code, '2026-10', '2026-10-01', '2026-10-31', 'open' FROM legal_entity e`,
      [this.erpId],
    );
    await this.run(
      `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode, summary_cut_seconds)
       VALUES ('remittance-to-cash', 'Remittance to cash', 'in', 'erp', 'Finance', 24, 'high', '835', '', 'detail', 'automatic', $1)`,
      [SUMMARY_SECONDS],
    );
    await this.run("INSERT INTO binding (flow_code, role, target_id) VALUES ('remittance-to-cash', 'cash', $1)", [
      this.erpId,
    ]);
    await this.run(
      `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by)
       VALUES ('remittance-to-cash', 1, $1, '2020-01-01', 'test')`,
      [JSON.stringify(RULES_V1)],
    );
  }

  async #facility(code: string, entity: string, active: boolean): Promise<void> {
    const id = randomUUID();
    this.#facilities.set(code, id);
    await this.run(
      'INSERT INTO facility (id, code, name, entity_code, cost_center, erp_code) VALUES ($1, $2, $2, $3, $4, $2)',
      [id, code, entity, `${code}-1`],
    );
    await this.run(
      'INSERT INTO erp_cost_center (target_id, entity_code, code, name, active) VALUES ($4, $1, $2, $2, $3)',
      [entity, `${code}-1`, active, this.erpId],
    );
    await this.#crosswalk('account-prefix', code, code);
  }

  #crosswalk(kind: string, key: string, target: string) {
    return this.run(
      `INSERT INTO crosswalk (id, kind, key, target, valid_from, created_by) VALUES (gen_random_uuid(), $1, $2, $3, '2020-01-01', 'test')`,
      [kind, key, target],
    );
  }

  /** Receives one file and works it up to its journals. */
  async feed(text: string): Promise<string> {
    const { artifactId } = await receiveArtifact(worker, {
      connectionCode: 'in',
      name: 'synthetic.835',
      source: [Buffer.from(text)],
    });
    await runParse(worker);
    await runCanonicalize(worker);
    while ((await runMap(worker)) > 0);
    return artifactId;
  }

  /** Confirms every ready journal, as if the ERP had booked it; `offCents` is what it booked too much. */
  async confirm(offCents = 0): Promise<void> {
    for (const posting of await this.run<{ id: string }>("SELECT id FROM posting WHERE state = 'ready' ORDER BY id")) {
      this.#documents += 1;
      await this.run(
        `INSERT INTO document (id, posting_id, target_id, kind, entity_code, key, number, period, posting_date, debit_minor, credit_minor, line_count)
         SELECT gen_random_uuid(), id, target_id, kind, entity_code, key, $2, period, posting_date, debit_minor + $3, credit_minor + $3, line_count
           FROM posting WHERE id = $1`,
        [posting.id, `JRN-${this.#documents}`, offCents],
      );
      await this.run(
        `INSERT INTO attempt (id, posting_id, number, kind, key, fence, deadline_at)
         SELECT $2, id, 1, 'send', key, 1, now() + interval '30 seconds' FROM posting WHERE id = $1`,
        [posting.id, newId()],
      );
      const state = offCents === 0 ? 'confirmed' : 'held';
      await this.run(
        "UPDATE posting SET state = $2, confirmed_at = CASE WHEN $2 = 'confirmed' THEN now() END WHERE id = $1",
        [posting.id, state],
      );
    }
    if (offCents === 0) await this.run("UPDATE item SET state = 'posted', posted_at = now() WHERE state = 'mapped'");
  }

  /** Writes a reading of the ERP's balances: our confirmed lines, and `foreignCents` more on the cash account. */
  async readLedger(entity: string, foreignCents = 0): Promise<void> {
    const id = newId();
    await this.run(
      `INSERT INTO gl_read (id, target_id, entity_code, period, ok, own_count, own_debit_minor, own_credit_minor)
       SELECT $1, $2, $3::text, '2026-10', true, count(*), COALESCE(sum(debit_minor), 0), COALESCE(sum(debit_minor), 0)
         FROM document WHERE entity_code = $3::text AND period = '2026-10'`,
      [id, this.erpId, entity],
    );
    await this.run(
      `INSERT INTO gl_balance (read_id, account, facility_code, debit_minor, credit_minor, line_count)
       SELECT $1, l.account, COALESCE(l.facility_code, ''), sum(l.debit_minor), sum(l.credit_minor), count(*)
         FROM posting_line l JOIN document d ON d.posting_id = l.posting_id JOIN posting p ON p.id = l.posting_id
        WHERE d.entity_code = $2 AND l.sent GROUP BY 2, 3`,
      [id, entity],
    );
    await this.run("UPDATE gl_balance SET debit_minor = debit_minor + $2 WHERE read_id = $1 AND account = '1012'", [
      id,
      foreignCents,
    ]);
  }
}
