import { DEFAULT_DELIMITERS } from '../delimiters';
import type { Interchange } from '../interchange';
import type { SegmentElement, SegmentRecord } from '../loops/model';
import { type WrittenGroup, type WrittenSet, writeX12 } from '../loops/writer';
import type { Layout } from '../segment-writer';
import type { WrittenInterchangeAcknowledgment } from '../ta1/model';
import { ta1Segment } from '../ta1/writer';
import type { GroupAnswer, SegmentError, SetAnswer } from './model';

/** 999 answers 005010 groups; earlier ones are answered by a 997, whose segments are named AK instead of IK. */
export type AnswerForm = '999' | '997';

/** What is answered to one group, and the group it answers as it was received. */
export type WrittenAnswer = {
  readonly form: AnswerForm;
  readonly group: GroupAnswer;
  readonly sets: readonly SetAnswer[];
  /** GS02 and GS03 as received; they are swapped. */
  readonly sender: string;
  readonly receiver: string;
};

/** ISA and TA1 to write around the answers. Names and qualifiers are those of the interchange received. */
export type WrittenAnswers = {
  readonly received: Pick<
    Interchange,
    'senderQualifier' | 'sender' | 'receiverQualifier' | 'receiver' | 'version' | 'usage'
  >;
  readonly ta1: WrittenInterchangeAcknowledgment | null;
  readonly groups: readonly WrittenAnswer[];
};

/** Numbers and time of the interchange that carries the answers: given, because codecs have no clock and no counter. */
export type AnswerIdentity = {
  /** ISA13, nine digits at most. Groups and sets are numbered from 1. */
  readonly controlNumber: number;
  /** CCYYMMDD and HHMM. */
  readonly date: string;
  readonly time: string;
};

const CONTROL_DIGITS = 9;
const SET_DIGITS = 4;
/** ISA11 names a repetition separator from this version on. */
const REPETITION_VERSION = '00402';
const VERSIONS: Readonly<Record<AnswerForm, string>> = { 999: '005010X231A1', 997: '004010' };

/**
 * Writes one interchange with the TA1 and one functional group per answered group (X12.5; 999: TR3 005010X231A1). Throws
 * `RangeError` for text that holds a separator of the layout.
 */
export function writeAnswers(answers: WrittenAnswers, identity: AnswerIdentity, layout: Layout = {}): Uint8Array {
  const { received, ta1, groups } = answers;
  const { controlNumber, date, time } = identity;
  const hasRepetition = received.version >= REPETITION_VERSION;
  const delimiters = layout.delimiters ?? { ...DEFAULT_DELIMITERS, ...(hasRepetition ? {} : { repetition: null }) };
  const interchange = {
    senderQualifier: received.receiverQualifier,
    sender: received.receiver,
    receiverQualifier: received.senderQualifier,
    receiver: received.sender,
    date: date.slice(2),
    time,
    version: received.version,
    controlNumber: String(controlNumber).padStart(CONTROL_DIGITS, '0'),
    usage: received.usage,
  };
  const acknowledgments = ta1 === null ? [] : [ta1Segment(ta1)];
  const written = groups.map((answer, index) => {
    const group: WrittenGroup = {
      functionalId: 'FA',
      sender: answer.receiver,
      receiver: answer.sender,
      date,
      time,
      controlNumber: String(index + 1),
      version: VERSIONS[answer.form],
    };
    return { group, sets: [answerSet(answer)] };
  });
  return writeX12([{ interchange, acknowledgments, groups: written }], { ...layout, delimiters });
}

/** One 999 or 997 as the writer of sets takes it. */
export function answerSet({ form, group, sets }: Pick<WrittenAnswer, 'form' | 'group' | 'sets'>): WrittenSet {
  const segments: SegmentRecord[] = [];
  const add = (id: string, elements: readonly SegmentElement[]) =>
    segments.push({ id, span: NOWHERE, number: segments.length + 1, elements });
  const prefix = form === '999' ? 'IK' : 'AK';
  const version = (text: string) => (form === '999' ? [text] : []);
  add('AK1', [group.functionalId, group.controlNumber, ...version(group.version)]);
  for (const set of sets) {
    add('AK2', [set.st01, set.st02, ...version(set.version)]);
    for (const error of set.segments) addError(add, prefix, error);
    add(`${prefix}5`, [set.code, ...set.errors]);
  }
  add('AK9', [group.code, group.setsStated, group.setsReceived, group.setsAccepted, ...group.errors]);
  const loop = { id: 'ST', path: 'ST[1]', span: NOWHERE, segments, loops: [] };
  const st03 = form === '999' ? VERSIONS[form] : '';
  return { st01: form, st02: '1'.padStart(SET_DIGITS, '0'), st03, loops: [loop] };
}

const NOWHERE = { offset: 0, length: 0 };

function addError(
  add: (id: string, elements: readonly SegmentElement[]) => void,
  prefix: string,
  error: SegmentError,
): void {
  add(`${prefix}3`, [error.segmentId, error.position, error.loopId, error.code]);
  // CTX exists in the 999 only.
  if (prefix === 'IK') for (const context of error.contexts) add('CTX', context);
  for (const { position, reference, code, value } of error.elements) {
    add(`${prefix}4`, [position.length === 1 ? position[0]! : position, reference, code, value]);
  }
}
