/** States in which its clock has stopped: nothing of it is to be paid any more, or all of it is. */
export const ENDED: readonly string[] = [
  'no-refund',
  'declined',
  'cancelled',
  'restored',
  'settled',
  'escheated',
  'carded',
  'cleared',
  'tied',
  'acknowledged',
];
