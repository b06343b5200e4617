import type { Item, Reader } from '../flow';
import { NOTHING_RECALLED, type PaymentPosted, type Recalled, type RemitEvents } from './facts';
import { liabilityKey } from './ties';

type Asked = Omit<Item<RemitEvents, Recalled>, 'recalled'>;

/** CLP02 of a reversal. */
const REVERSAL = '22';
const FLOW = 'remittance-to-cash';

/** What only other rows can tell: the facility of an account, the original of a reversal, an open liability of a recovery. */
export async function recall(reader: Reader, items: readonly Asked[]): Promise<ReadonlyMap<string, Recalled>> {
  const facilities = await facilitiesOf(reader, items);
  const originals = await originalsOf(reader, items);
  const open = await openLiabilities(reader, items);
  return new Map(
    items.map((item) => [
      item.id,
      {
        claimMaster: facilities.get(accountOf(item)) ?? NOTHING_RECALLED.claimMaster,
        original: originals.get(item.id) ?? NOTHING_RECALLED.original,
        openLiability: open.has(liabilityOf(item) ?? ''),
      },
    ]),
  );
}

const accountOf = (item: Asked): string => (item.type === 'payment.posted/1' ? (item.tokens.claimId ?? '') : '');

const distinct = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => text !== ''))];

/** Facilities of the claim master by blind index of the account. */
async function facilitiesOf(reader: Reader, items: readonly Asked[]): Promise<Map<string, string>> {
  const accounts = distinct(items.map(accountOf));
  if (accounts.length === 0) return new Map();
  const rows = await reader.query<{ account: string; facility: string }>(
    `SELECT a.token AS account, m.facility_code AS facility
     FROM unnest($1::text[]) AS a(token) JOIN claim_master m ON m.account_index = decode(a.token, 'hex')`,
    [accounts],
  );
  return new Map(rows.map((row) => [row.account, row.facility]));
}

/**
 * Earlier payments on the accounts of these reversals. One mirrors it when its amount is the opposite and no earlier
 * reversal has taken it back already. A correction that stands before its reversal in the same remit is no original, and a
 * denial of nothing is the original only of a reversal of nothing.
 */
async function originalsOf(reader: Reader, items: readonly Asked[]): Promise<Map<string, 'known' | 'differs'>> {
  const reversals = items.filter(
    (item) => item.type === 'payment.posted/1' && (item.facts as PaymentPosted).status === REVERSAL,
  );
  if (reversals.length === 0) return new Map();
  const rows = await reader.query<{ reversal: string; mirrors: boolean }>(ORIGINALS, [
    reversals.map((item) => item.id),
    FLOW,
    REVERSAL,
    ['ready', 'mapped', 'posted'],
  ]);
  return new Map(rows.map((row) => [row.reversal, row.mirrors ? 'known' : 'differs']));
}

/** The view has a row per event and flow, so the flow is asked for each time: another flow's item of an event is no payment. */
const ORIGINALS = `SELECT v.event_id AS reversal, count(*) FILTER (WHERE o.amount_minor = -v.amount_minor) >
    (SELECT count(*) FROM item_event w WHERE w.flow_code = $2 AND w.index_a = v.index_a AND w.position < v.position
       AND w.type = v.type AND w.amount_minor = v.amount_minor AND w.facts->>'status' = $3 AND w.state = ANY ($4::text[])) AS mirrors
  FROM item_event v JOIN item_event o ON o.flow_code = $2 AND o.index_a = v.index_a AND o.position < v.position AND o.type = v.type
    AND o.state = ANY ($4::text[]) AND o.amount_minor >= 0
    AND (o.amount_minor = -v.amount_minor OR (o.amount_minor > 0 AND o.parcel_id <> v.parcel_id))
  JOIN parcel vp ON vp.id = v.parcel_id
  JOIN parcel op ON op.id = o.parcel_id AND op.parties->>'payerKey' = vp.parties->>'payerKey'
  WHERE v.flow_code = $2 AND v.event_id = ANY ($1::uuid[]) AND o.facts->>'status' <> $3
  GROUP BY v.event_id, v.position, v.index_a, v.type, v.amount_minor`;

/** Key of the recoupment liability that a PLB pair may meet. */
function liabilityOf(item: Asked): string | null {
  if (item.type !== 'provider.adjusted/1') return null;
  const { payerKey = '', payeeKey = '' } = item.parcel.parties;
  return liabilityKey(payerKey, payeeKey, item.tokens.reference ?? '');
}

/** Which of the keys hold an open liability: a tie keeps the SHA-256 of its key text. */
async function openLiabilities(reader: Reader, items: readonly Asked[]): Promise<ReadonlySet<string>> {
  const keys = distinct(items.map((item) => liabilityOf(item) ?? ''));
  if (keys.length === 0) return new Set();
  const rows = await reader.query<{ key: string }>(
    `SELECT k.text AS key FROM unnest($1::text[]) AS k(text)
     JOIN tie t ON t.kind = 'plb' AND t.key = sha256(convert_to(k.text, 'UTF8')) WHERE t.balance_minor < 0`,
    [keys],
  );
  return new Set(rows.map((row) => row.key));
}
