import { inspectBai2, summarizeBai2 } from '@/formats/bai2/inspect';
import { inspectCamt, summarizeCamt } from '@/formats/camt/inspect';
import { inspectCsv, summarizeCsv } from '@/formats/csv/inspect';
import { inspectFhir } from '@/formats/fhir/inspect';
import { summarizeFhir } from '@/formats/fhir/summary';
import type { ByteSource, Finding } from '@/formats/finding';
import { inspectHl7v2 } from '@/formats/hl7v2/inspect';
import { summarizeHl7v2 } from '@/formats/hl7v2/summary';
import { type Facts, type Inspector, readableCount, type SummaryTable } from '@/formats/inspection';
import { inspectLockbox, summarizeLockbox } from '@/formats/lockbox/inspect';
import { inspectNacha, summarizeNacha } from '@/formats/nacha/inspect';
import { inspectEligibility } from '@/formats/x12/270-271/inspect';
import { inspect276 } from '@/formats/x12/276/inspect';
import { inspect277 } from '@/formats/x12/277/inspect';
import { inspect278 } from '@/formats/x12/278/inspect';
import { inspect820 } from '@/formats/x12/820/inspect';
import { inspect835 } from '@/formats/x12/835/inspect';
import { inspect837 } from '@/formats/x12/837/inspect';
import { inspect999 } from '@/formats/x12/999/inspect';
import { inspectX12 } from '@/formats/x12/inspect';

/** What a codec's own `inspect.ts` returns: its facts, with the findings among them. */
type CodecFacts = { readonly findings: readonly Finding[] };

/**
 * Makes an inspector of a codec's function. `summarize` words its facts for people; without it the plain counts and
 * texts among the facts are shown.
 */
function codec<T extends CodecFacts>(
  inspect: (source: ByteSource) => Promise<T>,
  summarize?: (result: T) => readonly (SummaryTable | string)[],
): Inspector {
  return async (source, onFinding) => {
    const result = await inspect(source);
    const { findings, ...facts } = result;
    for (const finding of findings) onFinding(finding);
    return { facts, summary: summarize ? summarize(result) : [plainTable(facts)] };
  };
}

/** Facts that fit on a line: numbers, texts, and counts by code. */
function plainTable(facts: Facts): SummaryTable {
  const rows = Object.entries(facts).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[name, readableCount(value)]];
    if (typeof value === 'string') return [[name, value]];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const counts = Object.entries(value).map(([code, count]) => `${code} ${String(count)}`);
    return counts.length === 0 ? [] : [[name, counts.join(', ')]];
  });
  const columns = [{ title: '', align: 'left' } as const, { title: '', align: 'right' } as const];
  return { title: 'Counts', columns, rows };
}

/**
 * Inspectors by detected format. A codec joins by adding its line here; formats without a line are named and refused.
 * X12 sets without their own inspector get the envelope facts.
 */
const INSPECTORS: Readonly<Record<string, Inspector>> = {
  'x12-835': inspect835,
  'x12-837': inspect837,
  'x12-277': inspect277,
  'x12-276': inspect276,
  'x12-270': inspectEligibility,
  'x12-271': inspectEligibility,
  'x12-278': inspect278,
  'x12-820': inspect820,
  'x12-999': inspect999,
  'x12-997': inspect999,
  'x12-ta1': inspect999,
  hl7v2: codec(inspectHl7v2, summarizeHl7v2),
  fhir: codec(inspectFhir, summarizeFhir),
  bai2: codec(inspectBai2, summarizeBai2),
  nacha: codec(inspectNacha, summarizeNacha),
  camt: codec(inspectCamt, summarizeCamt),
  lockbox: codec(inspectLockbox, summarizeLockbox),
  csv: codec(inspectCsv, summarizeCsv),
};

const X12_PREFIX = 'x12-';

export const inspectorFor = (format: string): Inspector | null =>
  INSPECTORS[format] ?? (format.startsWith(X12_PREFIX) ? inspectX12 : null);
