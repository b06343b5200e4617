// Goal: every failure can be shown and acted on. Method: render the whole catalogue and read it as an operator would.
import { describe, expect, it } from 'vitest';
import { AppError, cureOf, FAILURES, type FailureCode, failure, titleOf } from './failure';

const codes = Object.keys(FAILURES) as FailureCode[];

describe('the failure catalogue', () => {
  it.each(codes)('%s has a stable name, a title with its value and a cure', (code) => {
    expect(code).toMatch(/^[A-Z][A-Z_]*[A-Z]$/);
    const stop = failure(code, 'some.field', 'VALUE-7', { entity: 'VALUE-7', period: 'VALUE-7' });
    expect(cureOf(stop)).toMatch(/^[A-Z].*\.$/);
    expect(titleOf(stop)).toMatch(/^[A-Z].*[^.]$/);
    expect(titleOf(stop)).toContain('VALUE-7');
    expect(FAILURES[code].slaHours).toBeGreaterThan(0);
  });

  it('uses the words of the parameters and does without them', () => {
    expect(titleOf(failure('PERIOD_CLOSED', 'period', '2026-09', { entity: '300', period: '2026-09' }))).toBe(
      'No open period in entity 300 for 2026-09',
    );
    expect(titleOf(failure('JOURNAL_UNBALANCED', 'journal', '100'))).toContain('an unknown amount');
  });

  it('never asks the machine to resend what may have been booked', () => {
    expect(FAILURES.ERP_ANSWER_UNKNOWABLE.disposition).toBe('unknown');
    expect(FAILURES.CONTROL_NUMBER_CONFLICT.disposition).toBe('security');
    expect(FAILURES.JOURNAL_UNBALANCED.disposition).toBe('bug');
  });
});

describe('AppError', () => {
  it('carries the code, who acts, the plain words and the cause', () => {
    const cause = new Error('socket closed');
    const error = new AppError('ERP_TIMEOUT', 'unknown', 'The ERP did not answer in time.', { cause });
    expect(error).toMatchObject({ name: 'AppError', code: 'ERP_TIMEOUT', disposition: 'unknown', cause });
    expect(error.operatorMessage).toBe('The ERP did not answer in time.');
    expect(error.message).toBe('ERP_TIMEOUT: The ERP did not answer in time.');
  });
});
