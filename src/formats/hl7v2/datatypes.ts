/**
 * The composite data types the segments use (HL7 v2 chapter 2A). Each reader takes a field and gives `undefined` when
 * it is not valued, `null` when it is the HL7 null, else its components. Component names follow the standard.
 */
import { type Decimal, parseDecimal } from '@/domain/money';
import type { SegmentReader } from './fields';
import { lazyReader } from './lazy';
import type { Valued } from './model';

export type Composite<T> = T | null | undefined;

/** An amount or quantity as written and as an exact decimal; `value` is `null` when the text is no number. */
export type Hl7Amount = { readonly text: string; readonly value: Decimal | null; readonly unit: Valued };

type At = { readonly r: SegmentReader; readonly field: number; readonly repetition: number };

/** Reads the first repetition. */
export const one = <T>(r: SegmentReader, field: number, read: (at: At) => T): Composite<T> => {
  if (r.isEmpty(field)) return undefined;
  return r.isNull(field) ? null : read({ r, field, repetition: 1 });
};

/** Repetitions of one field a typed view holds; the view reports a message that may have more. */
export const REPETITIONS_MAX = 10_000;

/** Reads the repetitions up to `REPETITIONS_MAX`; an HL7 null gives an empty list. */
export const many = <T>(r: SegmentReader, field: number, read: (at: At) => T): readonly T[] => {
  if (r.isEmpty(field) || r.isNull(field)) return [];
  return Array.from({ length: Math.min(r.repetitions(field), REPETITIONS_MAX) }, (_, index) =>
    read({ r, field, repetition: index + 1 }),
  );
};

const part = ({ r, field, repetition }: At, component: number, subcomponent = 1): Valued =>
  r.get(field, component, subcomponent, repetition);

/** Reads a composite's components on demand. */
const composite = <F extends Readonly<Record<string, (at: At) => unknown>>>(fields: F) => lazyReader<At, F>(fields);

/** ST, ID, IS, SI, DT, TM and DTM values are one text. */
export const text = (at: At): Valued => part(at, 1);

/** CWE and CE: coded element. */
export const coded = composite({
  code: (at) => part(at, 1),
  text: (at) => part(at, 2),
  system: (at) => part(at, 3),
  alternateCode: (at) => part(at, 4),
  alternateText: (at) => part(at, 5),
  alternateSystem: (at) => part(at, 6),
});

/** CX: identifier with its assigning authority. */
export const identifier = composite({
  id: (at) => part(at, 1),
  checkDigit: (at) => part(at, 2),
  authority: (at) => part(at, 4),
  authorityOid: (at) => part(at, 4, 2),
  typeCode: (at) => part(at, 5),
  facility: (at) => part(at, 6),
});

/** EI: entity identifier. */
export const entity = composite({
  id: (at) => part(at, 1),
  namespace: (at) => part(at, 2),
  universalId: (at) => part(at, 3),
  universalIdType: (at) => part(at, 4),
});

/** HD: hierarchic designator. */
export const designator = composite({
  namespace: (at) => part(at, 1),
  universalId: (at) => part(at, 2),
  universalIdType: (at) => part(at, 3),
});

/** XPN: person name. The family name's own parts are subcomponents; the first is the surname. */
export const person = composite({
  family: (at) => part(at, 1),
  given: (at) => part(at, 2),
  middle: (at) => part(at, 3),
  suffix: (at) => part(at, 4),
  prefix: (at) => part(at, 5),
  typeCode: (at) => part(at, 7),
});

/** XCN: person with an identifier, such as a surgeon with an NPI. */
export const provider = composite({
  id: (at) => part(at, 1),
  family: (at) => part(at, 2),
  given: (at) => part(at, 3),
  middle: (at) => part(at, 4),
  suffix: (at) => part(at, 5),
  prefix: (at) => part(at, 6),
  authority: (at) => part(at, 9),
  typeCode: (at) => part(at, 13),
});

/** XAD: address. */
export const address = composite({
  street: (at) => part(at, 1),
  other: (at) => part(at, 2),
  city: (at) => part(at, 3),
  state: (at) => part(at, 4),
  postalCode: (at) => part(at, 5),
  country: (at) => part(at, 6),
  typeCode: (at) => part(at, 7),
});

/** XTN: telephone or other contact. Before v2.7 the number is component 1, later it may be component 12. */
export const contact = composite({
  number: (at) => part(at, 1) ?? part(at, 12),
  use: (at) => part(at, 2),
  email: (at) => part(at, 4),
});

/** XON: organization. */
export const organization = composite({
  name: (at) => part(at, 1),
  id: (at) => part(at, 3) ?? part(at, 10),
  authority: (at) => part(at, 6),
});

/** PL: location. */
export const location = composite({
  pointOfCare: (at) => part(at, 1),
  room: (at) => part(at, 2),
  bed: (at) => part(at, 3),
  facility: (at) => part(at, 4),
  status: (at) => part(at, 5),
  building: (at) => part(at, 7),
  floor: (at) => part(at, 8),
});

/** CP: composite price; the amount is the first subcomponent of component 1 (MO), its currency the second. */
export const price = (at: At): Hl7Amount => amountOf(part(at, 1), part(at, 1, 2));

/** NM and CQ: a number with optional units. */
export const quantity = (at: At): Hl7Amount => amountOf(part(at, 1), part(at, 2));

/** Message type MSH-9: code, trigger, structure. */
export const messageType = composite({
  code: (at) => part(at, 1),
  trigger: (at) => part(at, 2),
  structure: (at) => part(at, 3),
});

function amountOf(value: Valued, unit: Valued): Hl7Amount {
  const written = (value ?? '').trim();
  return { text: written, value: parseDecimal(written), unit };
}
