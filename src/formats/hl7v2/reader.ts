/**
 * Reads HL7 v2.1 to 2.9 in ER7 encoding: single messages, concatenated messages, batch files, and captured MLLP
 * streams.
 */
import type { ByteSource, Finding } from '../finding';
import { Hl7Assembler } from './assembler';
import { FindingLog, hl7Finding } from './findings';
import type { Hl7Item, Hl7Message } from './model';
import type { TokenizerLimits } from './tokenizer';

/** What is known once the whole input was read. */
type Hl7FileFacts = { readonly lineEnd: 'crlf' | 'cr' | 'lf' };

/**
 * Items in file order, one message in memory at a time. Never throws for any bytes; errors of the source pass through.
 * What a cut file shows: a cut MLLP frame, a missing BTS or FTS or a wrong count is an error; a cut inside a segment is
 * a warning, because many whole files lack the last terminator. A cut exactly between two segments of a bare message
 * cannot be seen in HL7 v2: frame messages, or send batches with counts.
 */
export async function* readHl7(
  source: ByteSource,
  limits: TokenizerLimits = {},
): AsyncGenerator<Hl7Item, Hl7FileFacts> {
  const assembler = new Hl7Assembler(limits);
  for await (const chunk of source) {
    for (const item of assembler.push(chunk)) yield item;
  }
  for (const item of assembler.end()) yield item;
  return { lineEnd: assembler.lineEnd };
}

/** The content of one MLLP frame or HTTP body. `message` is the first MSH; more than one is an error finding. */
export function readHl7Message(bytes: Uint8Array): { message: Hl7Message | null; findings: Finding[] } {
  const assembler = new Hl7Assembler();
  const log = new FindingLog();
  let message: Hl7Message | null = null;
  for (const item of [...assembler.push(bytes), ...assembler.end()]) {
    if (item.kind === 'finding') log.add(item.finding);
    else if (item.kind === 'message' && message === null) message = item.message;
    else log.add(hl7Finding('HL7_SEGMENT_BEFORE_MSH', placeOf(item.message), 'only one message is expected here'));
  }
  return { message, findings: log.list() };
}

const placeOf = (message: Hl7Message) => ({
  offset: message.span.offset,
  line: message.segments[0]?.line ?? 0,
  path: message.path,
});
