import type { PlanEntry } from '@/domain/plan';
import type { Item, Reader } from '../flow';
import {
  type KnownClaim,
  NOTHING_RECALLED,
  paymentPosted,
  providerAdjusted,
  type Recalled,
  type RemitEvents,
} from './facts';
import { openKey } from './ties';

type Asked = Omit<Item<RemitEvents, Recalled>, 'recalled'>;

const FLOW = 'remittance-to-cash';
/**
 * Claims of one number that are looked at; an account has a handful. Under a number of more than these nothing can be said of one claim:
 * an account's are left to a person, a payer's claim number then names nothing. Unordered: an order would be read off the wrong index.
 */
const HISTORY_MAX = 500;

/** What only other rows can tell: the facility of an account, what stands on it, and what is open of a PLB's reference. */
export async function recall(reader: Reader, items: readonly Asked[]): Promise<ReadonlyMap<string, Recalled>> {
  const facilities = await facilitiesOf(reader, items);
  const claims = await claimsOf(reader, items);
  const booked = await bookedOf(reader, items, claims);
  const open = await openBalances(reader, items);
  const before = recoveriesOf(items);
  return new Map(
    items.map((item) => [
      item.id,
      {
        claimMaster: facilities.get(accountOf(item)) ?? NOTHING_RECALLED.claimMaster,
        history: historyOf(item, claims, booked),
        crowded: isCrowded(claims.account.get(accountOf(item))),
        plbBalanceMinor: (open.get(liabilityOf(item) ?? '') ?? 0n) + undecidedBefore(item, before),
      },
    ]),
  );
}

const isClaim = (item: Asked): boolean => item.type === 'payment.posted/1';
const accountOf = (item: Asked): string => (isClaim(item) ? (item.tokens.claimId ?? '') : '');
const controlOf = (item: Asked): string => (isClaim(item) ? (item.tokens.controlNumber ?? '') : '');

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

type ClaimRow = {
  readonly id: string;
  readonly parcel: string;
  readonly account: string | null;
  readonly control: string | null;
  readonly facts: unknown;
  readonly state: string;
  readonly payerKey: string | null;
  readonly payer: string | null;
  readonly facility: string | null;
  readonly judgements: readonly { readonly mark: string }[] | null;
};

const CLAIM = `o.event_id AS id, o.parcel_id AS parcel, encode(o.index_a, 'hex') AS account, encode(o.index_b, 'hex') AS control, o.facts, o.state,
  op.parties->>'payerKey' AS "payerKey", p.code AS payer, f.code AS facility, o.judgements`;

/**
 * Claims of these accounts, and those with these payers' claim numbers, each without the one that is known already. A set rarely has
 * more of an account than the item itself, so each number asks the index for its own. The view has a row per event and flow: another
 * flow's item of an event is no claim.
 */
const claimsBy = (column: 'index_a' | 'index_b'): string =>
  `SELECT ${CLAIM} FROM unnest($1::text[], $3::uuid[]) AS t(token, known)
   CROSS JOIN LATERAL (SELECT * FROM item_event e WHERE e.${column} = decode(t.token, 'hex') AND e.flow_code = $2 AND e.type = 'payment.posted'
     AND e.event_id IS DISTINCT FROM t.known AND e.state IN ('ready', 'mapped', 'posted', 'exception', 'held')
     AND e.hold_reason IS DISTINCT FROM 'replaced' LIMIT ${HISTORY_MAX + 1}) AS o
   JOIN parcel op ON op.id = o.parcel_id LEFT JOIN payer p ON p.id = o.payer_id LEFT JOIN facility f ON f.id = o.facility_id`;

type ClaimsBy = Readonly<Record<'account' | 'control', ReadonlyMap<string, readonly ClaimRow[]>>>;

function grouped(rows: readonly ClaimRow[], by: 'account' | 'control'): Map<string, ClaimRow[]> {
  const groups = new Map<string, ClaimRow[]>();
  for (const row of rows) {
    const key = row[by];
    if (!key) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Who bears each number: an id where it is one only, so that nobody has to ask for it again. */
class Bearers {
  readonly #ids = new Map<string, string | null>();

  add(token: string | null, id: string): void {
    if (!token) return;
    const known = this.#ids.get(token);
    this.#ids.set(token, known === undefined || known === id ? id : null);
  }

  /** The numbers, and beside each its only bearer. */
  asked(): [string[], (string | null)[]] {
    return [[...this.#ids.keys()], [...this.#ids.values()]];
  }
}

async function claimsOf(reader: Reader, items: readonly Asked[]): Promise<ClaimsBy> {
  const rows: ClaimRow[] = [];
  const [byAccount, byControl] = [new Bearers(), new Bearers()];
  const ask = async (column: 'index_a' | 'index_b', bearers: Bearers): Promise<void> => {
    const [tokens, known] = bearers.asked();
    if (tokens.length > 0) rows.push(...(await reader.query<ClaimRow>(claimsBy(column), [tokens, FLOW, known])));
  };
  for (const item of items) {
    byAccount.add(accountOf(item), item.id);
    byControl.add(controlOf(item), item.id);
  }
  await ask('index_a', byAccount);
  // A takeback may come under a cut account: the payer's number of a claim that stands there finds it.
  for (const { id, control } of rows) byControl.add(control, id);
  await ask('index_b', byControl);
  const found = [...new Map(rows.map((row) => [row.id, row])).values()];
  return { account: grouped(found, 'account'), control: grouped(found, 'control') };
}

/** Claims of its account, and those with a number of any of them, in order of arrival. */
function kinOf(item: Asked, claims: ClaimsBy): ClaimRow[] {
  const own = claims.account.get(accountOf(item)) ?? [];
  if (isCrowded(own)) return [];
  const controls = distinct([controlOf(item), ...own.map(({ control }) => control ?? '')]);
  const named = controls.map((control) => claims.control.get(control) ?? []).filter((rows) => !isCrowded(rows));
  const found = [...own, ...named.flat()];
  return [...new Map(found.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isCrowded = (found: readonly ClaimRow[] | undefined): boolean => (found?.length ?? 0) > HISTORY_MAX;

const isBooked = ({ state }: ClaimRow): boolean => state === 'mapped' || state === 'posted';

type Booked = ReadonlyMap<string, readonly PlanEntry[]>;

/** What the claims of these accounts booked, line by line, but for the cash and what it crosses entities by. */
async function bookedOf(reader: Reader, items: readonly Asked[], claims: ClaimsBy): Promise<Booked> {
  const ids = distinct(
    items.filter(isClaim).flatMap((item) =>
      kinOf(item, claims)
        .filter(isBooked)
        .map(({ id }) => id),
    ),
  );
  const booked = new Map<string, PlanEntry[]>();
  if (ids.length === 0) return booked;
  const rows = await reader.query<PlanEntry & { readonly id: string; readonly payerClass: string | null }>(
    `SELECT l.event_id AS id, n.account, r.name AS rule, n.payer_class AS "payerClass", sum(u.amount)::bigint AS "amountMinor"
     FROM leg l CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts, l.rules) AS u(no, line_no, amount, rule)
     JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state NOT IN ('superseded', 'rejected')
     JOIN posting_line n ON n.posting_id = p.id AND n.line_no = u.line_no JOIN leg_rule r ON r.id = u.rule
     WHERE l.event_id = ANY ($1::uuid[]) AND l.flow_code = $2 AND r.name NOT LIKE '%.cash' AND r.name NOT LIKE '%.due-to' AND r.name NOT LIKE '%.due-from'
     GROUP BY 1, 2, 3, 4 HAVING sum(u.amount) <> 0`,
    [ids, FLOW],
  );
  for (const { id, payerClass, ...entry } of rows) {
    booked.set(id, [...(booked.get(id) ?? []), payerClass === null ? entry : { ...entry, payerClass }]);
  }
  return booked;
}

/**
 * What is decided before this claim, or with it in one remit, and what stands stopped. A claim of another queue that is not decided
 * yet says nothing so far.
 */
function historyOf(item: Asked, claims: ClaimsBy, booked: Booked): KnownClaim[] {
  if (!isClaim(item)) return [];
  const account = accountOf(item);
  return kinOf(item, claims).flatMap((row): KnownClaim[] => {
    const sameAccount = account !== '' && row.account === account;
    if (row.id === item.id) return [];
    const settled = isBooked(row);
    const stopped = row.state === 'exception' || row.state === 'held';
    const isNext = sameAccount && (row.id < item.id || row.parcel === item.parcel.id);
    if (!settled && !stopped && !isNext) return [];
    return [
      {
        id: row.id,
        parcel: row.parcel,
        facts: paymentPosted.parse(row.facts),
        payerKey: row.payerKey ?? '',
        payer: row.payer,
        facility: row.facility,
        control: row.control ?? '',
        sameAccount,
        settled,
        stopped,
        marks: (row.judgements ?? []).map(({ mark }) => mark),
        booked: booked.get(row.id) ?? null,
      },
    ];
  });
}

/** Key of the open item that a PLB pair may meet, or moves; null for what leaves nothing open, as interest does. */
export function liabilityOf(item: Asked): string | null {
  if (item.type !== 'provider.adjusted/1') return null;
  const { payerKey = '', payeeKey = '' } = item.parcel.parties;
  return openKey(payerKey, payeeKey, item.tokens.reference ?? '', providerAdjusted.parse(item.facts).reason);
}

/** What the keys hold open: a tie keeps the SHA-256 of its key text. */
async function openBalances(reader: Reader, items: readonly Asked[]): Promise<ReadonlyMap<string, bigint>> {
  const keys = distinct(items.map((item) => liabilityOf(item) ?? ''));
  if (keys.length === 0) return new Map();
  const rows = await reader.query<{ key: string; balance: bigint }>(
    `SELECT k.text AS key, t.balance_minor AS balance FROM unnest($1::text[]) AS k(text)
     JOIN tie t ON t.kind = 'plb' AND t.asset = 'USD/2' AND t.key = sha256(convert_to(k.text, 'UTF8')) WHERE t.balance_minor <> 0`,
    [keys],
  );
  return new Map(rows.map((row) => [row.key, BigInt(row.balance)]));
}

type Undecided = { readonly id: string; readonly key: string; readonly amountMinor: bigint };

/** What is decided together: what the first ones take of an open item is no longer there for the later ones. */
function recoveriesOf(items: readonly Asked[]): readonly Undecided[] {
  return items.flatMap((item): Undecided[] => {
    if (item.type !== 'provider.adjusted/1') return [];
    const key = liabilityOf(item);
    return key === null ? [] : [{ id: item.id, key, amountMinor: providerAdjusted.parse(item.facts).amountMinor }];
  });
}

function undecidedBefore(item: Asked, before: readonly Undecided[]): bigint {
  const key = liabilityOf(item);
  if (key === null) return 0n;
  return before.reduce((sum, other) => (other.key === key && other.id < item.id ? sum + other.amountMinor : sum), 0n);
}
