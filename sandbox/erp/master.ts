import type { Pool } from 'pg';
import { reference } from '../reference';
import { calendarOf, type Period, type PeriodStatus } from './periods';

type Company = { readonly code: string; readonly name: string; readonly currency: string };
type Account = {
  readonly number: string;
  readonly name: string;
  readonly type: string;
  readonly active: boolean;
};
export type OwnedDimension = {
  readonly code: string;
  readonly name: string;
  readonly company: string;
  readonly active: boolean;
};
type Dimension = { readonly code: string; readonly name: string; readonly active: boolean };

/** All master data, keyed for lookup. Payer classes are keyed in lower case: this ERP folds their case. */
export type Master = {
  readonly companies: ReadonlyMap<string, Company>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly costCenters: ReadonlyMap<string, OwnedDimension>;
  readonly facilities: ReadonlyMap<string, OwnedDimension>;
  readonly payerClasses: ReadonlyMap<string, Dimension>;
  readonly periods: ReadonlyMap<string, Period>;
};

export const periodKey = (company: string, period: string): string => `${company}/${period}`;

/** Writes the demo health system; rows that exist are left as the people of the ERP have made them. */
export async function seedMaster(pool: Pool, today: string): Promise<void> {
  const periods = reference.companies.flatMap((company) => calendarOf(company.code, today));
  const inserts: [string, readonly unknown[]][] = [
    ['company', reference.companies.map(({ code, name, currency }) => ({ code, name, currency }))],
    ['account', reference.accounts.map((account) => ({ ...account, active: true }))],
    ['cost_center', reference.costCenters.map(({ code, name, company, active }) => ({ code, name, company, active }))],
    ['facility', reference.facilities.map(({ code, name, company }) => ({ code, name, company, active: true }))],
    ['payer_class', reference.payerClasses.map(({ code, name }) => ({ code, name, active: true }))],
    [
      'period',
      periods.map((each) => ({
        company: each.company,
        period: each.period,
        starts_on: each.startsOn,
        ends_on: each.endsOn,
        status: each.status,
      })),
    ],
  ];
  for (const [table, rows] of inserts) {
    await pool.query(
      `insert into sandbox_erp.${table}
       select * from jsonb_populate_recordset(null::sandbox_erp.${table}, $1::jsonb) on conflict do nothing`,
      [JSON.stringify(rows)],
    );
  }
  await openDuePeriods(pool, today);
}

/**
 * A month is opened on the day before it begins, as accountants do: who mirrors the calendar knows it before the first posting of
 * the month, and an ERP left running over a month end goes on taking postings.
 */
export async function openDuePeriods(pool: Pool, today: string): Promise<void> {
  await pool.query(
    `update sandbox_erp.period set status = 'open' where status = 'future' and starts_on <= $1::date + 1`,
    [today],
  );
}

export async function loadMaster(pool: Pool): Promise<Master> {
  const [companies, accounts, costCenters, facilities, payerClasses, periods] = await Promise.all([
    pool.query<Company>('select code, name, currency from sandbox_erp.company order by code'),
    pool.query<Account>('select number, name, type, active from sandbox_erp.account order by number'),
    pool.query<OwnedDimension>('select code, name, company, active from sandbox_erp.cost_center order by code'),
    pool.query<OwnedDimension>('select code, name, company, active from sandbox_erp.facility order by code'),
    pool.query<Dimension>('select code, name, active from sandbox_erp.payer_class order by code'),
    pool.query<Period>(
      `select company, period, starts_on::text as "startsOn", ends_on::text as "endsOn", status
       from sandbox_erp.period order by company, period`,
    ),
  ]);
  return {
    companies: new Map(companies.rows.map((row) => [row.code, row])),
    accounts: new Map(accounts.rows.map((row) => [row.number, row])),
    costCenters: new Map(costCenters.rows.map((row) => [row.code, row])),
    facilities: new Map(facilities.rows.map((row) => [row.code, row])),
    payerClasses: new Map(payerClasses.rows.map((row) => [row.code.toLowerCase(), row])),
    periods: new Map(periods.rows.map((row) => [periodKey(row.company, row.period), row])),
  };
}

const SWITCHES = {
  accounts: { table: 'account', key: 'number' },
  'cost-centers': { table: 'cost_center', key: 'code' },
  facilities: { table: 'facility', key: 'code' },
  suppliers: { table: 'supplier', key: 'code' },
  'supplier-sites': { table: 'supplier_site', key: 'code' },
  items: { table: 'item', key: 'code' },
  locations: { table: 'location', key: 'code' },
  'statistical-accounts': { table: 'statistic', key: 'number' },
} as const;

type Switchable = keyof typeof SWITCHES;

export const SWITCHABLE = Object.keys(SWITCHES);

export const isSwitchable = (name: string): name is Switchable => Object.hasOwn(SWITCHES, name);

/** Turns one master record on or off; false when there is no such record. */
export async function setActive(pool: Pool, kind: Switchable, code: string, active: boolean): Promise<boolean> {
  const { table, key } = SWITCHES[kind];
  const result = await pool.query(`update sandbox_erp.${table} set active = $2 where ${key} = $1`, [code, active]);
  return result.rowCount === 1;
}

/** Opens, soft-closes or closes one period of one company; false when the calendar does not hold it. */
export async function setPeriodStatus(
  pool: Pool,
  company: string,
  period: string,
  status: PeriodStatus,
): Promise<boolean> {
  const result = await pool.query('update sandbox_erp.period set status = $3 where company = $1 and period = $2', [
    company,
    period,
    status,
  ]);
  return result.rowCount === 1;
}
