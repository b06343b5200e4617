import type { Finding } from '../../finding';
import { FindingLog, type FindingRule, type Place } from '../finding-log';
import type { Interchange } from '../interchange';
import type { LoopFileSummary } from '../loops/model';
import { createLoopReader, type GrammarChoice } from '../loops/reader';
import type { SegmentView } from '../segment';
import { GE, GS, ST, TA1 } from '../segment-ids';
import { GROUP_NOTES, INTERCHANGE_NOTES, SET_NOTES, segmentErrorOf } from './error-codes';
import { answerOf, type OpenGroup, type OpenInterchange, type OpenSet } from './judgement';
import type { WrittenAnswers } from './writer';

/** Segment errors answered per set, and sets kept per group: beyond them an answer helps nobody and memory is bounded. */
const SEGMENT_ERRORS_MAX = 100;
const SETS_MAX = 50_000;

/** Reads a received file and says what to answer. `end` gives one answer per interchange that wants one. */
export type Answerer = {
  push(chunk: Uint8Array): void;
  end(): { readonly answers: readonly WrittenAnswers[]; readonly summary: LoopFileSummary };
};

/**
 * Makes the TA1 and the 999 (997 for groups before 005010) for everything in a received file, from the same findings the
 * file is judged by. Acknowledgments are never acknowledged. `isSupported` says which sets the receiver takes; sets with
 * a grammar are also checked segment by segment. Standards: X12.5 §5 for the TA1, TR3 005010X231A1 for the 999.
 */
export function createAnswerer(
  grammarOf: GrammarChoice,
  isSupported: (st01: string) => boolean,
  onFinding?: (finding: Finding) => void,
): Answerer {
  const collector = new Collector(isSupported);
  const reader = createLoopReader(
    { finding: onFinding, interchange: (interchange) => collector.interchange(interchange) },
    grammarOf,
    {
      onSegment: (view) => collector.segment(view),
      makeLog: (deliver) => new ListeningLog(deliver, (...finding) => collector.finding(...finding)),
    },
  );
  return {
    push: (chunk) => reader.push(chunk),
    end: () => {
      const summary = reader.end();
      return { answers: collector.answers(), summary };
    },
  };
}

type Listener = (rule: FindingRule, place: Place, values: readonly (string | number)[]) => void;

/** Hears every finding, those beyond the limit of a file included. */
class ListeningLog extends FindingLog {
  private readonly listener: Listener;

  constructor(deliver: ((finding: Finding) => void) | undefined, listener: Listener) {
    super(deliver);
    this.listener = listener;
  }

  override add(rule: FindingRule, place: Place, ...values: readonly (string | number)[]): void {
    this.listener(rule, place, values);
    super.add(rule, place, ...values);
  }
}

class Collector {
  private readonly isSupported: (st01: string) => boolean;
  private readonly interchanges: OpenInterchange[] = [];

  constructor(isSupported: (st01: string) => boolean) {
    this.isSupported = isSupported;
  }

  interchange(interchange: Interchange): void {
    this.interchanges.push({ interchange, hasTa1: false, notes: [], groups: [] });
  }

  /** Sees a segment before the envelope closes what it ends: findings about the level before find it by its line. */
  segment(view: SegmentView): void {
    const open = this.interchanges[this.interchanges.length - 1];
    if (open === undefined) return;
    const group = open.groups[open.groups.length - 1];
    switch (view.id) {
      case GS:
        open.groups.push(newGroup(view));
        break;
      case ST:
        if (group !== undefined) this.startSet(group, view);
        break;
      case GE:
        if (group !== undefined) group.stated = view.element(1);
        break;
      case TA1:
        open.hasTa1 = true;
        break;
      default:
    }
  }

  finding(rule: FindingRule, place: Place, values: readonly (string | number)[]): void {
    const open = before(this.interchanges, place.line, ({ interchange }) => interchange.segmentNumber);
    if (open === undefined) return;
    const note = INTERCHANGE_NOTES[rule.code];
    if (note !== undefined) {
      addOnce(open.notes, note);
      return;
    }
    const group = before(open.groups, place.line, ({ line }) => line);
    if (group === undefined) return;
    const groupNote = GROUP_NOTES[rule.code];
    if (groupNote !== undefined) {
      addOnce(group.errors, groupNote);
      return;
    }
    const set = before(group.sets, place.line, ({ line }) => line);
    if (set !== undefined) this.setFinding(set, rule, place, values);
  }

  answers(): WrittenAnswers[] {
    return this.interchanges.flatMap((open) => answerOf(open) ?? []);
  }

  private setFinding(set: OpenSet, rule: FindingRule, place: Place, values: readonly (string | number)[]): void {
    const note = SET_NOTES[rule.code];
    if (note !== undefined) {
      addOnce(set.errors, note);
      set.isRejected = true;
      return;
    }
    const error = segmentErrorOf(rule, place, set.line, values);
    if (error === null) return;
    if (rule.severity === 'error') set.isRejected = true;
    addOnce(set.errors, SEGMENTS_IN_ERROR);
    const same = set.segments.find(({ position }) => position === error.position);
    if (same !== undefined) same.elements = [...same.elements, ...error.elements];
    else if (set.segments.length < SEGMENT_ERRORS_MAX) set.segments.push(error);
  }

  private startSet(group: OpenGroup, view: SegmentView): void {
    group.received++;
    if (group.sets.length >= SETS_MAX) return;
    const [st01, st02] = [view.element(1), view.element(2)];
    const errors: string[] = [];
    if (st01 === '') errors.push(MISSING_ID);
    else if (!this.isSupported(st01)) errors.push(NOT_SUPPORTED);
    if (st02 === '') errors.push(MISSING_CONTROL);
    else if (group.controls.has(st02)) errors.push(REPEATED_CONTROL);
    group.controls.add(st02);
    const version = view.element(3);
    const isRejected = errors.length > 0;
    group.sets.push({ line: view.number, st01, st02, version, errors, segments: [], isRejected });
  }
}

/** IK502 (data element 718). */
const NOT_SUPPORTED = '1';
const SEGMENTS_IN_ERROR = '5';
const MISSING_ID = '6';
const MISSING_CONTROL = '7';
const REPEATED_CONTROL = '23';

const newGroup = (view: SegmentView): OpenGroup => ({
  line: view.number,
  functionalId: view.element(1),
  sender: view.element(2),
  receiver: view.element(3),
  controlNumber: view.element(6),
  version: view.element(8),
  stated: '',
  received: 0,
  controls: new Set(),
  errors: [],
  sets: [],
});

function addOnce(list: string[], value: string): void {
  if (!list.includes(value)) list.push(value);
}

/** The last of `list` that begins at or before `line`. Findings come near the end, so the search does as well. */
function before<T>(list: readonly T[], line: number, lineOf: (item: T) => number): T | undefined {
  for (let at = list.length - 1; at >= 0; at--) if (lineOf(list[at]!) <= line) return list[at];
  return undefined;
}
