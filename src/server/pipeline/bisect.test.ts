import { expect, it } from 'vitest';
import { AppError } from '@/domain/failure';
import { isTransient, isUnstorable } from './bisect';

/** Goal: only failures of the surroundings are waited out; what a file makes a reader say is the file's own. */

it.each([
  Object.assign(new Error('x'), { code: '57P01' }),
  Object.assign(new Error('x'), { code: '40P01' }),
  ...['ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOSPC'].map((code) => Object.assign(new Error(code), { code })),
  new Error('Connection terminated unexpectedly'),
  new Error('Connection terminated due to connection timeout'),
  new Error('timeout exceeded when trying to connect'),
  new AppError('ERP_UNAVAILABLE', 'retry', 'later'),
])('%s passes by itself', (error) => {
  expect(isTransient(error)).toBe(true);
});

it.each([
  new Error('Segment NM1 holds “timeout expired”, which is no name'),
  new Error('“Connection terminated unexpectedly” is not a date'),
  Object.assign(new Error('x'), { code: '22P05' }),
  Object.assign(new Error('x'), { code: '23505' }),
  new AppError('BAD', 'exception', 'timeout expired'),
])('%s does not', (error) => {
  expect(isTransient(error)).toBe(false);
});

it('tells what no column holds and what no index takes from all else', () => {
  const coded = (code: unknown) => isUnstorable({ code });
  expect(['22021', '22P05', '22001', '54000'].every(coded)).toBe(true);
  expect(['23505', '53100', '40001', 'EPIPE', '22', 22_021, undefined].some(coded)).toBe(false);
  expect(isUnstorable(null)).toBe(false);
});
