import type { PoolClient } from 'pg';
import { z } from 'zod';
import { parseCents } from '../cents';
import { type Call, HttpError } from '../http';
import type { Erp } from './context';
import { date, externalId, text } from './contracts';
import { type Detail, type Document, findByNumber, idOfNumber, type NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { type DocumentKind, holdsMoney } from './kinds';
import { turned } from './lines';
import { companyOf } from './posting';
import { releaseReservation } from './reservations';
import { countOut } from './statistical';
import { moveBack } from './stock-moves';
import { type FieldError, fault, judgePeriod, type Line } from './validate';

const voidSchema = z.object({
  externalId,
  /** When the undoing is booked; the day of the document itself unless told. */
  postingDate: date.nullable().optional(),
  reason: text.default(''),
});

/** What a document is called once it has been undone. */
const ENDED: Readonly<Partial<Record<DocumentKind, string>>> = {
  'ap-invoice': 'cancelled',
  reservation: 'released',
  'purchase-request': 'cancelled',
};
const endOf = (kind: DocumentKind): string => ENDED[kind] ?? 'voided';

/** Kinds that book nothing: no period can be closed to their end. */
const WITHOUT_PERIOD: ReadonlySet<DocumentKind> = new Set(['reservation', 'purchase-request']);

/**
 * `POST …/journals/:number/void` and the same for every other kind: a document of its own, under a key of its own,
 * that books the opposite. The first document and its key stay, so that nobody can post the same thing again unseen.
 */
export async function postVoid(erp: Erp, call: Call, kind: DocumentKind): Promise<void> {
  const company = companyOf(erp, call);
  const number = call.path.number ?? '';
  let target: Document | null = null;
  await postKeyed(erp, call, company, {
    kind: 'void',
    judge: async (raw) => {
      const body = readShape(voidSchema, raw);
      target = await findByNumber(erp.pool, company, kind, number);
      if (!target) throw new HttpError(404, 'UNKNOWN_DOCUMENT', `company ${company} has no ${kind} ${number}`);
      return { externalId: body.externalId, draft: draftVoid(erp, kind, target, body) };
    },
    effect: async (client, id, booked) => (target ? undo(client, kind, target, id, booked) : []),
  });
}

function draftVoid(erp: Erp, kind: DocumentKind, target: Document, body: z.infer<typeof voidSchema>): Draft {
  const postingDate = body.postingDate ?? target.postingDate;
  const period = postingDate.slice(0, 7);
  const standing = refusalOf(kind, target);
  const errors: FieldError[] = [
    ...(standing ? [standing] : []),
    ...(WITHOUT_PERIOD.has(kind) ? [] : judgePeriod(erp.master, target.company, period, postingDate)),
  ];
  if (errors.length > 0) return { errors };
  const document: NewDocument = {
    kind: 'void',
    company: target.company,
    externalId: body.externalId,
    period,
    postingDate,
    currency: target.currency ?? '',
    description: body.reason,
    source: target.source,
    supplier: null,
    invoiceNumber: null,
    lines: holdsMoney(kind) ? turned(linesOf(target)) : [],
    detail: { voids: target.number, voidedKind: kind, voidedKey: target.externalId, originalPeriod: target.period },
  };
  return { document };
}

/** Why this document cannot be undone as it stands now, or null. */
function refusalOf(kind: DocumentKind, target: Document): FieldError | null {
  const refuse = (code: FieldError['code'], message: string) => fault(code, null, 'number', target.number, message);
  if (target.status === endOf(kind)) {
    return refuse('ALREADY_VOIDED', `it is ${target.status}, by ${String(target.voidedBy ?? 'a clerk')}`);
  }
  if (typeof target.origin === 'string') {
    return refuse(
      'SUBLEDGER_DOCUMENT',
      `it belongs to payment ${target.origin}; what becomes of that is the bank's word`,
    );
  }
  if (kind === 'reservation' && target.status === 'issued') {
    return refuse('RESERVATION_USED', 'all of it has been issued; void the stock move');
  }
  if (kind !== 'ap-invoice') return null;
  if (target.status === 'paid' || target.status === 'cleared') {
    return refuse('INVOICE_PAID', `it is ${target.status}; void or stop its payment first`);
  }
  if (target.status === 'stale')
    return refuse('INVOICE_STALE', 'its payment is stale: reissue it or hand it to the state');
  if (target.status === 'escheated') return refuse('INVOICE_ESCHEATED', 'the money has gone to the state');
  return null;
}

const centsOf = (text: unknown): bigint => {
  const cents = parseCents(String(text));
  return typeof cents === 'bigint' ? cents : 0n;
};

function linesOf(target: Document): readonly Line[] {
  const lines = target.lines as readonly (Omit<Line, 'debit' | 'credit'> & { debit: string; credit: string })[];
  return lines.map((line) => ({ ...line, debit: centsOf(line.debit), credit: centsOf(line.credit) }));
}

/** Ends the first document, unless something has become of it since it was looked at. */
async function undo(
  client: PoolClient,
  kind: DocumentKind,
  target: Document,
  voidId: bigint,
  booked: NewDocument,
): Promise<readonly FieldError[]> {
  const id = idOfNumber(target.number) ?? 0n;
  const now = await client.query<{ status: string }>(
    'select status from sandbox_erp.document where id = $1 for update',
    [id],
  );
  const refusal = refusalOf(kind, { ...target, status: now.rows[0]?.status ?? endOf(kind) });
  if (refusal) return [refusal];
  await client.query(
    `update sandbox_erp.document d
     set status = $2, detail = coalesce(d.detail, '{}') || jsonb_build_object('voidedBy', v.number)
     from sandbox_erp.document v where d.id = $1 and v.id = $3`,
    [id, endOf(kind), voidId],
  );
  if (kind === 'stock-move') return moveBack(client, target.company, detailOf(target));
  if (kind === 'reservation') await releaseReservation(client, id);
  if (kind === 'statistical') await countOut(client, id, voidId, booked.period);
  // A cancelled invoice frees its number: the supplier may send it again, put right.
  if (kind === 'ap-invoice') {
    await client.query("delete from sandbox_erp.document_key where kind = 'ap-invoice-number' and document_id = $1", [
      id,
    ]);
  }
  return [];
}

/** What a document was booked with; its answer carries all of it. */
const detailOf = (target: Document): Detail => target as Detail;
