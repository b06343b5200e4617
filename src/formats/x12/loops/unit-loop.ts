import type { Span } from '../../finding';
import type { Delimiters } from '../delimiters';
import { type SegmentSink, Tokenizer } from '../tokenizer';
import type { Loop, SegmentRecord } from './model';
import type { Grammar, LoopNode } from './moves';
import { contentOf } from './segment-record';
import { UnitReader } from './unit-reader';
import type { UnitView } from './unit-view';

type Content = Pick<Loop, 'segments' | 'loops'>;

/**
 * The loop of a unit. Its segments and inner loops are made when somebody asks for them: while the unit is handed on
 * from the view that holds it, later by reading the text of the unit again. Most claims are used by their typed records
 * alone, and making every segment of them an object takes longer than all the rest of reading.
 */
export class UnitLoop implements Loop {
  readonly id: string;
  readonly path: string;
  span: Span = { offset: 0, length: 0 };
  private readonly node: LoopNode;
  private readonly grammar: Grammar;
  private readonly delimiters: Delimiters;
  /** Holds the unit while it is handed on. */
  private view: UnitView | null = null;
  private content: Content | null = null;
  private text = '';
  private offset = 0;
  private segmentNumber = 0;

  constructor(node: LoopNode, path: string, grammar: Grammar, delimiters: Delimiters) {
    this.id = node.id;
    this.path = path;
    this.node = node;
    this.grammar = grammar;
    this.delimiters = delimiters;
  }

  get segments(): readonly SegmentRecord[] {
    return this.made().segments;
  }

  get loops(): readonly Loop[] {
    return this.made().loops;
  }

  /** Takes the unit as read. What its text does not tell by itself is made now. */
  hold(view: UnitView, span: Span): void {
    this.view = view;
    this.span = span;
    this.text = view.text;
    const opening = view.opening(0);
    this.offset = opening.offset;
    this.segmentNumber = opening.number;
    if (!view.isContiguous) this.made();
  }

  /** The view goes on to the next unit. */
  letGo(): void {
    this.view = null;
  }

  private made(): Content {
    this.content ??= contentOf(this.view ?? this.readAgain(), 0);
    return this.content;
  }

  private readAgain(): UnitView {
    const { grammar, delimiters, text } = this;
    const reader = new UnitReader();
    reader.open(this.node, this.path);
    const before = this.segmentNumber - 1;
    const sink: SegmentSink = {
      segment: (view) => {
        view.number += before;
        reader.take(view, grammar.move(reader.node, grammar.column(view.id), view), grammar.nodes);
      },
      delimiters: ignore,
      problem: ignore,
      release: () => reader.view.release(),
    };
    const bytes = Buffer.from(`${text}${String.fromCharCode(delimiters.terminator)}`, 'latin1');
    const tokenizer = new Tokenizer(sink, { start: { delimiters, base: this.offset, bytesMax: bytes.length } });
    tokenizer.push(bytes);
    tokenizer.end();
    return reader.seal();
  }
}

/** The bytes were read once and their problems reported then. */
const ignore = (): void => {};

/** A loop inside a unit, found in it when somebody asks for what it holds. */
export class InnerLoop implements Loop {
  readonly path: string;
  private readonly unit: Loop;

  constructor(path: string, unit: Loop) {
    this.path = path;
    this.unit = unit;
  }

  get id(): string {
    return this.found().id;
  }

  get span(): Span {
    return this.found().span;
  }

  get segments(): readonly SegmentRecord[] {
    return this.found().segments;
  }

  get loops(): readonly Loop[] {
    return this.found().loops;
  }

  private found(): Loop {
    const found = this.unit.loops.find(({ path }) => path === this.path);
    if (found === undefined) throw new Error(`${this.path} is not in the unit it was read from.`);
    return found;
  }
}
