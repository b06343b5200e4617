// Goal: every message is what its story says and every batch adds up. Method: many turns of several seeds, read back
// from their bytes by a reader of its own.
import { describe, expect, it } from 'vitest';
import { storyAt } from '../story-plan';
import { firstState } from './model';
import { EXPECTED, MIXES, STORIES, type Story } from './stories';
import { type MadeFile, takeTurn } from './turn';
import { filesOf } from './write-files';

const TODAY = '2026-11-20';

function files(seed: string, mix: keyof typeof MIXES, count: number): MadeFile[] {
  const made: MadeFile[] = [];
  for (const file of filesOf({ seed, mix: MIXES[mix], today: TODAY })) {
    made.push(file);
    if (made.length === count) break;
  }
  return made;
}

type Wire = { requestId: string; version: number; action: string; amount: string; account: string; payee: unknown };
type Body = Wire & { format: string; control: { requests: number; amount: string }; requests: Wire[] };

const bodyOf = ({ file }: MadeFile): Body => JSON.parse(file.bytes.toString('utf8')) as Body;
const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

const dense = ['fernhollow', 'one', 'two'].map((seed) => files(seed, 'dense', 200));
const all = dense.flat();
const ofStory = (made: readonly MadeFile[], story: Story): MadeFile[] =>
  made.filter((each) => each.file.story === story);
const firstOf = (made: MadeFile | undefined) => made?.sent[0]?.request;

describe('refund messages', () => {
  it('say in their bytes what the ledger will say of them', () => {
    for (const made of all.filter((each) => each.file.kind === 'refund-json')) {
      const body = bodyOf(made);
      const request = firstOf(made);
      expect(body.format).toBe('refund-request/1');
      expect([body.requestId, body.version, body.action]).toEqual([
        request?.requestId,
        request?.version,
        request?.action,
      ]);
      expect(cents(body.amount)).toBe(request?.amount);
    }
    for (const made of all.filter((each) => each.file.kind === 'refund-csv')) {
      const [head, ...rows] = made.file.bytes.toString('utf8').trimEnd().split('\r\n');
      const column = head?.split(',').indexOf('amount') ?? -1;
      expect(rows.map((row) => cents(row.split(',')[column] ?? ''))).toEqual(
        made.sent.map((each) => each.request.amount),
      );
    }
  });

  it('add up in every batch, except the first try of a mismatch', () => {
    let wrong = 0;
    for (const made of all.filter((each) => each.file.kind === 'refund-batch')) {
      const { control, requests } = bodyOf(made);
      expect(control.requests).toBe(requests.length);
      if (cents(control.amount) === requests.reduce((sum, each) => sum + cents(each.amount), 0n)) continue;
      expect(made.file.story).toBe('control-mismatch');
      wrong += 1;
    }
    expect(wrong * 2).toBe(ofStory(all, 'control-mismatch').length);
    expect(wrong).toBeGreaterThan(0);
  });

  it('tell every story', () => {
    const told = new Set<string>(all.map((made) => made.file.story));
    for (const story of STORIES) expect(told.has(story), story).toBe(true);
    for (const { sent } of all) for (const each of sent) expect(each.expected).toBe(EXPECTED[each.story]);
  });

  it('repeat, contradict, change and take back what was said before', () => {
    for (const made of dense) {
      const earlier = (at: MadeFile) =>
        made.slice(0, made.indexOf(at)).flatMap((each) => each.sent.map((one) => one.request));
      for (const each of ofStory(made, 'resent')) expect(earlier(each)).toContainEqual(firstOf(each));
      for (const each of ofStory(made, 'other-id')) {
        const mine = firstOf(each);
        const twin = earlier(each).find((one) => one.account === mine?.account && one.amount === mine?.amount);
        expect([twin?.payee, twin?.requestId === mine?.requestId]).toEqual([mine?.payee, false]);
      }
      for (const each of ofStory(made, 'conflicting-version')) {
        const twin = earlier(each).find((one) => one.requestId === firstOf(each)?.requestId);
        expect(twin?.version).toBe(firstOf(each)?.version);
        expect(twin?.amount).not.toBe(firstOf(each)?.amount);
      }
      for (const story of ['cancel-early', 'cancel-late', 'amended'] as const) {
        const later = ofStory(made, story).filter((each) => firstOf(each)?.version === 2);
        expect(later.length).toBeGreaterThan(0);
        for (const each of later) {
          expect(firstOf(each)?.action).toBe(story === 'amended' ? 'update' : 'cancel');
          expect(earlier(each).some((one) => one.requestId === firstOf(each)?.requestId && one.version === 1)).toBe(
            true,
          );
        }
      }
    }
  });

  it('ask for amounts that belong to their stories', () => {
    const requests = (story: Story) => ofStory(all, story).flatMap((each) => each.sent.map((one) => one.request));
    for (const each of requests('above-credit')) expect(each.amount).toBeGreaterThan(each.creditBalance);
    for (const each of requests('none')) expect(each.amount).toBeLessThanOrEqual(each.creditBalance);
    for (const each of requests('two-approvals')) expect(each.amount).toBeGreaterThan(5_000_000n);
    for (const made of dense) {
      const parts = ofStory(made, 'split-below-limit').map(firstOf);
      for (const account of new Set(parts.map((each) => each?.account))) {
        const group = parts.filter((each) => each?.account === account);
        if (group.length < 3) continue;
        const total = group.reduce((sum, each) => sum + (each?.amount ?? 0n), 0n);
        expect(group.every((each) => (each?.amount ?? 0n) < 100_000n)).toBe(true);
        expect(total > 100_000n && total <= (group[0]?.creditBalance ?? 0n)).toBe(true);
        expect(new Set(group.map((each) => each?.requestId)).size).toBe(3);
      }
    }
    for (const each of requests('bad-address')) expect(each.payee.address.postalCode).toBe('');
    for (const each of requests('unknown-facility')) expect(each.account).toMatch(/^ZZQ-/);
  });

  it('are the same bytes on every machine, and name no one but test patients and payers', () => {
    const hashes = (made: readonly MadeFile[]) => made.map((each) => each.file.sha256);
    expect(hashes(files('one', 'dense', 200))).toEqual(hashes(dense[1] ?? []));
    for (const { request } of all.flatMap((made) => made.sent)) {
      expect(request.payee.name).toMatch(request.kind === 'patient' ? /^TESTPATIENT / : / Refund Unit$/);
    }
  });

  it('leave a late cancellation to the voucher when statuses come back', () => {
    let state = firstState();
    const sent: MadeFile[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const asked = turn === 0 ? 'cancel-late' : null;
      const result = takeTurn(state, { seed: 'x', mix: MIXES.none, today: TODAY, asked, assumeVouchers: false });
      state = result.state;
      sent.push(...result.made);
    }
    expect(ofStory(sent, 'cancel-late')).toHaveLength(1);
  });
});

describe('plan', () => {
  it('refuses more stories than a block has places', () => {
    expect(() => storyAt(['s'], 0, 1, ['batch', 'csv'])).toThrow(/block has 1/);
  });
});
