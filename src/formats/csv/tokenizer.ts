import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, Parser } from 'csv-parse';
import type { ByteSource } from '../finding';
import type { CsvSpec } from './model';

/** What keeps a row from being read. */
type RowFault = 'syntax' | 'quoteOpen';

/** One row as fields, or why it has none; `length` includes the line end. */
export type RawRow = {
  readonly fields: readonly string[] | RowFault;
  readonly offset: number;
  readonly length: number;
  /** Whether a field was not valid UTF-8 although the file should be. */
  readonly isMisencoded: boolean;
};

/** Longest row, in bytes; a quote that is never closed must not swallow the file. */
export const ROW_BYTES_MAX = 1 << 20;

/** How reading ended. */
type RowsEnd = { readonly hasLineEnd: boolean; readonly bytes: number };

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Watches the bytes on their way to the parser: it drops a byte order mark and remembers the last byte. */
class Intake {
  bytes = 0;
  last = 0;
  markLength = 0;
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Copies, because a source may fill the same buffer again while the parser still holds the last bytes of it. */
  async *read(): AsyncGenerator<Buffer> {
    let head: Buffer | null = Buffer.alloc(0);
    for await (const chunk of this.#source) {
      let piece = Buffer.from(chunk);
      this.bytes += piece.length;
      this.last = piece.at(-1) ?? this.last;
      if (head !== null) {
        piece = Buffer.concat([head, piece]);
        if (piece.length < BOM.length) {
          head = piece;
          continue;
        }
        head = null;
        if (piece.subarray(0, BOM.length).equals(BOM)) {
          this.markLength = BOM.length;
          piece = piece.subarray(BOM.length);
        }
      }
      if (piece.length > 0) yield piece;
    }
    if (head !== null && head.length > 0) yield head;
  }
}

type Refused = { readonly fault: RowFault; readonly bytes: number };

const refusedOf = (error: CsvError): Refused => ({
  fault: error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quoteOpen' : 'syntax',
  bytes: typeof error.bytes === 'number' ? error.bytes : 0,
});

type Parsed = {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly bytes: number };
};

/** Unreadable rows remembered between two readable ones. */
const REFUSED_MAX = 1_000;
/** Misplaced quotes and the like after which a file is no delimited file; what follows is one unread stretch. */
const FAULTS_MAX = 2_000;

/** Unreadable rows between two positions; where one ends and the next begins is known only roughly. */
function* badRows(bad: readonly Refused[], from: number, to: number, markLength: number): Generator<RawRow> {
  let at = from;
  for (const [index, { fault, bytes }] of bad.entries()) {
    const stop = index === bad.length - 1 ? to : Math.min(Math.max(bytes, at), to);
    yield { fields: fault, offset: at + markLength, length: stop - at, isMisencoded: false };
    at = stop;
  }
}

/**
 * Rows of a delimited file (RFC 4180) through `csv-parse`, each with its bytes. Fields are cut as Latin-1, one
 * character per byte, and decoded afterwards, so that one wrong byte costs one field. The generator's return value says
 * how reading ended; an error of the source itself is thrown.
 */
export async function* tokenizeCsv(
  source: ByteSource,
  spec: Pick<CsvSpec, 'delimiter' | 'quote' | 'encoding'>,
): AsyncGenerator<RawRow, RowsEnd> {
  const intake = new Intake(source);
  const refused: Refused[] = [];
  let faults = 0;
  const parser = new Parser({
    delimiter: spec.delimiter,
    quote: spec.quote,
    encoding: 'latin1',
    info: true,
    raw: true,
    max_record_size: ROW_BYTES_MAX,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (!(error instanceof CsvError)) return;
      // Each refusal is costly to the parser: a file of nothing else is given up instead of read to its end.
      faults += 1;
      if (faults > FAULTS_MAX) throw error;
      // Bad rows in a row beyond this are one bad stretch: a hostile file must not fill memory with them.
      if (refused.length >= REFUSED_MAX) refused.pop();
      refused.push(refusedOf(error));
    },
  });
  let at = 0;
  let hasCrLf = false;
  const feeding = pipeline(Readable.from(intake.read(), { objectMode: false }), parser);
  // The same failure reaches the loop below; without a handler here it would also end the process.
  feeding.catch(() => undefined);
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<Parsed>) {
      const end = info.bytes;
      const before = refused.findIndex(({ bytes }) => bytes >= end);
      const bad = refused.splice(0, before < 0 ? refused.length : before);
      if (bad.length === 0 && raw.endsWith('\r')) hasCrLf = end - at > raw.length;
      // The parser's text of a row ends with the first character of its line end.
      const start = bad.length === 0 ? at : Math.max(at, end - raw.length - (hasCrLf && raw.endsWith('\r') ? 1 : 0));
      yield* badRows(bad, at, start, intake.markLength);
      yield row(record, start + intake.markLength, end - start, spec.encoding);
      at = end;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    refused.push(refusedOf(error));
  }
  yield* badRows(refused, at, intake.bytes - intake.markLength, intake.markLength);
  return { hasLineEnd: intake.last === 0x0a || intake.last === 0x0d, bytes: intake.bytes };
}

function row(cut: readonly string[], offset: number, length: number, encoding: CsvSpec['encoding']): RawRow {
  let isMisencoded = false;
  const fields = cut.map((field) => {
    if (encoding === 'latin1' || !/[\u0080-\u00ff]/.test(field)) return field;
    const bytes = Buffer.from(field, 'latin1');
    if (isUtf8(bytes)) return bytes.toString('utf8');
    isMisencoded = true;
    return field;
  });
  return { fields, offset, length, isMisencoded };
}
