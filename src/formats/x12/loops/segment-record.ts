import type { SegmentView } from '../segment';
import { unpackId } from '../segment-ids';
import type { Loop, SegmentElement, SegmentRecord } from './model';
import type { UnitView } from './unit-view';

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

/** A segment as the generic model holds it. `12::` is `12`; a composite that is nothing but separators is empty. */
export function recordOf(view: SegmentView): SegmentRecord {
  const count = view.filledCount();
  const elements: SegmentElement[] = new Array<SegmentElement>(count);
  for (let index = 1; index <= count; index++) {
    elements[index - 1] = view.isComposite(index) ? simplified(view.parts(index)) : view.code(index);
  }
  return { id: idOf(view), span: view.whole(), number: view.number, elements };
}

const simplified = (parts: string[]): SegmentElement => (parts.length > 1 ? parts : (parts[0] ?? ''));

/** Segments and inner loops of a loop of the unit in `view`. */
export function contentOf(view: UnitView, loop: number): Pick<Loop, 'segments' | 'loops'> {
  const segments: SegmentRecord[] = [];
  const end = view.end(loop);
  for (let at = view.first(loop); at < end; at++) if (view.loopOf(at) === loop) segments.push(recordOf(view.at(at)));
  const loops: Loop[] = [];
  for (let inner = loop + 1; inner < view.loopsEnd(loop); inner = view.loopsEnd(inner)) {
    const { segments: own, loops: below } = contentOf(view, inner);
    loops.push({ id: view.id(inner), path: view.pathOf(inner), span: view.span(inner), segments: own, loops: below });
  }
  return { segments, loops };
}

/** Element from 1 as text, a composite joined by colons; `''` when absent. */
export function textOf(segment: SegmentRecord, index: number): string {
  const element = segment.elements[index - 1] ?? '';
  return typeof element === 'string' ? element : element.join(':');
}
