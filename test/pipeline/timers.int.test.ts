/**
 * Goal: what falls due is told once and in its place, waits end, and nothing that happened at the same moment is missed.
 * Method: a flow that does what its facts say, on the real database; two sweeps at once, and signals and waits in every order.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor, withTransaction } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { lookAtWaits } from '@/server/sagas/waits';
import { signal } from '@/server/store/waits';
import { drain, openProduct, type Product } from '../setup/pipeline';
import { openScripted, run, SCRIPTED, seenBy, stood } from '../setup/scripted';

let product: Product;
const sweep = systemActor('sweep/clocks');
const past = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const future = () => new Date(Date.now() + 3_600_000).toISOString();

beforeAll(async () => {
  product = await openProduct();
  await openScripted(product);
}, 120_000);
afterAll(() => product.close());

const due = (timer: string, no: number) => `saga.due/1 ${JSON.stringify({ no, timer })}`;

describe('a timer', () => {
  it('fires once however many sweeps look, the longest due first, and stays with its number', async () => {
    await run('T-1', { wake: { late: past(10), later: past(5), not: future() } });
    await drain();
    const fired = await Promise.all([fireTimers(sweep), fireTimers(sweep), fireTimers(sweep)]);
    expect(fired.reduce((sum, n) => sum + n, 0)).toBe(2);
    await drain();
    expect(await seenBy(product, 'T-1')).toEqual(['script.run/1', due('late', 1), due('later', 1)]);
    expect(await fireTimers(sweep)).toBe(0);
    const [saga] = await product.sql<{ timers: Record<string, unknown> }>(
      'SELECT timers FROM saga WHERE timers ? $1 AND flow_code = $2',
      ['late', SCRIPTED],
    );
    expect(saga?.timers).toMatchObject({ late: { at: null, no: 1 }, not: { no: 1 } });
  });

  it('that a later step set anew or cancelled ends as stale', async () => {
    await run('T-2', { wake: { clock: past(1), gone: past(1) } });
    await drain();
    await fireTimers(sweep);
    // Its events are written and not decided yet when the next step sets one of them anew and cancels the other.
    await product.sql("UPDATE item SET state = 'held' WHERE state = 'ready'");
    await run('T-2', { wake: { clock: future(), gone: null } });
    await product.sql("UPDATE item SET position = '00000000-0000-7000-8000-000000000000' WHERE state = 'ready'");
    await drain();
    await product.sql("UPDATE item SET state = 'ready' WHERE state = 'held'");
    await drain();
    expect(await seenBy(product, 'T-2')).toEqual(['script.run/1', 'script.run/1']);
    const ended = await product.sql(
      "SELECT 1 FROM item i JOIN event e ON e.id = i.event_id WHERE e.type = 'saga.due' AND i.state = 'duplicate' AND i.hold_reason = 'stale'",
    );
    expect(ended.length).toBe(2);
  });

  it('comes before what came later, and is not held up by what stands still', async () => {
    await run('T-3', { wake: { clock: past(1) } });
    await drain();
    const stopped = await run('T-3', { stop: 'STOPPED' });
    await drain();
    const later = await run('T-3', {});
    await drain();
    expect([(await stood(product, stopped))?.state, (await stood(product, later))?.state]).toEqual([
      'exception',
      'ready',
    ]);
    await fireTimers(sweep);
    await drain();
    expect(await seenBy(product, 'T-3')).toEqual(['script.run/1', due('clock', 1)]);
  });
});

describe('a wait', () => {
  it('ends with its signal, also one that was given before', async () => {
    await run('S-1', { signals: ['early'] });
    await drain();
    const early = await run('W-1', { wait: { for: ['early'], until: future() } });
    const late = await run('W-2', { wait: { for: ['soon'], until: future() } });
    await drain();
    expect([(await stood(product, early))?.state, (await stood(product, late))?.state]).toEqual(['held', 'held']);
    expect((await lookAtWaits(sweep)).woken).toBe(1);
    // The flow still wants to wait: the signal it knows wakes it no more, or it would be decided for ever.
    await drain();
    expect(await lookAtWaits(sweep)).toEqual({ woken: 0, late: 0 });
    await product.sql(
      `UPDATE item SET judgements = '[{"mark":"enough","by":"test"}]' WHERE event_id = ANY ($1::uuid[])`,
      [[early, late]],
    );
    await product.sql("UPDATE item SET ready_at = ready_at - interval '2 minutes' WHERE event_id = $1", [early]);
    await run('S-2', { signals: ['soon'] });
    await drain();
    expect((await stood(product, late))?.state).toBe('posted');
    // A signal that a wait missed costs it a minute.
    expect((await lookAtWaits(sweep)).woken).toBe(1);
    await drain();
    expect((await stood(product, early))?.state).toBe('posted');
  });

  it('and its signal that do not see each other meet at the next look', async () => {
    const waits = await run('W-3', { wait: { for: ['crossed'], until: future() } });
    await withTransaction(sweep, async (signalling) => {
      // The signal is given while the wait is not committed yet, and is not seen by the wait either.
      await signal(signalling, [{ topic: `${SCRIPTED}|crossed`, eventId: waits }]);
      await drain();
      expect((await stood(product, waits))?.state).toBe('held');
    });
    expect((await stood(product, waits))?.state).toBe('held');
    expect((await lookAtWaits(sweep)).woken).toBe(1);
  });

  it('that was in vain becomes an exception under what it is late for', async () => {
    const id = await run('W-4', { wait: { for: ['never'], until: past(1) } });
    await drain();
    const looks = await Promise.all([lookAtWaits(sweep), lookAtWaits(sweep)]);
    expect(looks.reduce((sum, { late }) => sum + late, 0)).toBe(1);
    expect((await stood(product, id))?.state).toBe('exception');
    const [cause] = await product.sql<{ code: string }>(
      'SELECT c.code FROM exception x JOIN cause c ON c.id = x.cause_id WHERE x.event_id = $1',
      [id],
    );
    expect(cause?.code).toBe('SCRIPT_LATE');
    const [audit] = await product.sql("SELECT detail FROM audit WHERE action = 'waits.ended' ORDER BY id DESC LIMIT 1");
    expect(JSON.stringify(audit)).toContain('SCRIPT_LATE');
  });
});
