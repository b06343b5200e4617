import type { ClaimFacts } from '@/domain/facts';
import { draftLines, type PostingRules } from '@/domain/posting-rules';
import type { Adjustment, Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import type { Marks } from './segments';

/** The adjustments that explain charge less payment, at the level that balances the claim (never the same dollars twice). */
export function adjustmentsOf(claim: Claim): readonly Adjustment[] {
  const service = claim.services.flatMap((line) => line.adjustments);
  if (claim.adjustmentLevel === 'claim') return claim.adjustments;
  return claim.adjustmentLevel === 'service' ? service : [...claim.adjustments, ...service];
}

const NO_HINTS = { accountPrefix: null, providerIds: [], ts301: null, payeeNpi: null, payeeTin: null };

/** The rules that one adjustment alone sets off: asked of the posting rules themselves, so that nobody repeats them here. */
function rulesOf(adjustment: Adjustment, rules: PostingRules): ReadonlySet<string> {
  const facts: ClaimFacts = {
    kind: 'claim',
    status: '1',
    filingIndicator: '',
    chargeMinor: 1n,
    paidMinor: 0n,
    adjustments: [{ group: adjustment.group, reason: adjustment.reason, amountMinor: 1n }],
    balanced: true,
    accepted: false,
    hints: NO_HINTS,
  };
  const draft = draftLines(
    facts,
    {
      cashEntity: '',
      facility: { code: '', entity: '', costCenter: '-' },
      payer: { code: '', payerClass: '' },
      method: Object.keys(rules.cashAccounts)[0] ?? '',
      plbAccounts: {},
      originalKnown: true,
    },
    rules,
  );
  return new Set(draft.ok ? draft.lines.map((line) => line.rule) : []);
}

/** What a claim's bytes light up: its payment and what it adds up from, or the adjustments a posting rule read. */
export function claimMarks(claim: Claim, rule: string | null, rules: PostingRules | null): Marks {
  const adjustments = adjustmentsOf(claim);
  const read = rule && rules ? adjustments.filter((a) => rulesOf(a, rules).has(rule)) : [];
  if (read.length > 0) return { mark: read.map((a) => a.span), under: [claim.chargeSpan, claim.paidSpan] };
  return { mark: [claim.paidSpan], under: [claim.chargeSpan, ...adjustments.map((a) => a.span)] };
}

export const plbMarks = (plb: ProviderAdjustment): Marks => ({ mark: [plb.amountSpan], under: [] });
