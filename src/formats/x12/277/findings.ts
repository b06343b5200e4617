import type { FindingRule } from '../finding-log';

/** What can be wrong with the content of a 277 or 277CA. */
export const STATUS_FINDINGS = {
  totalCount: {
    code: 'X277_TOTAL_COUNT',
    severity: 'warning',
    message: '{0} states {1} {2} claims, the acknowledgment lists {3}.',
    cure: 'Compare with the claims submitted; claims may be missing from the acknowledgment.',
  },
  actionContradicts: {
    code: 'X277_ACTION_CONTRADICTS',
    severity: 'warning',
    message: 'STC03 says {0}, but the category {1} {2} the claim.',
    cure: 'Take the claim for rejected until the sender has said which of the two is right.',
  },
  totalAmount: {
    code: 'X277_TOTAL_AMOUNT',
    severity: 'warning',
    message: '{0} states {1} for {2} claims, those listed come to {3}.',
    cure: 'Compare with the claims submitted; claims may be missing from the acknowledgment.',
  },
} as const satisfies Record<string, FindingRule>;
