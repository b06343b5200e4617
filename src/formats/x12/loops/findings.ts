import type { FindingRule } from '../finding-log';

/** What can be wrong with the loops of any transaction set but the 835. */
export const LOOP_FINDINGS = {
  unexpected: {
    code: 'X12_SEGMENT_UNEXPECTED',
    severity: 'warning',
    message: '{0} is not expected in loop {1} or above it; it was kept there.',
    cure: 'Nothing is lost. If the partner relies on it, compare the set with its implementation guide.',
  },
  elementMissing: {
    code: 'X12_ELEMENT_MISSING',
    severity: 'error',
    message: '{0} is required and empty.',
    cure: 'Ask the sender for a correct file; the value cannot be guessed.',
  },
  amountNotNumeric: {
    code: 'X12_AMOUNT_NOT_NUMERIC',
    severity: 'error',
    message: '{0} is not a number; it counts as 0.',
    cure: 'Ask the sender for a correct file; the amount cannot be guessed.',
  },
  parentUnknown: {
    code: 'X12_HL_PARENT_UNKNOWN',
    severity: 'error',
    message: 'HL02 names the parent {0}, which is not above this HL.',
    cure: 'The hierarchy is damaged: ask the sender for the file again. The node was placed by its level.',
  },
  hierarchyNumber: {
    code: 'X12_HL_NUMBER_REPEATED',
    severity: 'warning',
    message: 'HL01 is {0} where {1} should follow.',
    cure: 'Check the order of the hierarchy; a part of the set may be missing or repeated.',
  },
  unitTooLarge: {
    code: 'X12_LOOP_TOO_LARGE',
    severity: 'error',
    message: 'Loop {0} has more than {1} segments; the rest of it was counted but not kept.',
    cure: 'Check that the terminators and loop headers of the file are right; ask the sender to split the set.',
  },
  unitTooLong: {
    code: 'X12_LOOP_TOO_LARGE',
    severity: 'error',
    message: 'Loop {0} has more than {1} bytes; the rest of it was counted but not kept.',
    cure: 'Check that the terminators and loop headers of the file are right; ask the sender to split the set.',
  },
} as const satisfies Record<string, FindingRule>;
