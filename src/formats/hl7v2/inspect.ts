/** Counts and control totals of one HL7 v2 file, for people and for comparison with what the sender states. */
import { addDecimal, type Decimal, formatDecimal, parseDecimal, ZERO } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { detached } from '../shared/lines';
import { datesOf } from './dates';
import { SegmentReader } from './fields';
import { FindingLog, hl7Finding } from './findings';
import { type Hl7Item, type Hl7Message, segmentPath } from './model';
import { readHl7 } from './reader';
import { messageTypeOf, viewMessage } from './views/view';

/**
 * `types`: MSH-9 as written; `versions`: first component of MSH-12; `"?"` when MSH ends before the field. `segments`:
 * by id over messages and batch headers. `ft1_11_sum`: exact sum of FT1-11 (extended amount) with signs as written;
 * `ft1_11_by_type` the same by FT1-6. `batches`: batch headers.
 */
export type Hl7v2Inspection = {
  readonly messages: number;
  readonly types: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, number>>;
  readonly segments: Readonly<Record<string, number>>;
  readonly ft1_count: number;
  readonly ft1_11_sum: string;
  readonly ft1_11_by_type: Readonly<Record<string, string>>;
  readonly batches: number;
  readonly line_end: 'crlf' | 'cr' | 'lf';
  readonly findings: readonly Finding[];
};

/** Distinct message types, versions or FT1-6 codes counted one by one; further ones fall under `(others)`. */
const KEYS_MAX = 1000;

/** Control ids kept to find one that repeats; a larger file is searched in its first messages only. */
const CONTROL_IDS_MAX = 100_000;

/** Reads the whole source once in constant memory. Never throws for any bytes. */
export async function inspectHl7v2(source: ByteSource): Promise<Hl7v2Inspection> {
  const tally = new Tally();
  const reading = readHl7(source);
  for (;;) {
    const step = await reading.next();
    if (step.done) return tally.result(step.value.lineEnd);
    tally.add(step.value);
  }
}

class Tally {
  readonly #types = new Map<string, number>();
  readonly #versions = new Map<string, number>();
  readonly #segments = new Map<string, number>();
  readonly #byType = new Map<string, Decimal>();
  readonly #log = new FindingLog();
  readonly #controlIds = new Set<string>();
  #messages = 0;
  #batches = 0;
  #ft1 = 0;
  #sum = ZERO;

  add(item: Hl7Item): void {
    if (item.kind === 'finding') {
      this.#log.add(item.finding);
      return;
    }
    if (item.kind === 'message') this.#message(item.message);
    if (item.kind === 'batchHeader') this.#batches++;
    for (const segment of item.message.segments) {
      if (segment.id !== '') bump(this.#segments, segment.id);
      if (segment.id === 'FT1') this.#transaction(new SegmentReader(item.message, segment));
    }
  }

  result(lineEnd: Hl7v2Inspection['line_end']): Hl7v2Inspection {
    return {
      messages: this.#messages,
      types: Object.fromEntries(this.#types),
      versions: Object.fromEntries(this.#versions),
      segments: Object.fromEntries(this.#segments),
      ft1_count: this.#ft1,
      ft1_11_sum: formatDecimal(this.#sum),
      ft1_11_by_type: Object.fromEntries([...this.#byType].map(([type, sum]) => [type, formatDecimal(sum)])),
      batches: this.#batches,
      line_end: lineEnd,
      findings: this.#log.list(),
    };
  }

  #message(message: Hl7Message): void {
    this.#messages++;
    const header = message.segments[0];
    if (header === undefined) return;
    const reader = new SegmentReader(message, header);
    bump(this.#types, reader.has(9) ? reader.raw(9).trim() : '?');
    bump(this.#versions, reader.has(12) ? reader.text(12).trim() : '?');
    this.#controlId(reader);
    const findings = viewMessage(message)?.findings ?? [];
    const known = new Set(findings.map(({ path }) => path));
    for (const finding of [...findings, ...datesOf(message, known)]) this.#log.add(finding);
  }

  #controlId(reader: SegmentReader): void {
    const id = reader.text(10).trim();
    if (id === '') return;
    if (this.#controlIds.has(id)) {
      const path = segmentPath(reader.message, reader.segment, 10);
      const place = { offset: reader.span.offset, line: reader.segment.line, path };
      this.#log.add(hl7Finding('HL7_CONTROL_ID_REPEATED', place));
    } else if (this.#controlIds.size < CONTROL_IDS_MAX) this.#controlIds.add(detached(id));
  }

  #transaction(reader: SegmentReader): void {
    this.#ft1++;
    const text = reader.text(11).trim();
    if (text === '') return;
    const amount = parseDecimal(text);
    if (amount === null) {
      this.#badAmount(reader);
      return;
    }
    this.#sum = addDecimal(this.#sum, amount);
    const type = keyWithin(this.#byType, reader.text(6).trim());
    this.#byType.set(type, addDecimal(this.#byType.get(type) ?? ZERO, amount));
  }

  /** A DFT's own view reports its amounts; elsewhere nobody else would. */
  #badAmount(reader: SegmentReader): void {
    if (messageTypeOf(reader.message).code === 'DFT') return;
    const place = { offset: reader.span.offset, line: reader.segment.line };
    this.#log.add(
      hl7Finding('HL7_AMOUNT_INVALID', { ...place, path: segmentPath(reader.message, reader.segment, 11) }, 'FT1-11'),
    );
  }
}

const keyWithin = (map: ReadonlyMap<string, unknown>, key: string): string =>
  map.has(key) || map.size < KEYS_MAX ? key : '(others)';

function bump(counts: Map<string, number>, key: string): void {
  const kept = keyWithin(counts, key);
  counts.set(kept, (counts.get(kept) ?? 0) + 1);
}
