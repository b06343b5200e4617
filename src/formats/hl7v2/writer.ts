/** Records back to bytes. A tree keeps every value in its escaped form, so read → write → read gives the same tree. */
import type { Finding } from '../finding';
import { decodeBytes, encodeText, type Hl7Charset } from './charset';
import { type Delimiters, encodingCharacters, STANDARD_DELIMITERS } from './delimiters';
import { escapeText } from './escape';
import { hl7Finding } from './findings';
import { declaresDelimiters, type FieldTree, type Hl7Message, type MessageTree, type SegmentTree } from './model';

/** The whole message as plain values; for messages that are to be changed and written, or compared. */
export function treeOf(message: Hl7Message): MessageTree {
  const { bytes, charset, delimiters } = message;
  const segments = message.segments.map((segment) =>
    segmentTree(decodeBytes(bytes, segment.start, segment.end, charset), delimiters),
  );
  return { delimiters, charset, segments };
}

/** `bytes` with every segment ended by CR (HL7 v2 §2.5.4); a finding when the character set cannot carry the text. */
export function writeMessage(tree: MessageTree): { bytes: Uint8Array; findings: Finding[] } {
  const text = tree.segments.map((segment) => `${segmentText(segment, tree.delimiters)}\r`).join('');
  const { bytes, unencodable } = encodeText(text, tree.charset);
  if (unencodable === 0) return { bytes, findings: [] };
  const place = { offset: 0, line: 1 };
  return { bytes, findings: [hl7Finding('HL7_UNENCODABLE', place, `${unencodable} characters`)] };
}

/** What a field is built from: a text, or components, or components of subcomponents. Texts are escaped when built. */
export type FieldInput = string | readonly (string | readonly string[])[];

/** A segment from field numbers, e.g. `buildSegment('MSA', { 1: 'AA', 2: controlId })`. Gaps become empty fields. */
export function buildSegment(
  id: string,
  fields: Readonly<Record<number, FieldInput>>,
  delimiters: Delimiters = STANDARD_DELIMITERS,
): SegmentTree {
  const declares = declaresDelimiters(id);
  const last = Math.max(0, ...Object.keys(fields).map((key) => Number.parseInt(key, 10)));
  const list: FieldTree[] = declares ? [[[[encodingCharacters(delimiters)]]]] : [];
  for (let number = declares ? 3 : 1; number <= last; number++) list.push(fieldTree(fields[number] ?? '', delimiters));
  return { id, fields: list };
}

/** A message from segments, the first being MSH; UTF-8 and the recommended delimiters unless said otherwise. */
export const buildMessage = (
  segments: readonly SegmentTree[],
  charset: Hl7Charset = 'utf-8',
  delimiters: Delimiters = STANDARD_DELIMITERS,
): MessageTree => ({ delimiters, charset, segments });

function fieldTree(input: FieldInput, delimiters: Delimiters): FieldTree {
  if (typeof input === 'string') return [[[escapeText(input, delimiters)]]];
  const components = input.map((component) =>
    (typeof component === 'string' ? [component] : component).map((text) => escapeText(text, delimiters)),
  );
  return [components];
}

function segmentTree(text: string, delimiters: Delimiters): SegmentTree {
  const pieces = split(text, delimiters.field);
  const id = pieces[0] ?? '';
  const declares = declaresDelimiters(id);
  return {
    id,
    fields: pieces
      .slice(1)
      .map((field, index) =>
        declares && index === 0
          ? [[[field]]]
          : split(field, delimiters.repetition).map((repetition) =>
              split(repetition, delimiters.component).map((component) => split(component, delimiters.subcomponent)),
            ),
      ),
  };
}

function segmentText(segment: SegmentTree, delimiters: Delimiters): string {
  const fields = segment.fields.map((repetitions) =>
    repetitions
      .map((components) =>
        components
          .map((subcomponents) => subcomponents.join(charOf(delimiters.subcomponent)))
          .join(charOf(delimiters.component)),
      )
      .join(charOf(delimiters.repetition)),
  );
  return [segment.id, ...fields].join(charOf(delimiters.field));
}

const split = (text: string, separator: number): string[] =>
  separator === 0 ? [text] : text.split(String.fromCharCode(separator));

const charOf = (byte: number): string => (byte === 0 ? '' : String.fromCharCode(byte));
