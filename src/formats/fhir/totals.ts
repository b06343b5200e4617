/** What a resource states as its total against what its parts add up to. */
import { addDecimal, type Decimal, equalDecimal, formatDecimal, ZERO } from '@/domain/money';
import type { Finding } from '../finding';
import { parseFhirDecimal } from './decimal';
import { fhirFinding } from './findings';
import type { JsonNode } from './json';
import type { FhirResource } from './model';

/** One stated total. `parts` is `null` when the parts do not all have an amount, so that nothing can be compared. */
export type StatedTotal = {
  readonly type: string;
  readonly id: string | null;
  /** `total`, `paymentAmount`, or the code of a category. */
  readonly of: string;
  readonly stated: string;
  readonly parts: string | null;
  readonly currency: string;
};

type Money = { readonly value: Decimal; readonly currency: string };
type Sum = Money | 'mixed' | null;
type Compared = {
  readonly of: string;
  readonly path: string;
  readonly node: JsonNode;
  readonly stated: Money;
  readonly parts: Sum;
};

const SUBMITTED = 'submitted';

/** The stated totals of a resource, each with its finding when it differs; nothing for types without totals. */
export function totalsOf(resource: FhirResource): { readonly totals: StatedTotal[]; readonly findings: Finding[] } {
  const totals: StatedTotal[] = [];
  const findings: Finding[] = [];
  for (const { of, path, node, stated, parts } of comparedOf(resource)) {
    const sum = parts === null || parts === 'mixed' ? null : formatDecimal(parts.value);
    totals.push({
      type: resource.resourceType,
      id: resource.id,
      of,
      stated: formatDecimal(stated.value),
      parts: sum,
      currency: stated.currency,
    });
    const place = { offset: node.span.offset, line: resource.line, path: `${resource.path}.${path}` };
    if (isMixed(stated, parts)) findings.push(fhirFinding('FHIR_CURRENCY_MIXED', place));
    else if (parts !== null && parts !== 'mixed' && !equalDecimal(parts.value, stated.value)) {
      const code = resource.resourceType === 'PaymentReconciliation' ? 'FHIR_PAYMENT_DETAILS' : 'FHIR_TOTAL_ITEMS';
      findings.push(fhirFinding(code, place, `${of}: ${formatDecimal(stated.value)} stated, ${sum} added up`));
    }
  }
  return { totals, findings };
}

const isMixed = (stated: Money, parts: Sum): boolean =>
  parts === 'mixed' ||
  (parts !== null && parts.currency !== '' && stated.currency !== '' && parts.currency !== stated.currency);

function* comparedOf({ resourceType, node }: FhirResource): Generator<Compared> {
  switch (resourceType) {
    case 'Claim':
      yield* one('total', node.get('total'), sumOf(itemsOf(node.get('item')).map((item) => item.get('net'))));
      return;
    case 'PaymentReconciliation':
      yield* one(
        'paymentAmount',
        node.get('paymentAmount'),
        sumOf(itemsOf(node.get('detail')).map((detail) => detail.get('amount'))),
      );
      return;
    case 'ExplanationOfBenefit':
    case 'ClaimResponse':
      yield* byCategory(node);
      return;
    default:
  }
}

function* one(of: string, node: JsonNode | undefined, parts: Sum): Generator<Compared> {
  const stated = moneyOf(node);
  if (node !== undefined && stated !== null) yield { of, path: of, node, stated, parts };
}

/** `total` of an adjudicated claim: one amount per category, over items as submitted and items the payer added. */
function* byCategory(node: JsonNode): Generator<Compared> {
  const items = [...itemsOf(node.get('item')), ...itemsOf(node.get('addItem'))];
  let index = 0;
  for (const total of itemsOf(node.get('total'))) {
    const path = `total[${index++}].amount`;
    const of = codeOf(total);
    const amount = total.get('amount');
    const stated = moneyOf(amount);
    if (of === null || amount === undefined || stated === null) continue;
    yield { of, path, node: amount, stated, parts: partsOf(node, items, of) };
  }
}

/** A category adjudicated for the claim as a whole is in no item, so its total cannot be compared with them. */
function partsOf(node: JsonNode, items: readonly JsonNode[], category: string): Sum {
  const isOf = (adjudication: JsonNode): boolean => codeOf(adjudication) === category;
  if (itemsOf(node.get('adjudication')).some(isOf)) return null;
  const amounts = items.flatMap((item) =>
    itemsOf(item.get('adjudication'))
      .filter(isOf)
      .map((a) => a.get('amount')),
  );
  if (amounts.length > 0) return sumOf(amounts);
  return category === SUBMITTED ? sumOf(items.map((item) => item.get('net'))) : null;
}

function sumOf(nodes: readonly (JsonNode | undefined)[]): Sum {
  if (nodes.length === 0) return null;
  let value = ZERO;
  let currency = '';
  for (const node of nodes) {
    const money = moneyOf(node);
    if (money === null) return null;
    if (currency !== '' && money.currency !== '' && money.currency !== currency) return 'mixed';
    if (currency === '') currency = money.currency;
    value = addDecimal(value, money.value);
  }
  return { value, currency };
}

function moneyOf(node: JsonNode | undefined): Money | null {
  const value = node?.get('value');
  if (value?.kind !== 'number') return null;
  const decimal = parseFhirDecimal(value.text);
  const currency = node?.get('currency');
  return decimal === null ? null : { value: decimal, currency: currency?.kind === 'string' ? currency.text : '' };
}

const itemsOf = (node: JsonNode | undefined): JsonNode[] => [...(node?.items() ?? [])];

function codeOf(node: JsonNode): string | null {
  const code = itemsOf(node.get('category')?.get('coding'))[0]?.get('code');
  return code?.kind === 'string' ? code.text : null;
}
