// Goal: a manifest moves exactly its frozen items, once, with the consent it needs, inside the sender's facilities.
// Method: real Postgres under the web role; stopped events written by hand; people act alone and at the same time.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoppedEvents } from '@/server/exceptions/stopped-events.fixture';
import { type Actor, closeDatabase, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { holdCause, settleCauses } from '@/server/store/causes';
import { measureSet, type ReplayAction } from '@/server/store/replays';
import {
  addUser,
  awaitApproval,
  awaitTopic,
  causeState,
  changeReplayAmounts,
  dueItems,
  interruptChangedReplay,
  interruptReplay,
  itemsOf,
  judgementsOf,
  parcelDecision,
  pushItems,
  releasesOf,
  replayState,
  setState,
  skippedOf,
  statesByFlow,
  staysOf,
  stopInFlow,
} from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { abortReplay, approveReplay, pauseReplay } from './control';
import { freezeSet } from './freeze';
import { continueSending, sendReplay } from './send';

const iris: Actor = { kind: 'user', name: 'iris@example.org', scope: '*' };
const theo = { email: 'theo@example.org', mayApprove: true, limitMinor: 100_000_000n };
/** What Iris may send alone. */
const LIMIT = 5_000_000n;
let seed: StoppedEvents;
let remit: string;
let cause: string;
let values = 0;

beforeAll(async () => {
  const database = await enterDatabase('web');
  seed = new StoppedEvents(database.ownerUrl);
  await seed.open();
  await addUser(seed, {
    email: 'iris@example.org',
    name: 'Iris Quill',
    role: 'finance-ops',
    limitMinor: Number(LIMIT),
  });
  remit = await seed.remit();
});
beforeEach(async () => {
  values += 1;
  cause = await seed.cause('PERIOD_CLOSED', `2026-${values}`);
});
afterAll(async () => {
  await seed.close();
  await closeDoorbell();
  await closeDatabase();
});

const freeze = (actor: Actor, causeIds: string[], action: ReplayAction = 'release') =>
  withTransaction(actor, (tx) =>
    freezeSet(tx, { causeId: causeIds[0] ?? null, title: 'Release', reason: 'Cured', action }, { causeIds }),
  );
const statesOf = (ids: string[]) => itemsOf(seed, ids);
const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
    return 'nothing';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('the limit', () => {
  it('counts slices of one cause together: what the whole needs a second person for, no slice does without', async () => {
    const of = await seed.cause('PERIOD_CLOSED', '2026-04', 'period', 'post');
    const slice = async (amountMinor: bigint) => {
      const id = await seed.event(remit, { causeId: of, amountMinor });
      const replay = { causeId: of, title: 'Release', reason: 'Slice', action: 'release' as const };
      return withTransaction(iris, (tx) => freezeSet(tx, replay, { causeIds: [of], eventIds: [id] }));
    };
    const [first, second, third] = [await slice(LIMIT / 2n), await slice(-LIMIT / 2n), await slice(1n)];
    await sendReplay(iris, first.id);
    await sendReplay(iris, second.id);
    expect(await codeOf(sendReplay(iris, third.id))).toBe('REPLAY_NEEDS_APPROVAL');
    // Another cause is another question.
    const other = await seed.cause('PERIOD_CLOSED', '2026-05', 'period', 'post');
    await seed.event(remit, { causeId: other, amountMinor: LIMIT });
    await sendReplay(iris, (await freeze(iris, [other])).id);
  });

  it('counts slices that are sent at once one after the other', async () => {
    const of = await seed.cause('PERIOD_CLOSED', '2026-06', 'period', 'post');
    const ids = [
      await seed.event(remit, { causeId: of, amountMinor: LIMIT }),
      await seed.event(remit, { causeId: of, amountMinor: LIMIT }),
    ];
    const replay = { causeId: of, title: 'Release', reason: 'Slice', action: 'release' as const };
    const sets = [];
    for (const id of ids)
      sets.push(await withTransaction(iris, (tx) => freezeSet(tx, replay, { causeIds: [of], eventIds: [id] })));
    const sent = await Promise.all(sets.map(({ id }) => codeOf(sendReplay(iris, id))));
    expect(sent.sort()).toEqual(['REPLAY_NEEDS_APPROVAL', 'nothing']);
  });
});

describe('a manifest', () => {
  it('releases every frozen item and closes its stay', async () => {
    const ids = [
      await seed.event(remit, { causeId: cause }),
      await seed.event(remit, { causeId: cause, amountMinor: -300n }),
    ];
    const set = await freeze(iris, [cause]);
    expect(set).toMatchObject({ itemCount: 2, amountMinor: 700n });
    await sendReplay(iris, set.id);
    expect(await statesOf(ids)).toMatchObject([
      { state: 'ready', release_count: 1 },
      { state: 'ready', release_count: 1 },
    ]);
    expect(await staysOf(seed, cause)).toEqual([
      { state: 'released', replay_id: set.id },
      { state: 'released', replay_id: set.id },
    ]);
    expect(await replayState(seed, set.id)).toEqual([{ state: 'sent' }]);
  });

  it('refuses an empty set', async () => {
    expect(await codeOf(freeze(iris, [cause]))).toBe('REPLAY_SET_EMPTY');
  });

  it('leaves out what arrived after the freeze', async () => {
    await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    const late = await seed.event(remit, { causeId: cause });
    await sendReplay(iris, set.id);
    expect(await statesOf([late])).toMatchObject([{ state: 'exception', release_count: 0 }]);
  });

  it('skips a moved item with words and still sends the others', async () => {
    const moved = await seed.event(remit, { causeId: cause });
    const stays = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await setState(seed, [moved], 'posted');
    await sendReplay(iris, set.id);
    expect(await statesOf([moved, stays])).toMatchObject([{ state: 'posted' }, { state: 'ready' }]);
    expect(await skippedOf(seed, set.id)).toEqual([{ skipped: 'already posted' }, { skipped: null }]);
  });

  it('sends nothing when the set is not the frozen one', async () => {
    const id = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await changeReplayAmounts(seed, set.id);
    expect(await codeOf(sendReplay(iris, set.id))).toBe('REPLAY_SET_DIFFERS');
    expect(await statesOf([id])).toMatchObject([{ state: 'exception', release_count: 0 }]);
  });

  it('stops in the middle when the set is changed while it is being sent', async () => {
    const id = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await interruptChangedReplay(seed, set.id);
    await continueSending({ kind: 'system', name: 'sweep', scope: '*' });
    expect(await replayState(seed, set.id)).toEqual([{ state: 'aborted' }]);
    expect(await statesOf([id])).toMatchObject([{ state: 'exception' }]);
  });

  it('releases each item once when two people send overlapping sets at the same time', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1) ids.push(await seed.event(remit, { causeId: cause }));
    const first = (await freeze(iris, [cause])).id;
    const second = (await freeze(iris, [cause])).id;
    await Promise.allSettled([sendReplay(iris, first), sendReplay(iris, second), sendReplay(iris, first)]);
    expect(new Set((await statesOf(ids)).map((row) => row.release_count))).toEqual(new Set([1]));
    expect(await releasesOf(seed, [first, second])).toEqual({ released: 20, skipped: 20 });
  });
});

describe('consent', () => {
  it('is needed over the maker’s limit, even when offsets hide the dollars', async () => {
    await seed.event(remit, { causeId: cause, amountMinor: 3_000_000n });
    await seed.event(remit, { causeId: cause, amountMinor: -3_000_000n });
    const set = await freeze(iris, [cause]);
    expect(set.amountMinor).toBe(0n);
    expect(await codeOf(sendReplay(iris, set.id))).toBe('REPLAY_NEEDS_APPROVAL');
    const { hash } = await withTransaction(iris, (tx) => measureSet(tx, set.id));
    const shown = hash.toString('hex');
    const approve = (approver: typeof theo, hashShown = shown) =>
      withTransaction({ ...iris, name: approver.email }, (tx) => approveReplay(tx, set.id, approver, hashShown));
    expect(await codeOf(approve({ ...theo, email: iris.name }))).toBe('APPROVAL_OWN_SET');
    expect(await codeOf(approve({ ...theo, mayApprove: false }))).toBe('APPROVAL_RIGHT_MISSING');
    expect(await codeOf(approve({ ...theo, limitMinor: 5_999_999n }))).toBe('APPROVAL_OVER_LIMIT');
    expect(await codeOf(approve(theo, '00'.repeat(32)))).toBe('REPLAY_SET_DIFFERS');
    await approve(theo);
    expect(await codeOf(sendReplay(iris, set.id))).toBe('nothing');
  });
});

describe('control', () => {
  it('pauses by being frozen again and aborts only what is unsent', async () => {
    const id = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await interruptReplay(seed, set.id);
    await withTransaction(iris, (tx) => pauseReplay(tx, set.id));
    expect(await replayState(seed, set.id)).toEqual([{ state: 'frozen' }]);
    expect(await withTransaction(iris, (tx) => abortReplay(tx, set.id))).toBe(1);
    expect(await statesOf([id])).toMatchObject([{ state: 'exception' }]);
    expect(await codeOf(sendReplay(iris, set.id))).toBe('REPLAY_NOT_FROZEN');
  });
});

describe('causes', () => {
  const stateOf = () => causeState(seed, cause);
  it('are cured when the last item is confirmed, not when it is released, and open again as a regression', async () => {
    const id = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await sendReplay(iris, set.id);
    expect(await stateOf()).toEqual([{ state: 'open', regressed: false }]);
    await setState(seed, [id], 'posted');
    await withTransaction(iris, settleCauses);
    expect(await stateOf()).toEqual([{ state: 'cured', regressed: false }]);
    await seed.event(remit, { causeId: cause });
    await withTransaction(iris, settleCauses);
    expect(await stateOf()).toEqual([{ state: 'open', regressed: true }]);
  });
});

describe('judgements', () => {
  it('put the cash of a remit into unapplied, and leave what was read as it was', async () => {
    const whole = await seed.remit();
    const id = await seed.event(whole, { causeId: cause, whole: true, facts: { control: '1000' } });
    await sendReplay(iris, (await freeze(iris, [cause], 'unapplied')).id);
    const judged = [{ mark: 'unapplied', by: iris.name }];
    expect(await judgementsOf(seed, id)).toEqual([{ state: 'ready', facts: { control: '1000' }, judgements: judged }]);
    expect(await parcelDecision(seed, whole)).toMatchObject([{ decision: 'unapplied', decided_by: iris.name }]);
  });
  it('are kept one behind another, and say nothing of a remit that is worked claim by claim', async () => {
    const id = await seed.event(remit, { causeId: cause });
    await sendReplay(iris, (await freeze(iris, [cause], 'unapplied')).id);
    await seed.stop(id, cause);
    await sendReplay(iris, (await freeze(iris, [cause], 'accept')).id);
    expect(await judgementsOf(seed, id)).toMatchObject([
      { judgements: [{ mark: 'unapplied' }, { mark: 'accepted', by: iris.name }] },
    ]);
    expect(await parcelDecision(seed, remit)).toMatchObject([{ decision: null }]);
  });
  it('reject a remit for good', async () => {
    const id = await seed.event(remit, { causeId: cause });
    await sendReplay(iris, (await freeze(iris, [cause], 'reject')).id);
    expect(await statesOf([id])).toMatchObject([{ state: 'rejected' }]);
    expect(await causeState(seed, cause)).toMatchObject([{ state: 'cured' }]);
  });
  it('send an accepted remit back to canonicalize', async () => {
    const conflicting = await seed.remit();
    await seed.event(conflicting, { causeId: cause, whole: true });
    await sendReplay(iris, (await freeze(iris, [cause], 'accept-parcel')).id);
    expect(await parcelDecision(seed, conflicting)).toMatchObject([{ state: 'parsed', decision: 'accept' }]);
    expect(await causeState(seed, cause)).toMatchObject([{ state: 'open' }]);
  });
  it('accept no remit that is worked claim by claim already', async () => {
    const id = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause], 'accept-parcel');
    await sendReplay(iris, set.id);
    expect(await statesOf([id])).toMatchObject([{ state: 'exception', release_count: 0 }]);
    expect(await skippedOf(seed, set.id)).toEqual([{ skipped: 'is worked by itself already' }]);
  });
});

describe('what is not the cause’s to move', () => {
  it('waits for the answer of an approval, whatever a person does', async () => {
    const held = await seed.event(remit, { causeId: cause });
    const stays = await seed.event(remit, { causeId: cause });
    const set = await freeze(iris, [cause]);
    await awaitApproval(seed, [held]);
    expect(await withTransaction(iris, (tx) => holdCause(tx, cause, '2030-01-01', 'approval'))).toBe(1);
    expect((await freeze(iris, [cause])).itemCount).toBe(1);
    await sendReplay(iris, set.id);
    expect(await statesOf([held, stays])).toMatchObject([{ state: 'held' }, { state: 'ready' }]);
    expect(await skippedOf(seed, set.id)).toEqual([{ skipped: 'waits for an approval' }, { skipped: null }]);
  });
  it('waits for an event until somebody picks it', async () => {
    const id = await seed.event(remit, { causeId: cause });
    await awaitTopic(seed, [id]);
    expect(await codeOf(freeze(iris, [cause]))).toBe('REPLAY_SET_EMPTY');
    const picked = await withTransaction(iris, (tx) =>
      freezeSet(
        tx,
        { causeId: cause, title: 'Release', reason: '', action: 'release' },
        { causeIds: [cause], eventIds: [id] },
      ),
    );
    await sendReplay(iris, picked.id);
    expect(await statesOf([id])).toMatchObject([{ state: 'ready', release_count: 1 }]);
  });
});

describe('what stands behind', () => {
  it('is called as soon as its head moves, also for a person of another facility', async () => {
    const mine = await seed.facility(`F${values}C`);
    const head = await seed.event(remit, { causeId: cause, facilityId: mine });
    const follower = await seed.event(remit);
    await pushItems(seed, [follower], 600);
    expect(await dueItems(seed, [follower])).toEqual([]);
    const scoped: Actor = { ...iris, scope: [mine] };
    await sendReplay(scoped, (await freeze(scoped, [cause])).id);
    expect(await dueItems(seed, [head, follower])).toEqual([head, follower]);
  });
});

describe('a cause of several flows', () => {
  it('is frozen and sent in one of them, which a person names', async () => {
    const id = await seed.event(remit, { causeId: cause });
    await stopInFlow(seed, id, 'another', cause);
    expect(await codeOf(freeze(iris, [cause]))).toBe('REPLAY_FLOW_NEEDED');
    const set = await withTransaction(iris, (tx) =>
      freezeSet(
        tx,
        { causeId: cause, title: 'Release', reason: '', action: 'release' },
        { causeIds: [cause], flowCode: 'another' },
      ),
    );
    expect(set).toMatchObject({ flowCode: 'another', asset: 'USD/2', itemCount: 1 });
    await sendReplay(iris, set.id);
    expect(await statesByFlow(seed, id)).toEqual([
      { flow: 'another', state: 'ready' },
      { flow: 'remittance-to-cash', state: 'exception' },
    ]);
    // What is left is in one flow, so nobody has to be asked.
    expect(await freeze(iris, [cause])).toMatchObject({ flowCode: 'remittance-to-cash', itemCount: 1 });
  });
});

describe('facilities', () => {
  it('outside the sender’s scope are neither frozen nor released, and their items keep the cause open', async () => {
    const mine = await seed.facility(`F${values}A`);
    const other = await seed.facility(`F${values}B`);
    const ids = [
      await seed.event(remit, { causeId: cause, facilityId: mine }),
      await seed.event(remit, { causeId: cause, facilityId: other }),
      await seed.event(remit, { causeId: cause }),
    ];
    const scoped: Actor = { ...iris, scope: [mine] };
    const set = await freeze(scoped, [cause]);
    expect(set.itemCount).toBe(1);
    await sendReplay(scoped, set.id);
    expect((await statesOf(ids)).map((row) => row.state)).toEqual(['ready', 'exception', 'exception']);
    await setState(seed, ids.slice(0, 1), 'posted');
    await withTransaction(scoped, settleCauses);
    expect(await causeState(seed, cause)).toMatchObject([{ state: 'open' }]);
    const whole = await freeze(iris, [cause]);
    expect(await codeOf(sendReplay(scoped, whole.id))).toBe('REPLAY_NOT_FOUND');
  });
});
