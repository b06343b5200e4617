import type { FindingLog } from '../finding-log';
import { AK1, AK5, CTX, IK5 } from '../loops/ids';
import type { LoopUnit, SetHeader, SetSummary } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { loopsOf, segmentsOf } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
import { interchangeAcknowledgmentOf } from '../ta1/reader';
import { ACKNOWLEDGMENT_FINDINGS } from './findings';
import { acknowledgmentGrammar } from './grammar';
import type { ElementError, GroupAnswer, Handler999, SegmentError, SetAnswer } from './model';

/**
 * Reads acknowledgments (999, TR3 005010X231A1; 997, 005010X230 and earlier; TA1) as their bytes arrive, one answered set
 * at a time. Nothing throws on bad bytes; what is wrong goes to `handler.finding`.
 */
export function create999Reader(handler: Handler999, options: LoopReaderOptions = {}): LoopReader {
  const answers = new AnswerReader(handler);
  const reader = createLoopReader(
    {
      ...handler,
      interchangeAcknowledgment: (segment, interchange) => {
        handler.interchangeAcknowledgment?.(segment, interchange);
        handler.ta1?.(interchangeAcknowledgmentOf(segment));
      },
      setStart: (header, view) => answers.setStart(header, view),
      unit: (unit, header) => answers.unit(unit, header),
      setEnd: (summary) => answers.setEnd(summary),
    },
    acknowledgmentGrammar,
    options,
  );
  answers.log = reader.log;
  return reader;
}

/** IK501 that let the set through: accepted, accepted with errors. */
const isAccepted = (code: string): boolean => code === 'A' || code === 'E';

const COUNT = /^\d{1,12}$/;
const agrees = (stated: string, actual: number): boolean =>
  COUNT.test(stated) && Number.parseInt(stated, 10) === actual;

class AnswerReader {
  log: FindingLog | null = null;
  private readonly handler: Handler999;
  /** AK1, which stands in the header of the set; the rest of the answer stands behind those of its sets. */
  private meant: AnsweredGroup | null = null;
  private answered = 0;
  private accepted = 0;
  private hasGroup: boolean = false;

  constructor(handler: Handler999) {
    this.handler = handler;
  }

  setStart(header: SetHeader, view: UnitView): void {
    this.meant = groupOf(view);
    this.answered = 0;
    this.accepted = 0;
    this.hasGroup = false;
    this.handler.setStart?.(header, view);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    const { loop, view } = unit;
    if (loop.id === 'AK9') {
      this.hasGroup = true;
      const answer = groupAnswerOf(this.meant!, view);
      this.check(answer, unit);
      this.handler.group?.({ ...answer, span: loop.span }, header);
      return;
    }
    const answer = setAnswerOf(view);
    this.answered++;
    if (isAccepted(answer.code)) this.accepted++;
    this.handler.setAnswer?.({ ...answer, span: loop.span, path: loop.path }, header);
  }

  setEnd(summary: SetSummary): void {
    const { offset, segmentNumber, path } = summary.header;
    if (!this.hasGroup) this.log?.add(ACKNOWLEDGMENT_FINDINGS.groupMissing, { offset, line: segmentNumber, path });
    this.handler.setEnd?.(summary);
  }

  /** A partner may leave out AK2 loops of accepted sets (TR3 1.4.2); totals are compared when all sets are answered. */
  private check(answer: GroupAnswer, { loop, view }: LoopUnit): void {
    if (this.answered === 0) return;
    const place = { offset: loop.span.offset, line: view.opening(0).number, path: loop.path };
    const received = answer.setsReceived;
    if (!agrees(received, this.answered)) {
      const isMore = COUNT.test(received) && Number.parseInt(received, 10) > this.answered;
      if (!isMore) this.log?.add(ACKNOWLEDGMENT_FINDINGS.setsReceived, place, received, this.answered);
    } else if (!agrees(answer.setsAccepted, this.accepted)) {
      this.log?.add(ACKNOWLEDGMENT_FINDINGS.setsAccepted, place, answer.setsAccepted, this.accepted);
    }
  }
}

type AnsweredGroup = Pick<GroupAnswer, 'functionalId' | 'controlNumber' | 'version'>;

function groupOf(header: UnitView): AnsweredGroup {
  const ak1 = header.segment(0, AK1);
  return { functionalId: ak1.value(1), controlNumber: ak1.value(2), version: ak1.value(3) };
}

function groupAnswerOf({ functionalId, controlNumber, version }: AnsweredGroup, unit: UnitView): GroupAnswer {
  const ak9 = unit.opening(0);
  return {
    functionalId,
    controlNumber,
    version,
    code: ak9.value(1),
    setsStated: ak9.value(2),
    setsReceived: ak9.value(3),
    setsAccepted: ak9.value(4),
    errors: ak9.values().slice(4),
  };
}

function setAnswerOf(unit: UnitView): SetAnswer {
  const segments = loopsOf(unit, 0, '', segmentErrorOf);
  const ak2 = unit.opening(0);
  const [st01, st02, version] = [ak2.value(1), ak2.value(2), ak2.value(3)];
  const closing = unit.segment(0, unit.find(0, IK5) < 0 ? AK5 : IK5);
  return { st01, st02, version, code: closing.value(1), errors: closing.values().slice(1), segments };
}

function segmentErrorOf(unit: UnitView, loop: number): SegmentError {
  const error = unit.opening(loop);
  return {
    segmentId: error.value(1),
    position: error.value(2),
    loopId: error.value(3),
    code: error.value(4),
    contexts: segmentsOf(unit, loop, CTX, (segment) => segment.values()),
    elements: loopsOf(unit, loop, '', elementErrorOf),
  };
}

function elementErrorOf(unit: UnitView, loop: number): ElementError {
  const error = unit.opening(loop);
  return { position: error.parts(1), reference: error.value(2), code: error.value(3), value: error.value(4) };
}
