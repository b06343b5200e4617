// Goal: adopting makes each unknown payer and payee once, provisional and audited, whoever else adopts at the same
// time. Method: real Postgres, the web role, remits written by hand, adoption run alone, again and several times at
// once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoppedEvents } from '@/server/exceptions/stopped-events.fixture';
import { closeDatabase, type Tx, withTransaction } from '@/server/platform/db';
import {
  addCrosswalk,
  addEntity,
  addSetting,
  auditOfAll,
  crosswalkCount,
  crosswalksTo,
  crosswalkTargets,
  facilityRows,
  masterRevision,
  payerRows,
} from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { adoptFromParcels } from './adopt';

const actor = { kind: 'user', name: 'iris@example.org', scope: '*' } as const;
const adopt = (remits: string[]) => withTransaction(actor, (tx: Tx) => adoptFromParcels(tx, remits));
let seed: StoppedEvents;

beforeAll(async () => {
  const database = await enterDatabase('web');
  seed = new StoppedEvents(database.ownerUrl);
  await seed.open();
});
afterAll(async () => {
  await seed.close();
  await closeDatabase();
});

describe('adoptFromParcels', () => {
  it('makes a provisional payer and facility, bumps the revision and writes the audit', async () => {
    const remit = await seed.remit({ payerKey: '60054', tin: '990000010', npi: '1000000010' });
    await seed.event(remit, { facts: { filingIndicator: 'MC' } });
    const before = await masterRevision(seed);
    expect(await adopt([remit])).toEqual({ payers: 1, facilities: 1 });
    expect(await payerRows(seed, 'P-60054')).toEqual([
      { name: 'Payer of 60054', payer_class: 'Medicaid', provisional: true },
    ]);
    expect(await facilityRows(seed, 'P-990000010')).toEqual([
      { entity_code: '100', cost_center: null, erp_code: null, provisional: true },
    ]);
    expect(await crosswalksTo(seed, ['P-60054', 'P-990000010'])).toEqual([
      { kind: 'payee-npi', key: '1000000010', target: 'P-990000010' },
      { kind: 'payee-tin', key: '990000010', target: 'P-990000010' },
      { kind: 'payer', key: '60054', target: 'P-60054' },
    ]);
    expect(await masterRevision(seed)).toBeGreaterThan(before);
    expect(await auditOfAll(seed, ['P-60054', 'P-990000010'])).toEqual([
      { action: 'facility.adopted', actor: actor.name },
      { action: 'payer.adopted', actor: actor.name },
    ]);
    expect(await adopt([remit])).toEqual({ payers: 0, facilities: 0 });
  });

  it('leaves what master data knows, and gives a known payee its second id', async () => {
    await seed.facility('LKG');
    await addCrosswalk(seed, 'payee-tin', '990000020', 'LKG', '2026-01-01');
    const remit = await seed.remit({ payerKey: '60054', tin: '990000020', npi: '1000000020' });
    expect(await adopt([remit])).toEqual({ payers: 0, facilities: 0 });
    expect(await crosswalkTargets(seed, 'payee-npi', '1000000020')).toEqual([{ target: 'LKG' }]);
  });

  it('makes each party once when several adopt it together', async () => {
    const remits: string[] = [];
    for (let i = 0; i < 4; i += 1) remits.push(await seed.remit({ payerKey: '77001', tin: '990000030', npi: null }));
    const made = await Promise.all(remits.map((remit) => adopt([remit])));
    expect(made.reduce((sum, m) => sum + m.payers, 0)).toBe(1);
    expect(made.reduce((sum, m) => sum + m.facilities, 0)).toBe(1);
    expect(await crosswalkCount(seed, ['77001', '990000030'])).toEqual([{ n: 2 }]);
  });

  it('takes the legal entity from the setting', async () => {
    await addEntity(seed, '300', 'Fernhollow Medical Group');
    await addSetting(seed, 'adoption.entity', '300');
    const remit = await seed.remit({ payerKey: '77001', tin: null, npi: '1000000040' });
    expect(await adopt([remit])).toEqual({ payers: 0, facilities: 1 });
    expect(await facilityRows(seed, 'P-1000000040')).toMatchObject([{ entity_code: '300' }]);
  });
});
