import { createHash } from 'node:crypto';
import type { Delimiters } from '../delimiters';
import type { SegmentView } from '../segment';

/** Bytes gathered before the hash takes them. A segment is never larger than this. */
const STAGE_BYTES = 256 * 1024;

const ELEMENT_OUT = 0x2a;
const COMPONENT_OUT = 0x3a;
const TERMINATOR_OUT = 0x7e;
/**
 * Marks a data byte that would read as a separator (Data Link Escape, which no payer sends). The tokenizer counts it as
 * a high byte, so that segments holding it do not take the short way.
 */
const ESCAPE = 0x10;

const VERBATIM = 0;
const IS_ELEMENT = 1;
const IS_COMPONENT = 2;
const ESCAPED = 3;

/**
 * SHA-256 of a transaction set's body in one spelling: separators `* : ~`, no line breaks, trailing empty elements
 * dropped, ST and SE left out. The same remittance sent again in another envelope, under another control number, with
 * other separators or wrapped differently has the same hash; a changed cent has not.
 */
export class ContentHash {
  private readonly actions = new Uint8Array(256);
  private readonly stage = Buffer.allocUnsafe(STAGE_BYTES);
  private size = 0;
  /** The separators already are those of the one spelling, so that bytes can be taken as they are. */
  private isCanonical: boolean = false;
  private hash = createHash('sha256');

  setDelimiters(delimiters: Delimiters): void {
    this.actions.fill(VERBATIM);
    for (const byte of [ELEMENT_OUT, COMPONENT_OUT, TERMINATOR_OUT, ESCAPE]) this.actions[byte] = ESCAPED;
    this.actions[delimiters.component] = IS_COMPONENT;
    this.actions[delimiters.element] = IS_ELEMENT;
    const { element, component, terminator } = delimiters;
    this.isCanonical = element === ELEMENT_OUT && component === COMPONENT_OUT && terminator === TERMINATOR_OUT;
  }

  add(view: SegmentView): void {
    const { actions, stage } = this;
    const { bytes, starts } = view;
    const from = starts[0]!;
    let to = starts[view.count + 1]! - 1;
    if ((to - from + 1) * 2 > STAGE_BYTES - this.size) this.flush();
    while (to > from && actions[bytes[to - 1]!] === IS_ELEMENT) to--;
    let size = this.size;
    if (this.isCanonical && !view.hasHighBytes) {
      for (let at = from; at < to; at++) stage[size++] = bytes[at]!;
      stage[size] = TERMINATOR_OUT;
      this.size = size + 1;
      return;
    }
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      const action = actions[byte]!;
      if (action === VERBATIM) stage[size++] = byte;
      else if (action === IS_ELEMENT) stage[size++] = ELEMENT_OUT;
      else if (action === IS_COMPONENT) stage[size++] = COMPONENT_OUT;
      else {
        stage[size++] = ESCAPE;
        stage[size++] = byte;
      }
    }
    stage[size++] = TERMINATOR_OUT;
    this.size = size;
  }

  /** The hash of what was added since the last time, in hexadecimal. */
  take(): string {
    this.flush();
    const digest = this.hash.digest('hex');
    this.hash = createHash('sha256');
    return digest;
  }

  private flush(): void {
    if (this.size === 0) return;
    this.hash.update(this.stage.subarray(0, this.size));
    this.size = 0;
  }
}
