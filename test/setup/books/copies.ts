/** The tables a claim grows, in the order in which it grows them: what a raw copy of the same work has to write. */
export const GROWING_TABLES: readonly string[] = [
  'record',
  'event_key',
  'event',
  'posting',
  'posting_line',
  'lineage_edge',
  'attempt',
  'attempt_outcome',
  'document',
  'audit',
  'control_total',
];
