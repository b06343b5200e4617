import { usd } from '@/domain/amount';
import { type Failure, failure } from '@/domain/failure';
import { formatMinor, parseMinor } from '@/domain/money';
import type { JsonNode } from '@/formats/fhir/json';
import type { Span } from '@/formats/finding';
import type { NewEvent, Sink, Source } from '../flow';
import type { Head, Own } from './contract';
import { canonical, type Fields, fieldsOfJson, fieldsOfRow, jsonOf, textOf } from './fields';
import { type Read, readRequest, sha256 } from './read-request';
import { invoiceOf, isOurs, keyOf, readStatus, statusOf } from './read-status';
import { type Row, rowsOf } from './table';

/** Largest request file held. Requests come by the hundred; a larger file is something else. */
const BYTES_MAX = 32 * 1024 * 1024;

type Out = Sink<Head, Own>;
type Whole = (bytes: Buffer, sink: Out) => Failure | null;

/** Collects the pieces of a small file and reads it when it is complete. */
function whole(read: Whole): Source<Head, Own>['open'] {
  return (sink) => {
    const pieces: Buffer[] = [];
    let size = 0;
    return {
      push(bytes) {
        size += bytes.length;
        if (size <= BYTES_MAX) pieces.push(Buffer.from(bytes));
      },
      end() {
        if (size > BYTES_MAX) {
          return failure('REQUEST_INVALID', 'file', '(whole)', { text: `The file is larger than ${BYTES_MAX} bytes.` });
        }
        return read(Buffer.concat(pieces), sink);
      },
    };
  };
}

const unreadable = (text: string): Failure => failure('REQUEST_INVALID', 'file', '(whole)', { text });

type Counted = {
  readonly events: readonly NewEvent<Own>[];
  readonly said: readonly Fields[];
  readonly broken: Failure | null;
};

/** Gives events to the sink, and the first reason why the whole cannot be used. */
function collect(reads: readonly Read[], said: readonly Fields[], sink: Out): Counted {
  const events: NewEvent<Own>[] = [];
  let broken: Failure | null = null;
  for (const read of reads) {
    if ('failure' in read) broken ??= read.failure;
    else {
      events.push(read.event);
      sink.event(read.event);
    }
  }
  return { events, said, broken };
}

const sumOf = (events: readonly NewEvent<Own>[]): bigint => events.reduce((sum, each) => sum + each.amount.minor, 0n);

/** What the sender says it adds up to, against what is there. A batch that does not add up is not worked at all. */
function controlled(counted: Counted, count: string, total: string) {
  const sumMinor = sumOf(counted.events);
  const stated = total === '' ? sumMinor : parseMinor(total);
  const controlMinor = stated ?? sumMinor;
  const records = counted.said.length;
  let complete = counted.broken;
  if (count !== '' && count !== String(records)) {
    complete ??= failure('BATCH_INCOMPLETE', 'batch.count', count, { found: String(records) });
  }
  if (controlMinor !== sumMinor || stated === null) {
    complete ??= failure('BATCH_INCOMPLETE', 'batch.total', total, { found: formatMinor(sumMinor) });
  }
  return { control: [usd(controlMinor)], records: counted.events.length, complete };
}

const digestOf = (said: readonly Fields[]): string => sha256(said.map(canonical).join('\n\n'));

function parties(said: readonly Fields[]): Readonly<Record<string, string>> {
  const one = (...names: readonly string[]): string => {
    const values = new Set(said.map((fields) => textOf(fields, ...names)));
    return values.size === 1 ? ([...values][0] ?? '') : '';
  };
  const found = { facility: one('facility', 'facilitycode'), payer: one('payer', 'payercode', 'payerid') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}

const latestDay = (events: readonly NewEvent<Own>[]): string | null =>
  events.map((each) => each.businessDate ?? '').reduce((latest, each) => (each > latest ? each : latest), '') || null;

const requests: Whole = (bytes, sink) => {
  const root = jsonOf(bytes);
  if (root === null) return unreadable('The bytes are no complete JSON.');
  const list = root.get('requests');
  const nodes = list === undefined ? (root.kind === 'array' ? [...root.items()] : [root]) : [...list.items()];
  const said = nodes.map((node) => withoutEnvelope(fieldsOfJson(node)));
  const isBatch = list !== undefined || root.kind === 'array';
  const reads = nodes.map((node, at) =>
    readRequest(said[at] ?? new Map(), node.span, isBatch ? `requests[${at}]` : 'request'),
  );
  const about = aboutBatch(root);
  const counted = collect(reads, said, sink);
  const stated = controlled(counted, about.count, about.total);
  const head: Head = {
    shape: isBatch ? 'batch' : 'request',
    batch: about.id || null,
    columns: [],
    separator: '',
  };
  sink.parcelEnd(parcel(head, counted, stated, bytes));
  return null;
};

/** What a single request says of the file it is, and not of the refund: the same request in a batch goes without it. */
const ENVELOPE = ['format', 'sender'];
const withoutEnvelope = (fields: Fields): Fields => new Map([...fields].filter(([name]) => !ENVELOPE.includes(name)));

/** What a batch states about itself, in either of two spellings: `batch {id, count, total}`, `batchId` and `control {requests, amount}`. */
function aboutBatch(root: JsonNode): { readonly id: string; readonly count: string; readonly total: string } {
  const fieldsAt = (name: string): Fields => {
    const node = root.get(name);
    return node === undefined ? new Map() : fieldsOfJson(node);
  };
  const [batch, control] = [fieldsAt('batch'), fieldsAt('control')];
  const id = root.get('batchId');
  return {
    id: textOf(batch, 'id') || (id?.kind === 'string' ? id.text : ''),
    count: textOf(batch, 'count') || textOf(control, 'requests', 'count'),
    total: textOf(batch, 'total') || textOf(control, 'amount', 'total'),
  };
}

function parcel(head: Head, counted: Counted, stated: ReturnType<typeof controlled>, bytes: Buffer) {
  const span: Span = { offset: 0, length: bytes.length };
  return {
    head,
    digest: digestOf(counted.said),
    span,
    path: head.shape === 'table' ? 'table' : 'file',
    ...stated,
    businessDate: latestDay(counted.events),
    parties: parties(counted.said),
  };
}

/** A row that states what the table holds: `TRAILER`, the count, the sum. */
const TRAILER = /^(trailer|total)$/i;

const table: Whole = (bytes, sink) => {
  const mark = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const first = bytes.toString('latin1', mark, Math.min(bytes.length, 4096)).split(/[\r\n]/)[0] ?? '';
  const separator = [',', ';', '\t', '|'].find((each) => first.includes(each)) ?? ',';
  const [header, ...rows] = rowsOf(bytes, separator, mark);
  if (header === undefined) return unreadable('The table has no header.');
  const trailer = rows.find((row) => TRAILER.test(row.values[0]?.trim() ?? ''));
  const body = rows.filter((row) => row !== trailer);
  const said = body.map((row) => fieldsOfRow(header.values, row.values));
  const reads = body.map((row, at) => readRow(row, said[at] ?? new Map(), at, header.values.length));
  const counted = collect(reads, said, sink);
  const [, count = '', total = ''] = trailer?.values ?? [];
  const head: Head = { shape: 'table', batch: null, columns: header.values, separator };
  sink.parcelEnd(parcel(head, counted, controlled(counted, count.trim(), total.trim()), bytes));
  return null;
};

function readRow(row: Row, fields: Fields, at: number, width: number): Read {
  const path = `ROW[${at + 1}]`;
  if (row.broken || row.values.length !== width) return { failure: failure('REQUEST_INVALID', 'row', path) };
  return readRequest(fields, row.span, path);
}

const statuses: Whole = (bytes, sink) => {
  const root = jsonOf(bytes);
  if (root === null) return unreadable('The bytes are no complete JSON.');
  const found = [...(root.get('events')?.items() ?? [])].map((node, at) => ({ node, at, fields: fieldsOfJson(node) }));
  // Payables pay many others too, and their documents carry no key of ours.
  const own = found.filter(({ fields }) => isOurs(keyOf(fields)));
  const said = own.map(({ fields }) => fields);
  const reads = own.map(({ node, at, fields }, no) => readStatus(fields, node.span, `events[${at}]`, again(said, no)));
  const counted = collect(reads, said, sink);
  const head: Head = { shape: 'status', batch: null, columns: [], separator: '' };
  sink.parcelEnd(parcel(head, counted, controlled(counted, '', ''), bytes));
  return null;
};

/** An ERP that voids and reissues at once says both in one answer: then the void takes nothing back. */
function again(said: readonly Fields[], at: number): boolean {
  const own = said[at];
  if (own === undefined || !['voided', 'stopped', 'returned', 'stale'].includes(statusOf(own))) return false;
  const invoice = invoiceOf(own);
  return said
    .slice(at + 1)
    .some((each) => invoiceOf(each) === invoice && ['reissued', 'issued'].includes(statusOf(each)));
}

type Again = Source<Head, Own>['again'];

function eventOf(span: Parameters<Again>[0], head: Head): NewEvent<Own> {
  const bytes = Buffer.from(span.bytes);
  const fields = head.shape === 'table' ? rowFields(bytes, head) : jsonFields(bytes);
  const at = { offset: span.offset, length: bytes.length };
  const read = head.shape === 'status' ? readStatus(fields, at, '', false) : readRequest(fields, at, '');
  if ('failure' in read) throw new RangeError(`the bytes are no ${span.type}: ${read.failure.field}`);
  return read.event;
}

function jsonFields(bytes: Buffer): Fields {
  const node: JsonNode | null = jsonOf(bytes);
  return node === null ? new Map() : fieldsOfJson(node);
}

const rowFields = (bytes: Buffer, head: Head): Fields =>
  fieldsOfRow(head.columns, rowsOf(bytes, head.separator)[0]?.values ?? []);

const onceMore: Again = (span, head) => {
  const { amount, identifiers } = eventOf(span, head);
  return { amount, identifiers };
};

const REQUEST_DETAIL = 'refund-request';
const STATUS_DETAIL = 'payment-status';

export const sources: readonly Source<Head, Own>[] = [
  { takes: (head) => head.format === 'json' && head.detail === REQUEST_DETAIL, open: whole(requests), again: onceMore },
  { takes: (head) => head.format === 'csv' && head.detail === REQUEST_DETAIL, open: whole(table), again: onceMore },
  { takes: (head) => head.format === 'json' && head.detail === STATUS_DETAIL, open: whole(statuses), again: onceMore },
];
