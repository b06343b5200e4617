import type { Span } from '../../finding';

/** TA1 (X12.5 §5): what the partner says about an interchange it received. */
export type InterchangeAcknowledgment = {
  readonly span: Span;
  /** ISA13 of the interchange meant. */
  readonly controlNumber: string;
  /** ISA09 and ISA10 of the interchange meant. */
  readonly date: string;
  readonly time: string;
  /** TA104: A accepted, E accepted with errors, R rejected. */
  readonly code: string;
  /** TA105: note code, `000` for none. */
  readonly note: string;
};

/** What a TA1 says, without where it stands. */
export type WrittenInterchangeAcknowledgment = Omit<InterchangeAcknowledgment, 'span'>;
