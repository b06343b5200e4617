/**
 * The FHIR and JSON finding codes, their words and their cures. Messages never hold values: those may be patient data.
 */
import { FINDINGS_MAX, type Finding, type Severity } from '../finding';

type Entry = { readonly severity: Severity; readonly message: string; readonly cure: string };

const CATALOGUE = {
  JSON_EMPTY: {
    severity: 'error',
    message: 'The file holds no JSON value.',
    cure: 'Ask the sender for the file again; an empty transfer is not a resource.',
  },
  JSON_INVALID: {
    severity: 'error',
    message: 'This is not JSON (RFC 8259).',
    cure: 'Look at the named byte; ask the sender for a valid file.',
  },
  JSON_TRUNCATED: {
    severity: 'error',
    message: 'The JSON ends before it is complete; the file is cut.',
    cure: 'Ask the sender for the whole file.',
  },
  JSON_TOO_DEEP: {
    severity: 'error',
    message: 'The JSON is nested deeper than the limit.',
    cure: 'No FHIR resource needs this depth; check where the file comes from.',
  },
  JSON_TOO_LARGE: {
    severity: 'error',
    message: 'One resource is larger than the limit and was not read.',
    cure: 'Send a Bundle with "resourceType" first, or NDJSON, so resources are read one by one.',
  },
  JSON_KEY_REFUSED: {
    severity: 'error',
    message:
      'An object holds a key that can change how programs behave (__proto__, constructor, prototype); it was refused.',
    cure: 'No FHIR element has such a name; treat the file as hostile.',
  },
  JSON_KEY_DUPLICATE: {
    severity: 'error',
    message: 'An object holds the same key twice; readers disagree which one counts.',
    cure: 'Ask the sender for the resource again.',
  },
  JSON_NOT_UTF8: {
    severity: 'error',
    message: 'The file is not UTF-8 (RFC 8259 §8.1); text was read as ISO 8859-1.',
    cure: 'Ask the sender for UTF-8.',
  },
  FHIR_NOT_A_RESOURCE: {
    severity: 'error',
    message: 'A value is not a FHIR resource: it is no object or has no "resourceType".',
    cure: 'Check that the file is FHIR R4 JSON.',
  },
  FHIR_TYPE_MISMATCH: {
    severity: 'error',
    message: 'An element has another JSON type than FHIR R4 gives it; it was left out.',
    cure: 'Ask the sender to correct the named element.',
  },
  FHIR_VALUE_INVALID: {
    severity: 'error',
    message: 'A value does not have the form of its FHIR R4 data type; it was left out.',
    cure: 'Ask the sender to correct the named element.',
  },
  FHIR_ELEMENT_MISSING: {
    severity: 'warning',
    message: 'An element FHIR R4 requires is missing.',
    cure: 'Ask the sender to fill the named element.',
  },
  FHIR_CODE_UNKNOWN: {
    severity: 'warning',
    message: 'A code is not in the value set FHIR R4 binds it to.',
    cure: 'Agree the code with the sender or map it.',
  },
  FHIR_AMOUNT_INVALID: {
    severity: 'error',
    message: 'An amount is not an exact decimal within 18 digits.',
    cure: 'Ask the sender to correct the named amount.',
  },
  FHIR_TOTAL_ITEMS: {
    severity: 'warning',
    message: 'A total differs from the sum of the items.',
    cure: 'Ask the sender which of the two is right before the claim is worked.',
  },
  FHIR_PAYMENT_DETAILS: {
    severity: 'warning',
    message: 'The details of a payment do not add up to it (paymentAmount).',
    cure: 'Hold the payment against its deposit, and ask the payer which detail is missing or wrong.',
  },
  FHIR_CURRENCY_MIXED: {
    severity: 'warning',
    message: 'Amounts of several currencies stand under one total, so their sum means nothing.',
    cure: 'Use the items one by one; ask the sender for one resource per currency.',
  },
  FHIR_BUNDLE_PAGED: {
    severity: 'warning',
    message: 'The Bundle has a "next" link: it is one page of several.',
    cure: 'Fetch the following pages before totals are compared.',
  },
  FHIR_ABANDONED: {
    severity: 'error',
    message: 'Too much of the file is in error; reading stopped here and the rest was not read.',
    cure: 'Check that the file is FHIR R4 JSON; cure the first errors and send it again.',
  },
  FINDINGS_TRUNCATED: {
    severity: 'warning',
    message: 'More findings were made than are kept.',
    cure: 'Cure the ones listed first and read the file again.',
  },
} as const satisfies Record<string, Entry>;

export type FhirFindingCode = keyof typeof CATALOGUE;

/**
 * Absolute byte offset, number of the value or Bundle entry from 1, and the FHIRPath-like place (`Claim.item[0].net`).
 */
export type Place = { readonly offset: number; readonly line: number; readonly path?: string };

/** One finding with the catalogue's words; `detail` (totals and codes, no values of people) is added in brackets. */
export function fhirFinding(code: FhirFindingCode, place: Place, detail?: string): Finding {
  const entry = CATALOGUE[code];
  const message = detail === undefined ? entry.message : `${entry.message} [${detail}]`;
  return { code, severity: entry.severity, message, cure: entry.cure, ...place };
}

/** Keeps the first `FINDINGS_MAX` findings and counts the rest, so hostile input cannot fill memory. */
export class FindingLog {
  readonly #kept: Finding[] = [];
  #dropped = 0;
  #droppedErrors = 0;

  add(finding: Finding): void {
    if (this.#kept.length < FINDINGS_MAX) this.#kept.push(finding);
    else {
      this.#dropped++;
      if (finding.severity === 'error') this.#droppedErrors++;
    }
  }

  /** The kept findings, closed by `FINDINGS_TRUNCATED` with the number left out when there were more. */
  list(): Finding[] {
    if (this.#dropped === 0) return [...this.#kept];
    const words = `${this.#dropped} more, ${this.#droppedErrors} of them errors`;
    const closing = fhirFinding('FINDINGS_TRUNCATED', { offset: 0, line: 0 }, words);
    // A file is judged by the worst of its findings, listed or not.
    return [...this.#kept, this.#droppedErrors > 0 ? { ...closing, severity: 'error' } : closing];
  }
}
