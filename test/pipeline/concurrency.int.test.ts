/**
 * Goal: however many workers do the same thing at the same time, and however late one of them comes back, nothing doubles.
 * Method: all stages several times at once over files full of accidents; leases taken away from workers that are busy.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor } from '@/server/platform/db';
import { MIXES } from '../../sandbox/clearinghouse/accidents';
import { buildDelivery } from '../../sandbox/clearinghouse/deliveries';
import { specAt } from '../../sandbox/clearinghouse/sequence';
import { type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import {
  artifactState,
  dispositionsOf,
  isLeased,
  journalOf,
  parcelsOf,
  recordsOf,
  setCrashes,
  takeLease,
} from '../setup/books';
import { documentCount, duplicateKeys } from '../setup/ledger';
import { drain, elapse, openProduct, type Product, STAGES, settle } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 3_000 });
}, 120_000);
afterAll(() => product.close());
afterEach(() => product.erp.control('DELETE', '/control/faults'));

const actor = systemActor('test');
const receive = (name: string, bytes: Uint8Array) =>
  receiveArtifact(actor, { connectionCode: 'cli', name, source: [bytes], adopt: true });
let names = 0;
const remitOf = (id: string, more: Partial<RemitFacts> = {}): RemitFacts => ({
  trace: id,
  claims: [{ id, charge: '80', paid: '80', lines: [{ charge: '80', paid: '80' }] }],
  ...more,
});
const single = () => {
  names += 1;
  return remitBytes([remitOf(`ALONE-${names}`)], { control: String(names) });
};

/** Every stage `copies` times at once, again and again until a whole round moved nothing. */
async function storm(copies: number): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const runs = Object.entries(STAGES).flatMap(([name, run]) =>
      Array.from({ length: copies }, () => run(systemActor(name))),
    );
    const moved = (await Promise.all(runs)).reduce((sum, count) => sum + count, 0);
    quiet = moved === 0 ? quiet + 1 : 0;
  }
}

describe('many workers at once', () => {
  it('receive the same bytes once, and count every arrival', async () => {
    const bytes = single();
    const received = await Promise.all(Array.from({ length: 5 }, (_, i) => receive(`same-${i}.835`, bytes)));
    expect(received.filter((r) => r.state === 'received')).toHaveLength(1);
    await storm(3);
    await settle(product);
    const where = await Promise.all(received.map((r) => product.places({ artifactId: r.artifactId })));
    expect(where.reduce((sum, w) => sum + w.places.posted.amountMinor, 0n)).toBe(8_000n);
    expect(where.reduce((sum, w) => sum + w.places.duplicate.amountMinor, 0n)).toBe(32_000n);
  });

  it('recognise the same remits in two files that hold them in opposite order', async () => {
    const documents = await documentCount(product);
    const remits = Array.from({ length: 12 }, (_, i) => remitOf(`SWAP-${i}`));
    await Promise.all([
      receive('forth.835', remitBytes(remits, { control: '901' })),
      receive('back.835', remitBytes(remits.toReversed(), { control: '902' })),
    ]);
    await storm(4);
    await settle(product);
    expect(await dispositionsOf(product, 'SWAP-')).toEqual([
      { disposition: 'accepted', n: 12 },
      { disposition: 'duplicate', n: 12 },
    ]);
    expect(await documentCount(product)).toBe(documents + 12);
  });

  it('carry a day of accidents to its end without doubling, hiding or losing a cent', async () => {
    const baseDate = new Date().toISOString().slice(0, 10);
    const spec = { seed: 'storm', mix: MIXES.dense, baseDate, claimsPerRemit: 6, remits: 2 };
    const sent = new Map<string, bigint>();
    await product.erp.control('POST', '/control/faults', { mode: 'reset-after-commit', rate: 0.2, count: 12 });
    for (let index = 0; index < 24; index += 1) {
      const delivery = buildDelivery(specAt(spec, index));
      const { artifactId } = await receive(delivery.fileName, delivery.bytes);
      // A file that was cut off may not even have its amount any more.
      if (delivery.remits.every((remit) => remit.accident !== 'truncated')) {
        sent.set(
          artifactId,
          delivery.remits.reduce((sum, remit) => sum + remit.bpr02, 0n),
        );
      }
      if (index % 8 === 7) await storm(3);
    }
    expect((await product.places()).sums).toBe(true);
    await settle(product, 60_000);
    expect(await duplicateKeys(product)).toEqual([]);
    expect(await product.broken()).toEqual([]);
    for (const [artifactId, amount] of sent) {
      expect(await product.places({ artifactId })).toMatchObject({ receivedMinor: amount, sums: true });
    }
    expect((await product.places()).places.inFlight.amountMinor).toBe(0n);
  }, 180_000);
});

const postingOf = (artifactId: string) => journalOf(product, artifactId);
const until = async (ask: () => Promise<boolean>, limitMs = 10_000): Promise<void> => {
  for (const end = Date.now() + limitMs; !(await ask()); ) {
    if (Date.now() > end) throw new Error(`it did not come to that in ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('a worker that lost its lease', () => {
  it('brings an answer that changes nothing: the posting belongs to who took it over', async () => {
    const { artifactId } = await receive('late.835', single());
    for (const stage of ['parse', 'canonicalize', 'map'] as const) await STAGES[stage](actor);
    await product.erp.control('POST', '/control/faults', { mode: 'slow', count: 1, delayMs: 1_500 });
    const zombie = STAGES.post(systemActor('post'));
    await until(async () => (await postingOf(artifactId))?.state === 'intent');
    const mine = BigInt((await postingOf(artifactId))?.fence ?? 0);
    await elapse(product, 3600);
    await STAGES.confirm(systemActor('confirm'));
    expect(await postingOf(artifactId)).toMatchObject({ state: 'unknown', sends: 1 });
    expect(await zombie).toBe(1);
    // The zombie’s answer was “accepted”; it is kept with its attempt, and the posting is still unknown.
    const after = await postingOf(artifactId);
    expect(after?.state).toBe('unknown');
    expect(BigInt(after?.fence ?? 0)).toBeGreaterThan(mine);
    await settle(product);
    expect(await postingOf(artifactId)).toMatchObject({ state: 'confirmed', sends: 1 });
    expect(await duplicateKeys(product)).toEqual([]);
    expect(await product.broken()).toEqual([]);
  });

  it('that stood still until its posting was sent again books nothing twice', async () => {
    const { artifactId } = await receive('zombie.835', single());
    for (const stage of ['parse', 'canonicalize', 'map'] as const) await STAGES[stage](actor);
    await product.erp.control('POST', '/control/faults', { mode: 'slow', count: 1, delayMs: 2_000 });
    const zombie = STAGES.post(systemActor('post'));
    await until(async () => (await postingOf(artifactId))?.state === 'intent');
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await elapse(product, 3600);
      await STAGES.confirm(systemActor('confirm'));
    }
    await STAGES.post(systemActor('post'));
    await zombie;
    await settle(product);
    // Two requests reached the ERP; its unique key made one document of them.
    expect(await postingOf(artifactId)).toMatchObject({ state: 'confirmed', sends: 2 });
    expect(await duplicateKeys(product)).toEqual([]);
  });

  it('that reads a file too slowly undoes its reading', async () => {
    const claims = Array.from({ length: 4_000 }, (_, i) => ({ id: `LATE-${i}`, charge: '1', paid: '1' }));
    const { artifactId } = await receive('slow.835', remitBytes([{ trace: 'SLOW-READ', claims }]));
    const reading = STAGES.parse(actor).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
    await until(() => isLeased(product, artifactId));
    await takeLease(product, artifactId);
    expect(await reading).toBe('LEASE_LOST');
    expect(await parcelsOf(product, artifactId)).toEqual([]);
    expect(await recordsOf(product, artifactId)).toEqual([]);
    await drain();
    expect((await product.places({ artifactId })).places.posted.amountMinor).toBe(400_000n);
  });

  it('of three killed at one file, the fourth sets it aside; files behind it are not counted with it', async () => {
    const bad = (await receive('bad.835', single())).artifactId;
    const good = (await receive('good.835', single())).artifactId;
    // Each killed worker leaves what a lease leaves: a higher count and no result.
    await setCrashes(product, bad, 3);
    await settle(product);
    const state = (id: string) => artifactState(product, id);
    expect(await state(bad)).toEqual({ state: 'quarantined', failure_code: 'POISON' });
    expect(await state(good)).toEqual({ state: 'parsed', failure_code: null });
  });
});
