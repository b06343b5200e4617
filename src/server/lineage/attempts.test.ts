// Goal: every outcome reads as what happened and what was not done. Method: one row per kind and outcome.
import { describe, expect, it } from 'vitest';
import type { AttemptRow } from '../read/trace-attempts';
import { attemptLines } from './attempts';

const row = (over: Partial<AttemptRow>): AttemptRow => ({
  id: 'a',
  postingId: 'p',
  entity: '100',
  number: 1,
  kind: 'send',
  key: 'TO-9F3A',
  startedAt: new Date(0),
  deadlineMs: 30_000,
  outcome: 'accepted',
  httpStatus: 201,
  code: null,
  detail: null,
  documentNumber: 'JRN-1',
  tookMs: 300,
  postingState: 'sent',
  ...over,
});

describe('attemptLines', () => {
  it('tells a timeout, its probes and the document a resend would have doubled', () => {
    const [sent, absent, found] = attemptLines([
      row({ outcome: 'unknown', documentNumber: null, tookMs: 30_000 }),
      row({ id: 'b', kind: 'probe', outcome: 'absent', detail: 'Read 1 of 2: no document with this key.' }),
      row({ id: 'c', kind: 'probe', outcome: 'found' }),
    ]);
    expect(sent).toMatchObject({
      step: 'Post',
      state: 'unknown',
      what: 'No answer in 30 s. Sent once with key TO-9F3A, not sent again.',
    });
    expect(absent).toMatchObject({ step: 'Probe 1', state: 'unknown' });
    expect(found).toMatchObject({ step: 'Probe 2', outcome: 'Confirmed', state: 'posted' });
    expect(found?.what).toContain('A resend here would have posted twice.');
  });
  it('is green only for what was read back', () => {
    const [accepted, confirmed] = attemptLines([row({}), row({ id: 'b', kind: 'read-back', outcome: 'found' })]);
    expect(accepted).toMatchObject({ state: 'inflight', outcome: 'Accepted' });
    expect(confirmed).toMatchObject({ step: 'Read back', state: 'posted' });
    expect(confirmed?.what).not.toContain('resend');
  });
  it('turns fragments into sentences and never leaves an outcome without words', () => {
    for (const kind of ['send', 'probe', 'read-back'] as const) {
      for (const outcome of ['accepted', 'refused', 'unknown', 'found', 'absent', 'differs', 'unavailable', null]) {
        const [line] = attemptLines([row({ kind, outcome, detail: null })]);
        expect(line?.what).toMatch(/^[A-Z].*\.$/);
      }
    }
    expect(attemptLines([row({ outcome: 'unavailable', detail: 'the ERP asked to slow down' })])[0]?.what).toBe(
      'The ERP asked to slow down. Nothing left this house; it waits its turn.',
    );
  });
});
