import { parseMinor } from '@/domain/money';
import { blindIndex, normalise } from '@/server/platform/crypto';
import type { Tx } from '@/server/platform/db';
import { type ArtifactRow, readArtifactRows } from './artifacts';
import { type Item, readEventItems } from './items';

/**
 * One box for every id. Identifiers of patients are found through their blind indexes and never compared in clear; every
 * look-up below hits an index and is cut at `FOUND_MAX`, with a word about what was cut.
 */
export const FOUND_MAX = 20;

export type FoundRemit = {
  readonly id: string;
  readonly trace: string;
  readonly payer: string;
  readonly paymentDate: string | null;
  readonly receivedMinor: bigint;
  readonly claimCount: number;
  readonly state: string;
  readonly disposition: string | null;
};
export type FoundJournal = {
  readonly id: string;
  readonly key: string;
  readonly document: string | null;
  readonly entity: string;
  readonly period: string;
  readonly state: string;
  readonly cashMinor: bigint;
  readonly eventCount: number;
  readonly remitId: string | null;
  /** One of its events, the way into the trace of a summary journal. */
  readonly eventId: string | null;
};
export type Found = {
  readonly items: readonly Item[];
  readonly remits: readonly FoundRemit[];
  readonly journals: readonly FoundJournal[];
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
    remits: await findRemits(tx, '(r.trn02 = $1 OR ($2::bigint IS NOT NULL AND r.received_minor = $2))', [
      text,
      amount,
    ]),
    journals: await findJournals(tx, '(p.key = $1 OR p.id IN (SELECT posting_id FROM document WHERE number = $1))', [
      text,
    ]),
    artifacts: await readArtifactRows(tx, 'a.control_number = $1', [text], FOUND_MAX),
    more: false,
  };
  const groups = [found.items, found.remits, found.journals, found.artifacts];
  return { ...found, more: groups.some((group) => group.length === FOUND_MAX) };
}

const NOTHING: Found = { items: [], remits: [], journals: [], artifacts: [], more: false };

/** A claim or control number needs three letters or digits to be one; fewer would only ever match an amount. */
const IDENTIFIER_CHARS_MIN = 3;

async function findItems(tx: Tx, text: string, amount: bigint | null): Promise<Item[]> {
  const byId = normalise(text).length >= IDENTIFIER_CHARS_MIN;
  const sql = `e.id IN (
    SELECT id FROM event WHERE account_index = $1 UNION SELECT id FROM event WHERE control_index = $2
    UNION (SELECT id FROM event WHERE amount_minor = $3 LIMIT ${FOUND_MAX}))`;
  const account = byId ? blindIndex('account', text) : null;
  const control = byId ? blindIndex('control', text) : null;
  return readEventItems(tx, sql, [account, control, amount], FOUND_MAX);
}

const findRemits = (tx: Tx, sql: string, values: readonly unknown[]): Promise<FoundRemit[]> =>
  tx.query<FoundRemit>(
    `SELECT r.id, COALESCE(r.trn02, '') AS trace, r.payer_name AS payer, r.payment_date AS "paymentDate",
            r.received_minor AS "receivedMinor", r.claim_count AS "claimCount", r.state, r.disposition
       FROM remit r WHERE ${sql} ORDER BY r.id DESC LIMIT ${FOUND_MAX}`,
    values,
  );

const findJournals = (tx: Tx, sql: string, values: readonly unknown[]): Promise<FoundJournal[]> =>
  tx.query<FoundJournal>(
    `SELECT p.id, p.key, p.document_number AS document, p.entity_code AS entity, p.period, p.state,
            p.cash_minor AS "cashMinor", p.event_count AS "eventCount", p.remit_id AS "remitId",
            (SELECT e.id FROM event e WHERE e.posting_id = p.id LIMIT 1) AS "eventId"
       FROM posting p WHERE ${sql} ORDER BY p.id DESC LIMIT ${FOUND_MAX}`,
    values,
  );

async function findById(tx: Tx, id: string): Promise<Found> {
  return {
    items: await readEventItems(tx, 'e.id = $1', [id], 1),
    remits: await findRemits(tx, 'r.id = $1', [id]),
    journals: await findJournals(tx, 'p.id = $1', [id]),
    artifacts: await readArtifactRows(tx, 'a.id = $1', [id], 1),
    more: false,
  };
}
