import { depositKey } from '../ties';
import type { OpenEntry } from './entry';

/**
 * A trace number on its way through banks (domain reassociation, CAQH CORE 370): punctuation, blanks, case and leading
 * zeros are lost, and columns cut it. `exact` keeps what was written apart from outer blanks.
 */
export const exactTrace = (text: string): string => text.trim().toUpperCase();

/**
 * Columns that cut a trace: the identification number of an ACH entry holds fifteen characters (Nacha Operating Rules,
 * Appendix Three, record 6 field 7), and many portals show as many.
 */
const CUT = 15;
/** A cut shorter than this says too little: short numbers are alike by chance. */
const CUT_LEAST = 8;

/**
 * Every text under which a trace may be found again. Both sides make theirs, and one in common is enough: the whole key, and
 * the first fifteen characters of the raw text and of the key, since the cut may come before or after zeros were lost.
 */
export function traceVariants(text: string): readonly string[] {
  const key = depositKey(text);
  if (key === '') return [];
  const raw = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const cuts = [depositKey(raw.slice(0, CUT)), key.slice(0, CUT)].filter((cut) => cut.length >= CUT_LEAST);
  return [...new Set([key, ...cuts])];
}

export const checkKey = (text: string): string => depositKey(text);

/** What an entry calls itself: with the payer's id when both sides have one, because trace numbers of payers collide. */
export const originatorOf = (entry: OpenEntry): string =>
  entry.originator === null ? '' : entry.originator.toUpperCase().replace(/[^A-Z0-9]/g, '');
