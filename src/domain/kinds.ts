/**
 * Kinds of documents a target can be asked to make. Each says what proves it: a document read back counts as ours only when
 * its proof equals what was asked.
 */
export const KINDS = [
  'journal',
  'statistical',
  'ap-invoice',
  'receipt',
  'stock-move',
  'purchase-request',
  'reservation',
  'callback',
] as const;
export type Kind = (typeof KINDS)[number];

type KindRule = {
  /** Its lines balance per entity and asset, and a period is asked for. */
  readonly lines: 'balanced' | 'none';
  readonly period: boolean;
  /** What is compared between the posting and the document that was read back. */
  readonly proof: 'totals' | 'amount' | 'number';
};

export const KIND: Readonly<Record<Kind, KindRule>> = {
  journal: { lines: 'balanced', period: true, proof: 'totals' },
  statistical: { lines: 'balanced', period: true, proof: 'totals' },
  'ap-invoice': { lines: 'balanced', period: true, proof: 'amount' },
  receipt: { lines: 'balanced', period: true, proof: 'amount' },
  'stock-move': { lines: 'balanced', period: true, proof: 'totals' },
  'purchase-request': { lines: 'balanced', period: false, proof: 'totals' },
  reservation: { lines: 'balanced', period: false, proof: 'totals' },
  callback: { lines: 'none', period: false, proof: 'number' },
};
