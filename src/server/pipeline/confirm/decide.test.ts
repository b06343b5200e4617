// Goal: only a document with our amounts confirms, and what is learned about documents is never more than was answered.
// Method: one posting, every kind of answer.
import { describe, expect, it } from 'vitest';
import type { FindAnswer, TargetDocument } from '../../connectors/target/port';
import type { LeasedPosting } from '../../store/postings';
import { decideConfirm } from './decide';

const LIMITS = { visibilityWindowMs: 1_000, postDeadlineMs: 2_000 };
const POSTING: LeasedPosting = {
  id: 'p',
  groupId: 'g',
  flowCode: 'remittance-to-cash',
  targetId: 't',
  targetCode: 'erp',
  config: {},
  kind: 'journal',
  role: 'cash',
  ref: 'cash',
  asset: 'USD/2',
  header: {},
  sealed: null,
  tells: null,
  jobRef: null,
  firstEventId: 'e',
  state: 'unknown',
  entity: '100',
  period: '2026-11',
  postingDate: '2026-11-20',
  key: 'TO-1',
  description: '835',
  debitMinor: 12_500n,
  lineCount: 2,
  attemptCount: 1,
  negativeReads: 0,
  fence: 1n,
  crashCount: 0,
  documentNumber: null,
  sinceSentMs: 5_000,
  pastDeadlineMs: 3_000,
};
const document = (number: string, more: Partial<TargetDocument> = {}): TargetDocument => ({
  key: 'to-1',
  number,
  entity: '100',
  period: '2026-11',
  postingDate: '2026-11-20',
  debitMinor: 12_500n,
  creditMinor: 12_500n,
  lineCount: 2,
  status: null,
  facts: {},
  ...more,
});
const answered = (...documents: TargetDocument[]): FindAnswer => ({ kind: 'answered', documents });
const judge = (answer: FindAnswer, posting = POSTING) => {
  const { move, outcome, documents } = decideConfirm(posting, answer, LIMITS);
  return { to: move.to, outcome, numbers: documents?.map((d) => d.number) ?? null };
};

describe('decideConfirm', () => {
  it('confirms the one document with our amounts, also when it is answered twice', () => {
    const foreign = document('J-9', { key: 'TO-2' });
    for (const answer of [answered(document('J-1'), foreign), answered(document('J-1'), document('J-1'))]) {
      expect(judge(answer)).toEqual({ to: 'confirmed', outcome: 'found', numbers: ['J-1'] });
    }
  });

  it('holds other amounts and second documents, and keeps all that stand there', () => {
    const differs = { to: 'held', outcome: 'differs' };
    expect(judge(answered(document('J-1', { debitMinor: 1n })))).toEqual({ ...differs, numbers: ['J-1'] });
    expect(judge(answered(document('J-1'), document('J-2')))).toEqual({ ...differs, numbers: ['J-1', 'J-2'] });
  });

  it('knows that none is there only from an answer', () => {
    expect(judge(answered())).toEqual({ to: 'unknown', outcome: 'absent', numbers: [] });
    const away: FindAnswer = { kind: 'unavailable', reason: 'busy' };
    expect(judge(away)).toEqual({ to: 'unknown', outcome: 'unavailable', numbers: null });
  });

  it('sends again only what two reads did not find, a window apart, after the window behind the deadline', () => {
    const move = (of: Partial<LeasedPosting>) => decideConfirm({ ...POSTING, ...of }, answered(), LIMITS).move;
    // Within the window a document may be there and not be seen: such a read counts for nothing.
    for (const pastDeadlineMs of [-500, 0, 999]) {
      const early = move({ pastDeadlineMs, negativeReads: 1 });
      expect(early).toMatchObject({ to: 'unknown' });
      expect(early.negativeReads).toBeUndefined();
    }
    const first = move({ pastDeadlineMs: 1_000, negativeReads: 0 });
    expect(first).toMatchObject({ to: 'unknown', negativeReads: 1 });
    expect(first.againMs).toBeGreaterThanOrEqual(LIMITS.visibilityWindowMs);
    expect(move({ pastDeadlineMs: 2_000, negativeReads: 1 })).toMatchObject({ to: 'ready', negativeReads: 0 });
  });

  it('never sends again what the target gave a number, and asks a person when it stays unseen', () => {
    const move = (sinceSentMs: number) =>
      decideConfirm(
        { ...POSTING, state: 'sent', documentNumber: 'J-1', sinceSentMs, negativeReads: 1 },
        answered(),
        LIMITS,
      ).move;
    expect(move(5_000)).toMatchObject({ to: 'sent' });
    expect(move(3_600_000)).toMatchObject({ to: 'held' });
  });

  it('takes the word of an ERP that cannot be searched for what it accepted, and for nothing else', () => {
    const unsupported: FindAnswer = { kind: 'unsupported' };
    const accepted: LeasedPosting = { ...POSTING, state: 'sent', documentNumber: 'J-1' };
    expect(judge(unsupported, accepted)).toEqual({ to: 'confirmed', outcome: 'found', numbers: ['J-1'] });
    expect(judge(unsupported)).toEqual({ to: 'held', outcome: 'unavailable', numbers: null });
  });
});
