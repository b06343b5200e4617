import { parseMinor } from '@/domain/money';
import { normalise } from '@/server/platform/crypto';
import type { Tx } from '@/server/platform/db';
import { type ArtifactRow, readArtifactRows } from './artifacts';
import { accountIndex, controlIndex, referenceIndex } from './identifier-indexes';
import { type Item, readEventItems } from './items';
import { CONTROL_MINOR, IS_WHOLE, POSTED_ITEMS, POSTED_MINOR, RECORDS_OF_PARCEL } from './part';

/**
 * One box for every id. Identifiers of patients are found through their blind indexes and never compared in clear; every
 * look-up below hits an index and is cut at `FOUND_MAX`, with a word about what was cut.
 */
export const FOUND_MAX = 20;

export type FoundParcel = {
  readonly id: string;
  readonly flow: string | null;
  readonly trace: string;
  readonly payer: string;
  readonly businessDate: string | null;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly recordCount: number;
  readonly state: string;
  readonly disposition: string | null;
};
export type FoundPosting = {
  readonly id: string;
  readonly key: string;
  readonly document: string | null;
  readonly entity: string;
  readonly kind: string;
  readonly period: string | null;
  readonly state: string;
  readonly asset: string;
  readonly ownMinor: bigint;
  readonly eventCount: number;
  readonly parcelId: string | null;
  /** One of its events, the way into the trace of a summary posting. */
  readonly eventId: string | null;
};
export type Found = {
  readonly items: readonly Item[];
  readonly parcels: readonly FoundParcel[];
  readonly postings: readonly FoundPosting[];
  readonly artifacts: readonly ArtifactRow[];
  /** Some group was cut at its limit. */
  readonly more: boolean;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SHA256 = /^[0-9a-f]{64}$/i;
const TRACE_ID = /^[0-9a-f]{32}$/i;

/** `$1,234.50` → 123450n, both signs allowed; null when the text is no amount. Bare integers are ids as well as dollars. */
export function amountOf(text: string): bigint | null {
  const plain = text.replace(/[$,\s]/g, '').replace('−', '-');
  return plain === '' || plain.length > 18 ? null : parseMinor(plain);
}

export async function search(tx: Tx, text: string): Promise<Found> {
  if (UUID.test(text)) return findById(tx, text.toLowerCase());
  if (SHA256.test(text))
    return { ...NOTHING, artifacts: await readArtifactRows(tx, 'a.sha256 = decode($1, $2)', [text, 'hex'], FOUND_MAX) };
  if (TRACE_ID.test(text))
    return { ...NOTHING, artifacts: await readArtifactRows(tx, 'a.trace_id = $1', [text.toLowerCase()], FOUND_MAX) };
  const amount = amountOf(text);
  const found: Found = {
    items: await findItems(tx, text, amount),
    parcels: await findParcels(tx, PARCELS_BY, [text, amount]),
    postings: await findPostings(tx, POSTINGS_BY, [text]),
    artifacts: await readArtifactRows(tx, 'a.control_number = $1', [text], FOUND_MAX),
    more: false,
  };
  const groups = [found.items, found.parcels, found.postings, found.artifacts];
  return { ...found, more: groups.some((group) => group.length === FOUND_MAX) };
}

const NOTHING: Found = { items: [], parcels: [], postings: [], artifacts: [], more: false };

/** A claim or control number needs three letters or digits to be one; fewer would only ever match an amount. */
const IDENTIFIER_CHARS_MIN = 3;

/**
 * Items are found by what they say, through the view that shows it: every arm is one index of the facts. An amount is that of the
 * fact itself, which is also that of its item in the flow that read it.
 */
const ITEMS_BY = `i.event_id IN (
  SELECT id FROM item_event WHERE index_a = $1 UNION SELECT id FROM item_event WHERE index_b = $2
  UNION SELECT id FROM item_event WHERE index_b = $3
  UNION (SELECT id FROM item_event WHERE fact_minor = $4 LIMIT ${FOUND_MAX}))`;

async function findItems(tx: Tx, text: string, amount: bigint | null): Promise<Item[]> {
  const byId = normalise(text).length >= IDENTIFIER_CHARS_MIN;
  const indexes = byId ? [accountIndex(text), controlIndex(text), referenceIndex(text)] : [null, null, null];
  return readEventItems(tx, ITEMS_BY, [...indexes, amount], FOUND_MAX);
}

/** By trace number or control total; two look-ups, because one condition over both would read every parcel. */
const PARCELS_BY = `r.id IN ((SELECT id FROM parcel WHERE trace = $1 LIMIT ${FOUND_MAX})
  UNION (SELECT id FROM parcel WHERE control_minor = $2 AND ${IS_WHOLE} LIMIT ${FOUND_MAX}))`;

const findParcels = (tx: Tx, sql: string, values: readonly unknown[]): Promise<FoundParcel[]> =>
  tx.query<FoundParcel>(
    `SELECT r.id, r.flow_code AS flow, COALESCE(r.trace, '') AS trace, COALESCE(r.parties->>'payerName', '') AS payer,
            r.business_date AS "businessDate", r.asset, ${CONTROL_MINOR} AS "controlMinor", ${RECORDS_OF_PARCEL} AS "recordCount",
            r.state, r.disposition
       FROM parcel r WHERE ${sql} ORDER BY r.id DESC LIMIT ${FOUND_MAX}`,
    values,
  );

const POSTINGS_BY = `p.id IN (SELECT id FROM posting WHERE key = $1 UNION SELECT posting_id FROM document WHERE number = $1)`;

const findPostings = (tx: Tx, sql: string, values: readonly unknown[]): Promise<FoundPosting[]> =>
  tx.query<FoundPosting>(
    `SELECT p.id, p.key, p.document_number AS document, p.entity_code AS entity, p.kind, p.period, p.state, p.asset,
            ${POSTED_MINOR} AS "ownMinor", ${POSTED_ITEMS} AS "eventCount", p.parcel_id AS "parcelId",
            (SELECT l.event_id FROM leg l WHERE l.group_id = p.group_id AND l.event_id BETWEEN p.first_event_id AND p.last_event_id
              LIMIT 1) AS "eventId"
       FROM posting p WHERE ${sql} ORDER BY p.id DESC LIMIT ${FOUND_MAX}`,
    values,
  );

async function findById(tx: Tx, id: string): Promise<Found> {
  return {
    items: await readEventItems(tx, 'i.event_id = $1', [id], FOUND_MAX),
    parcels: await findParcels(tx, 'r.id = $1', [id]),
    postings: await findPostings(tx, 'p.id = $1', [id]),
    artifacts: await readArtifactRows(tx, 'a.id = $1', [id], 1),
    more: false,
  };
}
