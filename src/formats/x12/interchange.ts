import type { Span } from '../finding';
import type { Delimiters } from './delimiters';

/** ISA, read by separators. `index` is 0-based in the file. */
export type Interchange = {
  readonly index: number;
  readonly span: Span;
  readonly segmentNumber: number;
  readonly delimiters: Delimiters;
  /** True when the text has no ISA and `* : ~` are assumed. */
  readonly fragment: boolean;
  readonly senderQualifier: string;
  readonly sender: string;
  readonly receiverQualifier: string;
  readonly receiver: string;
  readonly date: string;
  readonly time: string;
  readonly version: string;
  readonly controlNumber: string;
  readonly usage: string;
  /** Bytes from `ISA` through the terminator, line breaks left out: 106 by the standard. */
  readonly width: number;
};

/** GS. `index` is 0-based in its interchange. */
export type FunctionalGroup = {
  readonly index: number;
  readonly segmentNumber: number;
  readonly functionalId: string;
  readonly sender: string;
  readonly receiver: string;
  readonly date: string;
  readonly time: string;
  readonly controlNumber: string;
  readonly version: string;
};
