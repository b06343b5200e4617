/** Records that mean the same in every transaction set: parties, dates, references, notes. */
import type { Span } from '../../finding';
import { append, type Draft, NONE } from '../835/draft';
import type { SegmentView } from '../segment';
import { AMT, DMG, DTM, DTP, N1, N3, N4, NTE, PER, PRV, REF } from './ids';
import type { UnitView } from './unit-view';

/** A qualifier and its value, for REF, AMT, QTY, NTE: elements 01 and 02. */
export type Qualified = { readonly qualifier: string; readonly value: string };

/** DTP, or DTM in sets that use it: qualifier, format (D8, RD8, TM …), value. */
export type CodedDate = { readonly qualifier: string; readonly format: string; readonly value: string };

/** An NM1 or N1 loop: who, where, how to reach. */
export type Party = {
  readonly span: Span;
  readonly path: string;
  readonly loopId: string;
  /** NM101: 85 billing provider, IL subscriber, PR payer … */
  readonly entity: string;
  readonly entityType: string;
  readonly last: string;
  readonly first: string;
  readonly middle: string;
  readonly suffix: string;
  readonly idQualifier: string;
  readonly id: string;
  /** N301, N302. */
  readonly addressLines: readonly string[];
  /** N401 city, N402 state, N403 postal code, N404 country. */
  readonly location: readonly string[];
  /** PRV03. */
  readonly taxonomy: string;
  /** DMG02 and DMG03. */
  readonly birthDate: string;
  readonly gender: string;
  readonly references: readonly Qualified[];
  /** PER02… per PER. */
  readonly contacts: readonly (readonly string[])[];
};

/** What `make` makes of every segment of a loop itself with this packed id. */
export function segmentsOf<T>(unit: UnitView, loop: number, id: number, make: (segment: SegmentView) => T): T[] {
  if (loop < 0) return NONE;
  let list: T[] = NONE;
  const end = unit.end(loop);
  for (let at = unit.first(loop); at < end; at++) {
    if (unit.idOf(at) === id && unit.loopOf(at) === loop) list = append(list, make(unit.at(at)));
  }
  return list;
}

/** What `make` makes of every loop inside a loop whose id begins with `prefix`. */
export function loopsOf<T>(
  unit: UnitView,
  loop: number,
  prefix: string,
  make: (unit: UnitView, loop: number) => T,
): T[] {
  if (loop < 0) return NONE;
  let list: T[] = NONE;
  const end = unit.loopsEnd(loop);
  for (let inner = loop + 1; inner < end; inner = unit.loopsEnd(inner)) {
    if (unit.id(inner).startsWith(prefix)) list = append(list, make(unit, inner));
  }
  return list;
}

/** The first loop inside a loop whose id begins with `prefix`, or -1. */
export function loopIn(unit: UnitView, loop: number, prefix: string): number {
  const end = unit.loopsEnd(loop);
  for (let inner = loop + 1; inner < end; inner = unit.loopsEnd(inner)) {
    if (unit.id(inner).startsWith(prefix)) return inner;
  }
  return -1;
}

/** Lists most loops have. */
type Gathered = { dates: CodedDate[]; references: Qualified[]; amounts: Qualified[]; notes: Qualified[] };

/** Puts dates, references, amounts and notes of a loop into `record`, in one pass over its segments. */
export function gather(record: Gathered, unit: UnitView, loop: number): void {
  const end = unit.end(loop);
  for (let at = unit.first(loop) + 1; at < end; at++) {
    if (unit.loopOf(at) !== loop) continue;
    switch (unit.idOf(at)) {
      case DTP:
      case DTM:
        record.dates = append(record.dates, dateOf(unit.at(at)));
        break;
      case REF:
        record.references = append(record.references, qualified(unit.at(at)));
        break;
      case AMT:
        record.amounts = append(record.amounts, qualified(unit.at(at)));
        break;
      case NTE:
        record.notes = append(record.notes, qualified(unit.at(at)));
        break;
      default:
    }
  }
}

const qualified = (segment: SegmentView): Qualified => ({ qualifier: segment.value(1), value: segment.value(2) });

/** The party of an NM1 loop; in an N1 loop the name stands in N102 and the identifier in N103 and N104. */
export function partyOf(unit: UnitView, loop: number): Party {
  const name = unit.opening(loop);
  const isOrganization = name.id === N1;
  const party: Draft<Party> = {
    span: unit.span(loop),
    path: unit.pathOf(loop),
    loopId: unit.id(loop),
    entity: name.value(1),
    entityType: isOrganization ? '2' : name.value(2),
    last: name.value(isOrganization ? 2 : 3),
    first: isOrganization ? '' : name.value(4),
    middle: isOrganization ? '' : name.value(5),
    suffix: isOrganization ? '' : name.value(7),
    idQualifier: name.value(isOrganization ? 3 : 8),
    id: name.value(isOrganization ? 4 : 9),
    addressLines: NONE,
    location: NONE,
    taxonomy: '',
    birthDate: '',
    gender: '',
    references: NONE,
    contacts: NONE,
  };
  const end = unit.end(loop);
  for (let at = unit.first(loop) + 1; at < end; at++) if (unit.loopOf(at) === loop) addTo(party, unit.at(at));
  return party;
}

function addTo(party: Draft<Party>, segment: SegmentView): void {
  switch (segment.id) {
    case N3:
      party.addressLines = segment.values();
      break;
    case N4:
      party.location = segment.values();
      break;
    case PRV:
      party.taxonomy = segment.value(3);
      break;
    case DMG:
      party.birthDate = segment.value(2);
      party.gender = segment.value(3);
      break;
    case REF:
      party.references = append(party.references, qualified(segment));
      break;
    case PER:
      party.contacts = append(party.contacts, segment.values());
      break;
    default:
  }
}

/** The party of the first loop inside `loop` with this id, or `null`. */
export function partyIn(unit: UnitView, loop: number, id: string): Party | null {
  const end = unit.loopsEnd(loop);
  for (let inner = loop + 1; inner < end; inner = unit.loopsEnd(inner)) {
    if (unit.id(inner) === id) return partyOf(unit, inner);
  }
  return null;
}

/** Elements 01 and 02 of every segment of a loop with this packed id. */
export const qualifiedOf = (unit: UnitView, loop: number, id: number): Qualified[] =>
  segmentsOf(unit, loop, id, qualified);

/** DTP segments, and DTM segments as dates of format D8 (DTM05 and DTM06 where they hold a range). */
export function datesOf(unit: UnitView, loop: number): CodedDate[] {
  let list: CodedDate[] = NONE;
  const end = unit.end(loop);
  for (let at = unit.first(loop); at < end; at++) {
    const id = unit.idOf(at);
    if ((id === DTP || id === DTM) && unit.loopOf(at) === loop) list = append(list, dateOf(unit.at(at)));
  }
  return list;
}

function dateOf(segment: SegmentView): CodedDate {
  const qualifier = segment.value(1);
  if (segment.id === DTP) return { qualifier, format: segment.value(2), value: segment.value(3) };
  const day = segment.value(2);
  if (day !== '') return { qualifier, format: 'D8', value: day };
  return { qualifier, format: segment.value(5), value: segment.value(6) };
}
