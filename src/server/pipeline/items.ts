import { type Amount, assetOf } from '@/domain/amount';
import type { AnyFlow, Item, Judgement, Keys, Tokens } from '@/flows/flow';
import type { Tx } from '../platform/db';
import { type ItemParcel, type ReadyItem, readParcels } from '../store/claiming';

/** An item of no flow in particular. */
export type AnyItem = {
  readonly id: string;
  readonly type: string;
  readonly facts: unknown;
  readonly amount: Amount;
  readonly at: string;
  readonly businessDate: string;
  readonly keys: Keys;
  readonly tokens: Tokens;
  readonly parcel: Item<Record<string, unknown>>['parcel'];
  readonly judgements: readonly Judgement[];
  readonly recalled: unknown;
};

/** A ready item as stored, and as its flow sees it. */
export type Asked = { readonly row: ReadyItem; readonly item: AnyItem };

const NO_PARCEL: AnyItem['parcel'] = { id: '', digest: '', head: null, parties: {} };
/** Facts of the kernel's own events are as it wrote them. */
const KERNEL = /^(saga|approval|posting|tie|item|parcel)\./;

/**
 * Items as their flow sees them: parsed facts, tokens by name, their parcel, and what only other rows can tell. Facts are
 * checked against the schema of their type and version.
 */
export async function itemsOf(
  tx: Tx,
  flow: AnyFlow,
  rows: readonly ReadyItem[],
  parcels: ReadonlyMap<string, ItemParcel>,
): Promise<Asked[]> {
  const asked = rows.map((row) => ({ row, item: itemOf(flow, row, parcels.get(row.parcelId ?? '')) }));
  if (!flow.recall || asked.length === 0) return asked;
  const recalled: ReadonlyMap<string, unknown> = await flow.recall(
    tx,
    asked.map(({ item }) => item),
  );
  return asked.map(({ row, item }) => ({ row, item: { ...item, recalled: recalled.get(item.id) } }));
}

export async function parcelsOf(tx: Tx, rows: readonly ReadyItem[]): Promise<Map<string, ItemParcel>> {
  const ids = [...new Set(rows.flatMap((row) => row.parcelId ?? []))];
  return new Map((await readParcels(tx, ids)).map((parcel) => [parcel.id, parcel]));
}

function itemOf(flow: AnyFlow, row: ReadyItem, parcel: ItemParcel | undefined): AnyItem {
  return {
    id: row.id,
    type: row.type,
    facts: factsOf(flow, row),
    amount: { asset: assetOf(row.asset), minor: row.amountMinor },
    at: (row.at ?? parcel?.receivedAt ?? row.readyAt).toISOString(),
    businessDate: row.businessDate,
    keys: keysOf(row),
    tokens: tokensOf(flow, row),
    parcel: parcel ? { id: parcel.id, digest: parcel.digest, head: parcel.head, parties: parcel.parties } : NO_PARCEL,
    judgements: row.judgements,
    recalled: undefined,
  };
}

function factsOf(flow: AnyFlow, row: ReadyItem): unknown {
  const schema = flow.events[row.type] ?? flow.subscribes[row.type]?.facts;
  if (schema) return schema.parse(row.facts);
  if (KERNEL.test(row.type)) return row.facts;
  throw new Error(`flow ${flow.code} has no schema for ${row.type}`);
}

/** Two names may share an index column: their blind indexes differ by name, so neither can be taken for the other. */
function tokensOf(flow: AnyFlow, row: ReadyItem): Record<string, string> {
  const tokens: Record<string, string> = { ...row.tokens };
  for (const [name, column] of Object.entries(flow.indexes)) {
    const value = column === 'a' ? row.indexA : row.indexB;
    if (value !== null) tokens[name] = value;
  }
  return tokens;
}

const keysOf = ({ keys, key }: ReadyItem): Keys => [keys[0] ?? key, ...keys.slice(1)];
