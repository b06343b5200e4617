// Goal: an error is described without anything it may quote. Method: messages as drivers write them.
import { describe, expect, it } from 'vitest';
import { blot, describeError } from './logger';

describe('blot', () => {
  it.each([
    ['invalid input syntax for type bigint: "SMITH, JOHN"', 'invalid input syntax for type bigint: "…"'],
    ['Key (account)=(A778812) already exists', 'Key (…)=(…) already exists'],
    ['claim 778812345 not found\nDETAIL: patient JOHN', 'claim … not found'],
    ["no 'mrn-99' there", "no '…' there"],
  ])('%s', (message, expected) => expect(blot(message)).toBe(expected));
});

describe('describeError', () => {
  it('keeps class, code and places, and drops what the driver attached', () => {
    const error = Object.assign(new TypeError('bad "DOE"'), { code: '22P02', detail: 'Failing row contains (DOE)' });
    const said = describeError(error);
    expect(said).toMatchObject({ name: 'TypeError', code: '22P02', message: 'bad "…"' });
    expect(JSON.stringify(said)).not.toContain('DOE');
  });
});
