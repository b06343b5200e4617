// Goal: nothing is used, moved or promised that is not there, whoever asks at once. Method: move and count the shelves.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ErpClient, startErp } from '../testing/erp-client';
import { reservationOf, stockMoveOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const BASE = '/api/companies/100';
const MOVES = `${BASE}/stock-moves`;
const RESERVATIONS = `${BASE}/reservations`;

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

beforeEach(() => client.call('POST', '/control/reset'));

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const cement = { line: 1, item: 'CEMENT', location: 'CDR-STORE', lot: 'BC-2601', quantity: '30' };
const move = (change: Readonly<Record<string, unknown>>) => client.call('POST', MOVES, stockMoveOf(change));
const shelf = async (item: string) => {
  const { body } = await client.call('GET', `${BASE}/stock?item=${item}`);
  const rows = body.stock as Record<string, string | null>[];
  return rows.map((row) => `${row.location} ${row.lot ?? '-'} ${row.onHand}/${row.reserved}/${row.reservedAnyLot}`);
};

describe('stock moves', () => {
  it('use up, bring in and carry over', async () => {
    expect((await move({ lines: [cement] })).body).toMatchObject({ status: 'posted', type: 'issue', lineCount: 1 });
    await move({ type: 'return', lines: [{ ...cement, quantity: '1' }] });
    await move({ type: 'receipt', lines: [{ ...cement, lot: 'BC-2699', quantity: '5' }] });
    await move({ type: 'transfer', lines: [{ ...cement, toLocation: 'CDR-OR', quantity: '4' }] });
    expect(await shelf('CEMENT')).toEqual([
      'CDR-OR BC-2601 4/0/0',
      'CDR-STORE BC-2601 7/0/0',
      'CDR-STORE BC-2699 5/0/0',
    ]);
  });

  it('take nothing at all when one line falls short', async () => {
    const lines = [cement, { ...cement, line: 2, quantity: '11' }];
    expect(await client.refusal(MOVES, stockMoveOf({ lines }))).toEqual(['INSUFFICIENT_STOCK/2']);
    expect(await shelf('CEMENT')).toEqual(['CDR-STORE BC-2601 40/0/0']);
  });

  it('that come at once share what is there and no more', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => move({ lines: [{ ...cement, quantity: '9' }] })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(4);
    expect(await shelf('CEMENT')).toEqual(['CDR-STORE BC-2601 4/0/0']);
  });

  it('are taken back by their void, unless what they brought is gone', async () => {
    const used = await move({ lines: [cement] });
    await client.call('POST', `${MOVES}/${String(used.body.number)}/void`, { externalId: 'V-1' });
    const brought = await move({ type: 'receipt', lines: [{ ...cement, lot: 'BC-2699', quantity: '5' }] });
    await move({ lines: [{ ...cement, lot: 'BC-2699', quantity: '1' }] });
    const codes = await client.refusal(`${MOVES}/${String(brought.body.number)}/void`, { externalId: 'V-2' });
    expect(codes).toEqual(['INSUFFICIENT_STOCK/1']);
    expect(await shelf('CEMENT')).toEqual(['CDR-STORE BC-2601 40/0/0', 'CDR-STORE BC-2699 4/0/0']);
  });

  it.each([
    [{ lines: [] }, ['EMPTY_LINE/-']],
    [{ date: '2026-01-05' }, ['CLOSED_PERIOD/-']],
    [{ lines: [{ ...cement, item: 'NOTHING' }] }, ['UNKNOWN_ITEM/1']],
    [{ lines: [{ ...cement, location: 'HBP-STORE' }] }, ['UNKNOWN_LOCATION/1']],
    [{ lines: [{ ...cement, lot: null }] }, ['LOT_REQUIRED/1']],
    [{ lines: [{ ...cement, item: 'DRAPE' }] }, ['LOT_NOT_TRACKED/1']],
    [{ lines: [{ ...cement, quantity: '1.5' }] }, ['PRECISION/1']],
    [{ lines: [{ ...cement, quantity: '-1' }] }, ['NEGATIVE_QUANTITY/1']],
    [{ type: 'transfer', lines: [{ ...cement, toLocation: 'CDR-STORE' }] }, ['SAME_LOCATION/1']],
    [{ reservation: 'RSV-2026-11-999999' }, ['UNKNOWN_RESERVATION/-']],
  ])('%# say what is wrong', async (change, codes) => {
    expect(await client.refusal(MOVES, stockMoveOf(change))).toEqual(codes);
  });

  it('refuse an item a person has switched off, and know it in the master data', async () => {
    await client.call('PATCH', '/api/master/items/DRAPE', { active: false });
    expect(await client.refusal(MOVES, stockMoveOf())).toEqual(['INACTIVE_ITEM/1']);
    const master = (await client.call('GET', '/api/master')).body;
    await client.call('PATCH', '/api/master/items/DRAPE', { active: true });
    expect(master.items).toContainEqual(expect.objectContaining({ code: 'DRAPE', active: false, unitCost: '4.15' }));
    expect(master.suppliers).toContainEqual(expect.objectContaining({ code: 'MEDSUP', taxIdToken: 'tin-med-0032' }));
    expect(master.locations).toContainEqual(expect.objectContaining({ code: 'CDR-OR', kind: 'point-of-use' }));
    expect(master.stock).toContainEqual(expect.objectContaining({ item: 'SALINE', onHand: '250.5', lot: null }));
    expect(master.statisticalAccounts).toContainEqual(expect.objectContaining({ number: 'S-CASES' }));
  });
});

describe('reservations', () => {
  const knees = { line: 1, item: 'KNEE-FEM-4', location: 'CDR-STORE', quantity: '8' };
  const reserve = (line: unknown) => client.call('POST', RESERVATIONS, reservationOf({ lines: [line] }));

  it('keep what they hold from everyone else, of whatever lot', async () => {
    const held = await reserve(knees);
    expect(held.body).toMatchObject({ status: 'reserved', neededOn: '2026-11-26' });
    expect(await shelf('KNEE-FEM-4')).toEqual(['CDR-STORE KF-2601 6/0/8', 'CDR-STORE KF-2602 4/0/8']);
    const taking = { ...knees, lot: 'KF-2601', quantity: '3' };
    expect(await client.refusal(MOVES, stockMoveOf({ lines: [taking] }))).toEqual(['INSUFFICIENT_STOCK/1']);
    expect(await client.refusal(RESERVATIONS, reservationOf({ lines: [{ ...knees, quantity: '3' }] }))).toEqual([
      'INSUFFICIENT_STOCK/1',
    ]);
    expect((await move({ lines: [{ ...taking, quantity: '2' }] })).status).toBe(201);
  });

  it('are used up by the issues that name them, and no further', async () => {
    const held = await reserve(knees);
    const reservation = held.body.number;
    const issue = (lot: string, quantity: string) => ({ reservation, lines: [{ ...knees, lot, quantity }] });
    const status = async () => (await client.call('GET', `${RESERVATIONS}/${String(reservation)}`)).body.status;
    expect((await move(issue('KF-2601', '6'))).status).toBe(201);
    expect(await status()).toBe('partly-issued');
    expect(await client.refusal(MOVES, stockMoveOf(issue('KF-2602', '3')))).toEqual(['NOT_RESERVED/1']);
    expect((await move(issue('KF-2602', '2'))).status).toBe(201);
    expect(await status()).toBe('issued');
    expect(await shelf('KNEE-FEM-4')).toEqual(['CDR-STORE KF-2601 0/0/0', 'CDR-STORE KF-2602 2/0/0']);
    const codes = await client.refusal(`${RESERVATIONS}/${String(reservation)}/void`, { externalId: 'V-1' });
    expect(codes).toEqual(['RESERVATION_USED/-']);
  });

  it('let go of the rest when they are voided', async () => {
    const held = await reserve({ ...knees, lot: 'KF-2601', quantity: '5' });
    expect(await shelf('KNEE-FEM-4')).toEqual(['CDR-STORE KF-2601 6/5/0', 'CDR-STORE KF-2602 4/0/0']);
    await client.call('POST', `${RESERVATIONS}/${String(held.body.number)}/void`, { externalId: 'V-2' });
    expect(await shelf('KNEE-FEM-4')).toEqual(['CDR-STORE KF-2601 6/0/0', 'CDR-STORE KF-2602 4/0/0']);
  });
});
