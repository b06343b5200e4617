/**
 * Goal: events of one claim or reference go to the ERP in the order in which they became known; one that stops holds back its
 * own key and nothing else, and after its release the others follow in order.
 * Method: chosen sequences first, then random ones: remits on few accounts, stages, releases and workers in random turns,
 * with the order checked after every turn.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor, withTransaction } from '@/server/platform/db';
import { readItems } from '@/server/read/items';
import { readTopCauses } from '@/server/read/overview';
import { holdCause, unholdCause } from '@/server/store/causes';
import { type ClaimFacts, remitBytes } from '../fixtures/x12/remit-835';
import {
  adjustmentAccounts,
  artifactIds,
  delayParcels,
  delayReading,
  eventsOf as eventsOfFile,
  overtaken,
  setCrashes,
} from '../setup/books';
import { cure, type Stopped, stopsOf } from '../setup/cures';
import { duplicateKeys } from '../setup/ledger';
import { elapse, openProduct, type Product, STAGES, settle } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

let files = 0;
const sendRemit = (claims: readonly ClaimFacts[]): Promise<string> => {
  files += 1;
  const filler = { id: `OTHER-${files}`, charge: '5000', paid: '5000', lines: [{ charge: '5000', paid: '5000' }] };
  const remit = { trace: `ORDER-${files}`, claims: [...claims, filler] };
  return product.send(`order-${files}.835`, remitBytes([remit], { control: String(files) }));
};
/** Parts of one account, each with a number of the payer's, so that their charges add up. */
const paid = (id: string, amount: string): ClaimFacts => ({
  id,
  icn: `ICN-${id}-${amount}`,
  charge: amount,
  paid: amount,
  lines: [{ charge: amount, paid: amount }],
});
const takenBack = (id: string, amount: string): ClaimFacts => ({ ...paid(id, `-${amount}`), status: '22' });

/** The events of one file, without its filler claim. */
const eventsOf = (artifactId: string) => eventsOfFile(product, artifactId, [500_000, 50_000]);
const statesOf = async (artifactId: string) => (await eventsOf(artifactId)).map((e) => e.state);

describe('a stopped head', () => {
  it('holds back its own key only, and the others follow in order once it is released', async () => {
    const first = await sendRemit([paid('KEY-1', '100')]);
    await settle(product);
    const differs = await sendRemit([takenBack('KEY-1', '70')]);
    const second = await sendRemit([paid('KEY-1', '90'), paid('KEY-2', '10')]);
    const third = await sendRemit([paid('KEY-1', '50')]);
    await settle(product);
    expect(await statesOf(first)).toEqual(['posted']);
    expect(await statesOf(differs)).toEqual(['exception']);
    expect(await statesOf(second)).toEqual(['ready', 'posted']);
    expect(await statesOf(third)).toEqual(['ready']);
    // It needs the person who is needed for the one in front: it does not move by itself.
    const behind = await product.places({ artifactId: third });
    expect(behind.places.inFlight).toEqual({ amountMinor: 0n, items: 0 });
    expect([behind.waiting, behind.places.exception]).toEqual([
      { amountMinor: 5_000n, items: 1 },
      { amountMinor: 5_000n, items: 1 },
    ]);
    const [causes, waiting] = await withTransaction(systemActor('test'), async (tx) => [
      await readTopCauses(tx, {}),
      await readItems(tx, 'waiting', { artifactId: third }, null),
    ]);
    expect(causes.total.amountMinor).toBe((await product.places()).places.exception.amountMinor);
    expect(waiting.rows).toMatchObject([
      {
        state: 'exception',
        reason: expect.stringMatching(/^Waits behind: Reversals from .* differ/),
        amountMinor: 5_000n,
      },
    ]);

    const [stop] = await stopsOf(product, [differs]);
    expect(stop?.code).toBe('REVERSAL_NOT_MIRROR');
    await cure(product, stop?.causeId ?? '', { kind: 'accept' });
    await settle(product);
    const times = await Promise.all(
      [differs, second, third].map(async (id) => (await eventsOf(id))[0]?.posted_at?.getTime() ?? 0),
    );
    expect(times.every((time) => time > 0)).toBe(true);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(3);
  });

  it('that is held, or whose journal is unknown, holds back its key as well', async () => {
    const first = await sendRemit([paid('KEY-3', '100')]);
    // Both files have a journal under way at once, and either may arrive first: neither gets an answer.
    await product.erp.control('POST', '/control/faults', { mode: 'timeout-before-commit', count: 2 });
    const second = await sendRemit([paid('KEY-3', '40')]);
    for (const stage of ['parse', 'canonicalize', 'map', 'post', 'map'] as const) {
      await STAGES[stage](systemActor(stage));
    }
    expect([await statesOf(first), await statesOf(second)]).toEqual([['mapped'], ['ready']]);
    expect((await product.places({ artifactId: first })).unknown).toEqual({ amountMinor: 510_000n, items: 2 });
    await settle(product);
    expect([await statesOf(first), await statesOf(second)]).toEqual([['posted'], ['posted']]);
    expect(await overtaken(product)).toEqual([]);
  });

  it('in the same remit as its followers is mapped before them, also when it was released later', async () => {
    const account = 'KEY-4';
    await sendRemit([paid(account, '100')]);
    await settle(product);
    const both = await sendRemit([takenBack(account, '60'), paid(account, '80')]);
    await settle(product);
    expect(await statesOf(both)).toEqual(['exception', 'ready']);
    const [stop] = await stopsOf(product, [both]);
    await cure(product, stop?.causeId ?? '', { kind: 'accept' });
    await STAGES.map(systemActor('map'));
    // The release calls what stood behind the head: both go in one set, the head first.
    expect(await statesOf(both)).toEqual(['mapped', 'mapped']);
    await settle(product);
    expect(await statesOf(both)).toEqual(['posted', 'posted']);
    expect(await overtaken(product)).toEqual([]);
  });
});

describe('arrival', () => {
  const plb = (trace: string, amount: string) =>
    remitBytes([{ trace, claims: [paid(`ACCT-${trace}`, '500')], plb: [[['WO', 'ICN-ARRIVAL', amount]]] }]);
  const run = async (...stages: (keyof typeof STAGES)[]) => {
    for (const stage of stages) await STAGES[stage](systemActor(stage));
  };
  it('decides the order, not who read which file first', async () => {
    const gives = await product.send('gives.835', plb('ARRIVAL-GIVES', '-50'));
    await run('parse');
    // The first remit is not turned into events yet when the second one is.
    await delayParcels(product, gives, 60);
    const takes = await product.send('takes.835', plb('ARRIVAL-TAKES', '50'));
    await run('parse', 'canonicalize', 'map');
    expect((await eventsOf(takes)).map((e) => e.state)).toEqual(['ready']);
    await delayParcels(product, gives, 0);
    await settle(product);
    // So the recovery found the liability that the earlier remit had made.
    expect(await adjustmentAccounts(product, takes)).toEqual([{ account: '1012' }, { account: '2310' }]);
    expect(await overtaken(product)).toEqual([]);
  });

  it('is when the last byte was kept: a slow upload is not older than what came while it lasted', async () => {
    const [head, tail] = [remitBytes([{ trace: 'ARRIVAL-UPLOAD', claims: [paid('KEY-10', '10')] }]), Buffer.from('\n')];
    let quick = '';
    const source = (async function* () {
      yield head;
      quick = await product.send(
        'during.835',
        remitBytes([{ trace: 'ARRIVAL-DURING', claims: [paid('KEY-10', '20')] }]),
      );
      yield tail;
    })();
    const input = { connectionCode: 'cli', name: 'upload.835', source };
    const { artifactId } = await receiveArtifact(systemActor('cli'), input);
    expect(quick < artifactId).toBe(true);
    await settle(product);
    const [first, second] = [(await eventsOf(quick))[0], (await eventsOf(artifactId))[0]];
    expect([first?.state, second?.state]).toEqual(['posted', 'posted']);
    expect(first?.posted_at?.getTime()).toBeLessThan(second?.posted_at?.getTime() ?? 0);
  });

  it('waits for a file that is being read, but not for one that has ended its reader twice', async () => {
    const slow = await product.send('slow.835', remitBytes([{ trace: 'ARRIVAL-SLOW', claims: [paid('KEY-8', '10')] }]));
    await delayReading(product, slow, 60);
    const quick = await sendRemit([paid('KEY-9', '10')]);
    await run('parse', 'canonicalize', 'map');
    expect(await statesOf(quick)).toEqual(['ready']);
    await setCrashes(product, slow, 3);
    await run('map', 'post', 'confirm');
    expect(await statesOf(quick)).toEqual(['posted']);
    await setCrashes(product, slow, 0);
    await delayReading(product, slow, 0);
    await settle(product);
    expect(await statesOf(slow)).toEqual(['posted']);
  });
});

type Turn =
  | { readonly kind: 'remit'; readonly account: number; readonly amount: number; readonly reverse: boolean }
  | { readonly kind: 'stage'; readonly stage: keyof typeof STAGES; readonly workers: number }
  | { readonly kind: 'release' | 'hold' | 'fault' | 'time' };

const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 4, arbitrary: remitTurn() },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('stage' as const),
      stage: fc.constantFrom(...(Object.keys(STAGES) as (keyof typeof STAGES)[])),
      workers: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'hold', 'fault', 'time') }) },
);
function remitTurn(): fc.Arbitrary<Turn> {
  return fc.record({
    kind: fc.constant('remit' as const),
    account: fc.integer({ min: 1, max: 3 }),
    amount: fc.integer({ min: 1, max: 4 }),
    reverse: fc.boolean(),
  });
}

let worlds = 0;
const accounts = (world: number, account: number) => `RND${world}-${account}`;

async function take(world: number, next: Turn): Promise<void> {
  if (next.kind === 'remit') {
    const id = accounts(world, next.account);
    const amount = `${next.amount}00`;
    await sendRemit([next.reverse ? takenBack(id, amount) : paid(id, amount)]);
  } else if (next.kind === 'stage') {
    const { stage, workers } = next;
    await Promise.all(Array.from({ length: workers }, () => STAGES[stage](systemActor(stage))));
  } else if (next.kind === 'fault') {
    await product.erp.control('POST', '/control/faults', { mode: 'error-after-commit', count: 1 });
  } else if (next.kind === 'time') {
    await elapse(product, 60);
  } else {
    const [stop] = await openStops();
    if (stop) await onStop(stop, next.kind);
  }
}

async function onStop(stop: Stopped, kind: 'release' | 'hold'): Promise<void> {
  if (kind === 'release') await cure(product, stop.causeId, { kind: 'accept' }, [stop.eventId]);
  else {
    const actor = systemActor('test');
    await withTransaction(actor, (tx) => holdCause(tx, stop.causeId, '2100-01-01', 'The test waits'));
    if (worlds % 2 === 0) await withTransaction(actor, (tx) => unholdCause(tx, stop.causeId));
  }
}

const openStops = async (): Promise<Stopped[]> => stopsOf(product, await artifactIds(product));

describe('random turns', () => {
  it('never let a later event of a key pass an earlier one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 15, maxLength: 40 }), async (turns) => {
        worlds += 1;
        for (const next of turns) {
          await take(worlds, next);
          expect(await overtaken(product)).toEqual([]);
        }
        await settle(product);
        expect(await overtaken(product)).toEqual([]);
        expect(await duplicateKeys(product)).toEqual([]);
      }),
      { numRuns: 6, endOnFailure: true },
    );
    expect(await product.broken()).toEqual([]);
  }, 180_000);
});
