import { type Actor, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { placesOf } from '../read/places';
import * as store from '../store/verify';
import { auditIntact } from './audit-chain';
import { bytesIntact } from './bytes';
import type { Check } from './check';
import { type ErpReader, matchErp } from './erp';
import { lineageRereads } from './lineage';
import { payloadsUnchanged } from './payloads';

export type Verification = { readonly ok: boolean; readonly checks: readonly Check[]; readonly tookMs: number };

const SQL_CHECKS: readonly (readonly [string, string, (tx: Tx) => Promise<store.Found>])[] = [
  ['journals-balance', 'Every journal balances, and its total is the sum of its lines', store.journalsBalance],
  ['lines-match-edges', 'Every journal line is the sum of the events behind it', store.linesMatchEdges],
  ['one-document-per-key', 'Every ERP key has exactly one document', store.oneDocumentPerKey],
  ['documents-match', 'Every confirmed document has the amounts that were asked for', store.documentsMatchPostings],
  ['places-sum-per-remit', 'Per remit, the places sum to what was received', store.placesSumPerRemit],
  ['states-agree', 'Events, postings and exceptions tell one story', store.statesAgree],
  ['booked-is-posted', 'What the ERP has of us is shown as posted', store.bookedIsPosted],
  ['control-totals-tie', 'Control totals tie from stage to stage', store.controlTotalsTie],
  ['natural-keys', 'Every event holds its natural key', store.naturalKeysUnique],
  ['plb-items', 'PLB open items are the sum of their movements', store.plbItemsMatchMovements],
  ['attempts-written', 'Nothing was sent without an attempt written before it', store.attemptsAreWritten],
  ['lineage-complete', 'Every event points at bytes', store.eventsWithoutRecord],
];

/** `rows`: what SQL can tell, cheap enough for every few minutes. `everything`: bytes, payloads and chains read again too. */
export type Depth = 'rows' | 'everything';

/**
 * Checks the invariants over everything that is stored, and against the ERP when one is given. Each check runs in its own
 * transaction, so a busy system is checked in consistent pieces. The result is kept and shown.
 */
export async function verify(actor: Actor, erp: ErpReader | null, depth: Depth = 'everything'): Promise<Verification> {
  const startedAt = performance.now();
  const checks: Check[] = [];
  for (const [id, title, run] of SQL_CHECKS) {
    const found = await withTransaction(actor, run);
    checks.push({
      id,
      title,
      ok: found.broken === 0n,
      checked: Number(found.checked),
      broken: Number(found.broken),
      example: found.example,
    });
  }
  checks.push(await withTransaction(actor, placesSum));
  if (depth === 'everything') {
    checks.push(await lineageRereads(actor));
    checks.push(await bytesIntact(actor));
    checks.push(await payloadsUnchanged(actor));
    checks.push(await auditIntact(actor));
  }
  if (erp) checks.push(await matchErp(actor, erp));
  const result = { ok: checks.every((c) => c.ok), checks, tookMs: performance.now() - startedAt };
  await withTransaction(actor, (tx) => store.insertVerifyRun(tx, { id: newId(), ...result }));
  return result;
}

async function placesSum(tx: Tx): Promise<Check> {
  const places = await placesOf(tx, {});
  return {
    id: 'places-sum',
    title: 'In total, the places sum to what was received',
    ok: places.sums,
    checked: places.items,
    broken: places.sums ? 0 : 1,
    example: places.sums ? null : `received ${places.receivedMinor}, difference ${places.differenceMinor}`,
  };
}
