import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Call } from '../http';
import type { Erp } from './context';
import { code, date, externalId, optionalCode, text } from './contracts';
import { type Detail, findByNumber, idOfNumber, type NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { companyOf } from './posting';
import { formatQuantity, parseQuantity } from './quantity';
import { takeFromReservation } from './reservations';
import { oneUnitLess } from './statistical';
import { availableOf, changeStock, lockStock, type StockKey } from './stock';
import { judgeLocation, judgeNumbering, judgeSupplyLine, shortOf } from './supply-lines';
import { type FieldError, fault, judgePeriod } from './validate';

/** `issue` uses up, `receipt` and `return` add, `transfer` takes here and adds there. */
const stockMoveSchema = z.object({
  externalId,
  type: z.enum(['issue', 'receipt', 'return', 'transfer']),
  date,
  /** The reservation an issue or a transfer draws on. */
  reservation: z.string().max(64).nullable().optional(),
  reference: text.default(''),
  description: text.default(''),
  source: text.default(''),
  lines: z
    .array(
      z.object({
        line: z.int().min(1),
        item: code,
        location: code,
        toLocation: optionalCode,
        lot: optionalCode,
        quantity: z.string(),
        reference: text.default(''),
      }),
    )
    .max(500),
});

type StockMoveBody = z.infer<typeof stockMoveSchema>;

/** `POST /api/companies/:company/stock-moves`. It moves units; what they are worth is journalled by whoever moves them. */
export async function postStockMove(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'stock-move',
    judge: (raw) => {
      const body = readShape(stockMoveSchema, raw);
      return { externalId: body.externalId, draft: draftStockMove(erp, company, body) };
    },
    effect: (client, _id, booked) => moveStock(client, booked),
    shorten: oneUnitLess,
  });
}

function draftStockMove(erp: Erp, company: string, body: StockMoveBody): Draft {
  const errors: FieldError[] = [...judgePeriod(erp.master, company, body.date.slice(0, 7), body.date)];
  judgeNumbering(body.lines, errors);
  for (const line of body.lines) {
    judgeSupplyLine(erp, line, false, errors);
    judgeLocation(erp, company, line.line, 'location', line.location, errors);
    if (body.type !== 'transfer') continue;
    judgeLocation(erp, company, line.line, 'toLocation', line.toLocation ?? '', errors);
    if (line.toLocation === line.location) {
      errors.push(fault('SAME_LOCATION', line.line, 'toLocation', line.location, 'it is there already'));
    }
  }
  if (errors.length > 0) return { errors };
  const lines = body.lines.map((line) => ({
    line: line.line,
    item: line.item,
    location: line.location,
    toLocation: body.type === 'transfer' ? (line.toLocation ?? null) : null,
    lot: line.lot || null,
    quantity: formatQuantity(parseQuantity(line.quantity) ?? 0n),
    reference: line.reference,
  }));
  const document: NewDocument = {
    kind: 'stock-move',
    company,
    externalId: body.externalId,
    period: body.date.slice(0, 7),
    postingDate: body.date,
    currency: '',
    description: body.description,
    source: body.source,
    supplier: null,
    invoiceNumber: null,
    lines: [],
    detail: { type: body.type, reservation: body.reservation ?? null, reference: body.reference, lines },
  };
  return { document };
}

type Step = { readonly line: number; readonly key: StockKey; readonly change: bigint };

/** What the lines of a move take and add, in their order. */
function stepsOf(company: string, detail: Detail): readonly Step[] {
  const adds = detail.type === 'receipt' || detail.type === 'return';
  return (detail.lines ?? []).flatMap((line) => {
    const quantity = parseQuantity(String(line.quantity)) ?? 0n;
    const lot = typeof line.lot === 'string' ? line.lot : '';
    const here = { company, location: String(line.location), item: String(line.item), lot };
    const at = Number(line.line);
    if (typeof line.toLocation !== 'string') return [{ line: at, key: here, change: adds ? quantity : -quantity }];
    const there = { ...here, location: line.toLocation };
    return [
      { line: at, key: here, change: -quantity },
      { line: at, key: there, change: quantity },
    ];
  });
}

async function moveStock(client: PoolClient, booked: NewDocument): Promise<readonly FieldError[]> {
  const detail = booked.detail ?? {};
  const steps = stepsOf(booked.company, detail);
  await lockStock(
    client,
    steps.map((step) => step.key),
  );
  let holderId: bigint | null = null;
  if (typeof detail.reservation === 'string') {
    const held = await findByNumber(client, booked.company, 'reservation', detail.reservation);
    if (!held || held.status === 'released' || held.status === 'issued') {
      const message = held ? `it is ${held.status}` : 'no such reservation';
      return [fault('UNKNOWN_RESERVATION', null, 'reservation', detail.reservation, message)];
    }
    holderId = idOfNumber(held.number);
  }
  const errors = await takeSteps(client, steps, holderId);
  if (errors.length > 0 || holderId === null) return errors;
  const taken = steps.filter((step) => step.change < 0n);
  return takeFromReservation(
    client,
    holderId,
    taken.map((step) => ({ ...step, quantity: -step.change })),
  );
}

async function takeSteps(client: PoolClient, steps: readonly Step[], holderId: bigint | null) {
  const errors: FieldError[] = [];
  for (const step of steps) {
    if (step.change < 0n) {
      const available = await availableOf(client, step.key, holderId);
      if (available < -step.change) {
        errors.push(shortOf(step.line, -step.change, available));
        continue;
      }
    }
    await changeStock(client, step.key, step.change);
  }
  return errors;
}

/** Moves everything of a booked move back; refused when what it brought has been used since. */
export async function moveBack(client: PoolClient, company: string, detail: Detail): Promise<readonly FieldError[]> {
  const back = stepsOf(company, detail)
    .map((step) => ({ ...step, change: -step.change }))
    .reverse();
  await lockStock(
    client,
    back.map((step) => step.key),
  );
  return takeSteps(client, back, null);
}
