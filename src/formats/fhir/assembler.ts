/** Frames to resources: parses each value, walks Bundles, reports what is no resource. Synchronous and bounded. */
import { isUtf8 } from 'node:buffer';
import type { Span } from '../finding';
import { type FhirFindingCode, fhirFinding, type Place } from './findings';
import { type Frame, JsonFramer } from './framer';
import { type JsonDocument, JsonNode } from './json';
import type { FhirItem } from './model';
import { parseJson } from './tokenizer';

/** Values in error after which reading stops: a file of noise must not cost minutes. */
const FAULTS_MAX = 10_000;

export type FhirLimits = { readonly valueBytesMax?: number };

/** Push bytes, take items in file order. Never throws; after `FAULTS_MAX` values in error the rest is not read. */
export class FhirAssembler {
  readonly #framer: JsonFramer;
  #items: FhirItem[] = [];
  #bytes = 0;
  #values = 0;
  /** Entries already given of the Bundle being streamed. */
  #streamed = 0;
  #faults = 0;

  constructor(limits: FhirLimits = {}) {
    this.#framer = new JsonFramer(limits);
  }

  push(chunk: Uint8Array): FhirItem[] {
    this.#bytes += chunk.length;
    if (this.#faults > FAULTS_MAX) return [];
    for (const frame of this.#framer.push(chunk)) if (!this.#frame(frame)) break;
    return this.#take();
  }

  end(): FhirItem[] {
    if (this.#faults > FAULTS_MAX) return [];
    for (const frame of this.#framer.end()) if (!this.#frame(frame)) break;
    if (this.#values === 0) this.#find('JSON_EMPTY', { offset: this.#bytes, line: 0 });
    return this.#take();
  }

  #take(): FhirItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** False once too much is wrong; the finding that says so is then the last item. */
  #frame(frame: Frame): boolean {
    const items = this.#items.length;
    this.#read(frame);
    if (this.#items.slice(items).some((item) => item.kind === 'finding')) this.#faults++;
    if (this.#faults <= FAULTS_MAX) return true;
    this.#find('FHIR_ABANDONED', { offset: frame.offset, line: frame.index + 1 });
    return false;
  }

  #find(code: FhirFindingCode, place: Place): void {
    this.#items.push({ kind: 'finding', finding: fhirFinding(code, place) });
  }

  #read(frame: Frame): void {
    this.#values++;
    const line = frame.index + 1;
    const place = { offset: frame.offset, line };
    if (frame.kind === 'oversize') {
      this.#find('JSON_TOO_LARGE', place);
      return;
    }
    if (frame.kind === 'cut') {
      this.#find('JSON_TRUNCATED', { ...place, path: 'Bundle.entry' });
      this.#streamed = 0;
      return;
    }
    const node = this.#parse(frame, line);
    if (frame.kind === 'entry') {
      this.#streamed++;
      if (node) this.#entry(node, frame.index, line);
      return;
    }
    if (node) this.#root(node, line);
    this.#streamed = 0;
  }

  #parse(frame: Frame, line: number): JsonNode | null {
    const latin1 = !isUtf8(frame.bytes);
    const { tape, problems } = parseJson(frame.bytes);
    const shift = (at: number): number => frame.offset + at + (at >= frame.gapAt ? frame.gap : 0);
    const path = frame.kind === 'entry' ? { path: `Bundle.entry[${frame.index}]` } : {};
    for (const problem of problems) this.#find(problem.code, { offset: shift(problem.at), line, ...path });
    if (latin1) this.#find('JSON_NOT_UTF8', { offset: frame.offset, line, ...path });
    if (tape === null) return null;
    const { bytes, offset, gapAt, gap } = frame;
    const document: JsonDocument = { bytes, tape, offset, gapAt, gap, latin1 };
    return new JsonNode(document);
  }

  #root(node: JsonNode, line: number): void {
    const type = resourceTypeOf(node);
    if (type === null) {
      this.#find('FHIR_NOT_A_RESOURCE', { offset: node.span.offset, line });
      this.#items.push({ kind: 'other', node, line });
      return;
    }
    if (type === 'Bundle') this.#bundle(node, line);
    else this.#resource(type, node, { path: type, line, fullUrl: null, atRoot: true });
  }

  #bundle(node: JsonNode, line: number): void {
    let index = this.#streamed;
    for (const entry of node.get('entry')?.items() ?? []) {
      this.#entry(entry, index, index + 1);
      index++;
    }
    const nextUrl = nextLink(node);
    const span: Span = node.span;
    this.#items.push({
      kind: 'bundle',
      bundle: { type: textOf(node.get('type')), node, span, line, entries: index, nextUrl },
    });
    if (nextUrl !== null) this.#find('FHIR_BUNDLE_PAGED', { offset: span.offset, line, path: 'Bundle.link' });
  }

  /** An entry may carry only a request, a response or a search score; those are no resources and no fault. */
  #entry(entry: JsonNode, index: number, line: number): void {
    const path = `Bundle.entry[${index}]`;
    const resource = entry.get('resource');
    if (entry.kind !== 'object') {
      this.#find('FHIR_TYPE_MISMATCH', { offset: entry.span.offset, line, path });
      return;
    }
    if (resource === undefined) return;
    const type = resourceTypeOf(resource);
    if (type === null) {
      this.#find('FHIR_NOT_A_RESOURCE', { offset: resource.span.offset, line, path: `${path}.resource` });
      return;
    }
    const fullUrl = textOf(entry.get('fullUrl'));
    this.#resource(type, resource, { path: `${path}.resource`, line, fullUrl, atRoot: false });
  }

  #resource(
    resourceType: string,
    node: JsonNode,
    place: { path: string; line: number; fullUrl: string | null; atRoot: boolean },
  ): void {
    const resource = { resourceType, id: textOf(node.get('id')), node, span: node.span, ...place };
    this.#items.push({ kind: 'resource', resource });
  }
}

/** The resource type (FHIR R4 §2.6.2), or `null` when the value is no resource. */
function resourceTypeOf(node: JsonNode): string | null {
  const type = textOf(node.get('resourceType'));
  return type === null || type === '' ? null : type;
}

const textOf = (node: JsonNode | undefined): string | null => (node?.kind === 'string' ? node.text : null);

function nextLink(bundle: JsonNode): string | null {
  for (const link of bundle.get('link')?.items() ?? []) {
    if (textOf(link.get('relation')) === 'next') return textOf(link.get('url'));
  }
  return null;
}
