import type { Delimiters } from '../delimiters';
import type { FunctionalGroup, Interchange } from '../interchange';
import { type Layout, SegmentWriter } from '../segment-writer';
import type { Loop, SegmentElement, SegmentRecord } from './model';

/** What of an interchange and a group is written; where they stood is not. */
export type WrittenInterchange = Pick<
  Interchange,
  | 'senderQualifier'
  | 'sender'
  | 'receiverQualifier'
  | 'receiver'
  | 'date'
  | 'time'
  | 'version'
  | 'controlNumber'
  | 'usage'
> & {
  /** Separators the texts come from: a repetition separator inside them is replaced by that of the layout. */
  readonly delimiters?: Delimiters;
};
export type WrittenGroup = Omit<FunctionalGroup, 'index' | 'segmentNumber'>;

/** One ST…SE: its loops in file order, the header loop first. ST and SE are added. */
export type WrittenSet = {
  readonly st01: string;
  readonly st02: string;
  readonly st03: string;
  readonly loops: readonly Loop[];
};

export type WrittenInterchangeContent = {
  readonly interchange: WrittenInterchange;
  /** TA1 segments before the first group. */
  readonly acknowledgments?: readonly Pick<SegmentRecord, 'id' | 'elements'>[];
  readonly groups: readonly { readonly group: WrittenGroup; readonly sets: readonly WrittenSet[] }[];
};

/**
 * Writes interchanges with their counts and trailers (X12.5, X12.6). What `createLoopReader` makes of the bytes equals
 * the loops given, places aside. All interchanges share one layout. Throws `RangeError` for text that holds a separator
 * of the layout: X12 has no escape.
 */
export function writeX12(interchanges: readonly WrittenInterchangeContent[], layout: Layout = {}): Uint8Array {
  const writer = new SegmentWriter(layout);
  for (const content of interchanges) writeInterchange(writer, content, layout);
  return writer.bytes();
}

function writeInterchange(writer: SegmentWriter, content: WrittenInterchangeContent, layout: Layout): void {
  const { interchange, groups } = content;
  writer.writeIsa([
    '00',
    '',
    '00',
    '',
    interchange.senderQualifier,
    interchange.sender,
    interchange.receiverQualifier,
    interchange.receiver,
    interchange.date,
    interchange.time,
    'U',
    interchange.version,
    interchange.controlNumber,
    '0',
    interchange.usage,
  ]);
  for (const segment of content.acknowledgments ?? []) writer.write(segment.id, segment.elements);
  const translate = repetitionTranslator(interchange.delimiters?.repetition, layout.delimiters?.repetition);
  for (const { group, sets } of groups) {
    const { functionalId, sender, receiver, date, time, controlNumber, version } = group;
    writer.write('GS', [functionalId, sender, receiver, date, time, controlNumber, 'X', version]);
    for (const set of sets) writeSet(writer, set, translate);
    writer.write('GE', [String(sets.length), controlNumber]);
  }
  writer.write('IEA', [String(groups.length), interchange.controlNumber]);
}

function writeSet(writer: SegmentWriter, set: WrittenSet, translate: Translator): void {
  const before = writer.count;
  writer.write('ST', [set.st01, set.st02, set.st03]);
  for (const loop of set.loops) writeLoop(writer, loop, translate);
  writer.write('SE', [String(writer.count - before + 1), set.st02]);
}

/** A loop's own segments and inner loops in the order they were read: by the numbers of their segments. */
function writeLoop(writer: SegmentWriter, loop: Loop, translate: Translator): void {
  const { segments, loops } = loop;
  let inner = 0;
  for (const segment of segments) {
    while (inner < loops.length && startOf(loops[inner]!) < segment.number) {
      writeLoop(writer, loops[inner++]!, translate);
    }
    writer.write(segment.id, segment.elements.map(translate));
  }
  for (; inner < loops.length; inner++) writeLoop(writer, loops[inner]!, translate);
}

const startOf = (loop: Loop): number => loop.segments[0]?.number ?? Number.POSITIVE_INFINITY;

type Translator = (element: SegmentElement) => SegmentElement;

const asIs: Translator = (element) => element;

function repetitionTranslator(from: number | null | undefined, to: number | null | undefined): Translator {
  const target = to === undefined ? DEFAULT_REPETITION : to;
  if (from === null || from === undefined || target === null || from === target) return asIs;
  const [old, now] = [String.fromCharCode(from), String.fromCharCode(target)];
  const replace = (text: string) => (text.includes(old) ? text.replaceAll(old, now) : text);
  return (element) => (typeof element === 'string' ? replace(element) : element.map(replace));
}

const DEFAULT_REPETITION = 0x5e;
