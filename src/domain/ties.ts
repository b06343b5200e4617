import { traceForm } from './identifiers';

/** Keys of ties that more than one flow writes entries to: both must come to the same text from what they were told. */

/**
 * Key of a deposit and of the remits it pays: the trace number (TRN02) as banks and payers agree on it. Banks drop its
 * punctuation, its case and its leading zeros, and say nothing of the payee, so neither may be part of the key. Empty when
 * the text holds nothing to tell a payment by.
 */
export const depositKey = (trace: string): string => traceForm(trace);
