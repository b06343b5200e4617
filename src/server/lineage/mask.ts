import type { ListedSegment } from '@/formats/x12/835/reread';

/**
 * Which elements of an 835 segment a person without a reveal may not read (005010X221A1). `middle` keeps prefix letters
 * and the last four; `all` keeps nothing; `last-four` is for bank accounts, which no reveal opens.
 */
export type Masking = 'all' | 'middle' | 'reference' | 'last-four';

/** NM103–NM107 and NM109: names and id. */
const PERSONAL = [3, 4, 5, 6, 7, 9];
/** NM102 = 1: a person. Patient, subscriber and corrected name are people whatever NM102 says. */
const PERSON = '1';
const PEOPLE = new Set(['QC', 'IL', '74']);

/** Claim segments that hold codes, dates and amounts only. What is not listed anywhere here is masked whole. */
const CLEAR = new Set(['CAS', 'SVC', 'DTM', 'AMT', 'QTY', 'LQ', 'MIA', 'MOA', 'LX', 'TS2', 'TS3', 'PER', 'SE']);
/** Segments before the first claim name organisations: payer and payee, not people. */
const ENVELOPE = new Set([
  'ISA',
  'GS',
  'ST',
  'BPR',
  'TRN',
  'CUR',
  'REF',
  'DTM',
  'N1',
  'N2',
  'N3',
  'N4',
  'PER',
  'RDM',
  'LX',
  'TS2',
  'TS3',
  'SE',
  'GE',
  'IEA',
  'TA1',
  'PLB',
]);

const NOTHING: ReadonlyMap<number, Masking> = new Map();
const everything = (segment: ListedSegment): ReadonlyMap<number, Masking> =>
  new Map(segment.elements.map((_, index) => [index + 1, 'all']));

/** Masked elements of one segment by element number from 1. `inClaim`: it stands between a CLP and the claim's last segment. */
export function maskingOf(segment: ListedSegment, inClaim: boolean): ReadonlyMap<number, Masking> {
  switch (segment.id) {
    case 'CLP':
      return new Map([
        [1, 'middle'],
        [7, 'middle'],
      ]);
    case 'NM1':
      return nameMasking(segment);
    case 'BPR':
      return new Map([
        [9, 'last-four'],
        [15, 'last-four'],
      ]);
    case 'ISA':
      return new Map([
        [2, 'all'],
        [4, 'all'],
      ]);
    case 'PLB':
      return new Map(
        segment.elements.flatMap((_, i) => (i >= 2 && i % 2 === 0 ? [[i + 1, 'reference'] as const] : [])),
      );
    case 'REF':
      return inClaim
        ? new Map([
            [2, 'middle'],
            [3, 'all'],
            [4, 'all'],
          ])
        : NOTHING;
    default:
      return (inClaim ? CLEAR : ENVELOPE).has(segment.id) ? NOTHING : everything(segment);
  }
}

function nameMasking({ elements }: ListedSegment): ReadonlyMap<number, Masking> {
  if (elements[1]?.text !== PERSON && !PEOPLE.has(elements[0]?.text ?? '')) return NOTHING;
  return new Map(PERSONAL.filter((n) => n <= elements.length).map((n) => [n, 'all']));
}
