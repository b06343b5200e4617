// Goal: every received dollar is in exactly one place, whoever asks and however the scope is cut. Method: rows of every
// kind in a real database, read as the web role with and without a facility scope.
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
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
const FLOW = 'remittance-to-cash';

let client: pg.Client;
const run = (text: string, values: unknown[] = []) => client.query(text, values);

async function artifact(id: string, state: string) {
  await run(
    `INSERT INTO artifact (id, connection_id, lane, bytes_id, sha256, size_bytes, name, wrapped_key, key_version, chunk_bytes,
       received_by, state, facility_ids) VALUES ($1, $2, 1, $1, $3, 1, 'a.835', '\\x00', 1, 1, 'test', $4, $5)`,
    [id, CONNECTION, Buffer.from(id), state, [LAKESHORE, CEDAR]],
  );
}

async function parcel(id: string, artifactId: string, state: string, received: number) {
  await run(
    `INSERT INTO parcel (id, artifact_id, ordinal, lane, flow_code, state, byte_offset, byte_length, path, first_event_id, last_event_id,
       head, parties, digest, business_date, on_date, asset, control_minor, record_count, same, facility_ids)
     VALUES ($1, $2, 0, 1, $6, $3, 0, 1, 'ST', $1, $1, '{}', '{"payerKey": "p", "payerName": "Payer"}', '\\x00', '2026-10-05',
       '2026-10-05', 'USD/2', $4, 1, 'same', $5)`,
    [id, artifactId, state, received, [LAKESHORE, CEDAR], FLOW],
  );
}

async function event(amount: number, state: string, facility: string, groupId: string | null = null) {
  const id = newId();
  await run(
    `INSERT INTO event (id, parcel_id, ordinal, type, asset, amount_minor, facts, order_keys, business_date)
     VALUES ($1, $2, 0, 'payment.posted', 'USD/2', $3, '{}', '{"\\\\x01"}', '2026-10-05')`,
    [id, READ, amount],
  );
  await run(
    `INSERT INTO item (event_id, flow_code, parcel_id, lane, shard, order_key, position, state, asset, amount_minor, business_date, facility_id)
     VALUES ($1, $2, $3, 1, 0, '\\x01', $1, $4, 'USD/2', $5, '2026-10-05', $6)`,
    [id, FLOW, READ, state, amount, facility],
  );
  if (groupId === null) return;
  await run(
    `INSERT INTO leg (event_id, group_id, flow_code, ref, facility_id, posting_nos, line_nos, amounts, rules, rule_version)
     VALUES ($1, $2, $3, 'cash', $4, '{0}', '{1}', '{100}', '{1}', 1)`,
    [id, groupId, FLOW, facility],
  );
}

beforeAll(async () => {
  const database = await enterDatabase('web');
  client = new pg.Client(database.ownerUrl);
  await client.connect();
  await run("INSERT INTO legal_entity (code, name) VALUES ('100', 'Hospitals')");
  for (const [id, code] of [
    [LAKESHORE, 'LKG'],
    [CEDAR, 'CRM'],
  ])
    await run("INSERT INTO facility (id, code, name, entity_code) VALUES ($1, $2, $2, '100')", [id, code]);
  await run("INSERT INTO connection (id, code, name, direction, kind) VALUES ($1, 'in', 'In', 'inbound', 'http')", [
    CONNECTION,
  ]);
  await run("INSERT INTO connection (id, code, name, direction, kind) VALUES ($1, 'erp', 'ERP', 'outbound', 'erp')", [
    ERP,
  ]);
  await run(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode)
     VALUES ($1, 'f', 's', 't', 'o', 1, 'high', 'c', 'r', 'detail', 'approval')`,
    [FLOW],
  );
  await run(
    `INSERT INTO posting (id, group_id, flow_code, target_id, kind, role, ref, entity_code, asset, period, posting_date, key, rule_version,
       description, state, facility_ids, first_event_id, last_event_id)
     VALUES ($1, $1, $4, $2, 'journal', 'gl', 'cash', '100', 'USD/2', '2026-10', '2026-10-05', 'K', 1, 'd', 'unknown', $3, $1, $1)`,
    [POSTING, ERP, [LAKESHORE], FLOW],
  );
  await artifact(READ, 'parsed');
  await parcel(READ, READ, 'canonical', 1_000);
  await event(700, 'posted', LAKESHORE);
  await event(-50, 'ready', CEDAR);
  await event(100, 'mapped', LAKESHORE, POSTING);
  await event(150, 'exception', CEDAR);
  await event(40, 'held', LAKESHORE);
  await event(60, 'duplicate', CEDAR);
  await artifact(HALF, 'parsed');
  await parcel(HALF, HALF, 'parsed', 500);
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

  it('says how much is missing when a parcel’s items do not reach its header', async () => {
    await run('UPDATE parcel SET control_minor = 1001 WHERE id = $1', [READ]);
    const money = await read({});
    await run('UPDATE parcel SET control_minor = 1000 WHERE id = $1', [READ]);
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
