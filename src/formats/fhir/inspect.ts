/** Counts and control totals of one FHIR file, for people and for comparison with what the sender states. */
import type { ByteSource, Finding } from '../finding';
import { FindingLog } from './findings';
import type { JsonNode } from './json';
import type { FhirItem, FhirResource } from './model';
import { readFhir } from './reader';
import { readResource } from './resources/read-resource';
import { type StatedTotal, totalsOf } from './totals';

/** One Claim, ClaimResponse or ExplanationOfBenefit. Amounts are the lexemes of the file. */
export type ClaimInspection = {
  readonly type: string;
  readonly id: string | null;
  readonly profile: readonly string[];
  readonly use: string | null;
  readonly outcome: string | null;
  readonly items: number;
  /** `[total[].category.coding[0].code, total[].amount.value]`. */
  readonly totals: readonly (readonly [string | null, string | null])[];
  readonly payment: string | null;
  readonly diagnosis: number;
};

/**
 * `root`: resourceType of the file, `null` when it is no resource; for NDJSON that of its first line. `resources`: by
 * type, Bundle entries counted, the Bundle itself and contained resources not. `claims`: at most `CLAIMS_MAX` of them
 * in detail.
 */
export type FhirInspection = {
  readonly root: string | null;
  readonly resources: Readonly<Record<string, number>>;
  readonly claims: readonly ClaimInspection[];
  /** Stated totals with what their parts add up to, at most `CLAIMS_MAX` of them. */
  readonly statedTotals: readonly StatedTotal[];
  readonly findings: readonly Finding[];
};

/** Claims described one by one; the counts in `resources` go on beyond. */
const CLAIMS_MAX = 10_000;
/** Distinct resource types counted one by one; R4 has 148. Further ones fall under `(others)`. */
const TYPES_MAX = 1000;

const CLAIM_TYPES: ReadonlySet<string> = new Set(['Claim', 'ClaimResponse', 'ExplanationOfBenefit']);

/** Reads the whole source once, one resource in memory at a time. Never throws for any bytes. */
export async function inspectFhir(source: ByteSource): Promise<FhirInspection> {
  const tally = new Tally();
  for await (const item of readFhir(source)) tally.add(item);
  return tally.result();
}

class Tally {
  readonly #resources = new Map<string, number>();
  readonly #claims: ClaimInspection[] = [];
  readonly #totals: StatedTotal[] = [];
  readonly #log = new FindingLog();
  #root: string | null = null;
  #rootKnown: boolean = false;

  add(item: FhirItem): void {
    switch (item.kind) {
      case 'finding':
        this.#log.add(item.finding);
        return;
      case 'bundle':
        this.#setRoot('Bundle');
        return;
      case 'other':
        this.#setRoot(null);
        return;
      case 'resource':
        this.#resource(item.resource);
    }
  }

  result(): FhirInspection {
    return {
      root: this.#root,
      resources: Object.fromEntries(this.#resources),
      claims: this.#claims,
      statedTotals: this.#totals,
      findings: this.#log.list(),
    };
  }

  #setRoot(type: string | null): void {
    if (!this.#rootKnown) this.#root = type;
    this.#rootKnown = true;
  }

  #resource(resource: FhirResource): void {
    const { resourceType } = resource;
    if (resource.atRoot) this.#setRoot(resourceType);
    const key = this.#resources.has(resourceType) || this.#resources.size < TYPES_MAX ? resourceType : '(others)';
    this.#resources.set(key, (this.#resources.get(key) ?? 0) + 1);
    for (const finding of readResource(resource).findings) this.#log.add(finding);
    const { totals, findings } = totalsOf(resource);
    for (const finding of findings) this.#log.add(finding);
    for (const total of totals) if (this.#totals.length < CLAIMS_MAX) this.#totals.push(total);
    if (CLAIM_TYPES.has(resourceType) && this.#claims.length < CLAIMS_MAX) this.#claims.push(claimOf(resource));
  }
}

function claimOf({ resourceType, id, node }: FhirResource): ClaimInspection {
  return {
    type: resourceType,
    id,
    profile: itemsOf(node.get('meta')?.get('profile')).map((profile) => profile.text),
    use: scalarOf(node.get('use')),
    outcome: scalarOf(node.get('outcome')),
    items: itemsOf(node.get('item')).length,
    totals: itemsOf(node.get('total')).map((total) => [categoryOf(total), scalarOf(total.get('amount')?.get('value'))]),
    payment: scalarOf(node.get('payment')?.get('amount')?.get('value')),
    diagnosis: itemsOf(node.get('diagnosis')).length,
  };
}

const itemsOf = (node: JsonNode | undefined): JsonNode[] => [...(node?.items() ?? [])];

const scalarOf = (node: JsonNode | undefined): string | null =>
  node === undefined || node.kind === 'null' ? null : node.text;

const categoryOf = (total: JsonNode): string | null =>
  scalarOf(itemsOf(total.get('category')?.get('coding'))[0]?.get('code'));
