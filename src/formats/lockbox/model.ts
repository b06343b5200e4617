import type { Span } from '../finding';
import type { LockboxLayout } from './layout';

/**
 * Typed records of a BAI lockbox file (BAI Lockbox Communications Standards, fixed 80 columns). `fields` holds each
 * record's columns as written, without trailing blanks; amounts are cents.
 */
export type LockboxBase = { readonly span: Span; readonly line: number; readonly path: string };

type FieldsOf<Key extends Exclude<keyof LockboxLayout, 'width'>> = Readonly<Record<keyof LockboxLayout[Key], string>>;

export type Header = LockboxBase & { readonly kind: 'header'; readonly fields: FieldsOf<'header'> };
export type Service = LockboxBase & { readonly kind: 'service'; readonly fields: FieldsOf<'service'> };
type LockboxHeader = LockboxBase & { readonly kind: 'lockbox'; readonly fields: FieldsOf<'lockbox'> };
export type Overflow = LockboxBase & { readonly kind: 'overflow'; readonly fields: FieldsOf<'overflow'> };

/** One check with the overflow records that describe it. `null` when the amount columns hold no number. */
export type Check = LockboxBase & {
  readonly kind: 'check';
  readonly fields: FieldsOf<'detail'>;
  readonly amountMinor: bigint | null;
  readonly overflow: readonly Overflow[];
};

/** Count of checks and sum of their amounts, stated and computed; a stated figure is `null` when it is no number. */
export type Totals = {
  readonly statedCount: number | null;
  readonly statedMinor: bigint | null;
  readonly count: number;
  readonly amountMinor: bigint;
};

type BatchTotal = LockboxBase & {
  readonly kind: 'batchTotal';
  readonly fields: FieldsOf<'batchTotal'>;
  readonly totals: Totals;
};

type ServiceTotal = LockboxBase & {
  readonly kind: 'serviceTotal';
  readonly fields: FieldsOf<'serviceTotal'>;
  readonly totals: Totals;
};

/** `records` counts every record of the file, this one included. */
export type Trailer = LockboxBase & {
  readonly kind: 'trailer';
  readonly fields: FieldsOf<'trailer'>;
  readonly records: number;
};

export type LockboxRecord = Header | Service | LockboxHeader | Check | Overflow | BatchTotal | ServiceTotal | Trailer;
