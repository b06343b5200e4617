// Goal: only connection trouble is waited out; a bug is never called one. Method: examples of what the drivers throw.
import { describe, expect, it } from 'vitest';
import { dispositionOf, isConnectionLoss } from './failures';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('dispositionOf', () => {
  it.each([
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'transient'],
    [Object.assign(new Error('x'), { code: '57P01' }), 'transient'],
    [new Error('Connection terminated unexpectedly'), 'transient'],
    [Object.assign(new Error('x'), { code: '42P01' }), 'bug'],
    [new TypeError('x is not a function'), 'bug'],
    [null, 'bug'],
  ])('%s is %s', (error, expected) => {
    expect(dispositionOf(error)).toBe(expected);
  });
});

describe('isConnectionLoss', () => {
  it.each([coded('57P01'), coded('08006'), coded('ECONNRESET'), new Error('Connection terminated unexpectedly')])(
    'passes over %o',
    (error) => expect(isConnectionLoss(error)).toBe(true),
  );
  it.each([coded('42P01'), coded('40001'), new Error('x is not a function'), null])('keeps %o', (error) =>
    expect(isConnectionLoss(error)).toBe(false),
  );
});
