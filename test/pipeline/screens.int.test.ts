/**
 * Goal: the screens of approvals, refunds, cash and flows read what the stages really wrote, with the rights of the console.
 * Method: a request over the limit, a statement and remits through the stages; every read model as its procedure hands it out.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestOf } from '@/flows/refund-to-disbursement/world.fixture';
import { approvalDetail, approvalLine } from '@/server/api/approvals/shapes';
import { cashScreen, openLine, suggestionShape, tieShape } from '@/server/api/cash/shapes';
import { connectionsShape, flowDetail, flowLine } from '@/server/api/flows/shapes';
import { refundDetail, refundLine } from '@/server/api/refunds/shapes';
import { traceTie } from '@/server/api/trace/shapes';
import { readTrace } from '@/server/lineage';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { readApproval } from '@/server/read/approval';
import { readApprovals } from '@/server/read/approvals';
import { readCash } from '@/server/read/cash';
import { OPEN_VIEWS, readOpenCash, readSuggestion, readTie } from '@/server/read/cash-open';
import { readConnections } from '@/server/read/connections';
import { readFlow, readFlowList } from '@/server/read/flows';
import { readItems } from '@/server/read/items';
import { readLive } from '@/server/read/overview-live';
import { placesByMeasure } from '@/server/read/places';
import { readRefund } from '@/server/read/refund';
import { REFUND_VIEWS, readRefunds } from '@/server/read/refunds';
import { insertSuggestions } from '@/server/store/tie-suggestions';
import { hashOfTies, readTies } from '@/server/store/ties-joined';
import { matchTies } from '@/server/ties/match';
import { proposeTie } from '@/server/ties/suggestions';
import { buildBai2 } from '../fixtures/bai2/build';
import { remitBytes } from '../fixtures/x12/remit-835';
import { facilityIdOf } from '../setup/books';
import { onConsole } from '../setup/console';
import { openProduct, type Product, STAGES } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 120_000);
afterAll(() => product.close());

const june: Actor = { kind: 'user', name: 'june@fernhollow.example', scope: '*' };
const reader = { email: june.name, mayDecide: true, limitMinor: 10_000_000n };

async function decideAll(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    for (const stage of ['parse', 'canonicalize', 'map', 'map'] as const) await STAGES[stage](systemActor(stage));
  }
}
const ask = async (requestId: string): Promise<void> => {
  const body = requestOf({ requestId, facility: 'CDR', amount: '15000.00', creditBalance: '15000.00' });
  await product.send(`${requestId}.json`, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  await decideAll();
};
const onScreen = <T>(work: Parameters<typeof onConsole<T>>[2], actor: Actor = june) => onConsole(product, actor, work);

describe('approvals', () => {
  it('show everything that an answer would send, bound to the hash that was asked', async () => {
    await ask('RF-1');
    const list = await onScreen((tx) => readApprovals(tx, 'waiting', reader));
    expect(list.counts).toEqual({ waiting: 1, mine: 0, decided: 0 });
    const [line] = list.approvals;
    expect(approvalLine.parse(line)).toMatchObject({ kind: 'postings', needed: 2, given: 0, bar: null });
    const detail = approvalDetail.parse(await onScreen((tx) => readApproval(tx, line?.id ?? '', reader)));
    expect(detail).toMatchObject({ changed: false, hidden: 0 });
    expect(detail.postings.map(({ ref }) => ref).sort()).toEqual(['approve-v1', 'invoice-v1']);
    for (const posting of detail.postings) {
      expect(posting.lines.length).toBeGreaterThan(1);
      expect(posting.debitMinor).toBe(posting.creditMinor);
    }
    expect(detail.postings.flatMap(({ sealed }) => sealed).length).toBeGreaterThan(0);
    expect(detail.items.map(({ type }) => type)).toEqual(['refund.requested/1']);
  });

  it('say that the set has changed, and why its maker may not answer', async () => {
    const [line] = (await onScreen((tx) => readApprovals(tx, 'waiting', reader))).approvals;
    await product.sql("UPDATE posting SET description = description || '.' WHERE state = 'proposed'");
    const detail = await onScreen((tx) => readApproval(tx, line?.id ?? '', reader));
    expect(detail?.changed).toBe(true);
    await product.sql("UPDATE posting SET description = rtrim(description, '.') WHERE state = 'proposed'");
    await product.sql('UPDATE approval SET maker = $1', [june.name]);
    const own = await onScreen((tx) => readApproval(tx, line?.id ?? '', reader));
    expect(own?.bar).toBe('maker');
    await product.sql('UPDATE approval SET maker = NULL');
  });

  it('are hidden from other facilities, and counted', async () => {
    const noor: Actor = { kind: 'user', name: 'noor@fernhollow.example', scope: [await facilityIdOf(product, 'LKG')] };
    const list = await onScreen((tx) => readApprovals(tx, 'waiting', { ...reader, email: noor.name }), noor);
    expect([list.approvals.length, list.hidden]).toEqual([0, 1]);
  });
});

describe('refunds', () => {
  it('stand in the lists they belong to', async () => {
    for (const view of REFUND_VIEWS) {
      const list = await onScreen((tx) => readRefunds(tx, view, null));
      expect(list.counts).toMatchObject({ open: 1, ended: 0, all: 1 });
      for (const line of list.refunds) expect(refundLine.parse(line).requestId).toBe('RF-1');
    }
  });

  it('say what happened, what waits for whom and what their three sides are', async () => {
    const [line] = (await onScreen((tx) => readRefunds(tx, 'open', null))).refunds;
    const refund = refundDetail.parse(await onScreen((tx) => readRefund(tx, line?.id ?? '')));
    expect(refund.memory.state).toBe('awaiting');
    expect(refund.steps[0]).toMatchObject({ type: 'refund.requested/1', no: 1 });
    expect(refund.steps[0]?.documents.map(({ state }) => state)).toEqual(['proposed', 'proposed']);
    expect(refund.asks).toMatchObject([{ needed: 2, given: 0 }]);
    expect(refund.timers.length).toBeGreaterThan(0);
    expect(refund.undo).toEqual([]);
    expect(refund.legs.map(({ amountMinor }) => amountMinor)).toEqual([1_500_000n, null, null]);
    expect(refund.ties).toMatchObject([{ kind: 'refund-voucher', state: 'open' }]);
    expect(refund.account).toMatch(/····/);
    for (const column of refund.journals.columns) expect(column.sumMinor).toBe(0n);
  });

  it('do not show outside their facility', async () => {
    const noor: Actor = { kind: 'user', name: 'noor@fernhollow.example', scope: [await facilityIdOf(product, 'LKG')] };
    const list = await onScreen((tx) => readRefunds(tx, 'all', null), noor);
    expect(list.refunds).toEqual([]);
  });
});

let files = 0;
const statement = (account: string, amount: number, text: string) => {
  files += 1;
  const details = [{ type: '142', amount, text: [text] }];
  return product.send(`bank-${files}.bai2`, Buffer.from(buildBai2([[{ account, opening: files, details }]])));
};
const remit = (trace: string, paid: string) => {
  files += 1;
  const claim = { id: `CASH-${trace}`, charge: paid, paid, lines: [{ charge: paid, paid }] };
  return product.send(`remit-${files}.835`, remitBytes([{ trace, claims: [claim] }], { control: String(files) }));
};

/** What the matching would propose of the open ties: here of any two of them. */
async function suggestion(): Promise<string> {
  const open = await product.sql<{ id: string }>(
    "SELECT id FROM tie WHERE kind = 'deposit' AND state = 'open' AND merged_into IS NULL ORDER BY id LIMIT 2",
  );
  const tieIds = open.map(({ id }) => id);
  await withTransaction(systemActor('sweep/ties'), async (tx) => {
    const setSha256 = hashOfTies(await readTies(tx, tieIds));
    const reasons = ['Payer and amount are equal.'];
    return insertSuggestions(tx, [
      { kind: 'deposit', asset: 'USD/2', tier: 5, tieIds, amountMinor: 10_000n, reasons, setSha256 },
    ]);
  });
  const [made] = await product.sql<{ id: string }>("SELECT id FROM tie_suggestion WHERE state = 'open'");
  return made?.id ?? '';
}

describe('cash', () => {
  it('adds up deposits by where they are, and lists what needs somebody', async () => {
    await statement('9990100', 10_000, 'TRN*1*0000777001*1891000011');
    await statement('9990200', 30_000, 'TRN*1*0000777002*1999999999');
    await remit('777002', '250');
    await remit('777003', '90');
    await decideAll();
    await matchTies(systemActor('sweep/ties'));
    const cash = cashScreen.parse(await onScreen((tx) => readCash(tx, null)));
    expect(cash.visible).toBe(true);
    expect(cash.total.amountMinor).toBe(40_000n);
    const sum = Object.values(cash.sums).reduce((all, { amountMinor }) => all + amountMinor, 0n);
    expect(sum).toBe(cash.total.amountMinor);
    expect(cash.days.map(({ account }) => account).sort()).toEqual(['0100', '0200']);
    for (const day of cash.rolled) expect(day.openingMinor + day.inMinor - day.outMinor).toBe(day.closingMinor);
    for (const view of OPEN_VIEWS) {
      const open = await onScreen((tx) => readOpenCash(tx, view));
      expect(open.lines.length).toBe(open.counts[view]);
      for (const line of open.lines) {
        openLine.parse(line);
        const shown =
          line.kind === 'tie'
            ? tieShape.parse(await onScreen((tx) => readTie(tx, line.id)))
            : suggestionShape.parse(await onScreen((tx) => readSuggestion(tx, line.id)));
        expect(shown.entries.length).toBeGreaterThan(0);
      }
    }
  });

  it('shows a proposed match to the second person with the entries of both sides', async () => {
    const open = { id: await suggestion() };
    const id = await onScreen((tx) => proposeTie(tx, open.id), { ...june, name: 'iris@fernhollow.example' });
    const detail = approvalDetail.parse(await onScreen((tx) => readApproval(tx, id, reader)));
    expect(detail).toMatchObject({ kind: 'tie', changed: false, bar: null });
    expect(detail.match?.entries.length).toBeGreaterThan(1);
    const asked = suggestionShape.parse(await onScreen((tx) => readSuggestion(tx, open.id)));
    expect(asked).toMatchObject({ approvalId: id, state: 'asked' });
    const list = await onScreen((tx) => readOpenCash(tx, 'suggested'));
    expect(list.lines.map((line) => openLine.parse(line).asked)).toEqual([true]);
  });

  it('says what a suggestion is once an entry has moved, before the matching looks again', async () => {
    const [asked] = (await onScreen((tx) => readOpenCash(tx, 'suggested'))).lines;
    const before = suggestionShape.parse(await onScreen((tx) => readSuggestion(tx, asked?.id ?? '')));
    expect(before).toMatchObject({ asMade: true, ties: [] });
    // The rest of a remit that was suggested for another deposit comes with its own trace, and another one stays.
    await statement('9990100', 9_000, 'TRN*1*0000777003*1999999999');
    await decideAll();
    const list = await onScreen((tx) => readOpenCash(tx, 'suggested'));
    expect([list.lines, list.counts.suggested]).toEqual([[], 0]);
    expect((await onScreen((tx) => readCash(tx, null))).sums.suggested.count).toBe(0);
    const shown = suggestionShape.parse(await onScreen((tx) => readSuggestion(tx, asked?.id ?? '')));
    expect(shown).toMatchObject({ asMade: false, state: 'asked', entries: [] });
    expect(shown.ties.map(({ now }) => now).sort()).toEqual(['same', 'tied']);
    expect(shown.ties.find(({ now }) => now === 'tied')).toMatchObject({
      trace: '777003',
      side: 'remit',
      openMinor: 0n,
    });
    await matchTies(systemActor('sweep/ties'));
    const after = suggestionShape.parse(await onScreen((tx) => readSuggestion(tx, asked?.id ?? '')));
    expect(after).toMatchObject({ state: 'stale', approvalId: null });
  });

  it('is not seen by people of one facility', async () => {
    const noor: Actor = { kind: 'user', name: 'noor@fernhollow.example', scope: [await facilityIdOf(product, 'LKG')] };
    expect((await onScreen((tx) => readCash(tx, null), noor)).visible).toBe(false);
  });
});

describe('flows', () => {
  it('count what waits for approval as held and not as stopped, and duplicates as kept out', async () => {
    const lineOf = async (code: string) => (await onScreen(readFlowList)).flows.find((flow) => flow.code === code);
    const count = (line: Awaited<ReturnType<typeof lineOf>>, key: 'stopped' | 'held') =>
      line?.stages.reduce((sum, stage) => sum + stage[key], 0);
    const refunds = await lineOf('refund-to-disbursement');
    expect([count(refunds, 'held'), count(refunds, 'stopped')]).toEqual([1, 0]);
    const before = await lineOf('remittance-to-cash');
    // The same remit in another envelope.
    await remit('777003', '90');
    await decideAll();
    const after = await lineOf('remittance-to-cash');
    expect((after?.receivedMinor ?? 0n) - (before?.receivedMinor ?? 0n)).toBe(9_000n);
    expect(after?.notPostedMinor).toBe(before?.notPostedMinor);
    const page = await onScreen((tx) => readItems(tx, 'not-posted', { flow: 'remittance-to-cash' }, null));
    expect(page.rows.filter(({ state }) => state === 'duplicate')).toEqual([]);
  });

  it('are in the catalogue with what they take, make and stop on', async () => {
    const { flows } = await onScreen(readFlowList);
    expect(flows.map(({ measure }) => measure).sort()).toEqual(['cash-in', 'cash-in', 'cash-out']);
    for (const line of flows) {
      flowLine.parse(line);
      const flow = flowDetail.parse(await onScreen((tx) => readFlow(tx, line.code)));
      expect(flow.bindings.length).toBeGreaterThan(0);
      expect(flow.rules.some(({ current }) => current)).toBe(true);
      expect(flow.events.length).toBeGreaterThan(0);
    }
    connectionsShape.parse(await onScreen(readConnections));
    expect((await onScreen((tx) => placesByMeasure(tx, {}))).length).toBeGreaterThan(1);
    expect((await onScreen(readLive)).every(({ kind }) => kind.length > 0)).toBe(true);
  });

  it('show on a trace what its money has met', async () => {
    const [parcel] = await product.sql<{ id: string }>("SELECT id FROM parcel WHERE trace = '777002'");
    const trace = await onScreen((tx) => readTrace(tx, { parcelId: parcel?.id ?? '' }));
    expect(trace?.ties.map((tie) => traceTie.parse(tie).kind)).toEqual(['deposit']);
    expect(trace?.graph.nodes.find(({ column }) => column === 'bank')).toBeDefined();
  });
});
