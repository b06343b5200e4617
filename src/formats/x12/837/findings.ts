import type { FindingRule } from '../finding-log';

/** What can be wrong with the content of an 837. */
export const CLAIM_FINDINGS = {
  linesNotCharge: {
    code: 'X837_LINES_NOT_CHARGE',
    severity: 'warning',
    message: 'The claim charges {0}, its service lines come to {1} (difference {2}).',
    cure: 'The payer will reject the claim: correct the charge or the lines at the source and submit it again.',
  },
  loopMissing: {
    code: 'X837_LOOP_MISSING',
    severity: 'warning',
    message: 'Loop {0} ({1}) is missing; every claim file must have it.',
    cure: 'The receiver will reject the claims behind it: complete them at the source and submit them again.',
  },
  loopRepeated: {
    code: 'X837_LOOP_REPEATED',
    severity: 'warning',
    message: 'Loop {0} ({1}) stands {2} times where it may stand once; the first one is used.',
    cure: 'Check at the source which one is meant, and submit the claims again.',
  },
  noLines: {
    code: 'X837_NO_SERVICE_LINES',
    severity: 'warning',
    message: 'The claim charges {0} and has no service line.',
    cure: 'Check whether the lines were lost at the source; a claim needs at least one.',
  },
} as const satisfies Record<string, FindingRule>;
