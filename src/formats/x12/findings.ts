import type { Span } from '../finding';
import type { FindingLog, FindingRule } from './finding-log';
import type { SegmentView } from './segment';
import type { TokenizerProblem } from './tokenizer';

/** What can be wrong with the envelope or the spelling of any X12 file. */
export const X12_FINDINGS = {
  noInterchange: {
    code: 'X12_NO_INTERCHANGE',
    severity: 'error',
    message: 'The file holds no readable ISA and no transaction set.',
    cure: 'Check that the right file was sent; ask the sender for it again.',
  },
  fragment: {
    code: 'X12_NO_ISA',
    severity: 'warning',
    message: 'Segments without an ISA are read with the separators * : ~.',
    cure: 'Ask the sender for the whole interchange, so that sender, receiver and control numbers are known.',
  },
  isaUnreadable: {
    code: 'X12_ISA_UNREADABLE',
    severity: 'error',
    message: 'An ISA begins here but its sixteen elements cannot be told apart.',
    cure: 'Ask the sender for the file again; the interchange header is damaged or cut off.',
  },
  isaWidth: {
    code: 'X12_ISA_WIDTH',
    severity: 'warning',
    message: 'The ISA is {0} bytes instead of 106; it was read by its separators.',
    cure: 'Nothing to do for this file. Tell the sender that ISA elements have fixed widths.',
  },
  isaComponent: {
    code: 'X12_ISA_COMPONENT_MISSING',
    severity: 'warning',
    message: 'ISA16 is empty; the component separator is taken to be a colon.',
    cure: 'Check composite elements (procedures, PLB references) and tell the sender to state ISA16.',
  },
  isaSeparators: {
    code: 'X12_ISA_SEPARATORS_EQUAL',
    severity: 'warning',
    message: '{0} of the ISA are the same character, so one of the two cannot be told from the other.',
    cure: 'Check composite and repeated elements, and ask the sender for an ISA with different separators.',
  },
  idInvalid: {
    code: 'X12_SEGMENT_ID_INVALID',
    severity: 'error',
    message: '{0} is no segment id: X12 ids are two or three capitals and digits. The segment was not used.',
    cure: 'Look at the bytes: a separator may be missing or a letter too many. Ask the sender for the file again.',
  },
  textSkipped: {
    code: 'X12_TEXT_SKIPPED',
    severity: 'info',
    message: '{0} bytes that belong to no interchange were passed over.',
    cure: 'Nothing to do if this is a cover text; otherwise look at the bytes.',
  },
  segmentTooLong: {
    code: 'X12_SEGMENT_TOO_LONG',
    severity: 'error',
    message: 'A segment of {0} bytes is longer than the limit of 65536 and was not read.',
    cure: 'Check the segment terminator stated in the ISA; ask the sender for the file again.',
  },
  segmentUnterminated: {
    code: 'X12_SEGMENT_UNTERMINATED',
    severity: 'warning',
    message: 'The last segment has no terminator; the file may have been cut off.',
    cure: 'Compare the file size with the sender; if trailers are missing too, ask for the file again.',
  },
  segmentOutside: {
    code: 'X12_SEGMENT_OUTSIDE_SET',
    severity: 'warning',
    message: 'A segment stands outside every transaction set and was not used.',
    cure: 'Look at the bytes; a header or trailer segment may be damaged.',
  },
  lowerCase: {
    code: 'X12_LOWER_CASE_IDS',
    severity: 'error',
    message: 'Segment ids are in lower case; X12 ids are upper case and these were not read.',
    cure: 'Ask the sender for the file in upper case.',
  },
  seCount: {
    code: 'X12_SE_COUNT',
    severity: 'error',
    message: 'SE01 states {0} segments, the transaction set has {1}.',
    cure: 'Segments may be missing or added: hold the transaction set and ask the sender for it again.',
  },
  geCount: {
    code: 'X12_GE_COUNT',
    severity: 'error',
    message: 'GE01 states {0} transaction sets, the group has {1}.',
    cure: 'A transaction set may be missing: hold the group and ask the sender for it again.',
  },
  ieaCount: {
    code: 'X12_IEA_COUNT',
    severity: 'error',
    message: 'IEA01 states {0} groups, the interchange has {1}.',
    cure: 'A group may be missing: hold the interchange and ask the sender for it again.',
  },
  seControl: {
    code: 'X12_ST_SE_CONTROL',
    severity: 'error',
    message: 'ST02 is {0} but SE02 is {1}.',
    cure: 'Header and trailer may belong to different sets: ask the sender for the file again.',
  },
  geControl: {
    code: 'X12_GS_GE_CONTROL',
    severity: 'error',
    message: 'GS06 is {0} but GE02 is {1}.',
    cure: 'Header and trailer may belong to different groups: ask the sender for the file again.',
  },
  ieaControl: {
    code: 'X12_ISA_IEA_CONTROL',
    severity: 'error',
    message: 'ISA13 is {0} but IEA02 is {1}.',
    cure: 'Header and trailer may belong to different interchanges: ask the sender for the file again.',
  },
  stOpen: {
    code: 'X12_ST_NOT_CLOSED',
    severity: 'error',
    message: 'The transaction set that begins here has no SE.',
    cure: 'The set is incomplete: hold it and ask the sender for the file again.',
  },
  gsOpen: {
    code: 'X12_GS_NOT_CLOSED',
    severity: 'error',
    message: 'The group that begins here has no GE.',
    cure: 'The group is incomplete: hold it and ask the sender for the file again.',
  },
  isaOpen: {
    code: 'X12_ISA_NOT_CLOSED',
    severity: 'error',
    message: 'The interchange that begins here has no IEA.',
    cure: 'The file is incomplete: hold it and ask the sender for the file again.',
  },
  ieaStray: {
    code: 'X12_IEA_WITHOUT_ISA',
    severity: 'error',
    message: 'An IEA stands here without an open interchange.',
    cure: 'The beginning of the file may be missing: ask the sender for the file again.',
  },
  seStray: {
    code: 'X12_SE_WITHOUT_ST',
    severity: 'error',
    message: 'An SE stands here without an open transaction set.',
    cure: 'A transaction set header may be missing: ask the sender for the file again.',
  },
  geStray: {
    code: 'X12_GE_WITHOUT_GS',
    severity: 'error',
    message: 'A GE stands here without an open group.',
    cure: 'A group header may be missing: ask the sender for the file again.',
  },
} as const satisfies Record<string, FindingRule>;

/** Those that say a level is open, stray or counts other than it holds: behind each of them something may be missing. */
export const ENVELOPE_FINDINGS: readonly FindingRule[] = [
  X12_FINDINGS.seCount,
  X12_FINDINGS.geCount,
  X12_FINDINGS.ieaCount,
  X12_FINDINGS.seControl,
  X12_FINDINGS.geControl,
  X12_FINDINGS.ieaControl,
  X12_FINDINGS.stOpen,
  X12_FINDINGS.gsOpen,
  X12_FINDINGS.isaOpen,
  X12_FINDINGS.ieaStray,
];

const PROBLEM_RULES: Readonly<Record<TokenizerProblem, FindingRule>> = {
  'text-skipped': X12_FINDINGS.textSkipped,
  'isa-unreadable': X12_FINDINGS.isaUnreadable,
  'segment-too-long': X12_FINDINGS.segmentTooLong,
  'segment-unterminated': X12_FINDINGS.segmentUnterminated,
};

const SEGMENT_ID = /^[A-Z][A-Z0-9]{1,2}$/;
/** Longest id shown; one beyond it has lost its separator. */
const ID_SHOWN_MAX = 32;

/** Says that a segment cannot be meant by its id, once for each such id; true when it cannot. */
export function reportStrangeId(log: FindingLog, view: SegmentView, path: string | undefined): boolean {
  const id = view.element(0);
  if (SEGMENT_ID.test(id)) return false;
  const shown = id === '' ? 'An empty text' : id.length > ID_SHOWN_MAX ? `${id.slice(0, ID_SHOWN_MAX)}…` : id;
  const place = { offset: view.offset, line: view.number };
  log.addOnce(`id ${id}`, X12_FINDINGS.idInvalid, path === undefined ? place : { ...place, path }, shown);
  return true;
}

/** A tokenizer problem as a finding. */
export function reportProblem(log: FindingLog, problem: TokenizerProblem, span: Span, segmentNumber: number): void {
  log.add(PROBLEM_RULES[problem], { offset: span.offset, line: segmentNumber }, span.length);
}
