import { fundsFields } from './fields';
import type { Bai2Record, Detail } from './model';

/** Lays fields out over a record and its continuations as the reader found them. */
function layOut(code: string, fields: readonly string[], breaks: readonly number[]): string {
  const lines: string[] = [];
  let at = 0;
  for (const size of breaks) {
    lines.push(fields.slice(at, at + size).join(','));
    at += size;
  }
  lines.push(fields.slice(at).join(','));
  return lines.map((line, index) => `${index === 0 ? code : '88'},${line}/\n`).join('');
}

/** A 16 record: its text is the last field, and every line break in it starts an 88 record. */
function detail(record: Detail): string {
  const fields = [
    record.typeCode,
    record.amountText,
    ...fundsFields(record.funds),
    record.bankReference,
    record.customerReference,
  ];
  const lines = record.text.split('\n');
  const broken = record.breaks.reduce((sum, size) => sum + size, 0);
  if (broken === fields.length) {
    const head = layOut('16', fields, record.breaks.slice(0, -1));
    return head + lines.map((line) => `88,${line}/\n`).join('');
  }
  const head = layOut('16', [...fields, lines[0] ?? ''], record.breaks);
  return (
    head +
    lines
      .slice(1)
      .map((line) => `88,${line}/\n`)
      .join('')
  );
}

function text(record: Bai2Record): string {
  const { breaks } = record;
  switch (record.kind) {
    case 'fileHeader': {
      const { sender, receiver, createdDate, createdTime, fileId, recordLength, blockSize, version } = record;
      return layOut(
        '01',
        [sender, receiver, createdDate, createdTime, fileId, recordLength, blockSize, version],
        breaks,
      );
    }
    case 'groupHeader': {
      const { receiver, originator, status, asOfDate, asOfTime, currency, asOfModifier } = record;
      return layOut('02', [receiver, originator, status, asOfDate, asOfTime, currency, asOfModifier], breaks);
    }
    case 'account': {
      const summaries = record.summaries.flatMap((summary) => [
        summary.typeCode,
        summary.amountText,
        summary.itemCount,
        ...fundsFields(summary.funds),
      ]);
      return layOut('03', [record.account, record.currency, ...summaries], breaks);
    }
    case 'detail':
      return detail(record);
    case 'accountTrailer':
      return layOut('49', [record.stated?.toString() ?? '', record.statedRecords], breaks);
    case 'groupTrailer':
      return layOut('98', [record.stated?.toString() ?? '', record.statedAccounts, record.statedRecords], breaks);
    case 'fileTrailer':
      return layOut('99', [record.stated?.toString() ?? '', record.statedGroups, record.statedRecords], breaks);
  }
}

/**
 * Writes typed records back as a BAI2 file, one physical record per line, every record closed by a slash, continuations
 * where the reader found them, so that stated record counts stay true. Totals are written as stated.
 */
export function* writeBai2(records: Iterable<Bai2Record>): Generator<Uint8Array> {
  for (const record of records) yield Buffer.from(text(record), 'utf8');
}
