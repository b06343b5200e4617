/** Reads made-up remits through the flow's own source and asks it about what came out, as the stages do. */

import type { Failure } from '@/domain/failure';
import type { FacilityRow, Master, PayerRow } from '@/domain/master';
import type { Finding } from '@/formats/finding';
import type { Layout } from '@/formats/x12/segment-writer';
import { type RemitFacts, remitBytes } from '../../../test/fixtures/x12/remit-835';
import type { Judgement, NewEvent, Parcel } from '../flow';
import type { RemitItem } from './decide';
import { NOTHING_RECALLED, type Recalled, type RemitEvents, type RemitHead } from './facts';
import { remittanceFile } from './read';

export type ReadParcel = { readonly parcel: Parcel<RemitHead>; readonly events: readonly NewEvent<RemitEvents>[] };
export type ReadFile = {
  readonly parcels: readonly ReadParcel[];
  readonly findings: readonly Finding[];
  readonly failure: Failure | null;
};

/** `pieceBytes` cuts the bytes into pieces of that size. */
export function readBytes(bytes: Uint8Array, pieceBytes = bytes.length): ReadFile {
  const parcels: ReadParcel[] = [];
  const findings: Finding[] = [];
  let events: NewEvent<RemitEvents>[] = [];
  const reading = remittanceFile.open({
    event: (event) => events.push(event),
    parcelEnd: (parcel) => {
      parcels.push({ parcel, events });
      events = [];
    },
    finding: (finding) => findings.push(finding),
  });
  const step = Math.max(1, pieceBytes);
  for (let at = 0; at < bytes.length; at += step) reading.push(bytes.subarray(at, at + step));
  return { failure: reading.end(), parcels, findings };
}

/** The first remit of a file of these; a test about one remit says one. */
export function readRemit(remit: RemitFacts, layout?: Layout): ReadParcel {
  const [first] = readBytes(remitBytes([remit], {}, layout)).parcels;
  if (!first) throw new Error('the file holds no remit');
  return first;
}

/** Tokens as the kernel makes them, but readable: equal texts are equal, nothing more is asked of them. */
const tokensOf = (identifiers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(identifiers).map(([name, value]) => [name, `${name}:${value}`]));

export type Known = { readonly judgements?: readonly Judgement[]; readonly recalled?: Partial<Recalled> };

const RECEIVED_ON = '2026-01-06';

/** The item of one event, or of the whole parcel when no event is given. */
export function itemOf({ parcel }: ReadParcel, event: NewEvent<RemitEvents> | null, known: Known = {}): RemitItem {
  const [control] = parcel.control;
  if (!control) throw new Error('a remit has one control total');
  const shared = {
    id: `item-${event?.span.offset ?? 0}-${event?.part ?? 0}`,
    at: `${RECEIVED_ON}T09:00:00.000Z`,
    businessDate: event?.businessDate ?? parcel.businessDate ?? RECEIVED_ON,
    keys: event?.order ?? (['whole'] as const),
    tokens: tokensOf(event?.identifiers ?? {}),
    parcel: { id: 'parcel-1', digest: parcel.digest, head: parcel.head, parties: parcel.parties },
    judgements: known.judgements ?? [],
    recalled: { ...NOTHING_RECALLED, ...known.recalled },
  };
  if (event === null) {
    return { ...shared, type: 'parcel.whole/1', facts: { control: control.minor.toString() }, amount: control };
  }
  return { ...shared, type: event.type, facts: event.facts, amount: event.amount } as RemitItem;
}

export const facility = (code: string, entity: string, over: Partial<FacilityRow> = {}): FacilityRow => ({
  id: `id-${code}`,
  code,
  name: code,
  entity,
  costCenter: `${code}-1`,
  erpCode: code,
  provisional: false,
  ...over,
});

type MasterFacts = {
  readonly facilities?: readonly FacilityRow[];
  readonly payers?: readonly PayerRow[];
  /** `kind|key` to the code it means. */
  readonly crosswalk?: Readonly<Record<string, string>>;
};

/** Payer and payee of the fixture's remits, mapped to one payer and one facility unless told otherwise. */
export function masterOf(facts: MasterFacts = {}): Master {
  const facilities = facts.facilities ?? [facility('NOR', '100')];
  const payers = facts.payers ?? [{ id: 'id-ACME', code: 'ACME', name: 'Acme Health', payerClass: 'Commercial' }];
  const crosswalk = facts.crosswalk ?? { 'payer|1999999999': 'ACME', 'payee-npi|1234567893': 'NOR' };
  const perEntity = new Map<string, number>();
  for (const { entity, provisional } of facilities) {
    if (!provisional) perEntity.set(entity, (perEntity.get(entity) ?? 0) + 1);
  }
  return {
    revision: 1n,
    today: '2026-01-10',
    facilities: new Map(facilities.map((row) => [row.code, row])),
    facilitiesPerEntity: perEntity,
    payers: new Map(payers.map((row) => [row.code, row])),
    lookup: (kind, key) => crosswalk[`${kind}|${key}`],
    current: (kind) =>
      Object.fromEntries(
        Object.entries(crosswalk)
          .filter(([key]) => key.startsWith(`${kind}|`))
          .map(([key, target]) => [key.slice(kind.length + 1), target]),
      ),
    accountActive: new Map(),
    costCenterActive: new Map(),
    calendars: new Map(),
  };
}
