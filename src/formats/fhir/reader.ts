/** Reads FHIR R4 JSON (FHIR R4 §2.6): one resource, a Bundle, or NDJSON (Bulk Data), whichever the bytes are. */
import type { ByteSource } from '../finding';
import { FhirAssembler, type FhirLimits } from './assembler';
import type { FhirItem } from './model';

/**
 * Items in file order, one resource in memory at a time; the resources of a Bundle come before the Bundle itself. Never
 * throws for any bytes; errors of the source pass through. A file cut inside a value is an error finding; NDJSON cut
 * exactly between two lines cannot be seen from the bytes, so compare with the count of the export manifest.
 */
export async function* readFhir(source: ByteSource, limits: FhirLimits = {}): AsyncGenerator<FhirItem> {
  const assembler = new FhirAssembler(limits);
  for await (const chunk of source) {
    for (const item of assembler.push(chunk)) yield item;
  }
  for (const item of assembler.end()) yield item;
}

/** As `readFhir` for bytes already in memory, such as an HTTP body. */
export function readFhirBytes(bytes: Uint8Array, limits: FhirLimits = {}): FhirItem[] {
  const assembler = new FhirAssembler(limits);
  return [...assembler.push(bytes), ...assembler.end()];
}
