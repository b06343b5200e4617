import { DEFAULT_DELIMITERS, type Delimiters, isAlphanumeric, isLineBreak } from './delimiters';

/** An element as text, or a composite as its components. */
export type WrittenElement = string | readonly string[];

/** Widths of ISA01 to ISA15 (X12.5 §3, table of the interchange control header). */
const ISA_WIDTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1];

/** How segments are laid out. `lineBreak` follows every terminator; `wrapAt` breaks lines after so many bytes. */
export type Layout = { readonly delimiters?: Delimiters; readonly lineBreak?: string; readonly wrapAt?: number };

/**
 * Puts segments together with the separators of the layout. Trailing empty elements and components are left out, as
 * X12.6 §3.3 wants. Refuses (`RangeError`) text that holds a separator: X12 has no escape for it.
 */
export class SegmentWriter {
  /** Segments written so far. */
  count = 0;
  private readonly delimiters: Delimiters;
  private readonly lineBreak: string;
  private readonly wrapAt: number;
  private readonly element: string;
  private readonly component: string;
  private readonly terminator: string;
  private readonly separators: readonly string[];
  private readonly parts: string[] = [];

  constructor(layout: Layout = {}) {
    this.delimiters = layout.delimiters ?? DEFAULT_DELIMITERS;
    this.lineBreak = layout.lineBreak ?? '';
    this.wrapAt = layout.wrapAt ?? 0;
    checkDelimiters(this.delimiters);
    this.element = String.fromCharCode(this.delimiters.element);
    this.component = String.fromCharCode(this.delimiters.component);
    this.terminator = String.fromCharCode(this.delimiters.terminator);
    this.separators = [this.element, this.component, this.terminator];
  }

  write(id: string, elements: readonly WrittenElement[]): void {
    const texts = elements.map((element, index) => this.text(id, index, element));
    while (texts.length > 0 && texts[texts.length - 1] === '') texts.pop();
    this.put([id, ...texts].join(this.element));
  }

  /** ISA01 to ISA15; pads them to their fixed widths and adds ISA16. ISA11 of a 00501 interchange is the repetition separator. */
  writeIsa(elements: readonly string[]): void {
    const repetition = this.delimiters.repetition;
    const padded = ISA_WIDTHS.map((width, index) => {
      const isRepetition = index === 10 && repetition !== null;
      const text = isRepetition ? String.fromCharCode(repetition) : (elements[index] ?? '');
      if (text.length > width) throw new RangeError(`ISA${index + 1} is longer than ${width}; shorten it.`);
      if (!isRepetition) this.refuseSeparators('ISA', index, text);
      return text.padEnd(width);
    });
    this.put(['ISA', ...padded, this.component].join(this.element));
  }

  bytes(): Uint8Array {
    const text = this.parts.join('');
    if (this.wrapAt === 0) return Buffer.from(text, 'utf8');
    const lines: string[] = [];
    for (let at = 0; at < text.length; at += this.wrapAt) lines.push(text.slice(at, at + this.wrapAt));
    return Buffer.from(lines.join('\r\n'), 'utf8');
  }

  private put(segment: string): void {
    this.count++;
    this.parts.push(segment, this.terminator, this.lineBreak);
  }

  private text(id: string, index: number, element: WrittenElement): string {
    if (typeof element === 'string') {
      this.refuseSeparators(id, index, element);
      return element;
    }
    const components = [...element];
    for (const component of components) this.refuseSeparators(id, index, component);
    while (components.length > 0 && components[components.length - 1] === '') components.pop();
    return components.join(this.component);
  }

  private refuseSeparators(id: string, index: number, text: string): void {
    for (const separator of this.separators) {
      if (!text.includes(separator)) continue;
      const element = `${id}${String(index + 1).padStart(2, '0')}`;
      throw new RangeError(`${element} holds the separator "${separator}"; write the file with other separators.`);
    }
  }
}

/** Separators must be different bytes below 0x80 that can never be data: no letter, digit, blank, point or sign. */
function checkDelimiters(delimiters: Delimiters): void {
  const { element, component, terminator, repetition } = delimiters;
  const all = [element, component, terminator, ...(repetition === null ? [] : [repetition])];
  const isLegal = all.every((byte) => byte < 0x80 && !isAlphanumeric(byte) && !NEVER_SEPARATORS.includes(byte));
  const isBroken = isLineBreak(element) || isLineBreak(component) || (repetition !== null && isLineBreak(repetition));
  if (!isLegal || isBroken || new Set(all).size !== all.length) {
    throw new RangeError(`Separators ${all.join(', ')} cannot be told from data or from each other; choose others.`);
  }
}

/** Blank, plus, minus, point. */
const NEVER_SEPARATORS = [0x20, 0x2b, 0x2d, 0x2e];
