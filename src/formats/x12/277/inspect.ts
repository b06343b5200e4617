import { type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import { AmountSum } from '../loops/amounts';
import { Counts, countTable, LISTED_MAX, makeInspector, type SetTally } from '../loops/inspect';
import type { SegmentView } from '../segment';
import { CATEGORIES, FAMILIES } from './categories.data';
import { create277Reader } from './reader';

/** Counts and amounts of a claim status file, as of `tieout inspect`; keys as in the published truth records. */
export const inspect277: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new StatusTally();
  return { tally, reader: create277Reader(hooks, options) };
});

/** STC01, STC10 and STC11 hold a status each. */
const STATUS_ELEMENTS = [1, 10, 11];
const ACTION = 3;
const AMOUNT = 4;

class StatusTally implements SetTally {
  private stc = 0;
  private readonly categories = new Counts();
  private readonly codes = new Counts();
  private readonly actions = new Counts();
  private readonly levels = new Counts();
  private readonly sum = new AmountSum();
  private readonly trn: string[] = [];
  private readonly qty: string[][] = [];
  private readonly bht: string[][] = [];

  segment(view: SegmentView, id: string): void {
    if (id === 'STC') this.status(view);
    else if (id === 'HL') this.levels.add(view.element(3));
    else if (id === 'TRN') keep(this.trn, view.element(2));
    else if (id === 'QTY') keep(this.qty, elementsOf(view));
    else if (id === 'BHT') keep(this.bht, elementsOf(view));
  }

  facts(): Record<string, unknown> {
    return {
      stc: this.stc,
      status_categories: this.categories.facts(),
      status_codes: this.codes.facts(),
      stc03_actions: this.actions.facts(),
      sum_stc04: this.sum.toString(),
      hl_levels: this.levels.facts(),
      trn: this.trn,
      qty: this.qty,
      bht: this.bht,
    };
  }

  tables(): SummaryTable[] {
    return [
      countTable('Statuses', [
        ['Statuses (STC)', readableCount(this.stc)],
        ['Traces (TRN)', readableCount(this.trn.length)],
        ['Amounts at all levels (STC04)', readableAmount(this.sum.toString())],
        ...this.actions.rows((action) => `Action ${action}${ACTIONS[action] ?? ''}`),
      ]),
      countTable(
        'By category',
        this.categories.rows((code) => `${code}${categoryWords(code)}`),
      ),
      countTable(
        'By level (HL03)',
        this.levels.rows((level) => LEVELS[level] ?? level),
      ),
    ];
  }

  private status(view: SegmentView): void {
    this.stc++;
    if (view.count >= ACTION) this.actions.add(view.element(ACTION));
    this.sum.add(view.element(AMOUNT));
    for (const index of STATUS_ELEMENTS) {
      const category = view.part(index, 1);
      if (category === '') continue;
      const code = view.part(index, 2);
      this.categories.add(category);
      this.codes.add(code === '' ? category : `${category}:${code}`);
    }
  }
}

function keep<T>(list: T[], value: T): void {
  if (list.length < LISTED_MAX) list.push(value);
}

function elementsOf(view: SegmentView): string[] {
  const elements: string[] = [];
  for (let index = 1; index <= view.count; index++) elements.push(view.element(index));
  return elements;
}

function categoryWords(code: string): string {
  const words = CATEGORIES[code] ?? FAMILIES[code[0] ?? ''];
  return words === undefined ? '' : ` (${words})`;
}

const ACTIONS: Readonly<Record<string, string>> = { WQ: ' (accepted)', U: ' (rejected)' };
const LEVELS: Readonly<Record<string, string>> = {
  20: 'Information source',
  21: 'Information receiver',
  19: 'Provider',
  22: 'Subscriber',
  23: 'Dependent',
  PT: 'Patient',
};
