import type { SummaryTable } from '../../inspection';
import type { SegmentView } from '../segment';
import { Counts, countTable, type SetTally } from './inspect';

/** Elements whose values are counted under `codes`: benefits, rejections, review decisions, acknowledgment codes. */
const COUNTED: Readonly<Record<string, number>> = {
  EB: 1,
  AAA: 3,
  UM: 1,
  HCR: 1,
  AK5: 1,
  IK5: 1,
  AK9: 1,
  TA1: 4,
};

/** Counts of the codes that say what a set asks, answers or decides. */
export class CodeTally implements SetTally {
  private readonly codes = new Map<string, Counts>();
  private readonly words: Readonly<Record<string, string>>;

  /** `words` names the segments for people: `{ EB: 'Benefits' }`. */
  constructor(words: Readonly<Record<string, string>>) {
    this.words = words;
  }

  segment(view: SegmentView, id: string): void {
    const index = COUNTED[id];
    if (index === undefined) return;
    let counts = this.codes.get(id);
    if (counts === undefined) {
      counts = new Counts();
      this.codes.set(id, counts);
    }
    counts.add(view.element(index));
  }

  facts(): Record<string, unknown> {
    return { codes: Object.fromEntries([...this.codes].map(([id, counts]) => [id, counts.facts()])) };
  }

  tables(): SummaryTable[] {
    return [...this.codes].map(([id, counts]) => {
      const element = `${id}${String(COUNTED[id]).padStart(2, '0')}`;
      const word = this.words[id];
      return countTable(word === undefined ? element : `${word} (${element})`, counts.rows());
    });
  }
}
