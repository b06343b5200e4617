import type { Span } from '@/formats/finding';
import type { Adjustment, Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import { adjustmentsOf, codesOf } from './events';
import { draftLines, type PostingRules } from './rules';

type Marks = { readonly mark: readonly Span[]; readonly under: readonly Span[] };
type Line = { readonly rule: string; readonly rules: PostingRules };

/** What a claim's bytes light up: its payment and what it adds up from, or the adjustments a posting rule read. */
export function claimMarks(claim: Claim, line: Line | null): Marks {
  const adjustments = adjustmentsOf(claim);
  const read = line ? adjustments.filter((a) => rulesOf(a, line.rules).has(line.rule)) : [];
  if (read.length > 0) return { mark: read.map((a) => a.span), under: [claim.chargeSpan, claim.paidSpan] };
  return { mark: [claim.paidSpan], under: [claim.chargeSpan, ...adjustments.map((a) => a.span)] };
}

export const plbMarks = (plb: ProviderAdjustment): Marks => ({ mark: [plb.amountSpan], under: [] });

const NO_HINTS = { accountPrefix: null, providerIds: [], ts301: null, payeeNpi: null, payeeTin: null };

/** The rules that one adjustment alone sets off: asked of the posting rules themselves, so that nobody repeats them here. */
function rulesOf(adjustment: Adjustment, rules: PostingRules): ReadonlySet<string> {
  const [group, reason] = codesOf(adjustment.group, adjustment.reason);
  const draft = draftLines(
    {
      kind: 'claim',
      status: '1',
      filingIndicator: '',
      chargeMinor: 1n,
      paidMinor: 0n,
      adjustments: [{ group, reason, amountMinor: 1n }],
      balanced: true,
      accepted: false,
      hints: NO_HINTS,
    },
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
