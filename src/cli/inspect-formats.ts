import type { Inspector } from '@/server/formats/inspection';
import { inspect835 } from '@/server/formats/x12/835/inspect';
import { inspectX12 } from '@/server/formats/x12/inspect';

/**
 * Inspectors by detected format. A codec joins by adding its line here; formats without a line are named and refused.
 * X12 sets without their own inspector get the envelope facts.
 */
const INSPECTORS: Readonly<Record<string, Inspector>> = {
  'x12-835': inspect835,
};

const X12_PREFIX = 'x12-';

export const inspectorFor = (format: string): Inspector | null =>
  INSPECTORS[format] ?? (format.startsWith(X12_PREFIX) ? inspectX12 : null);
