/**
 * Goal: what belongs together meets, by key, by the matching, or by two people; it is told once; and what does not meet in time is
 * somebody's work with its dollars.
 * Method: a flow that brings any entries, on the real database; a match that is accepted while an entry arrives, both ways round.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerApproval } from '@/server/approvals/answer';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { tieAmounts } from '@/server/store/tie-causes';
import { enterTies, tieKey } from '@/server/store/ties';
import { hashOfTies, joinTies, readTies } from '@/server/store/ties-joined';
import { lookAtClocks } from '@/server/ties/clocks';
import { matchTies } from '@/server/ties/match';
import { tieRollForward } from '@/server/ties/roll-forward';
import { dismissSuggestion, proposeTie } from '@/server/ties/suggestions';
import { onConsole } from '../setup/console';
import { drain, openProduct, type Product } from '../setup/pipeline';
import { openScripted, run, runIn, SCRIPTED, seenBy, stood } from '../setup/scripted';

let product: Product;
const sweep = systemActor('sweep/ties');
beforeAll(async () => {
  product = await openProduct();
  await openScripted(product);
}, 120_000);
afterAll(() => product.close());

const entry = (key: string, side: 'left' | 'right', minor: bigint, more: { tells?: string; due?: string } = {}) => ({
  tie: 'pair',
  key,
  side,
  amount: { asset: 'USD/2' as const, minor: side === 'left' ? minor : -minor },
  ...more,
});
type TieRow = { id: string; state: string; balance: number; entry_count: number; merged_into: string | null };
const tieOf = async (key: string): Promise<TieRow> => {
  const rows = await product.sql<TieRow>(
    "SELECT id, state, balance_minor::int AS balance, entry_count, merged_into FROM tie WHERE kind = 'pair' AND key = $1",
    [tieKey(key)],
  );
  return rows[0] as TieRow;
};
/** Entries of both sides, each of a subject of its own. */
async function bring(...entries: readonly ReturnType<typeof entry>[]): Promise<void> {
  for (const [n, one] of entries.entries()) await run(`${one.key}-${one.side}-${n}`, { ties: [one] });
  await drain();
}
const told = async (subject: string) => (await seenBy(product, subject)).filter((note) => note.startsWith('tie.tied'));
const person = (name: string): Actor => ({ kind: 'user', name: `${name}@fernhollow.example`, scope: '*' });

describe('a tie that comes to zero', () => {
  it('is told to who asked, under the keys of the item, and wakes what waits for it', async () => {
    await run('K-left', { ties: [entry('K-1', 'left', 100n, { tells: 'K-1 is tied' })] });
    const waiting = await run('K-waits', { wait: { for: ['K-1 is tied'], until: '2099-01-01T00:00:00.000Z' } });
    await run('K-right', { ties: [entry('K-1', 'right', 60n), entry('K-1b', 'right', 1n)] });
    await drain();
    expect([await told('K-left'), (await tieOf('K-1')).state, (await stood(product, waiting))?.state]).toEqual([
      [],
      'open',
      'held',
    ]);
    await product.sql(`UPDATE item SET judgements = '[{"mark":"enough","by":"test"}]' WHERE event_id = $1`, [waiting]);
    await run('K-rest', { ties: [entry('K-1', 'right', 40n)] });
    await drain();
    expect(await tieOf('K-1')).toMatchObject({ state: 'tied', balance: 0, entry_count: 3 });
    expect(await told('K-left')).toEqual(['tie.tied/1 {"key":"K-1","tie":"pair"}']);
    expect(await told('K-right')).toEqual([]);
    expect((await stood(product, waiting))?.state).toBe('posted');
  });

  it('opens again when an entry comes, which tells nobody, and is told again when it ties', async () => {
    await run('K-more', { ties: [entry('K-1', 'left', 5n)] });
    await drain();
    expect((await tieOf('K-1')).state).toBe('open');
    expect((await told('K-left')).length).toBe(1);
    await run('K-less', { ties: [entry('K-1', 'right', 5n)] });
    await drain();
    expect((await told('K-left')).length).toBe(2);
  });

  it('is told once when both last entries come at once', async () => {
    await run('K2', { ties: [entry('K-2', 'left', 100n, { tells: 'x' })] });
    await drain();
    await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        withTransaction(sweep, (tx) =>
          enterTies(tx, [
            {
              ...entry('K-2', 'right', 25n),
              sourceId: `00000000-0000-7000-8000-00000000000${n}`,
              flowCode: SCRIPTED,
              onDate: '2026-11-01',
            },
          ]),
        ),
      ),
    );
    await drain();
    expect(await tieOf('K-2')).toMatchObject({ state: 'tied', entry_count: 5 });
    expect((await told('K2')).length).toBe(1);
  });
});

describe('the matching', () => {
  it('joins what is certain at once, and tells both', async () => {
    await run('M-bank', { ties: [entry('PAYER1:0012345', 'left', 700n, { tells: 'm' })] });
    await run('M-remit', { ties: [entry('PAYER1:12345', 'right', 700n, { tells: 'm' })] });
    await drain();
    // Their keys differ, and by them alone they would never meet.
    expect([(await tieOf('PAYER1:0012345')).state, (await tieOf('PAYER1:12345')).state]).toEqual(['open', 'open']);
    const both = await Promise.all([matchTies(sweep), matchTies(sweep)]);
    expect(both.reduce((sum, { joined }) => sum + joined, 0)).toBe(1);
    await drain();
    const [bank, remit] = [await tieOf('PAYER1:0012345'), await tieOf('PAYER1:12345')];
    expect([bank.merged_into ?? bank.id, remit.merged_into ?? remit.id]).toEqual(
      Array(2).fill([bank.id, remit.id].sort()[0]),
    );
    expect(await told('M-bank')).toEqual(['tie.tied/1 {"key":"PAYER1:0012345","tie":"pair"}']);
    expect(await told('M-remit')).toEqual(['tie.tied/1 {"key":"PAYER1:12345","tie":"pair"}']);
    const [audit] = await product.sql<{ detail: string }>("SELECT detail FROM audit WHERE action = 'tie.joined'");
    expect(JSON.parse(audit?.detail ?? '{}')).toMatchObject({
      kind: 'pair',
      reasons: [expect.stringContaining('amount')],
    });
  });

  it('only suggests a sum of several, and asks two people', async () => {
    await bring(
      entry('BUNDLE:900001', 'left', 3_000n),
      entry('BUNDLE:A7', 'right', 1_000n),
      entry('BUNDLE:B8', 'right', 2_000n),
    );
    expect(await matchTies(sweep)).toMatchObject({ joined: 0, suggested: 1 });
    expect(await matchTies(sweep)).toMatchObject({ suggested: 0 });
    const suggestion = await suggested();
    const approval = await onConsole(product, person('june'), (tx) => proposeTie(tx, suggestion.id));
    const vote = (name: string) => ({
      voter: person(name).name,
      limitMinor: 10_000n,
      reason: '',
      setSha256: suggestion.hash,
    });
    const own = onConsole(product, person('june'), (tx) => answerApproval(tx, approval, 'given', vote('june')));
    await expect(own).rejects.toMatchObject({ code: 'APPROVAL_OWN_SET' });
    const given = await onConsole(product, person('olive'), (tx) =>
      answerApproval(tx, approval, 'given', vote('olive')),
    );
    expect(given).toMatchObject({ state: 'given', rings: ['map'] });
    const root = await tieOf('BUNDLE:900001');
    expect(await tieOf(root.merged_into ? 'BUNDLE:A7' : 'BUNDLE:900001')).toMatchObject({ state: 'tied', balance: 0 });
  });

  it('does not come again with what was declined, and drops what has moved', async () => {
    await bring(
      entry('DECL:910001', 'left', 5_000n),
      entry('DECL:C7', 'right', 2_000n),
      entry('DECL:D8', 'right', 3_000n),
    );
    expect(await matchTies(sweep)).toMatchObject({ suggested: 1 });
    const first = await suggested();
    await onConsole(product, person('june'), (tx) => dismissSuggestion(tx, first.id, 'other month'));
    await bring(entry('UNRELATED', 'left', 7n));
    expect(await matchTies(sweep)).toMatchObject({ suggested: 0 });

    await bring(
      entry('MOVE:920001', 'left', 6_000n),
      entry('MOVE:E7', 'right', 2_500n),
      entry('MOVE:F8', 'right', 3_500n),
    );
    expect(await matchTies(sweep)).toMatchObject({ suggested: 1 });
    const second = await suggested();
    await bring(entry('MOVE:E7', 'right', 1n));
    await matchTies(sweep);
    const [row] = await product.sql<{ state: string }>('SELECT state FROM tie_suggestion WHERE id = $1', [second.id]);
    expect(row?.state).toBe('stale');
  });

  it('does not come again with what a second person declined, also when the matching looks anew', async () => {
    await bring(
      entry('SPLIT:940001', 'right', 8_000n),
      entry('SPLIT:I7', 'left', 3_100n),
      entry('SPLIT:J8', 'left', 4_900n),
    );
    expect(await matchTies(sweep)).toMatchObject({ suggested: 1 });
    const { id, hash } = await suggested();
    const approval = await onConsole(product, person('june'), (tx) => proposeTie(tx, id));
    const vote = { voter: person('olive').name, limitMinor: 10_000n, reason: 'another quarter', setSha256: hash };
    await onConsole(product, person('olive'), (tx) => answerApproval(tx, approval, 'declined', vote));
    await bring(
      entry('AFTER:950001', 'left', 9_300n),
      entry('AFTER:K7', 'right', 4_200n),
      entry('AFTER:L8', 'right', 5_100n),
    );
    // It has looked: what came since is suggested, and nothing else.
    expect(await matchTies(sweep)).toMatchObject({ joined: 0, suggested: 1 });
    const rows = await product.sql<{ state: string }>(
      'SELECT state FROM tie_suggestion WHERE tie_ids && (SELECT tie_ids FROM tie_suggestion WHERE id = $1)',
      [id],
    );
    expect(rows).toEqual([{ state: 'declined' }]);
    for (const key of ['SPLIT:940001', 'SPLIT:I7', 'SPLIT:J8'])
      expect(await tieOf(key)).toMatchObject({ state: 'open', merged_into: null });
  });

  it('asks nobody any more about what has moved since it was asked', async () => {
    await bring(
      entry('ASKED:930001', 'left', 7_000n),
      entry('ASKED:G7', 'right', 2_900n),
      entry('ASKED:H8', 'right', 4_100n),
    );
    expect(await matchTies(sweep)).toMatchObject({ suggested: 1 });
    const { id } = await suggested();
    const approval = await onConsole(product, person('june'), (tx) => proposeTie(tx, id));
    await bring(entry('ASKED:H8', 'right', 1n));
    await matchTies(sweep);
    const [row] = await product.sql<{ suggestion: string; approval: string }>(
      'SELECT g.state AS suggestion, a.state AS approval FROM tie_suggestion g JOIN approval a ON a.subject_id = g.id WHERE a.id = $1',
      [approval],
    );
    expect(row).toEqual({ suggestion: 'stale', approval: 'stale' });
  });

  type Suggested = { id: string; hash: string; tie_ids: string[] };
  const suggested = async (): Promise<Suggested> => {
    const rows = await product.sql<Suggested>(
      "SELECT id, encode(set_sha256, 'hex') AS hash, tie_ids FROM tie_suggestion WHERE state = 'open' ORDER BY made_at DESC, id DESC LIMIT 1",
    );
    return rows[0] as Suggested;
  };
});

describe('a match that is accepted while an entry arrives', () => {
  async function pair(name: string) {
    await bring(entry(`${name}-a`, 'left', 100n), entry(`${name}-b`, 'right', 100n));
    const ids = [(await tieOf(`${name}-a`)).id, (await tieOf(`${name}-b`)).id].sort();
    const hash = hashOfTies(await withTransaction(sweep, (tx) => readTies(tx, ids)));
    return { ids, hash };
  }
  const sum = async (ids: readonly string[]) =>
    (
      await product.sql<{ balance: number; entries: number; rows: number }>(
        `SELECT sum(balance_minor)::int AS balance, sum(entry_count)::int AS entries,
           (SELECT count(*)::int FROM tie_entry WHERE tie_id = ANY ($1::uuid[])) AS rows FROM tie WHERE id = ANY ($1::uuid[])`,
        [ids],
      )
    )[0];

  it('is refused when the entry was first: what was shown is not so any more', async () => {
    const { ids, hash } = await pair('R1');
    await withTransaction(sweep, async (arriving) => {
      await runIn(arriving, 'R1-x', {});
      await enterTies(arriving, [
        { ...entry('R1-b', 'right', 7n), sourceId: crypto.randomUUID(), flowCode: SCRIPTED, onDate: '2026-11-02' },
      ]);
      const accepting = withTransaction(person('june'), (tx) => joinTies(tx, ids, hash));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { accepting };
    }).then(async ({ accepting }) => expect(await accepting).toBe(null));
    expect(await tieOf('R1-a')).toMatchObject({ merged_into: null, balance: 100 });
  });

  it('is followed by the entry when it was first: the joined tie opens again', async () => {
    const { ids, hash } = await pair('R2');
    await withTransaction(person('june'), async (accepting) => {
      expect(await joinTies(accepting, ids, hash)).toMatchObject({ tied: true });
      const arriving = withTransaction(sweep, (tx) =>
        enterTies(tx, [
          { ...entry('R2-b', 'right', 7n), sourceId: crypto.randomUUID(), flowCode: SCRIPTED, onDate: '2026-11-02' },
        ]),
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { arriving };
    }).then(({ arriving }) => arriving);
    const [root] = await product.sql<TieRow>(
      'SELECT state, balance_minor::int AS balance, entry_count FROM tie WHERE id = $1',
      [ids[0]],
    );
    expect(root).toMatchObject({ state: 'open', balance: -7, entry_count: 3 });
    expect(await sum(ids)).toEqual({ balance: -7, entries: 3, rows: 3 });
  });

  it('loses no entry in any order', async () => {
    for (let n = 0; n < 6; n += 1) {
      const { ids, hash } = await pair(`R3-${n}`);
      const arrive = (side: 'a' | 'b', minor: bigint) =>
        withTransaction(sweep, (tx) =>
          enterTies(tx, [
            {
              ...entry(`R3-${n}-${side}`, side === 'a' ? 'left' : 'right', minor),
              sourceId: crypto.randomUUID(),
              flowCode: SCRIPTED,
              onDate: '2026-11-02',
            },
          ]),
        );
      await Promise.all([
        arrive('b', 7n),
        withTransaction(person('june'), (tx) => joinTies(tx, ids, hash)),
        arrive('a', 7n),
      ]);
      expect(await sum(ids)).toEqual({ balance: 0, entries: 4, rows: 4 });
    }
  });
});

describe('a tie whose clock has run out', () => {
  const causeOf = (key: string) =>
    product.sql<{ code: string; state: string; amount: number; open: boolean }>(
      `SELECT c.code, c.state, k.amount_minor::int AS amount, k.closed_at IS NULL AS open FROM tie_cause k JOIN tie t ON t.id = k.tie_id
       JOIN cause c ON c.id = k.cause_id WHERE t.key = $1 ORDER BY k.opened_at, k.id`,
      [tieKey(key)],
    );

  it('is a cause with what it is off by, by which side is missing, until it moves', async () => {
    const due = '2020-01-01';
    await bring(entry('C-left', 'left', 100n, { due }), entry('C-right', 'right', 200n, { due }));
    await bring(
      entry('C-both', 'left', 300n, { due }),
      entry('C-both', 'right', 250n),
      entry('C-later', 'left', 1n, { due: '2099-01-01' }),
    );
    await Promise.all([lookAtClocks(sweep), lookAtClocks(sweep)]);
    expect(await causeOf('C-left')).toEqual([{ code: 'RIGHT_MISSING', state: 'open', amount: 100, open: true }]);
    expect(await causeOf('C-right')).toEqual([{ code: 'LEFT_MISSING', state: 'open', amount: 200, open: true }]);
    expect(await causeOf('C-both')).toEqual([{ code: 'PAIR_DIFFERS', state: 'open', amount: 50, open: true }]);
    expect(await causeOf('C-later')).toEqual([]);
    expect(await lookAtClocks(sweep)).toEqual({ raised: 0, closed: 0 });
    const [held] = await product.sql<{ id: string }>("SELECT id FROM cause WHERE code = 'PAIR_DIFFERS'");
    expect(await withTransaction(sweep, (tx) => tieAmounts(tx, [held?.id ?? '']))).toEqual([
      { causeId: held?.id, asset: 'USD/2', ties: 1, amountMinor: 50n },
    ]);

    await bring(entry('C-left', 'right', 100n), entry('C-right', 'left', 150n));
    await lookAtClocks(sweep);
    expect(await causeOf('C-left')).toEqual([{ code: 'RIGHT_MISSING', state: 'cured', amount: 100, open: false }]);
    expect(await causeOf('C-right')).toEqual([
      { code: 'LEFT_MISSING', state: 'cured', amount: 200, open: false },
      { code: 'PAIR_DIFFERS', state: 'open', amount: 50, open: true },
    ]);
  });
});

describe('the roll-forward', () => {
  it('opens each day with what the one before closed with', async () => {
    await withTransaction(sweep, (tx) =>
      enterTies(
        tx,
        [
          ['2019-01-01', 'left', 100n],
          ['2019-01-03', 'left', 50n],
          ['2019-01-03', 'right', 120n],
          ['2019-01-05', 'right', 10n],
        ].map(([onDate, side, minor], n) => ({
          ...entry(`ROLL-${n}`, side as 'left', minor as bigint),
          sourceId: crypto.randomUUID(),
          flowCode: SCRIPTED,
          onDate: onDate as string,
        })),
      ),
    );
    const days = await withTransaction(sweep, (tx) => tieRollForward(tx, 'pair', '2019-01-02', '2019-01-05'));
    expect(days.map((d) => [d.day, d.openingMinor, d.inMinor, d.outMinor, d.closingMinor])).toEqual([
      ['2019-01-02', 100n, 0n, 0n, 100n],
      ['2019-01-03', 100n, 50n, 120n, 30n],
      ['2019-01-05', 30n, 0n, 10n, 20n],
    ]);
  });
});
