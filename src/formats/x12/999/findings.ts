import type { FindingRule } from '../finding-log';

/** What can be wrong with the content of a 999 or 997. */
export const ACKNOWLEDGMENT_FINDINGS = {
  groupMissing: {
    code: 'X999_AK9_MISSING',
    severity: 'error',
    message: 'The acknowledgment has no AK9, so it does not say whether the group was accepted.',
    cure: 'Treat the group as not acknowledged and ask the partner for the acknowledgment again.',
  },
  setsAccepted: {
    code: 'X999_ACCEPTED_COUNT',
    severity: 'warning',
    message: 'AK904 states {0} accepted sets, the answers list {1}.',
    cure: 'Go by the answers of the single sets and tell the partner that its totals disagree.',
  },
  setsReceived: {
    code: 'X999_RECEIVED_COUNT',
    severity: 'warning',
    message: 'AK903 states {0} received sets, but {1} are answered.',
    cure: 'Go by the answers of the single sets and tell the partner that its totals disagree.',
  },
} as const satisfies Record<string, FindingRule>;
