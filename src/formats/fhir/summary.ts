/** A FHIR inspection as tables for people. */
import { readableAmount, readableCount, type SummaryTable } from '../inspection';
import type { ClaimInspection, FhirInspection } from './inspect';

/** Claims shown to people; the facts hold them all. */
const CLAIMS_SHOWN_MAX = 20;

/** What is in the file, and the claims with the amounts as the file spells them. */
export function summarizeFhir(result: FhirInspection): SummaryTable[] {
  const resources: SummaryTable = {
    title: `Resources in a ${result.root ?? 'file that is no resource'}`,
    columns: [
      { title: 'type', align: 'left' },
      { title: 'count', align: 'right' },
    ],
    rows: Object.entries(result.resources).map(([type, count]) => [type, readableCount(count)]),
  };
  const totals = totalsTable(result);
  if (result.claims.length === 0) return [resources, ...totals];
  const claims: SummaryTable = {
    title: result.claims.length > CLAIMS_SHOWN_MAX ? `First ${CLAIMS_SHOWN_MAX} claims` : 'Claims',
    columns: [
      { title: 'type', align: 'left' },
      { title: 'id', align: 'left' },
      { title: 'items', align: 'right' },
      { title: 'paid', align: 'right' },
      { title: 'totals', align: 'left' },
    ],
    rows: result.claims.slice(0, CLAIMS_SHOWN_MAX).map(claimRow),
  };
  return [resources, claims, ...totals];
}

/** Nothing for a file that states none. */
function totalsTable({ statedTotals }: FhirInspection): SummaryTable[] {
  if (statedTotals.length === 0) return [];
  const title = statedTotals.length > CLAIMS_SHOWN_MAX ? `First ${CLAIMS_SHOWN_MAX} totals` : 'Totals';
  return [
    {
      title,
      columns: [
        { title: 'type', align: 'left' },
        { title: 'id', align: 'left' },
        { title: 'total', align: 'left' },
        { title: 'stated', align: 'right' },
        { title: 'added up', align: 'right' },
        { title: 'currency', align: 'left' },
      ],
      rows: statedTotals
        .slice(0, CLAIMS_SHOWN_MAX)
        .map(({ type, id, of, stated, parts, currency }) => [
          type,
          id ?? '(no id)',
          of,
          readableAmount(stated),
          parts === null ? '' : readableAmount(parts),
          currency,
        ]),
    },
  ];
}

function claimRow(claim: ClaimInspection): string[] {
  const totals = claim.totals.map(([code, amount]) => `${code ?? '(no code)'} ${amount ?? '(none)'}`).join(', ');
  return [claim.type, claim.id ?? '(no id)', readableCount(claim.items), claim.payment ?? '', totals];
}
