/** Records that mean the same in every transaction set: parties, dates, references, notes. */
import type { Span } from '../../finding';
import { append } from '../835/draft';
import type { Loop, SegmentElement, SegmentRecord } from './model';
import { partsOf, textOf } from './segment-record';

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

const NONE: readonly never[] = [];

/** Lists most loops have, in one pass over their segments. */
export type Gathered = {
  readonly dates: readonly CodedDate[];
  readonly references: readonly Qualified[];
  readonly amounts: readonly Qualified[];
  readonly notes: readonly Qualified[];
};

const NOTHING: Gathered = { dates: NONE, references: NONE, amounts: NONE, notes: NONE };

/** Dates, references, amounts and notes of a loop in one pass: claims have tens of segments and are read by the million. */
export function gather(loop: Loop): Gathered {
  const { segments } = loop;
  if (segments.length < 2) return NOTHING;
  let dates: CodedDate[] = NO_ITEMS;
  let references: Qualified[] = NO_ITEMS;
  let amounts: Qualified[] = NO_ITEMS;
  let notes: Qualified[] = NO_ITEMS;
  for (const segment of segments) {
    switch (segment.id) {
      case 'DTP':
      case 'DTM':
        dates = append(dates, dateOf(segment));
        break;
      case 'REF':
        references = append(references, qualified(segment));
        break;
      case 'AMT':
        amounts = append(amounts, qualified(segment));
        break;
      case 'NTE':
        notes = append(notes, qualified(segment));
        break;
      default:
    }
  }
  return { dates, references, amounts, notes };
}

/** Shared empty list; see `append`. */
const NO_ITEMS: never[] = [];

const qualified = (segment: SegmentRecord): Qualified => ({
  qualifier: textOf(segment, 1),
  value: textOf(segment, 2),
});

/** The party of an NM1 loop; in an N1 loop the name stands in N102 and the identifier in N103 and N104. */
export function partyOf(loop: Loop): Party {
  const { segments } = loop;
  const name = segments[0];
  const isOrganization = name?.id === 'N1';
  let addressLines: readonly string[] = NONE;
  let location: readonly string[] = NONE;
  let taxonomy = '';
  let birthDate = '';
  let gender = '';
  let references: Qualified[] = NO_ITEMS;
  let contacts: (readonly string[])[] = NO_ITEMS;
  for (let index = 1; index < segments.length; index++) {
    const segment = segments[index]!;
    switch (segment.id) {
      case 'N3':
        addressLines = textsOf(segment);
        break;
      case 'N4':
        location = textsOf(segment);
        break;
      case 'PRV':
        taxonomy = textOf(segment, 3);
        break;
      case 'DMG':
        birthDate = textOf(segment, 2);
        gender = textOf(segment, 3);
        break;
      case 'REF':
        references = append(references, qualified(segment));
        break;
      case 'PER':
        contacts = append(contacts, textsOf(segment));
        break;
      default:
    }
  }
  return {
    span: loop.span,
    path: loop.path,
    loopId: loop.id,
    entity: textOf(name, 1),
    entityType: isOrganization ? '2' : textOf(name, 2),
    last: textOf(name, isOrganization ? 2 : 3),
    first: isOrganization ? '' : textOf(name, 4),
    middle: isOrganization ? '' : textOf(name, 5),
    suffix: isOrganization ? '' : textOf(name, 7),
    idQualifier: textOf(name, isOrganization ? 3 : 8),
    id: textOf(name, isOrganization ? 4 : 9),
    addressLines,
    location,
    taxonomy,
    birthDate,
    gender,
    references,
    contacts,
  };
}

/** All elements of a segment as texts. */
export const textsOf = (segment: SegmentRecord | undefined): readonly string[] =>
  segment === undefined ? NONE : segment.elements.every(isText) ? segment.elements : segment.elements.map(joined);

const isText = (element: SegmentElement): element is string => typeof element === 'string';
const joined = (element: SegmentElement): string => (typeof element === 'string' ? element : element.join(':'));

/** The party of the first loop inside `loop` with this id, or `null`. */
export function partyIn(loop: Loop | undefined, id: string): Party | null {
  const found = loop?.loops.find((child) => child.id === id);
  return found === undefined ? null : partyOf(found);
}

/** Elements 01 and 02 of every segment with this id. */
export function qualifiedOf(loop: Loop, id: string): readonly Qualified[] {
  let list: Qualified[] | null = null;
  for (const segment of loop.segments) {
    if (segment.id !== id) continue;
    list ??= [];
    list.push(qualified(segment));
  }
  return list ?? NONE;
}

/** DTP segments, and DTM segments as dates of format D8 (DTM05 and DTM06 where they hold a range). */
export function datesOf(loop: Loop): readonly CodedDate[] {
  let list: CodedDate[] | null = null;
  for (const segment of loop.segments) {
    if (segment.id !== 'DTP' && segment.id !== 'DTM') continue;
    list ??= [];
    list.push(dateOf(segment));
  }
  return list ?? NONE;
}

function dateOf(segment: SegmentRecord): CodedDate {
  const qualifier = textOf(segment, 1);
  if (segment.id === 'DTP') return { qualifier, format: textOf(segment, 2), value: textOf(segment, 3) };
  const day = textOf(segment, 2);
  if (day !== '') return { qualifier, format: 'D8', value: day };
  return { qualifier, format: textOf(segment, 5), value: textOf(segment, 6) };
}

/** Components of a composite element from `from` on. */
export const componentsFrom = (segment: SegmentRecord | undefined, index: number, from: number): readonly string[] => {
  const parts = partsOf(segment, index);
  return parts.length < from ? NONE : parts.slice(from - 1);
};
