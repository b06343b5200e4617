import { type LockboxLayout, STANDARD_LAYOUT, writeFields } from './layout';
import type { LockboxRecord } from './model';

function linesOf(record: LockboxRecord, layout: LockboxLayout): readonly string[] {
  const { width } = layout;
  switch (record.kind) {
    case 'header':
      return [writeFields('1', record.fields, layout.header, width)];
    case 'service':
      return [writeFields('2', record.fields, layout.service, width)];
    case 'lockbox':
      return [writeFields('5', record.fields, layout.lockbox, width)];
    case 'check':
      return [
        writeFields('6', record.fields, layout.detail, width),
        ...record.overflow.map((item) => writeFields('4', item.fields, layout.overflow, width)),
      ];
    case 'overflow':
      return [writeFields('4', record.fields, layout.overflow, width)];
    case 'batchTotal':
      return [writeFields('7', record.fields, layout.batchTotal, width)];
    case 'serviceTotal':
      return [writeFields('8', record.fields, layout.serviceTotal, width)];
    case 'trailer':
      return [writeFields('9', record.fields, layout.trailer, width)];
  }
}

/** Writes typed records back as a lockbox file of this layout, one record per line. Totals are written as stated. */
export function* writeLockbox(
  records: Iterable<LockboxRecord>,
  layout: LockboxLayout = STANDARD_LAYOUT,
): Generator<Uint8Array> {
  for (const record of records) {
    for (const line of linesOf(record, layout)) yield Buffer.from(`${line}\n`, 'utf8');
  }
}
