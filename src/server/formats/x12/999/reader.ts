import type { FindingLog } from '../finding-log';
import type { Loop, LoopUnit, SetHeader, SetSummary } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { textsOf } from '../loops/records';
import { partsOf, segmentOf, textOf } from '../loops/segment-record';
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
      setStart: (header) => answers.setStart(header),
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
  private answered = 0;
  private accepted = 0;
  private hasGroup: boolean = false;

  constructor(handler: Handler999) {
    this.handler = handler;
  }

  setStart(header: SetHeader): void {
    this.answered = 0;
    this.accepted = 0;
    this.hasGroup = false;
    this.handler.setStart?.(header);
  }

  unit(unit: LoopUnit, header: SetHeader): void {
    this.handler.unit?.(unit, header);
    const { loop } = unit;
    if (loop.id === 'AK9') {
      this.hasGroup = true;
      const answer = groupAnswerOf(header.loop, loop);
      this.check(answer, loop);
      this.handler.group?.({ ...answer, span: loop.span }, header);
      return;
    }
    const answer = setAnswerOf(loop);
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
  private check(answer: GroupAnswer, loop: Loop): void {
    if (this.answered === 0) return;
    const place = { offset: loop.span.offset, line: loop.segments[0]?.number ?? 0, path: loop.path };
    const received = answer.setsReceived;
    if (!agrees(received, this.answered)) {
      const isMore = COUNT.test(received) && Number.parseInt(received, 10) > this.answered;
      if (!isMore) this.log?.add(ACKNOWLEDGMENT_FINDINGS.setsReceived, place, received, this.answered);
    } else if (!agrees(answer.setsAccepted, this.accepted)) {
      this.log?.add(ACKNOWLEDGMENT_FINDINGS.setsAccepted, place, answer.setsAccepted, this.accepted);
    }
  }
}

/** AK1 stands in the header of the set, AK9 behind its answers. */
function groupAnswerOf(header: Loop, trailer: Loop): GroupAnswer {
  const ak1 = segmentOf(header, 'AK1');
  const ak9 = trailer.segments[0];
  return {
    functionalId: textOf(ak1, 1),
    controlNumber: textOf(ak1, 2),
    version: textOf(ak1, 3),
    code: textOf(ak9, 1),
    setsStated: textOf(ak9, 2),
    setsReceived: textOf(ak9, 3),
    setsAccepted: textOf(ak9, 4),
    errors: textsOf(ak9).slice(4),
  };
}

function setAnswerOf(loop: Loop): SetAnswer {
  const ak2 = loop.segments[0];
  const closing = segmentOf(loop, 'IK5') ?? segmentOf(loop, 'AK5');
  return {
    st01: textOf(ak2, 1),
    st02: textOf(ak2, 2),
    version: textOf(ak2, 3),
    code: textOf(closing, 1),
    errors: textsOf(closing).slice(1),
    segments: loop.loops.map(segmentErrorOf),
  };
}

const segmentErrorOf = (loop: Loop): SegmentError => {
  const error = loop.segments[0];
  return {
    segmentId: textOf(error, 1),
    position: textOf(error, 2),
    loopId: textOf(error, 3),
    code: textOf(error, 4),
    contexts: loop.segments.filter(({ id }) => id === 'CTX').map(textsOf),
    elements: loop.loops.map(elementErrorOf),
  };
};

const elementErrorOf = (loop: Loop): ElementError => {
  const error = loop.segments[0];
  return {
    position: partsOf(error, 1),
    reference: textOf(error, 2),
    code: textOf(error, 3),
    value: textOf(error, 4),
  };
};
