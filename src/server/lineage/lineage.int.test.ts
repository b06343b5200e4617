// Goal: whatever the screen shows of a payment is what its bytes say, masked, within the reader's facilities, and it sums.
// Method: real Postgres under row-level security; a synthetic file worked by the real stages; the ERP's answers written by hand.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMinor } from '@/domain/money';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { eventsOfParcel, parcelsOf, unbookHeld } from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { Books, fileOf } from './books.fixture';
import { findEvents, readSource, readTrace, type SourceView } from './index';

const everyone: Actor = systemActor('web');
const only = (facility: string): Actor => ({ kind: 'user', name: 'sam@example.org', scope: [facility] });
let books: Books;
let parcelId: string;

const ACCOUNTS = ['LKG2026104418', 'LKG2026107760', 'CDR2026100412', 'ZZQ2026109911'] as const;
const FILE = fileOf([
  {
    trace: 'NW2610280417',
    claims: [
      { account: ACCOUNTS[0], chargeCents: 5_248_000, paidCents: 3_190_418, last: 'VERYSECRETNAME' },
      { account: ACCOUNTS[1], chargeCents: 10_000, paidCents: 0 },
      { account: ACCOUNTS[2], chargeCents: 20_000, paidCents: 12_345 },
      { account: ACCOUNTS[3], chargeCents: 9_000, paidCents: 7_000 },
    ],
    plbs: [{ reason: 'L6', cents: -1_240, reference: 'INTEREST2610' }],
  },
]);

beforeAll(async () => {
  const database = await enterDatabase('worker');
  books = new Books(database.ownerUrl);
  await books.open();
  const [id] = await parcelsOf(books, await books.feed(FILE));
  parcelId = id ?? '';
});
afterAll(async () => {
  await books.close();
  await closeDatabase();
});

const eventsOf = () => eventsOfParcel(books, parcelId);
const source = (actor: Actor, query: { parcelId?: string; eventId?: string; rule?: string }, unmasked = false) =>
  withTransaction(actor, (tx) => readSource(tx, { ...query, unmasked }));
const segmentsOf = (view: SourceView) => [...view.head, ...view.body, ...view.tail];
const textOf = (view: SourceView): string =>
  segmentsOf(view)
    .map((s) => [s.id, ...s.elements.map((e) => e.parts.map((p) => (p.masked ? '#' : p.text)).join(''))].join('*'))
    .join('~');

describe('from an event to its bytes', () => {
  it('marks the very amount of every event, and its arithmetic ends in it', async () => {
    for (const event of await eventsOf()) {
      const view = await source(everyone, { eventId: event.id });
      const marked = segmentsOf(view as SourceView).flatMap((s) => s.elements.filter((e) => e.role === 'mark'));
      expect(marked).toHaveLength(1);
      const written = parseMinor(marked[0]?.parts.map((p) => p.text).join('') ?? '');
      const sign = event.type === 'provider.adjusted' ? -1n : 1n;
      expect(written).toBe(sign * BigInt(event.amount));
      expect(view?.explanation.differenceMinor).toBe(0n);
      expect(view?.explanation.amountMinor).toBe(written);
    }
  });

  it('shows every byte of the remit once, with exact offsets', async () => {
    const view = (await source(everyone, { parcelId }, true)) as SourceView;
    for (const segment of segmentsOf(view)) {
      const written = [segment.id, ...segment.elements.map((e) => e.parts.map((p) => p.text).join(''))].join('*');
      // Bank accounts stay masked even when revealed; all else is the file's own text.
      if (segment.id !== 'BPR' && segment.id !== 'ISA')
        expect(FILE.slice(segment.offset, segment.offset + written.length)).toBe(written);
    }
    expect(
      segmentsOf(view)
        .map((s) => s.id)
        .join(' '),
    ).toBe(
      FILE.split('~')
        .slice(0, -1)
        .map((s) => s.split('*')[0])
        .join(' '),
    );
  });

  it('lights the adjustments that a journal rule read', async () => {
    const [event] = await eventsOf();
    const view = (await source(everyone, { eventId: event?.id ?? '', rule: 'claim.contractual' })) as SourceView;
    const marked = segmentsOf(view).flatMap((s) => s.elements.filter((e) => e.role === 'mark').map((e) => e.ref));
    expect(marked).toEqual(['CAS03']);
  });
});

describe('masking', () => {
  it('keeps names, accounts, member ids and references on the server', async () => {
    const view = (await source(everyone, { parcelId })) as SourceView;
    const all = JSON.stringify(view, (_, v) => (typeof v === 'bigint' ? v.toString() : v));
    for (const secret of ['VERYSECRETNAME', 'PERSONA', ...ACCOUNTS, 'MEMBER', 'INTEREST2610', '4417700881']) {
      expect(all).not.toContain(secret);
    }
    expect(textOf(view)).toContain('CLP*LKG#4418*1');
  });

  it('opens them to a reveal, but never a bank account', async () => {
    const text = textOf((await source(everyone, { parcelId }, true)) as SourceView);
    expect(text).toContain('NM1*QC*1*VERYSECRETNAME*PERSONA');
    expect(text).toContain(ACCOUNTS[0]);
    expect(text).not.toContain('4417700881');
  });
});

describe('facility scope', () => {
  it('shows the envelope and the claims of the reader’s facility, and counts what is hidden', async () => {
    const view = (await source(only(books.facilityId('CDR')), { parcelId }, true)) as SourceView;
    const text = textOf(view);
    // BPR02 is what the payment comes to for everybody.
    expect(text).not.toContain('BPR*');
    expect(text).toContain('TRN*1*');
    expect(text).toContain(ACCOUNTS[2]);
    for (const other of [ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[3]]) expect(text).not.toContain(other);
    expect(view.window).toMatchObject({ total: 5, hidden: 4 });
  });

  it('does not show an event of another facility', async () => {
    const [event] = await eventsOf();
    expect(await source(only(books.facilityId('CDR')), { eventId: event?.id ?? '' })).toBeNull();
    expect(await source(only(books.facilityId('HBP')), { parcelId })).toBeNull();
  });

  it('says how many events it hides instead of calling it a hole', async () => {
    const trace = await withTransaction(only(books.facilityId('CDR')), (tx) => readTrace(tx, { parcelId }));
    expect(trace?.graph.allEvents).toBe(1);
    expect(trace?.graph.totals[2]).toMatchObject({ state: 'absent', note: '+ 4 hidden' });
  });
});

describe('the graph', () => {
  const traced = async (query = { parcelId }) => {
    const trace = await withTransaction(everyone, (tx) => readTrace(tx, query));
    if (!trace) throw new Error('the remit is not there');
    return trace;
  };

  it('stops at the claim whose facility is unknown, in its colour and amount', async () => {
    const { graph } = await traced();
    const [, parcel, events, lines] = graph.totals;
    expect(events?.amountMinor).toBe(parcel?.amountMinor);
    expect(lines).toMatchObject({ differenceMinor: -7_000n, state: 'exception' });
    expect(graph.nodes.find((n) => n.id.startsWith('x:'))).toMatchObject({ state: 'exception', amountMinor: 7_000n });
  });

  it('turns red and names the cent when the ERP booked other amounts', async () => {
    await books.confirm(-1);
    const { graph, differences } = await traced();
    expect(graph.totals[4]).toMatchObject({ differenceMinor: -1n, state: 'rejected' });
    expect(differences).toMatchObject([{ differenceMinor: -1n }]);
    await unbookHeld(books);
  });

  it('sums to the cent from bytes to documents once confirmed', async () => {
    await books.confirm();
    const { graph, steps } = await traced();
    expect(graph.totals[4]).toMatchObject({ differenceMinor: 0n, state: 'posted' });
    expect(steps.find((s) => s.key === 'confirmed')?.at).toBeInstanceOf(Date);
  });

  it('sums the events it does not draw', async () => {
    const few = await withTransaction(everyone, (tx) => readTrace(tx, { parcelId, shown: 1 }));
    const events = few?.graph.nodes.filter((n) => n.column === 'events' && n.id !== 'cash') ?? [];
    expect(events.reduce((sum, n) => sum + (n.amountMinor ?? 0n), 0n)).toBe(few?.parcel.receivedMinor);
  });

  it('finds a claim by its account or amount', async () => {
    const find = (text: string) => withTransaction(everyone, (tx) => findEvents(tx, parcelId, text));
    expect((await find('lkg-2026-104418')).map((e) => e.amountMinor)).toEqual([3_190_418n]);
    expect((await find('$123.45')).map((e) => e.amountMinor)).toEqual([12_345n]);
    expect(await find('nothing')).toEqual([]);
  });
});
