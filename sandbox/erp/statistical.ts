import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Call, HttpError, sendJson } from '../http';
import type { Erp } from './context';
import { code, date, externalId, LINES_MAX, optionalCode, text } from './contracts';
import type { NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { companyOf } from './posting';
import { formatQuantity, ONE, parseQuantity } from './quantity';
import { type FieldError, fault, judgeCostCenter, judgeFacility, judgePeriod } from './validate';

/** Money fields are let in by the shape so that they can be refused by name, not overlooked. */
const statisticalSchema = z.object({
  externalId,
  postingDate: date,
  period: z.string().regex(/^\d{4}-\d{2}$/),
  description: text.default(''),
  source: text.default(''),
  currency: z.unknown().optional(),
  lines: z.array(
    z.object({
      line: z.int().min(1),
      account: code,
      costCenter: optionalCode,
      facility: optionalCode,
      quantity: z.string(),
      reference: text.default(''),
      debit: z.unknown().optional(),
      credit: z.unknown().optional(),
    }),
  ),
});

type StatisticalBody = z.infer<typeof statisticalSchema>;

/** `POST /api/companies/:company/statistical-journals` */
export async function postStatistical(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'statistical',
    judge: (raw) => {
      const body = readShape(statisticalSchema, raw);
      return { externalId: body.externalId, draft: draftStatistical(erp, company, body) };
    },
    effect: async (client, id, booked) => {
      await countIn(client, id, booked);
      return [];
    },
    shorten: oneUnitLess,
  });
}

function draftStatistical(erp: Erp, company: string, body: StatisticalBody): Draft {
  const errors: FieldError[] = [...judgePeriod(erp.master, company, body.period, body.postingDate)];
  const noMoney = (line: number | null, field: string): void => {
    errors.push(fault('MONEY_NOT_ALLOWED', line, field, null, 'a statistical journal holds units, not money'));
  };
  if (body.currency !== undefined) noMoney(null, 'currency');
  if (body.lines.length === 0) errors.push(fault('EMPTY_LINE', null, 'lines', '0', 'a journal needs lines'));
  if (body.lines.length > LINES_MAX) {
    const message = `a journal holds at most ${LINES_MAX} lines; split it`;
    return { errors: [...errors, fault('TOO_MANY_LINES', null, 'lines', String(body.lines.length), message)] };
  }
  const seen = new Set<number>();
  for (const line of body.lines) {
    if (seen.has(line.line)) {
      errors.push(fault('DUPLICATE_LINE', line.line, 'line', String(line.line), 'this line number is used twice'));
    }
    seen.add(line.line);
    if (line.debit !== undefined) noMoney(line.line, 'debit');
    if (line.credit !== undefined) noMoney(line.line, 'credit');
    judgeLine(erp, company, line, errors);
  }
  if (errors.length > 0) return { errors };
  const lines = body.lines.map((line) => ({
    line: line.line,
    account: line.account,
    costCenter: line.costCenter || null,
    facility: line.facility || null,
    quantity: formatQuantity(parseQuantity(line.quantity) ?? 0n),
    reference: line.reference,
  }));
  const { postingDate, period, description, source } = body;
  const bare = { currency: '', supplier: null, invoiceNumber: null, lines: [] };
  const key = { kind: 'statistical', company, externalId: body.externalId } as const;
  return { document: { ...bare, ...key, postingDate, period, description, source, detail: { lines } } };
}

function judgeLine(erp: Erp, company: string, line: StatisticalBody['lines'][number], errors: FieldError[]): void {
  const statistic = erp.supply.statistics.get(line.account);
  if (!statistic) {
    errors.push(fault('UNKNOWN_STATISTIC', line.line, 'account', line.account, 'no such statistical account'));
  } else if (!statistic.active) {
    errors.push(fault('INACTIVE_ACCOUNT', line.line, 'account', line.account, 'the account is inactive'));
  }
  judgeCostCenter(erp.master, company, line.line, line.costCenter ?? null, errors);
  judgeFacility(erp.master, company, line.line, line.facility ?? null, errors);
  const quantity = parseQuantity(line.quantity);
  if (quantity === null) {
    const message = 'write the quantity as digits, with at most three after a point';
    errors.push(fault('PRECISION', line.line, 'quantity', line.quantity, message));
  } else if (quantity === 0n) {
    errors.push(fault('EMPTY_LINE', line.line, 'quantity', line.quantity, 'a line counts something'));
  }
}

async function countIn(client: PoolClient, id: bigint, booked: NewDocument): Promise<void> {
  const lines = (booked.detail?.lines ?? []).map((line) => ({
    ...line,
    quantity: String(parseQuantity(String(line.quantity)) ?? 0n),
  }));
  await client.query(
    `insert into sandbox_erp.statistic_part (document_id, company, period, account, cost_center, facility, quantity)
     select $1, $2, $3, account, coalesce("costCenter", ''), coalesce(facility, ''), quantity
     from jsonb_to_recordset($4::jsonb) as t (account text, "costCenter" text, facility text, quantity bigint)`,
    [id, booked.company, booked.period, JSON.stringify(lines)],
  );
}

/** Counts the units of one journal out again, in the period of the void. */
export async function countOut(client: PoolClient, id: bigint, voidId: bigint, period: string): Promise<void> {
  await client.query(
    `insert into sandbox_erp.statistic_part
     select $2, company, $3, account, cost_center, facility, -quantity
     from sandbox_erp.statistic_part where document_id = $1`,
    [id, voidId, period],
  );
}

/** What `wrong-amount` makes of units: one less on the first line that has more than one. */
export function oneUnitLess(document: NewDocument): NewDocument {
  const lines = document.detail?.lines ?? [];
  const first = lines.findIndex((line) => (parseQuantity(String(line.quantity)) ?? 0n) > ONE);
  const shortened = lines.map((line, index) => {
    if (index !== first) return line;
    return { ...line, quantity: formatQuantity((parseQuantity(String(line.quantity)) ?? 0n) - ONE) };
  });
  return { ...document, detail: { ...document.detail, lines: shortened } };
}

/** `GET …/statistical-balances?period=` sums units by account, cost centre and facility. */
export async function getStatisticalBalances(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.url.searchParams.get('period');
  if (!period) throw new HttpError(400, 'BAD_PARAMETER', 'name the period');
  const { rows } = await erp.pool.query<{ account: string; costCenter: string; facility: string; quantity: string }>(
    `select account, cost_center as "costCenter", facility, sum(quantity)::text as quantity
     from sandbox_erp.statistic_part where company = $1 and period = $2 group by 1, 2, 3 order by 1, 2, 3`,
    [company, period],
  );
  const balances = rows.map((row) => ({
    account: row.account,
    costCenter: row.costCenter || null,
    facility: row.facility || null,
    quantity: formatQuantity(BigInt(row.quantity)),
  }));
  sendJson(call.response, 200, { company, period, balances });
}
