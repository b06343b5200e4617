import type { Tx } from '../../platform/db';
import { byteReader } from '../../store/artifacts';
import { insertEvents, type NewEvent, type ParsedRemit, type RecordRow, readRecords } from '../../store/canonical';
import type { ControlDelta } from '../../store/control-totals';
import { insertExceptions, openCauses, type Stop } from '../../store/stops';
import type { RemitVerdict } from './decide';
import { EventMaker } from './events';

/** Records turned into events per statement: bounds memory for a remit of a million claims. */
const RECORDS_PER_PAGE = 1000;

type Judged = { readonly remit: ParsedRemit; readonly identity: Buffer; readonly verdict: RemitVerdict };

/** Writes an event per claim and PLB pair of accepted remits; what each sums to must be what was received. */
export async function writeEvents(tx: Tx, judged: readonly Judged[]): Promise<ControlDelta[]> {
  const read = byteReader(tx);
  const totals: ControlDelta[] = [];
  for (const batch of batchesOf(judged)) {
    const work = new Map(batch.map(({ remit, identity }) => [remit.id, new RemitWork(remit, identity)]));
    for await (const page of readPages(tx, batch)) {
      const events: NewEvent[] = [];
      for (const record of page) {
        const of = work.get(record.remitId);
        const event = of?.take(record, await read(of.remit.artifact, Number(record.byteOffset), record.byteLength));
        if (event) events.push(event);
      }
      await insertEvents(tx, events);
    }
    await insertEvents(
      tx,
      [...work.values()].flatMap((of) => of.takePlbs()),
    );
    totals.push(...[...work.values()].map((of) => of.total()));
  }
  return totals;
}

/** Remits whose records fit one page go together; a larger one goes alone, a page at a time. */
function batchesOf(judged: readonly Judged[]): Judged[][] {
  const batches: Judged[][] = [];
  let batch: Judged[] = [];
  let records = 0;
  for (const one of judged) {
    const more = one.remit.claimCount + one.remit.plbCount;
    if (batch.length === 0 || records + more > RECORDS_PER_PAGE) {
      batch = [];
      batches.push(batch);
      records = 0;
    }
    batch.push(one);
    records += more;
  }
  return batches;
}

async function* readPages(tx: Tx, batch: readonly Judged[]): AsyncGenerator<RecordRow[]> {
  const ids = batch.map(({ remit }) => remit.id);
  for (let after: RecordRow | null = null; ; ) {
    const page = await readRecords(tx, ids, after, RECORDS_PER_PAGE);
    yield page;
    if (page.length < RECORDS_PER_PAGE) return;
    after = page[page.length - 1] ?? null;
  }
}

/** The events of one remit as they are made, and what they add up to. */
class RemitWork {
  readonly remit: ParsedRemit;
  readonly #maker: EventMaker;
  readonly #plbs: { record: RecordRow; bytes: Buffer }[] = [];
  #amountMinor = 0n;
  #count = 0;

  constructor(remit: ParsedRemit, identity: Buffer) {
    this.remit = remit;
    this.#maker = new EventMaker(remit, identity);
  }

  /** PLB pairs are kept until the end: only all of them tell a recovery from an acknowledged refund. */
  take(record: RecordRow, bytes: Buffer): NewEvent | null {
    if (record.kind === 'claim') return this.#counted(this.#maker.fromClaim(record, bytes));
    this.#plbs.push({ record, bytes });
    return null;
  }

  takePlbs(): NewEvent[] {
    return this.#maker.fromPlbs(this.#plbs).map((event) => this.#counted(event));
  }

  total(): ControlDelta {
    const { id, receivedMinor, claimCount, plbCount } = this.remit;
    if (this.#amountMinor !== receivedMinor || this.#count !== claimCount + plbCount) {
      throw new Error(`events of remit ${id} sum to ${this.#amountMinor}, received was ${receivedMinor}`);
    }
    return { remitId: id, count: this.#count, amountMinor: this.#amountMinor };
  }

  #counted(event: NewEvent): NewEvent {
    this.#amountMinor += event.amountMinor;
    this.#count += 1;
    return event;
  }
}

/** Writes one event for all the cash of each remit that is not posted claim by claim; accepted ones are passed over. */
export async function writeWholes(tx: Tx, judged: readonly Judged[]): Promise<ControlDelta[]> {
  const wholes = judged.flatMap(({ remit, identity, verdict }) =>
    verdict.disposition === 'accepted' ? [] : [{ remit, verdict, maker: new EventMaker(remit, identity) }],
  );
  const failures = wholes.flatMap(({ verdict }) => verdict.failure ?? []);
  const causeIds = await openCauses(tx, 'canonicalize', failures);
  const causes = [...causeIds];
  const stops: Stop[] = [];
  const events = wholes.map(({ remit, verdict, maker }) => {
    if (!verdict.failure) return maker.whole(verdict.state, null);
    const event = maker.whole(verdict.state, causes.shift() ?? null);
    const { amountMinor } = event;
    stops.push({ eventId: event.id, remitId: remit.id, facilityId: null, amountMinor, failure: verdict.failure });
    return event;
  });
  await insertEvents(tx, events);
  await insertExceptions(tx, stops, causeIds);
  return events.map((event) => ({ remitId: event.remitId, count: 1, amountMinor: event.amountMinor }));
}
