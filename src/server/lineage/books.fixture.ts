import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { RULES_V1 } from '@/domain/posting-rules.data';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { receiveArtifact } from '@/server/pipeline/receive';
import { runReconcile } from '@/server/pipeline/reconcile/run';
import { systemActor } from '@/server/platform/db';
import {
  addConnection,
  addCrosswalk,
  addEntity,
  addErpCostCenter,
  addFacility,
  addFlow,
  addLedgerReading,
  addPayer,
  addPostingRules,
  bookJournal,
  type Db,
  dbOf,
  openPeriod,
  postMapped,
  readyJournals,
  type Sql,
} from '../../../test/setup/books';

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
const FLOW = 'remittance-to-cash';
const PERIOD = '2026-10';

/** A small health system in a test database, worked by the real stages up to its journals; the ERP's part is written by hand. */
export class Books implements Db {
  readonly client: pg.Client;
  readonly sql: Sql;
  readonly #facilities = new Map<string, string>();
  readonly erpId = randomUUID();
  #documents = 0;

  constructor(ownerUrl: string) {
    this.client = new pg.Client({ connectionString: ownerUrl });
    this.sql = dbOf(this.client).sql;
  }

  close = (): Promise<void> => this.client.end();

  facilityId = (code: string): string => this.#facilities.get(code) ?? '';

  async open(): Promise<void> {
    await this.client.connect();
    await addFlow(this, FLOW, SUMMARY_SECONDS);
    await addPostingRules(this, FLOW, RULES_V1);
    await addConnection(this, { code: 'in', direction: 'inbound', kind: 'folder' });
    await addConnection(this, { id: this.erpId, code: 'erp', direction: 'outbound', kind: 'erp' });
    await addEntity(this, '100', 'Hospitals');
    await addEntity(this, '300', 'Surgery');
    for (const [code, entity] of [
      ['LKG', '100'],
      ['CDR', '100'],
      ['HBP', '300'],
    ] as const)
      await this.#facility(code, entity, true);
    // Its cost center is inactive, so that its claims stop.
    await this.#facility('ZZQ', '100', false);
    await addPayer(this, 'NWH', 'Northwind', 'Commercial');
    await addCrosswalk(this, 'payer', '1990000417', 'NWH');
    await addCrosswalk(this, 'payee-npi', '1999000025', 'LKG');
    await openPeriod(this, PERIOD, '2026-10-01', '2026-10-31');
  }

  async #facility(code: string, entity: string, active: boolean): Promise<void> {
    const id = randomUUID();
    this.#facilities.set(code, id);
    await addFacility(this, { id, code, entity, costCenter: `${code}-1`, erpCode: code });
    await addErpCostCenter(this, entity, `${code}-1`, active);
    await addCrosswalk(this, 'account-prefix', code, code);
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
    // What the parcels learned of their scope is written by the fold.
    await runReconcile(worker);
    return artifactId;
  }

  /** Confirms every ready journal, as if the ERP had booked it; `offCents` is what it booked too much. */
  async confirm(offCents = 0): Promise<void> {
    for (const posting of await readyJournals(this)) {
      this.#documents += 1;
      await bookJournal(this, posting, `JRN-${this.#documents}`, offCents);
    }
    if (offCents === 0) await postMapped(this);
  }

  /** Writes a reading of the ERP's balances: our confirmed lines, and `foreignCents` more on the cash account. */
  readLedger = (entity: string, foreignCents = 0): Promise<void> =>
    addLedgerReading(
      this,
      { connectionId: this.erpId, entity, period: PERIOD },
      { account: '1012', cents: foreignCents },
    );
}
