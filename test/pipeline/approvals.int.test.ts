/**
 * Goal: what needs a second person leaves only with that person's word, on exactly what was shown, and never twice.
 * Method: a flow that asks, on the real database and ERP; answers in every order with releases, withdrawals and closed months.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerApproval } from '@/server/approvals/answer';
import type { Voter } from '@/server/approvals/rules';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { readApproval } from '@/server/read/approval';
import { endApprovalsOf } from '@/server/store/approvals';
import { releaseItems } from '@/server/store/releases';
import { facilityIdOf } from '../setup/books';
import { onConsole } from '../setup/console';
import { duplicateKeys } from '../setup/ledger';
import { drain, openProduct, type Product, settle } from '../setup/pipeline';
import { documentsOf, journal, openScripted, run, SCRIPTED, type Script, seenBy, stood } from '../setup/scripted';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  await openScripted(product);
}, 120_000);
afterAll(() => product.close());

const asks = (
  minor: bigint,
  more: Partial<Script> = {},
  over: { needed?: number; per?: string; maker?: string } = {},
): Script => ({
  drafts: [
    journal('pay', minor, {
      approval: {
        policy: 'test',
        amount: { asset: 'USD/2', minor },
        maker: over.maker ?? null,
        needed: over.needed ?? 1,
        ...(over.per ? { per: over.per } : {}),
      },
    }),
    journal('note', minor),
  ],
  ...more,
});

type Asked = { readonly id: string; readonly hash: string; readonly state: string; readonly subject_id: string };
const askedOf = async (itemId: string): Promise<Asked[]> =>
  product.sql<Asked>(
    `SELECT DISTINCT a.id, encode(a.set_sha256, 'hex') AS hash, a.state, a.subject_id FROM leg l JOIN approval a ON a.subject_id = l.group_id
     WHERE l.event_id = $1 ORDER BY a.id`,
    [itemId],
  );
const askOne = async (subject: string, script: Script): Promise<{ item: string; asked: Asked }> => {
  const item = await run(subject, script);
  await drain();
  const [asked] = await askedOf(item);
  if (!asked) throw new Error('nothing was asked');
  return { item, asked };
};

const person = (name: string): Actor => ({ kind: 'user', name: `${name}@fernhollow.example`, scope: '*' });
const as = (name: string, asked: Asked, over: Partial<Voter> = {}): Voter => ({
  voter: person(name).name,
  limitMinor: 1_000_000n,
  reason: '',
  setSha256: asked.hash,
  ...over,
});
const answer = (name: string, asked: Asked, word: 'given' | 'declined' = 'given', over: Partial<Voter> = {}) =>
  withTransaction(person(name), (tx) => answerApproval(tx, asked.id, word, as(name, asked, over)));
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const states = async (item: string) => (await documentsOf(product, item)).map(({ ref, state }) => `${ref} ${state}`);

describe('documents that ask', () => {
  it('wait together, and go together once agreed to', async () => {
    const { item, asked } = await askOne('A-1', asks(10_000n));
    expect(await stood(product, item)).toMatchObject({ state: 'held', hold_reason: 'approval' });
    await settle(product);
    expect(await states(item)).toEqual(['pay proposed', 'note proposed']);
    expect(await answer('june', asked)).toMatchObject({ state: 'given', given: 1, needed: 1, rings: ['post', 'map'] });
    expect((await stood(product, item))?.state).toBe('mapped');
    await settle(product);
    expect(await states(item)).toEqual(['pay confirmed', 'note confirmed']);
    expect((await stood(product, item))?.state).toBe('posted');
    expect(await seenBy(product, 'A-1')).toEqual([
      'script.run/1',
      `approval.given/1 {"by":"june@fernhollow.example","ref":"pay"}`,
    ]);
  });

  it('are gone when declined: superseded, rejected, the flow told, the queue free', async () => {
    const { item, asked } = await askOne('A-2', asks(10_000n));
    const next = await run('A-2', {});
    await drain();
    expect((await stood(product, next))?.state).toBe('ready');
    expect(await answer('june', asked, 'declined', { reason: 'wrong payee' })).toMatchObject({ state: 'declined' });
    await settle(product);
    expect(await states(item)).toEqual(['pay superseded', 'note superseded']);
    expect(await stood(product, item)).toMatchObject({
      state: 'rejected',
      hold_reason: 'declined by june@fernhollow.example: wrong payee',
    });
    expect((await stood(product, next))?.state).toBe('posted');
    expect((await seenBy(product, 'A-2'))[1]).toContain('approval.declined/1');
  });
});

describe('who may answer', () => {
  it('is another person than the maker, each once, up to a limit, about what was shown', async () => {
    const { asked } = await askOne('B-1', asks(10_000n, {}, { maker: 'june@fernhollow.example', needed: 2 }));
    const bar = async (name: string, limitMinor: bigint) => {
      const reader = { email: person(name).name, mayDecide: true, limitMinor };
      return (await withTransaction(person(name), (tx) => readApproval(tx, asked.id, reader)))?.bar;
    };
    expect(await bar('june', 10_000n)).toBe('maker');
    expect(await bar('olive', 9_999n)).toBe('limit');
    expect(await bar('olive', 10_000n)).toBe(null);
    expect(await code(answer('june', asked))).toBe('APPROVAL_OWN_SET');
    expect(await code(answer('olive', asked, 'given', { setSha256: 'ab'.repeat(32) }))).toBe('APPROVAL_SET_DIFFERS');
    expect(await code(answer('olive', asked, 'given', { limitMinor: 9_999n }))).toBe('APPROVAL_OVER_LIMIT');
    expect(await answer('olive', asked)).toMatchObject({ state: 'asked', given: 1, needed: 2 });
    expect(await code(answer('olive', asked))).toBe('APPROVAL_TWICE');
    expect(await bar('olive', 10_000n)).toBe('voted');
    const both = await Promise.allSettled([answer('pearl', asked), answer('rose', asked)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await code(answer('iris', asked))).toBe('APPROVAL_ENDED');
    const votes = await product.sql('SELECT 1 FROM approval_vote WHERE approval_id = $1', [asked.id]);
    expect(votes.length).toBe(2);
    await settle(product);
    expect((await seenBy(product, 'B-1')).filter((note) => note.startsWith('approval.given')).length).toBe(2);
  });

  it('has a limit over everything that was asked for the same payee', async () => {
    const first = await askOne('B-2', asks(60_000n, {}, { per: 'payee-1' }));
    const second = await askOne('B-3', asks(60_000n, {}, { per: 'payee-1' }));
    expect(await code(answer('june', second.asked, 'given', { limitMinor: 100_000n }))).toBe('APPROVAL_OVER_LIMIT');
    expect(await code(answer('june', first.asked, 'declined', { limitMinor: 0n }))).toBe('done');
    expect(await code(answer('june', second.asked, 'given', { limitMinor: 100_000n }))).toBe('done');
    await settle(product);
  });

  it('may be a controller of one facility on the console, whose role and scope are narrower than a worker’s', async () => {
    for (const word of ['given', 'declined'] as const) {
      const { item, asked } = await askOne(`B-web-${word}`, {
        ...asks(1_000n),
        ties: [{ tie: 'pair', key: `web-${word}`, side: 'left', amount: { asset: 'USD/2', minor: 1_000n } }],
      });
      const facility = await facilityIdOf(product, 'CDR');
      await product.sql('UPDATE approval SET facility_ids = ARRAY[$2::uuid] WHERE id = $1', [asked.id, facility]);
      const actor: Actor = { ...person('june'), scope: [facility] };
      const answered = await onConsole(product, actor, (tx) => answerApproval(tx, asked.id, word, as('june', asked)));
      expect(answered.state).toBe(word);
      await settle(product);
      expect((await stood(product, item))?.state).toBe(word === 'given' ? 'posted' : 'rejected');
      expect((await seenBy(product, `B-web-${word}`))[1]).toContain(`approval.${word}`);
    }
  });

  it('sees only questions of their own facilities', async () => {
    const { asked } = await askOne('B-4', asks(1_000n));
    const elsewhere: Actor = { ...person('june'), scope: ['00000000-0000-7000-8000-000000000009'] };
    const tried = withTransaction(elsewhere, (tx) => answerApproval(tx, asked.id, 'given', as('june', asked)));
    expect(await code(tried)).toBe('APPROVAL_NOT_FOUND');
    await answer('june', asked, 'declined');
  });
});

describe('an item that waits for an answer', () => {
  /** A manifest with one item, as a person would freeze it. */
  async function release(item: string): Promise<number> {
    const id = '00000000-0000-7000-8000-0000000000aa';
    await product.sql('DELETE FROM replay_item WHERE replay_id = $1', [id]);
    await product.sql(
      `INSERT INTO replay (id, flow_code, asset, title, reason, state, item_count, amount_minor, set_sha256, created_by)
       VALUES ($1, $2, 'N/0', 'x', 'x', 'sending', 1, 0, '\\x00', 'test') ON CONFLICT (id) DO NOTHING`,
      [id, SCRIPTED],
    );
    await product.sql(
      'INSERT INTO replay_item (replay_id, ordinal, event_id, flow_code, amount_minor, release_count) SELECT $1, 0, event_id, flow_code, 0, release_count FROM item WHERE event_id = $2',
      [id, item],
    );
    const { eventIds } = await withTransaction(systemActor('test'), (tx) =>
      releaseItems(tx, { eventIds: [item], flowCode: SCRIPTED, replayId: id }),
    );
    return eventIds.length;
  }

  it('is moved by nobody else: without that rule its money would be booked twice', async () => {
    const unguarded = await askOne('C-1', asks(10_000n));
    // What would happen did nobody know what the item waits for, nor what of it is proposed.
    await product.sql("UPDATE item SET state = 'ready', hold_reason = NULL WHERE event_id = $1", [unguarded.item]);
    await product.sql(
      'UPDATE posting SET subject = NULL WHERE group_id IN (SELECT group_id FROM leg WHERE event_id = $1)',
      [unguarded.item],
    );
    await product.sql('DELETE FROM saga_step WHERE event_id = $1', [unguarded.item]);
    const live = async (item: string) =>
      (await documentsOf(product, item)).filter(({ ref, state }) => ref === 'pay' && state !== 'superseded').length;
    expect(await live(unguarded.item)).toBe(1);
    await drain();
    expect(await live(unguarded.item)).toBe(2);

    const { item, asked } = await askOne('C-2', asks(10_000n));
    expect(await release(item)).toBe(0);
    expect(await stood(product, item)).toMatchObject({ state: 'held', release_count: 0 });
    await answer('june', asked);
    expect(await release(item)).toBe(0);
    await settle(product);
    expect(await states(item)).toEqual(['pay confirmed', 'note confirmed']);
    expect(await duplicateKeys(product)).toEqual([]);
  });

  it('is answered or released, never both, when both happen at once', async () => {
    for (let n = 0; n < 5; n += 1) {
      const { item, asked } = await askOne(`C-3-${n}`, asks(10_000n));
      await Promise.all([answer('june', asked), release(item), drain()]);
      await settle(product);
      expect(await states(item)).toEqual(['pay confirmed', 'note confirmed']);
    }
    expect(await duplicateKeys(product)).toEqual([]);
  });

  it('is taken back by a cancel, which withdraws the question; an answer that comes with it is one of the two', async () => {
    const { item, asked } = await askOne('C-4', asks(10_000n));
    await run('C-4', { annuls: true }, 'script.cancel');
    await settle(product);
    expect((await stood(product, item))?.state).toBe('rejected');
    expect(await states(item)).toEqual(['pay superseded', 'note superseded']);
    expect(await code(answer('june', asked))).toBe('APPROVAL_ENDED');

    for (let n = 0; n < 5; n += 1) {
      const both = await askOne(`C-5-${n}`, asks(10_000n));
      await run(`C-5-${n}`, { annuls: true }, 'script.cancel');
      await Promise.all([code(answer('june', both.asked)), drain()]);
      await settle(product);
      const after = [(await stood(product, both.item))?.state, ...(await states(both.item))];
      expect([
        ['posted', 'pay confirmed', 'note confirmed'],
        ['rejected', 'pay superseded', 'note superseded'],
      ]).toContainEqual(after);
    }
  });
});

describe('an answer that comes too late', () => {
  const today = new Date().toISOString().slice(0, 7);
  const setPeriod = async (status: string) => {
    await product.sql('UPDATE fiscal_period SET status = $1 WHERE period = $2', [status, today]);
    await product.sql('UPDATE master_revision SET revision = revision + 1');
  };
  afterEach(() => setPeriod('open'));

  it('books nothing in a month that was closed: it says so, and asks anew', async () => {
    const { item, asked } = await askOne(
      'D-1',
      asks(10_000n, { ties: [{ tie: 'pair', key: 'D-1', side: 'left', amount: { asset: 'USD/2', minor: 10_000n } }] }),
    );
    await setPeriod('closed');
    const answered = await answer('june', asked);
    expect(answered).toMatchObject({ state: 'stale', rings: ['map'], why: expect.stringContaining('No open period') });
    expect(await stood(product, item)).toMatchObject({ state: 'ready', release_count: 1 });
    await settle(product);
    expect((await stood(product, item))?.state).toBe('exception');
    await setPeriod('open');
    await product.sql("UPDATE item SET state = 'ready', release_count = release_count + 1 WHERE event_id = $1", [item]);
    await settle(product);
    const again = (await askedOf(item)).find((one) => one.state === 'asked') as Asked;
    expect(again.hash).not.toBe(asked.hash);
    expect(await code(answer('june', asked))).toBe('APPROVAL_ENDED');
    expect(await answer('june', again)).toMatchObject({ state: 'given' });
    await settle(product);
    expect((await states(item)).filter((state) => state === 'pay confirmed').length).toBe(1);
    // What its first decision tied and remembered gave way to the second.
    const entries = await product.sql("SELECT 1 FROM tie_entry WHERE key = 'D-1'");
    expect(entries.length).toBe(1);
    expect((await seenBy(product, 'D-1')).filter((note) => note === 'script.run/1').length).toBe(1);
  });

  it('and the closing of the month take turns', async () => {
    const { item, asked } = await askOne('D-2', asks(10_000n));
    await withTransaction(systemActor('reconcile'), async (closing) => {
      await closing.execute('UPDATE fiscal_period SET status = $1 WHERE period = $2', ['closed', today]);
      await closing.execute('UPDATE master_revision SET revision = revision + 1');
      const answering = answer('june', asked);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await stood(product, item))?.state).toBe('held');
      return { answering };
    }).then(async ({ answering }) => expect(await answering).toMatchObject({ state: 'stale' }));
    await setPeriod('open');
    await withTransaction(systemActor('test'), (tx) => endApprovalsOf(tx, [asked.subject_id]));
    await settle(product);
  });

  it('is bound to the documents themselves: a posting that somebody changed is not sent', async () => {
    const { item, asked } = await askOne('D-3', asks(10_000n));
    await product.sql(
      "UPDATE posting_line SET account = '1015' WHERE account = '2110' AND posting_id IN (SELECT id FROM posting WHERE group_id = $1)",
      [asked.subject_id],
    );
    expect(await answer('june', asked)).toMatchObject({ state: 'stale', why: expect.stringContaining('changed') });
    await settle(product);
    expect((await stood(product, item))?.state).toBe('held');
  });
});
