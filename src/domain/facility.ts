import type { FacilityHints } from './facts';
import { type Failure, failure } from './failure';

/** Where a facility was read from, strongest first. */
export type FacilitySource = 'claim-master' | 'account-prefix' | 'provider' | 'ts301' | 'payee-npi' | 'payee-tin';

/** Looks a value up in master data: a facility code, or nothing. */
export type FacilityLookup = (value: string) => string | null | undefined;

export type FacilityLookups = {
  readonly byPrefix: FacilityLookup;
  readonly byNpi: FacilityLookup;
  /** By CMS certification number, or whatever provider number the payer puts in TS301. */
  readonly byCcn: FacilityLookup;
  readonly byTin: FacilityLookup;
};

export type FacilityQuestion = {
  readonly hints: FacilityHints;
  /** The facility that the claim master holds for this account, when it knows the account. */
  readonly claimMaster: string | null;
  readonly lookups: FacilityLookups;
  /**
   * Whether the payee may stand in for a claim whose account prefix is present but unmapped. Several facilities often
   * share one payee, so such a claim can be sent to a person instead. Default true.
   */
  readonly payeeStandsIn?: boolean;
};

export type FacilityAnswer =
  | {
      readonly ok: true;
      readonly facility: string;
      readonly source: FacilitySource;
      /** Weaker sources that name another facility: an intercompany candidate, never a reason to stop. */
      readonly disagreements: readonly { readonly source: FacilitySource; readonly facility: string }[];
      /** The account prefix that master data does not know, when another source had to stand in. */
      readonly prefixUnmapped: string | null;
    }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The facility of a claim or provider adjustment: claim master, account prefix (the claim master's second form),
 * rendering or service facility NPI (NM1*82, NM1*77), TS301, payee NPI, and last the default of the payee's TIN. An
 * unmapped prefix is a cause only when nothing else resolves (or when `payeeStandsIn` is false and only the payee
 * would).
 */
export function resolveFacility(question: FacilityQuestion): FacilityAnswer {
  const { hints, claimMaster, lookups } = question;
  const prefix = hints.accountPrefix || null;
  const byPrefix = prefix === null ? null : (lookups.byPrefix(prefix) ?? null);
  const prefixUnmapped = prefix !== null && byPrefix === null ? prefix : null;
  const found: { source: FacilitySource; facility: string }[] = [];
  const add = (source: FacilitySource, facility: string | null | undefined) => {
    if (facility) found.push({ source, facility });
  };
  add('claim-master', claimMaster);
  add('account-prefix', byPrefix);
  for (const id of hints.providerIds) add('provider', lookups.byNpi(id));
  if (hints.ts301) add('ts301', lookups.byCcn(hints.ts301));
  if (found.length > 0 || prefixUnmapped === null || question.payeeStandsIn !== false) {
    if (hints.payeeNpi) add('payee-npi', lookups.byNpi(hints.payeeNpi));
    // A TIN is shared by a whole system: it may fill a gap, but it contradicts nothing.
    if (found.length === 0 && hints.payeeTin) add('payee-tin', lookups.byTin(hints.payeeTin));
  }
  const best = found[0];
  if (!best) return { ok: false, failure: failure('FACILITY_UNKNOWN', 'facility', prefix ?? '(none)') };
  const disagreements = found.filter((other) => other.facility !== best.facility);
  return { ok: true, ...best, disagreements, prefixUnmapped };
}
