/** What reading FHIR gives. Sections are those of FHIR R4 (4.0.1). */
import type { Finding, Span } from '../finding';
import type { JsonNode } from './json';

/**
 * One resource, at the root of a file, on a line of NDJSON, or in a Bundle entry. `node` holds everything the sender
 * wrote, known or not; `readResource` gives the typed record of the types the product knows.
 */
export type FhirResource = {
  readonly resourceType: string;
  readonly id: string | null;
  readonly node: JsonNode;
  readonly span: Span;
  /** `Claim` at the root, `Bundle.entry[3].resource` in a Bundle; entries count from 0 as in FHIRPath. */
  readonly path: string;
  /** Number of the top-level value (NDJSON line) or Bundle entry, from 1. */
  readonly line: number;
  /** `fullUrl` of the Bundle entry (FHIR R4 Bundle §2.36.4). */
  readonly fullUrl: string | null;
  /** False for the resource of a Bundle entry. */
  readonly atRoot: boolean;
};

/** A Bundle, given after its entries. A streamed one holds an empty `entry` array in `node`. */
type FhirBundle = {
  readonly type: string | null;
  readonly node: JsonNode;
  readonly span: Span;
  readonly line: number;
  readonly entries: number;
  /** `link` with relation `next`: this is one page of several (FHIR R4 HTTP §3.1.1.6). */
  readonly nextUrl: string | null;
};

export type FhirItem =
  | { readonly kind: 'resource'; readonly resource: FhirResource }
  | { readonly kind: 'bundle'; readonly bundle: FhirBundle }
  /** JSON that is no resource; always comes with a finding. */
  | { readonly kind: 'other'; readonly node: JsonNode; readonly line: number }
  | { readonly kind: 'finding'; readonly finding: Finding };
