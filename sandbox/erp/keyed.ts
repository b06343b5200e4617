import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Call, HttpError, readJson, sendJson } from '../http';
import { classOf, type Erp } from './context';
import { inTransaction } from './database';
import { type Document, findByKey, idOfNumber, insertDocument, insertDocuments, type NewDocument } from './documents';
import { type Fault, isEarly } from './faults';
import type { DocumentKind } from './kinds';
import { latencyOf } from './latency';
import { oneCentLess } from './lines';
import { hold, strikeEarly, strikeLate } from './strikes';
import type { FieldError } from './validate';

const BODY_MAX_BYTES = 16 * 1024 * 1024;
/** Documents that one call may carry. */
const TOGETHER_MAX = 200;

export type Draft = { readonly document: NewDocument } | { readonly errors: readonly FieldError[] };

/** What one kind of document adds to the handling that all keyed documents share. */
export type KeyedKind = {
  readonly kind: DocumentKind;
  /** Reads and judges the body; a body of the wrong shape throws. */
  readonly judge: (raw: unknown) => Judged | Promise<Judged>;
  /**
   * What must become true together with the document, such as less stock. Errors undo the document. Kinds without an
   * effect are booked by one statement, which is what keeps journals fast.
   */
  readonly effect?: (client: PoolClient, id: bigint, booked: NewDocument) => Promise<readonly FieldError[]>;
  /** What the fault `wrong-amount` makes of the document; a cent less on both sides unless told. */
  readonly shorten?: (document: NewDocument) => NewDocument;
};

type Judged = { readonly externalId: string; readonly draft: Draft };

/**
 * The way of every document that comes under a caller's key: wait as long as this ERP takes, let the faults strike,
 * judge, refuse a known key where keys are unique, book, answer after the commit.
 */
export async function postKeyed(erp: Erp, call: Call, company: string, kind: KeyedKind): Promise<void> {
  erp.counters.posts += 1;
  const fault = erp.faults.strike(company, 'write', kind.kind);
  const raw = await readJson(call, BODY_MAX_BYTES);
  await hold(call, latencyOf(erp, company, kind.kind));
  if (fault && isEarly(fault.mode) && (await strikeEarly(call, fault))) return;
  const document = await bookOne(erp, company, kind, raw, fault);
  if (!fault || !(await strikeLate(call, fault, document))) sendJson(call.response, 201, document);
}

const togetherSchema = z.object({ documents: z.array(z.unknown()).min(1).max(TOGETHER_MAX) });

/** A kind whose documents change nothing but the books. */
export type PlainKind = Omit<KeyedKind, 'effect'>;

/**
 * Several documents of one kind in one call: each is judged by itself, and answered with a status and a body of its own; those
 * that are well are booked together. A fault strikes the call as a whole; the amount that `wrong-amount` changes is that of
 * the first document.
 */
export async function postTogether(erp: Erp, call: Call, company: string, kind: PlainKind): Promise<void> {
  const fault = erp.faults.strike(company, 'write', kind.kind);
  const { documents } = readShape(togetherSchema, await readJson(call, BODY_MAX_BYTES));
  erp.counters.posts += documents.length;
  await hold(call, latencyOf(erp, company, kind.kind));
  if (fault && isEarly(fault.mode) && (await strikeEarly(call, fault))) return;
  const judged = await Promise.all(documents.map((raw) => orRefusal(() => judgeOne(erp, company, kind, raw))));
  const good = judged.flatMap((each, index) =>
    each instanceof HttpError ? [] : [short(kind, each, index === 0 ? fault : null)],
  );
  const made = (await insertDocuments(erp.pool, good, isUnique(erp, company))).values();
  const answers: { status: number; body: unknown }[] = [];
  for (const each of judged) {
    const came =
      each instanceof HttpError ? each : await orRefusal(() => madeOrTaken(erp, each, made.next().value ?? null));
    answers.push(came instanceof HttpError ? { status: came.status, body: came.body } : { status: 201, body: came });
  }
  if (!fault || !(await strikeLate(call, fault, { answers }))) sendJson(call.response, 200, { answers });
}

async function orRefusal<T>(work: () => Promise<T>): Promise<T | HttpError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}

/** Judges one document and books it. @throws HttpError 422 with every error, 409 with the document that has its key */
async function bookOne(
  erp: Erp,
  company: string,
  kind: KeyedKind,
  raw: unknown,
  fault: Fault | null,
): Promise<Document> {
  const document = await judgeOne(erp, company, kind, raw);
  const outcome = await book(erp, kind, short(kind, document, fault), isUnique(erp, company));
  if (outcome.errors.length > 0) return refuse(erp, document, outcome.errors);
  return madeOrTaken(erp, document, outcome.document);
}

const isUnique = (erp: Erp, company: string): boolean => classOf(erp, company).class === 'unique-key';

async function judgeOne(erp: Erp, company: string, kind: PlainKind, raw: unknown): Promise<NewDocument> {
  const { externalId, draft } = await kind.judge(raw);
  return 'errors' in draft ? refuse(erp, { company, kind: kind.kind, externalId }, draft.errors) : draft.document;
}

type Keyed = Pick<NewDocument, 'company' | 'kind' | 'externalId'>;

async function refuse(erp: Erp, keyed: Keyed, errors: readonly FieldError[]): Promise<never> {
  erp.counters.refusals += 1;
  if (isUnique(erp, keyed.company)) await refuseDuplicate(erp, keyed);
  throw new HttpError(422, 'VALIDATION', `${errors.length} errors`, { errors });
}

async function madeOrTaken(erp: Erp, keyed: Keyed, made: Document | null): Promise<Document> {
  if (made) {
    erp.counters.commits += 1;
    return made;
  }
  erp.counters.refusals += 1;
  await refuseDuplicate(erp, keyed);
  const message = `the key ${keyed.externalId} is being used by another request; ask again`;
  throw new HttpError(409, 'DUPLICATE_KEY', message);
}

const short = (kind: PlainKind, document: NewDocument, fault: Fault | null): NewDocument =>
  fault?.mode === 'wrong-amount' ? (kind.shorten ?? centLess)(document) : document;

type Outcome = { readonly document: Document | null; readonly errors: readonly FieldError[] };

async function book(erp: Erp, kind: KeyedKind, document: NewDocument, unique: boolean): Promise<Outcome> {
  const { effect } = kind;
  if (!effect) return { document: await insertDocument(erp.pool, document, unique), errors: [] };
  return inTransaction<Outcome>(
    erp.pool,
    async (client) => {
      const made = await insertDocument(client, document, unique);
      if (!made) return { document: null, errors: [] };
      return { document: made, errors: await effect(client, idOfNumber(made.number) ?? 0n, document) };
    },
    (outcome) => outcome.document !== null && outcome.errors.length === 0,
  );
}

const centLess = (document: NewDocument): NewDocument => ({ ...document, lines: oneCentLess(document.lines) });

async function refuseDuplicate(erp: Erp, { company, kind, externalId }: Keyed): Promise<void> {
  const query = { company, kind, externalIds: [externalId], readLagMs: 0, withLines: false };
  const existing = (await findByKey(erp.pool, query))[0];
  if (!existing) return;
  const message = `the key ${externalId} already belongs to ${existing.number}`;
  const errors = [{ code: 'DUPLICATE_KEY', line: null, field: 'externalId', value: externalId, message }];
  throw new HttpError(409, 'DUPLICATE_KEY', message, { errors, document: existing });
}

/** The body in the shape of its kind, or 422 with every place that does not fit. */
export function readShape<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues.slice(0, 100).map((issue) => ({
    code: 'INVALID_FIELD',
    line: issue.path[0] === 'lines' && typeof issue.path[1] === 'number' ? issue.path[1] + 1 : null,
    field: issue.path.map(String).join('.'),
    value: null,
    message: issue.message,
  }));
  throw new HttpError(422, 'VALIDATION', `${errors.length} errors`, { errors });
}
