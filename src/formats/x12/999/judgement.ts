import type { Interchange } from '../interchange';
import type { WrittenInterchangeAcknowledgment } from '../ta1/model';
import type { GroupAnswer, SegmentError, SetAnswer } from './model';
import type { WrittenAnswer, WrittenAnswers } from './writer';

/** What was gathered about a received set, group and interchange. `line` is the segment number of its header. */
export type OpenSet = {
  readonly line: number;
  readonly st01: string;
  readonly st02: string;
  readonly version: string;
  readonly errors: string[];
  readonly segments: (Omit<SegmentError, 'elements'> & { elements: SegmentError['elements'] })[];
  isRejected: boolean;
};
export type OpenGroup = {
  readonly line: number;
  readonly functionalId: string;
  readonly sender: string;
  readonly receiver: string;
  readonly controlNumber: string;
  readonly version: string;
  /** GE01. */
  stated: string;
  received: number;
  readonly controls: Set<string>;
  readonly errors: string[];
  readonly sets: OpenSet[];
};
export type OpenInterchange = {
  readonly interchange: Interchange;
  hasTa1: boolean;
  readonly notes: string[];
  readonly groups: OpenGroup[];
};

/** GS01 of acknowledgments, which are never acknowledged. */
const ACKNOWLEDGMENTS = 'FA';
const VERSION_5010 = '005010';
const ISA_CONTROL = /^\d{9}$/;
const ISA_DATE = /^\d{6}$/;
const ISA_TIME = /^\d{4}$/;
const USAGES = new Set(['P', 'T', 'I']);

/** What to answer to one interchange; `null` when it has no ISA or holds nothing but acknowledgments. */
export function answerOf(open: OpenInterchange): WrittenAnswers | null {
  const { interchange, groups } = open;
  if (interchange.fragment) return null;
  const wanted = groups.filter(({ functionalId }) => functionalId !== ACKNOWLEDGMENTS);
  if (wanted.length === 0 && (open.hasTa1 || groups.length > 0)) return null;
  const ta1 = ta1Of(open);
  // A rejected interchange is not looked into: its groups have to come again anyway.
  return { received: interchange, ta1, groups: ta1.code === 'R' ? [] : wanted.map(groupAnswerOf) };
}

function ta1Of({ interchange, notes }: OpenInterchange): WrittenInterchangeAcknowledgment {
  const { controlNumber, date, time, usage } = interchange;
  const base = { controlNumber, date, time };
  const [fatal] = notes;
  if (fatal !== undefined) return { ...base, code: 'R', note: fatal };
  if (!ISA_CONTROL.test(controlNumber)) return { ...base, code: 'E', note: '018' };
  if (!ISA_DATE.test(date)) return { ...base, code: 'E', note: '014' };
  if (!ISA_TIME.test(time)) return { ...base, code: 'E', note: '015' };
  if (!USAGES.has(usage)) return { ...base, code: 'E', note: '020' };
  return { ...base, code: 'A', note: '000' };
}

function groupAnswerOf(group: OpenGroup): WrittenAnswer {
  const rejected = group.sets.filter(({ isRejected }) => isRejected).length;
  const isRejected = group.errors.length > 0 || (group.received > 0 && rejected === group.received);
  const hasErrors = group.sets.some(({ errors }) => errors.length > 0);
  const code = isRejected ? 'R' : rejected > 0 ? 'P' : hasErrors ? 'E' : 'A';
  const answer: GroupAnswer = {
    functionalId: group.functionalId,
    controlNumber: group.controlNumber,
    version: group.version,
    code,
    setsStated: group.stated === '' ? String(group.received) : group.stated,
    setsReceived: String(group.received),
    setsAccepted: isRejected ? '0' : String(group.received - rejected),
    errors: group.errors,
  };
  // Sets that are fine in themselves are not named when their group is rejected: AK2 is optional, "accepted" would be false.
  const named = group.errors.length > 0 ? group.sets.filter((set) => set.isRejected) : group.sets;
  return {
    form: group.version.startsWith(VERSION_5010) ? '999' : '997',
    group: answer,
    sets: named.map(setAnswerOf),
    sender: group.sender,
    receiver: group.receiver,
  };
}

const setAnswerOf = (set: OpenSet): SetAnswer => ({
  st01: set.st01,
  st02: set.st02,
  version: set.version,
  code: set.isRejected ? 'R' : set.errors.length > 0 ? 'E' : 'A',
  errors: set.errors.slice(0, ERRORS_MAX),
  segments: set.segments,
});

/** IK502 to IK506. */
const ERRORS_MAX = 5;
