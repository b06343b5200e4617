import { type Inspector, readableCount, type SummaryTable } from '../../inspection';
import { CodeTally } from '../loops/code-tally';
import { countTable, LISTED_MAX, makeInspector } from '../loops/inspect';
import type { SegmentView } from '../segment';
import type { GroupAnswer, ReadSetAnswer } from './model';
import { create999Reader } from './reader';

/** Rejected sets in the table for people. */
const REJECTED_SHOWN_MAX = 40;
const TA1_ELEMENTS = [1, 2, 3, 4, 5];

/** Counts of acknowledgments, 999, 997 and TA1, as of `tieout inspect`; keys as in the published truth records. */
export const inspect999: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new AnswerTally();
  const reader = create999Reader(
    {
      ...hooks,
      setAnswer: (answer) => tally.setAnswer(answer),
      group: (answer) => tally.group(answer),
    },
    options,
  );
  return { tally, reader };
});

class AnswerTally extends CodeTally {
  private readonly ak9: string[][] = [];
  private readonly ta1: string[][] = [];
  private readonly groups: string[][] = [];
  private readonly rejected: string[][] = [];
  private sets = 0;
  private accepted = 0;

  constructor() {
    super({ AK5: 'Sets', IK5: 'Sets', AK9: 'Groups', TA1: 'Interchanges' });
  }

  override segment(view: SegmentView, id: string): void {
    super.segment(view, id);
    if (id === 'TA1' && this.ta1.length < LISTED_MAX) {
      this.ta1.push(TA1_ELEMENTS.map((index) => view.element(index)));
    }
    if (id !== 'AK9' || this.ak9.length >= LISTED_MAX) return;
    const elements: string[] = [];
    for (let index = 1; index <= view.count; index++) elements.push(view.element(index));
    this.ak9.push(elements);
  }

  setAnswer(answer: ReadSetAnswer): void {
    this.sets++;
    if (answer.code === 'A' || answer.code === 'E') this.accepted++;
    else if (this.rejected.length < REJECTED_SHOWN_MAX) {
      const [first] = answer.segments;
      const place = first === undefined ? '' : `${first.segmentId} at ${first.position}, error ${first.code}`;
      this.rejected.push([answer.st01, answer.st02, answer.code, answer.errors.join(' '), place]);
    }
  }

  group(answer: GroupAnswer): void {
    if (this.groups.length >= REJECTED_SHOWN_MAX) return;
    const { functionalId, controlNumber, code, setsStated, setsReceived, setsAccepted } = answer;
    this.groups.push([functionalId, controlNumber, GROUP_CODES[code] ?? code, setsStated, setsReceived, setsAccepted]);
  }

  override facts(): Record<string, unknown> {
    return {
      ...super.facts(),
      ...(this.ak9.length === 0 ? {} : { ak9: this.ak9 }),
      ...(this.ta1.length === 0 ? {} : { ta1: this.ta1 }),
    };
  }

  override tables(): SummaryTable[] {
    return [
      countTable('Answers', [
        ['Sets answered', readableCount(this.sets)],
        ['  of them accepted', readableCount(this.accepted)],
        ['Interchanges answered (TA1)', readableCount(this.ta1.length)],
      ]),
      table('Groups answered', ['Kind', 'Control number', 'Answer', '>Stated', '>Received', '>Accepted'], this.groups),
      table('Sets not accepted', ['Set', 'Control number', 'Answer', 'Errors', 'First segment'], this.rejected),
      ...super.tables(),
    ];
  }
}

const GROUP_CODES: Readonly<Record<string, string>> = {
  A: 'accepted',
  E: 'accepted with errors',
  P: 'partly accepted',
  R: 'rejected',
};

/** Titles that begin with `>` head right-aligned columns. */
const table = (title: string, titles: readonly string[], rows: readonly (readonly string[])[]): SummaryTable => ({
  title,
  columns: titles.map((name) =>
    name.startsWith('>') ? { title: name.slice(1), align: 'right' } : { title: name, align: 'left' },
  ),
  rows,
});
