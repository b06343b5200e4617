/** The typed view of a message by its MSH-9 code. */
import { SegmentReader } from '../fields';
import type { Hl7Message } from '../model';
import { viewAck } from './ack';
import { viewAdt } from './adt';
import { viewBar } from './bar';
import { viewDft } from './dft';
import { viewOrm } from './orm';
import { viewSiu } from './siu';

/** `code` and `trigger` of MSH-9, `''` when empty. */
export function messageTypeOf(message: Hl7Message): { readonly code: string; readonly trigger: string } {
  const header = message.segments[0];
  if (header?.id !== 'MSH') return { code: '', trigger: '' };
  const reader = new SegmentReader(message, header);
  return { code: reader.text(9).trim(), trigger: reader.text(9, 2).trim() };
}

/**
 * The typed view with its findings, or `null` for a type the product reads only generically (`treeOf`,
 * `SegmentReader`).
 */
export function viewMessage(message: Hl7Message) {
  switch (messageTypeOf(message).code) {
    case 'ADT':
      return { type: 'ADT' as const, ...viewAdt(message) };
    case 'SIU':
      return { type: 'SIU' as const, ...viewSiu(message) };
    case 'DFT':
      return { type: 'DFT' as const, ...viewDft(message) };
    case 'BAR':
      return { type: 'BAR' as const, ...viewBar(message) };
    case 'ORM':
      return { type: 'ORM' as const, ...viewOrm(message) };
    case 'ACK':
      return { type: 'ACK' as const, ...viewAck(message) };
    default:
      return null;
  }
}
