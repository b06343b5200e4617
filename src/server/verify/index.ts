import { type Actor, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { placesOf } from '../read/places';
import * as store from '../store/verify';
import { oneLiveParcel } from '../store/verify-books';
import type { Found } from '../store/verify-check';
import * as items from '../store/verify-items';
import { auditIntact } from './audit-chain';
import { auditCheckpointed } from './audit-checkpoints';
import { bookChecks } from './books';
import { bytesIntact } from './bytes';
import { type Check, checkOf } from './check';
import { type ErpReader, matchErp } from './erp';
import { lineageRereads } from './lineage';
import { payloadsUnchanged } from './payloads';

export type Verification = { readonly ok: boolean; readonly checks: readonly Check[]; readonly tookMs: number };

const SQL_CHECKS: readonly (readonly [string, string, (tx: Tx) => Promise<Found>])[] = [
  [
    'journals-balance',
    'Every entry balances in its asset, and its total is the sum of its lines',
    store.entriesBalance,
  ],
  ['lines-match-edges', 'Every line is the sum of the events behind it', store.linesMatchLegs],
  ['one-document-per-key', 'Every ERP key has exactly one document', store.oneDocumentPerKey],
  ['documents-match', 'Every confirmed document has the amounts that were asked for', store.documentsMatchPostings],
  ['reversals-negate', 'What takes a document back is its exact negation', store.reversalsNegate],
  ['attempts-written', 'Nothing was sent without an attempt written before it', store.attemptsAreWritten],
  ['places-sum-per-remit', 'Per parcel and asset, the items sum to what was received', items.placesSumPerParcel],
  ['totals-match-items', 'Running totals are what their items add up to', items.totalsMatchItems],
  ['states-agree', 'Items, postings and exceptions tell one story', items.statesAgree],
  ['states-known', 'Nothing is in a state that does not exist', items.statesKnown],
  ['booked-is-posted', 'What a target has of us is shown as posted', items.bookedIsPosted],
  ['natural-keys', 'Every parcel and event holds the key it is told apart by', items.naturalKeysUnique],
  ['plb-items', 'Ties are the sum of their entries, and tied ones are zero', items.tiesMatchEntries],
  ['waits-woken', 'Nothing waits for what has happened', items.waitsAreWoken],
  ['lineage-complete', 'Every event reaches bytes', items.eventsReachBytes],
  ['one-live-parcel', 'Nothing that says the same is in the books twice', oneLiveParcel],
];

/** `rows`: what SQL can tell, cheap enough for every few minutes. `everything`: the books read as an accountant would, and bytes, payloads and chains read again too. */
export type Depth = 'rows' | 'everything';

/**
 * Checks the invariants over everything that is stored, and against the ERP when one is given. Each check runs in its own
 * transaction, so a busy system is checked in consistent pieces. The result is kept and shown.
 */
export async function verify(actor: Actor, erp: ErpReader | null, depth: Depth = 'everything'): Promise<Verification> {
  const startedAt = performance.now();
  const checks: Check[] = [];
  for (const [id, title, run] of SQL_CHECKS) checks.push(checkOf(id, title, await withTransaction(actor, run)));
  checks.push(await withTransaction(actor, placesSum));
  checks.push(await auditCheckpointed(actor));
  if (depth === 'everything') {
    checks.push(...(await bookChecks(actor)));
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

/** In every flow and asset as stored, and by the formula of the screens. */
async function placesSum(tx: Tx): Promise<Check> {
  const stored = await items.placesSum(tx);
  const shown = await placesOf(tx, {});
  const broken = Number(stored.broken) + (shown.sums ? 0 : 1);
  const words = shown.sums ? null : `received ${shown.receivedMinor}, difference ${shown.differenceMinor}`;
  return {
    id: 'places-sum',
    title: 'In total, the places sum to what was received',
    ok: broken === 0,
    checked: shown.items,
    broken,
    example: words ?? stored.example,
  };
}
