/** Claim status categories (external code list 507) in our own words. */
export const CATEGORIES: Readonly<Record<string, string>> = {
  A0: 'forwarded to another',
  A1: 'received',
  A2: 'accepted for adjudication',
  A3: 'rejected, returned as unprocessable',
  A4: 'not found',
  A5: 'split',
  A6: 'rejected, information is missing',
  A7: 'rejected, information is invalid',
  A8: 'rejected, information contradicts itself',
  D0: 'data search unsuccessful',
  E0: 'error in the response',
  E1: 'error, the system cannot answer',
  E2: 'error, the information holder does not answer',
  E3: 'error, correction required',
  E4: 'error, trading partner agreement',
  F0: 'finalized',
  F1: 'finalized, paid',
  F2: 'finalized, denied',
  F3: 'finalized, revised',
  F3F: 'finalized, forwarded',
  F3N: 'finalized, not forwarded',
  F4: 'finalized, no payment will come',
  P0: 'pending',
  P1: 'pending, in process',
  P2: 'pending, in review',
  P3: 'pending, information requested',
  P4: 'pending, patient asked',
  P5: 'pending, payer administration',
};

/** What a category not listed above means by its first letter. */
export const FAMILIES: Readonly<Record<string, string>> = {
  A: 'acknowledgment',
  D: 'data search',
  E: 'error',
  F: 'finalized',
  P: 'pending',
  R: 'request for information',
};

/** Categories that reject a claim, whatever STC03 says. */
export const REJECTED: ReadonlySet<string> = new Set(['A3', 'A6', 'A7', 'A8']);
