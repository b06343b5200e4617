// Goal: every received dollar is in exactly one place, whoever asks and however the scope is cut. Method: rows of every
// kind in a real database, read as the web role with and without a facility scope.
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import {
  addArtifact,
  addConnection,
  addEntity,
  addEvent,
  addFacility,
  addFlow,
  addJournal,
  addParcel,
  type Db,
  dbOf,
  setReceived,
} from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { readSplit } from './overview';
import { type PlacesFilter, placesOf } from './places';

const LAKESHORE = newId();
const CEDAR = newId();
const CONNECTION = newId();
const ERP = newId();
const READ = newId();
const HALF = newId();
const POSTING = newId();

let client: pg.Client;
let books: Db;

const artifact = (id: string, state: string) =>
  addArtifact(books, { id, connectionId: CONNECTION, state, facilityIds: [LAKESHORE, CEDAR] });

const remit = (id: string, artifactId: string, state: string, receivedMinor: number) =>
  addParcel(books, {
    id,
    artifactId,
    ordinal: 0,
    state,
    disposition: null,
    payerKey: 'p',
    payeeKey: 'e',
    receivedMinor,
    claimCount: 1,
    paymentDate: '2026-10-05',
    facilityIds: [LAKESHORE, CEDAR],
  });

const event = (amountMinor: number, state: string, facilityId: string, postingId: string | null = null) =>
  addEvent(books, {
    id: newId(),
    parcelId: READ,
    artifactId: READ,
    ordinal: 0,
    amountMinor,
    facts: {},
    facilityId,
    businessDate: '2026-10-05',
    state,
    postingId,
  });

beforeAll(async () => {
  const database = await enterDatabase('web');
  client = new pg.Client(database.ownerUrl);
  books = dbOf(client);
  await client.connect();
  await addEntity(books, '100', 'Hospitals');
  await addFacility(books, { id: LAKESHORE, code: 'LKG', entity: '100' });
  await addFacility(books, { id: CEDAR, code: 'CRM', entity: '100' });
  await addConnection(books, { id: CONNECTION, code: 'in', direction: 'inbound', kind: 'http' });
  await addConnection(books, { id: ERP, code: 'erp', direction: 'outbound', kind: 'erp' });
  await addFlow(books, 'f');
  await addJournal(books, {
    id: POSTING,
    flow: 'f',
    connectionId: ERP,
    entity: '100',
    period: '2026-10',
    date: '2026-10-05',
    state: 'unknown',
    facilityIds: [LAKESHORE],
  });
  await artifact(READ, 'parsed');
  await remit(READ, READ, 'canonical', 1_000);
  await event(700, 'posted', LAKESHORE);
  await event(-50, 'ready', CEDAR);
  await event(100, 'mapped', LAKESHORE, POSTING);
  await event(150, 'exception', CEDAR);
  await event(40, 'held', LAKESHORE);
  await event(60, 'duplicate', CEDAR);
  await artifact(HALF, 'parsed');
  await remit(HALF, HALF, 'parsed', 500);
  await artifact(newId(), 'quarantined');
  return async () => {
    await client.end();
    await closeDatabase();
  };
});

const read = (filter: PlacesFilter, actor: Actor = systemActor('test')) =>
  withTransaction(actor, (tx) => placesOf(tx, filter));
const LAKESHORE_ONLY: Actor = { kind: 'user', name: 'noor@fernhollow.example', scope: [LAKESHORE] };

describe('placesOf', () => {
  it('puts everything received in one place each', async () => {
    const money = await read({});
    expect(money.receivedMinor).toBe(1_500n);
    expect(money.sums).toBe(true);
    expect(money.places.inFlight).toEqual({ amountMinor: 550n, items: 3 });
    expect(money.unknown).toEqual({ amountMinor: 100n, items: 1 });
    expect(money.places.rejected).toEqual({ amountMinor: 0n, items: 1 });
    expect(money.items).toBe(8);
  });

  it('says how much is missing when a remit’s events do not reach its header', async () => {
    await setReceived(books, READ, 1001);
    const money = await read({});
    await setReceived(books, READ, 1000);
    expect([money.sums, money.differenceMinor]).toEqual([false, 1n]);
  });

  it('shows a person of one facility the money of that facility, and it sums', async () => {
    const money = await read({ parcelId: READ }, LAKESHORE_ONLY);
    expect([money.receivedMinor, money.sums]).toEqual([840n, true]);
    expect(money.places.exception.items).toBe(0);
  });

  it('gives nothing to a person of no facility', async () => {
    expect((await read({}, { ...LAKESHORE_ONLY, scope: [] })).items).toBe(0);
  });

  it('adds up again over facilities', async () => {
    const rows = await withTransaction(systemActor('test'), (tx) => readSplit(tx, {}, 'facility'));
    const whole = await read({});
    expect(rows.reduce((sum, { money }) => sum + money.receivedMinor, 0n)).toBe(whole.receivedMinor);
  });

  it('finds the month of an event that has no period yet', async () => {
    expect((await read({ period: '2026-10' })).receivedMinor).toBe(1_500n);
    expect((await read({ period: '2026-09' })).receivedMinor).toBe(0n);
  });
});
