/**
 * What the header of a remit may say and still be posted without a person. Defaults; a customer who decides otherwise changes
 * them here.
 */
export const HEADER_POLICY = {
  /** The currency that the books are kept in. */
  currency: 'USD',
  /**
   * Days by which BPR16 may lie off the other dates of its file. Further away it is a slip of the keyboard and waits for a person;
   * nearer it is posted, and from a year on a finding names it.
   */
  daysOffMax: 1826,
} as const;
