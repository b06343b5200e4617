/**
 * A reassociation trace found in free text: the TRN segment of X12 005010X221A1 that the CAQH CORE 370 rule puts into
 * the CCD+ addenda record. Banks hand it on damaged, so both the text as found and a comparable key are kept.
 */
export type Trace = {
  /** TRN02, the payer's trace number, as written apart from outer blanks. */
  readonly traceNumber: string;
  /** TRN03, `1` and the payer's tax id; empty when the text was cut before it. */
  readonly payerId: string;
  /** TRN04, the originating company's supplemental code; empty when absent. */
  readonly supplement: string;
  /** TRN02 ready for matching, see `traceKey`. */
  readonly key: string;
  readonly raw: string;
  /** `standard` is exactly `TRN*1*`; `variant` is any of the damaged forms and deserves less trust. */
  readonly form: 'standard' | 'variant';
};

/**
 * What two traces are compared by: letters and digits only, upper case, leading zeros gone (banks lose and add
 * them).
 */
export const traceKey = (text: string): string =>
  (/^[1-9A-Z][0-9A-Z]*$/.test(text) ? text : text.replace(/[^A-Za-z0-9]/g, '').toUpperCase()).replace(/^0+(?=.)/, '');
