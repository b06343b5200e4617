import type { FindingRule, Place } from '../finding-log';
import { X12_FINDINGS } from '../findings';
import { LOOP_FINDINGS } from '../loops/findings';
import type { SegmentError } from './model';

type Codes = Readonly<Record<string, string>>;

/** TA105 notes (X12.5 §5). All of these reject the interchange: what is in it cannot be relied on. */
export const INTERCHANGE_NOTES: Codes = {
  [X12_FINDINGS.ieaControl.code]: '001',
  [X12_FINDINGS.ieaCount.code]: '021',
  [X12_FINDINGS.isaOpen.code]: '023',
};

/** AK905 notes (data element 716). All of these reject the group. */
export const GROUP_NOTES: Codes = {
  [X12_FINDINGS.gsOpen.code]: '3',
  [X12_FINDINGS.geControl.code]: '4',
  [X12_FINDINGS.geCount.code]: '5',
};

/** IK502 notes (data element 718) for findings about the set as a whole. */
export const SET_NOTES: Codes = {
  [X12_FINDINGS.stOpen.code]: '2',
  [X12_FINDINGS.seControl.code]: '3',
  [X12_FINDINGS.seCount.code]: '4',
};

/** IK304 (data element 620) for findings about one segment of a set. */
const SEGMENT_CODES: Codes = {
  [LOOP_FINDINGS.unexpected.code]: '2',
  [LOOP_FINDINGS.elementMissing.code]: '8',
  [LOOP_FINDINGS.amountNotNumeric.code]: '8',
  [LOOP_FINDINGS.parentUnknown.code]: '8',
  [LOOP_FINDINGS.hierarchyNumber.code]: '8',
};

/** IK403 (data element 621) where the segment is in error because of an element. */
const ELEMENT_CODES: Codes = {
  [LOOP_FINDINGS.elementMissing.code]: '1',
  [LOOP_FINDINGS.amountNotNumeric.code]: '6',
  [LOOP_FINDINGS.parentUnknown.code]: '7',
  [LOOP_FINDINGS.hierarchyNumber.code]: '7',
};

/** Last part of a path that names an element: `CLM02`. */
const ELEMENT = /(?:^|\/)([A-Z][A-Z0-9]{1,2})(\d{2})$/;
/** Loop above it: `2300[7]`. */
const LOOP = /(?:^|\/)(\d{4}[A-Z]{0,2})\[\d+\](?:\/[A-Z0-9]+)?$/;

/** A finding as IK3 with its IK4, or `null` when it is not about a segment. `setLine` is the segment number of the ST. */
export function segmentErrorOf(
  rule: FindingRule,
  place: Place,
  setLine: number,
  values: readonly (string | number)[],
): SegmentError | null {
  const code = SEGMENT_CODES[rule.code];
  if (code === undefined) return null;
  const path = place.path ?? '';
  const element = ELEMENT.exec(path);
  const elementCode = ELEMENT_CODES[rule.code];
  return {
    segmentId: element?.[1] ?? String(values[0] ?? ''),
    position: String(place.line - setLine + 1),
    loopId: LOOP.exec(path)?.[1] ?? '',
    code,
    contexts: [],
    elements:
      element === null || elementCode === undefined
        ? []
        : [{ position: [String(Number.parseInt(element[2] ?? '', 10))], reference: '', code: elementCode, value: '' }],
  };
}
