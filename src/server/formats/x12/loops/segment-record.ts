import type { Delimiters } from '../delimiters';
import type { SegmentView } from '../segment';
import { unpackId } from '../segment-ids';
import type { Loop, SegmentElement, SegmentRecord } from './model';

/** Different ids whose text is kept; a file of garbage must not grow the map without end. */
const ID_TEXTS_MAX = 1_000;
const idTexts = new Map<number, string>();

/** Text of the id of a segment, made once per id. */
export function idOf(view: SegmentView): string {
  if (view.id === 0) return view.element(0);
  const known = idTexts.get(view.id);
  if (known !== undefined) return known;
  const text = unpackId(view.id);
  if (idTexts.size < ID_TEXTS_MAX) idTexts.set(view.id, text);
  return text;
}

/**
 * Turns views into records. Most segments hold no composite: where the next component separator stands is looked up
 * once and remembered, so that those segments are not searched for it.
 */
export class SegmentRecorder {
  private component = ':';
  private base = -1;
  private textLength = -1;
  /** Position in the text of the view from which `next` was looked for. */
  private from = 0;
  private next = 0;

  setDelimiters(delimiters: Delimiters): void {
    this.component = String.fromCharCode(delimiters.component);
    this.base = -1;
  }

  record(view: SegmentView): SegmentRecord {
    let { count } = view;
    while (count > 0 && view.isEmpty(count)) count--;
    const elements: SegmentElement[] = new Array<SegmentElement>(count);
    const mayBeComposite = this.hasComponent(view);
    for (let index = 1; index <= count; index++) {
      const text = view.code(index);
      const isComposite = mayBeComposite && text.includes(this.component);
      elements[index - 1] = isComposite ? withoutEmptyTail(view.components(index)) : text;
    }
    return { id: idOf(view), span: view.whole(), number: view.number, elements };
  }

  private hasComponent(view: SegmentView): boolean {
    const { text } = view;
    if (view.origin !== null) return text.includes(this.component);
    const start = view.starts[0]!;
    if (view.base !== this.base || text.length !== this.textLength || start < this.from) {
      this.base = view.base;
      this.textLength = text.length;
      this.next = -1;
    }
    this.from = start;
    if (this.next < start) {
      const found = text.indexOf(this.component, start);
      this.next = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.next < view.starts[view.count + 1]! - 1;
  }
}

/** `12::` is `12`; a composite that is nothing but separators is empty. */
function withoutEmptyTail(parts: string[]): SegmentElement {
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
  return parts.length > 1 ? parts : (parts[0] ?? '');
}

/** Element from 1 as text, a composite joined by colons; `''` when absent. */
export function textOf(segment: SegmentRecord | undefined, index: number): string {
  const element = segment?.elements[index - 1];
  if (element === undefined) return '';
  return typeof element === 'string' ? element : element.join(':');
}

/** Component from 1 of an element from 1; a simple element is its own first component. */
export function partOf(segment: SegmentRecord | undefined, index: number, part: number): string {
  const element = segment?.elements[index - 1];
  if (element === undefined) return '';
  if (typeof element === 'string') return part === 1 ? element : '';
  return element[part - 1] ?? '';
}

/** Components of an element, `[]` when it is empty. */
export function partsOf(segment: SegmentRecord | undefined, index: number): readonly string[] {
  const element = segment?.elements[index - 1];
  if (element === undefined || element === '') return NO_PARTS;
  return typeof element === 'string' ? [element] : element;
}

const NO_PARTS: readonly string[] = [];

export const segmentOf = (loop: Loop | undefined, id: string): SegmentRecord | undefined =>
  loop?.segments.find((segment) => segment.id === id);

export const segmentsOf = (loop: Loop | undefined, id: string): SegmentRecord[] =>
  loop?.segments.filter((segment) => segment.id === id) ?? [];

/** Values of a repeating element; the whole element is one value when the interchange names no repetition separator. */
export function repetitionsOf(
  segment: SegmentRecord | undefined,
  index: number,
  repetition: number | null,
): readonly string[] {
  const text = textOf(segment, index);
  if (text === '') return NO_PARTS;
  return repetition === null ? [text] : text.split(String.fromCharCode(repetition));
}
