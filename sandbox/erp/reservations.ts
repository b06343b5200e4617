import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Call } from '../http';
import type { Erp } from './context';
import { code, date, externalId, optionalCode, text } from './contracts';
import type { NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { companyOf } from './posting';
import { formatQuantity, parseQuantity } from './quantity';
import { oneUnitLess } from './statistical';
import { availableInAll, availableOf, lockStock, type StockKey } from './stock';
import { judgeLocation, judgeNumbering, judgeSupplyLine, shortOf } from './supply-lines';
import { type FieldError, fault } from './validate';

const reservationSchema = z.object({
  externalId,
  date,
  neededOn: date.nullable().optional(),
  reference: text.default(''),
  description: text.default(''),
  source: text.default(''),
  lines: z
    .array(
      z.object({
        line: z.int().min(1),
        item: code,
        location: code,
        lot: optionalCode,
        quantity: z.string(),
        reference: text.default(''),
      }),
    )
    .max(500),
});

type ReservationBody = z.infer<typeof reservationSchema>;

/** `POST /api/companies/:company/reservations`. All lines are held or none: half a case cannot be operated. */
export async function postReservation(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'reservation',
    judge: (raw) => {
      const body = readShape(reservationSchema, raw);
      return { externalId: body.externalId, draft: draftReservation(erp, company, body) };
    },
    effect: holdStock,
    shorten: oneUnitLess,
  });
}

function draftReservation(erp: Erp, company: string, body: ReservationBody): Draft {
  const errors: FieldError[] = [];
  judgeNumbering(body.lines, errors);
  for (const line of body.lines) {
    judgeSupplyLine(erp, line, true, errors);
    judgeLocation(erp, company, line.line, 'location', line.location, errors);
  }
  if (errors.length > 0) return { errors };
  const lines = body.lines.map((line) => ({
    line: line.line,
    item: line.item,
    location: line.location,
    lot: line.lot || null,
    quantity: formatQuantity(parseQuantity(line.quantity) ?? 0n),
    reference: line.reference,
  }));
  const document: NewDocument = {
    kind: 'reservation',
    company,
    externalId: body.externalId,
    // A promise of goods books nothing, so no period can be closed to it.
    period: body.date.slice(0, 7),
    postingDate: body.date,
    currency: '',
    description: body.description,
    source: body.source,
    supplier: null,
    invoiceNumber: null,
    lines: [],
    status: 'reserved',
    detail: { neededOn: body.neededOn ?? null, reference: body.reference, lines },
  };
  return { document };
}

async function holdStock(client: PoolClient, id: bigint, booked: NewDocument): Promise<readonly FieldError[]> {
  const wanted = (booked.detail?.lines ?? []).map((line) => ({
    line: Number(line.line),
    quantity: parseQuantity(String(line.quantity)) ?? 0n,
    key: {
      company: booked.company,
      location: String(line.location),
      item: String(line.item),
      lot: typeof line.lot === 'string' ? line.lot : '',
    },
  }));
  await lockStock(
    client,
    wanted.map((each) => each.key),
  );
  const errors: FieldError[] = [];
  for (const { line, quantity, key } of wanted) {
    const available = key.lot === '' ? await availableInAll(client, key) : await availableOf(client, key, null);
    if (available < quantity) {
      errors.push(shortOf(line, quantity, available));
      continue;
    }
    await client.query(
      `insert into sandbox_erp.reserved (document_id, line, company, location, item, lot, quantity, open)
       values ($1, $2, $3, $4, $5, $6, $7, $7)`,
      [id, line, key.company, key.location, key.item, key.lot, quantity],
    );
  }
  return errors;
}

type Taken = { readonly line: number; readonly key: StockKey; readonly quantity: bigint };

/** Counts what was issued off the reservation it was held under; more than was held is refused. */
export async function takeFromReservation(
  client: PoolClient,
  id: bigint,
  taken: readonly Taken[],
): Promise<readonly FieldError[]> {
  const errors: FieldError[] = [];
  for (const { line, key, quantity } of taken) {
    const { rows } = await client.query<{ line: number; open: string }>(
      `select line, open from sandbox_erp.reserved
       where document_id = $1 and location = $2 and item = $3 and lot in ($4, '') and open > 0
       order by lot desc, line for update`,
      [id, key.location, key.item, key.lot],
    );
    let left = quantity;
    for (const row of rows) {
      const part = left < BigInt(row.open) ? left : BigInt(row.open);
      left -= part;
      await client.query('update sandbox_erp.reserved set open = open - $3 where document_id = $1 and line = $2', [
        id,
        row.line,
        part,
      ]);
    }
    if (left > 0n) {
      const message = `${formatQuantity(left)} more than is held for it there`;
      errors.push(fault('NOT_RESERVED', line, 'quantity', formatQuantity(quantity), message));
    }
  }
  await client.query(
    `update sandbox_erp.document d set status =
       case when exists (select 1 from sandbox_erp.reserved r where r.document_id = d.id and r.open > 0)
       then 'partly-issued' else 'issued' end
     where id = $1`,
    [id],
  );
  return errors;
}

/** Lets go of what is still held. */
export async function releaseReservation(client: PoolClient, id: bigint): Promise<void> {
  await client.query('update sandbox_erp.reserved set open = 0 where document_id = $1', [id]);
}
