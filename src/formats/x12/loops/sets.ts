import { eligibilityGrammar } from '../270-271/grammar';
import { statusRequestGrammar } from '../276/grammar';
import { statusGrammar } from '../277/grammar';
import { reviewGrammar } from '../278/grammar';
import { premiumGrammar } from '../820/grammar';
import { claimGrammar } from '../837/grammar';
import { acknowledgmentGrammar } from '../999/grammar';
import type { Grammar } from './grammar';

/** Grammar of any set read into loops; `null` for the 835, which has its own reader, and for sets not modelled. */
export const grammarOf = (st01: string, version: string): Grammar | null =>
  claimGrammar(st01, version) ??
  statusGrammar(st01) ??
  statusRequestGrammar(st01) ??
  eligibilityGrammar(st01) ??
  reviewGrammar(st01) ??
  premiumGrammar(st01) ??
  acknowledgmentGrammar(st01);
