import { ruleBehind } from '@/domain/draft';
import { postingRules } from '@/domain/posting-rules';
import type { Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import { readClaim, readProviderAdjustments } from '@/formats/x12/835/reread';
import { DEFAULT_DELIMITERS, type Delimiters } from '@/formats/x12/delimiters';
import type { Tx } from '../platform/db';
import {
  type EventPlace,
  type ParcelPlace,
  type RecordPlace,
  readBefore,
  readEventPlace,
  readParcelPlace,
  readRecordCount,
  readRecordPlaces,
  readRules,
} from '../read/trace-source';
import { readBytes } from '../store/artifacts';
import { type Explanation, explainClaim, explainParcel, explainPlb } from './explain';
import { maskIdentifier } from './identifiers';
import { claimMarks, plbMarks } from './marks';
import { type Parsed, parsedClaim, parsedParcel, parsedPlb } from './parsed';
import { type Marks, NO_MARKS, type Placed, renderSegments, type SourceSegment } from './segments';

/** Which bytes are asked for: a whole parcel, or one event of it, and the journal rule whose elements are to be lit. */
export type SourceQuery = {
  readonly parcelId?: string;
  readonly eventId?: string;
  readonly rule?: string;
  readonly ruleVersion?: number;
  /** First record of the window; around the event when it is not given. */
  readonly from?: number;
  readonly unmasked: boolean;
};

type SourceWindow = {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** Where the pages before and after begin; null when there is none. */
  readonly previous: number | null;
  readonly next: number | null;
  /** Records of facilities the reader may not see. */
  readonly hidden: number;
  /** True when the window was cut at its byte limit inside a record. */
  readonly cut: boolean;
};

export type SourceView = {
  readonly parcelId: string;
  readonly eventId: string | null;
  readonly artifact: { readonly id: string; readonly name: string; readonly sha256: string; readonly bytes: bigint };
  readonly separators: { readonly element: string; readonly terminator: string };
  readonly head: SourceSegment[];
  readonly body: SourceSegment[];
  readonly tail: SourceSegment[];
  readonly window: SourceWindow;
  readonly explanation: Explanation;
  readonly parsed: Parsed;
};

/** Records per window and the bytes it may hold: a screenful and its surroundings, never a gigabyte. */
const SOURCE_RECORDS_MAX = 24;
const SOURCE_BYTES_MAX = 64 * 1024;
const RECORDS_BEFORE_FOCUS = 5;
const HEADER_BYTES = 4096;
const ENVELOPE_BYTES = 1024;
const TRAILER_BYTES = 256;

/** Reads the bytes around a parcel or an event under the reader's rights; null when he may not see it or it is not there. */
export async function readSource(tx: Tx, query: SourceQuery): Promise<SourceView | null> {
  const event = query.eventId ? await readEventPlace(tx, query.eventId) : null;
  if (query.eventId && !event) return null;
  const parcel = await readParcelPlace(tx, event?.parcelId ?? query.parcelId ?? '');
  return parcel ? new SourceReader(tx, parcel, event, query).read() : null;
}

/** Bytes of one fact; no event where none counts. */
type Spanned = Pick<RecordPlace, 'offset' | 'length' | 'kind' | 'part'> & { readonly eventId: string | null };
type Focus = { readonly claim: Claim | null; readonly plb: ProviderAdjustment | null; readonly marks: Marks };

class SourceReader {
  readonly #tx: Tx;
  readonly #parcel: ParcelPlace;
  readonly #event: EventPlace | null;
  readonly #query: SourceQuery;
  readonly #delimiters: Delimiters;
  readonly #start: number;
  readonly #end: number;

  constructor(tx: Tx, parcel: ParcelPlace, event: EventPlace | null, query: SourceQuery) {
    this.#tx = tx;
    this.#parcel = parcel;
    this.#event = event;
    this.#query = query;
    this.#delimiters = (parcel.delimiters ?? DEFAULT_DELIMITERS) as Delimiters;
    this.#start = Number(parcel.byteOffset);
    this.#end = this.#start + Number(parcel.byteLength);
  }

  async read(): Promise<SourceView> {
    const parcel = this.#parcel;
    const focus = await this.#focus();
    const { records, window } = await this.#window();
    const last = window.next === null;
    const marks = focus.claim || focus.plb ? focus.marks : NO_MARKS;
    const { element, terminator } = this.#delimiters;
    return {
      parcelId: parcel.id,
      eventId: this.#event?.id ?? null,
      artifact: {
        id: parcel.artifactId,
        name: parcel.artifactName,
        sha256: parcel.sha256,
        bytes: parcel.artifactBytes,
      },
      separators: { element: visible(element), terminator: visible(terminator) },
      head: await this.#head(focus),
      body: await this.#body(records, marks),
      tail: last ? await this.#tail() : [],
      window,
      explanation: this.#explain(focus),
      parsed: focus.claim
        ? parsedClaim(focus.claim, this.#query.unmasked)
        : focus.plb
          ? parsedPlb(focus.plb, this.#query.unmasked)
          : parsedParcel(parcel),
    };
  }

  #bytes(offset: number, length: number): Promise<Buffer> {
    return readBytes(this.#tx, this.#parcel, offset, Math.max(0, length));
  }

  /** The event asked for, when it stands in bytes of its own; the whole of a parcel does not. */
  #ownBytes(): EventPlace | null {
    const event = this.#event;
    return event && event.offset !== null && event.type !== 'parcel.whole' ? event : null;
  }

  /** The claim or PLB pair of the event, read again from its own bytes. */
  async #focus(): Promise<Focus> {
    const none: Focus = { claim: null, plb: null, marks: NO_MARKS };
    const event = this.#ownBytes();
    if (!event) return none;
    const offset = Number(event.offset);
    const bytes = await this.#bytes(offset, event.length ?? 0);
    if (event.type === 'provider.adjusted') {
      const plb = readProviderAdjustments(bytes, this.#delimiters, offset).find((p) => p.pair === event.part) ?? null;
      return plb ? { claim: null, plb, marks: plbMarks(plb) } : none;
    }
    const claim = readClaim(bytes, this.#delimiters, offset);
    const { rule = null, ruleVersion = null } = this.#query;
    const rules = rule ? postingRules.safeParse(await readRules(this.#tx, ruleVersion)) : null;
    return { claim, plb: null, marks: claimMarks(claim, rule && ruleBehind(rule), rules?.success ? rules.data : null) };
  }

  /** Around the event by its id, elsewhere from an ordinal on. */
  async #found(): Promise<RecordPlace[]> {
    const [tx, parcel, event] = [this.#tx, this.#parcel, this.#ownBytes()];
    const { from } = this.#query;
    if (from !== undefined || !event) {
      return readRecordPlaces(tx, parcel, { fromOrdinal: from ?? 0 }, SOURCE_RECORDS_MAX + 1);
    }
    const fromEventId = await readBefore(tx, parcel, event.id, RECORDS_BEFORE_FOCUS);
    return readRecordPlaces(tx, parcel, { fromEventId }, SOURCE_RECORDS_MAX + 1);
  }

  async #window(): Promise<{ records: RecordPlace[]; window: SourceWindow }> {
    const found = await this.#found();
    const from = this.#query.from ?? found[0]?.ordinal ?? 0;
    const records = found.slice(0, SOURCE_RECORDS_MAX);
    while (records.length > 1 && spanOf(records) > SOURCE_BYTES_MAX) records.pop();
    const last = records[records.length - 1];
    const next = found.length > records.length ? (found[records.length]?.ordinal ?? null) : null;
    const total = this.#parcel.recordCount;
    const hidden = this.#tx.actor.scope === '*' ? 0 : total - (await readRecordCount(this.#tx, this.#parcel));
    return {
      records,
      window: {
        from: records[0]?.ordinal ?? from,
        to: last?.ordinal ?? from,
        total,
        previous: from > 0 ? Math.max(0, from - SOURCE_RECORDS_MAX) : null,
        next,
        hidden,
        cut: (records.length > 0 ? spanOf(records) : this.#end - this.#start) > SOURCE_BYTES_MAX,
      },
    };
  }

  /** ISA and GS where the parcel stands in the first group of its file, then ST up to the first claim. */
  async #head(focus: Focus): Promise<SourceSegment[]> {
    const first = this.#parcel.path.startsWith('ISA[1]/GS[1]/');
    const envelope = first ? await this.#render(0, Math.min(ENVELOPE_BYTES, this.#start), [], NO_MARKS) : [];
    const length = Math.min(HEADER_BYTES, this.#end - this.#start);
    const header = await this.#render(this.#start, length, [], NO_MARKS);
    const at = header.findIndex(({ id }) => BODY.has(id));
    const shown = at >= 0 ? header.slice(0, at) : length < HEADER_BYTES ? header : header.slice(0, -1);
    const whole = !focus.claim && !focus.plb;
    const all = this.#tx.actor.scope === '*';
    return [
      ...envelope.filter(({ id }) => id === 'ISA' || id === 'GS'),
      ...shown.filter(({ id }) => all || !SUMS_OF_ALL.has(id)),
    ].map((segment) =>
      segment.id === 'BPR' ? lightPayment(segment, whole ? 'mark' : 'under', whole || focus.plb !== null) : segment,
    );
  }

  async #body(records: readonly RecordPlace[], marks: Marks): Promise<SourceSegment[]> {
    const [first] = records;
    const last = records[records.length - 1];
    if (!first || !last) return this.#unplaced();
    // Everything between the first and last record, group segments included; a reader of some facilities gets his spans only.
    if (this.#tx.actor.scope === '*') {
      const offset = Number(first.offset);
      return this.#render(offset, Math.min(SOURCE_BYTES_MAX, spanOf(records)), records, marks);
    }
    const shown: SourceSegment[] = [];
    for (const spans of byBytes(records)) {
      const [record] = spans;
      if (record)
        shown.push(
          ...(await this.#render(Number(record.offset), Math.min(SOURCE_BYTES_MAX, record.length), spans, marks)),
        );
    }
    return shown;
  }

  /**
   * The body of a parcel none of whose facts count (yet): nobody knows whose they are, so only a reader of all facilities sees it,
   * masked throughout as a claim is.
   */
  async #unplaced(): Promise<SourceSegment[]> {
    if (this.#tx.actor.scope !== '*' || (this.#query.from ?? 0) > 0) return [];
    const header = await this.#render(this.#start, Math.min(HEADER_BYTES, this.#end - this.#start), [], NO_MARKS);
    const offset = header.find(({ id }) => BODY.has(id))?.offset;
    if (offset === undefined) return [];
    const length = Math.min(SOURCE_BYTES_MAX, this.#end - offset);
    const whole = { eventId: null, kind: 'claim' as const, offset: BigInt(offset), length, part: 0 };
    const shown = await this.#render(offset, length, [whole], NO_MARKS);
    return (offset + length < this.#end ? shown.slice(0, -1) : shown).filter(({ id }) => id !== 'SE');
  }

  async #tail(): Promise<SourceSegment[]> {
    const from = Math.max(this.#start, this.#end - TRAILER_BYTES);
    const end = (await this.#render(from, this.#end - from, [], NO_MARKS)).filter(({ id }) => id === 'SE').slice(-1);
    const after = await this.#render(this.#end + 1, TRAILER_BYTES, [], NO_MARKS);
    const stop = after.findIndex(({ id }) => id !== 'GE' && id !== 'IEA');
    return [...end, ...(stop < 0 ? after : after.slice(0, stop))];
  }

  async #render(offset: number, length: number, records: readonly Spanned[], marks: Marks): Promise<SourceSegment[]> {
    if (length <= 0) return [];
    return renderSegments({
      bytes: await this.#bytes(offset, length),
      baseOffset: offset,
      delimiters: this.#delimiters,
      records: records.map(placed),
      focusEventId: this.#event?.id ?? null,
      marks,
      unmasked: this.#query.unmasked,
      onlyRecords: this.#tx.actor.scope !== '*',
    });
  }

  #explain({ claim, plb }: Focus): Explanation {
    const parcel = this.#parcel;
    if (claim) {
      const account = this.#query.unmasked ? claim.claimId : maskIdentifier(claim.claimId);
      return explainClaim(claim, parcel.payer, account);
    }
    return plb ? explainPlb(plb, parcel) : explainParcel(parcel);
  }
}

const BODY = new Set(['CLP', 'PLB', 'SE']);
/** What a whole payment or provider group adds up to: not for readers of some facilities. */
const SUMS_OF_ALL = new Set(['BPR', 'TS2', 'TS3']);

function lightPayment(segment: SourceSegment, role: 'mark' | 'under', lit: boolean): SourceSegment {
  if (!lit) return segment;
  return { ...segment, elements: segment.elements.map((e) => (e.ref === 'BPR02' ? { ...e, role } : e)) };
}

function spanOf(records: readonly RecordPlace[]): number {
  const [first] = records;
  const last = records[records.length - 1];
  return first && last ? Number(last.offset) + last.length - Number(first.offset) : 0;
}

/** Pairs of one PLB share its bytes: they are read and shown once. */
function byBytes(records: readonly RecordPlace[]): RecordPlace[][] {
  const groups = new Map<bigint, RecordPlace[]>();
  for (const record of records) groups.set(record.offset, [...(groups.get(record.offset) ?? []), record]);
  return [...groups.values()];
}

const placed = ({ offset, length, kind, part, eventId }: Spanned): Placed => ({
  offset: Number(offset),
  length,
  kind: kind === 'plb' ? 'plb' : 'claim',
  pair: part,
  eventId,
});

/** Separators may be control characters; those are shown as a middle dot. */
const visible = (byte: number): string => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·');
