import { sha256 } from '../../platform/crypto';
import type { Order } from './port';

/** Hash of everything the target is asked to make: nothing may change under a key. The description is for people only. */
export const payloadHash = (
  order: Omit<Order, 'description' | 'sealed' | 'attachments' | 'unattached' | 'reverses'>,
): Buffer =>
  sha256(
    JSON.stringify([
      order.kind,
      order.key,
      order.entity,
      order.period,
      order.postingDate,
      order.asset,
      Object.entries(order.header).sort(([a], [b]) => (a < b ? -1 : 1)),
      order.lines.map((l) => [
        l.lineNo,
        l.account,
        l.costCenter,
        l.facility,
        l.payerClass,
        l.affiliate,
        l.dims === null ? null : Object.entries(l.dims).sort(([a], [b]) => (a < b ? -1 : 1)),
        l.debitMinor.toString(),
        l.creditMinor.toString(),
      ]),
    ]),
  );
