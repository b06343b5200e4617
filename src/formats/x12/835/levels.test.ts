/**
 * Goal: adjustments are left out only where they are said twice; claims and lines that contradict each other are named, and
 * so is a reason that is no code. Method: one claim per way of stating its adjustments, with the level it must be counted by.
 */
import { describe, expect, it } from 'vitest';
import { read835 } from '../../../../test/fixtures/x12/read-835';
import { smallRemit } from '../../../../test/fixtures/x12/small-835';

function read(amount: string, body: readonly string[]) {
  const { sets, findings } = read835(smallRemit({ amount, body }));
  return { level: sets[0]?.claims[0]?.adjustmentLevel, codes: findings.map(({ code }) => code), findings };
}

const claim = (charge: string, paid: string) => `CLP*A1*1*${charge}*${paid}**12*ICN1*11*1`;
const line = (charge: string, paid: string) => `SVC*HC:99213*${charge}*${paid}**1`;

describe('adjustments at two levels', () => {
  it.each([
    ['other amounts at each', ['CAS*PR*1*10', line('100', '70'), 'CAS*CO*45*30'], 'both', []],
    [
      'all of the lines again',
      ['CAS*CO*45*40', line('100', '60'), 'CAS*CO*45*40'],
      'claim',
      ['X835_CAS_AT_BOTH_LEVELS'],
    ],
    [
      'a part of the lines again',
      ['CAS*PR*2*10', line('100', '60'), 'CAS*CO*45*30', 'CAS*PR*2*10'],
      'service',
      ['X835_CAS_AT_BOTH_LEVELS'],
    ],
    [
      'the same dollars by another reason',
      ['CAS*CO*45*40', line('100', '60'), 'CAS*CO*97*40'],
      'none',
      ['X835_CAS_LEVELS_CONTRADICT'],
    ],
    [
      'the same dollars by another group',
      ['CAS*CO*45*40', line('100', '60'), 'CAS*PR*45*40'],
      'none',
      ['X835_CAS_LEVELS_CONTRADICT'],
    ],
  ])('%s', (_, segments, level, codes) => {
    expect(read('60', [claim('100', '60'), ...segments])).toMatchObject({ level, codes });
  });

  it('a claim paid in full with an adjustment and no lines, or none at them, is out of balance', () => {
    expect(read('100', [claim('100', '100'), 'CAS*CO*45*40'])).toMatchObject({
      level: 'none',
      codes: ['X835_CLAIM_OUT_OF_BALANCE'],
    });
    expect(read('100', [claim('100', '100'), 'CAS*CO*45*40', line('100', '100')])).toMatchObject({
      level: 'none',
      codes: ['X835_CLAIM_OUT_OF_BALANCE'],
    });
    expect(read('100', [claim('100', '100'), line('100', '100'), 'CAS*CO*45*40']).level).toBe('none');
  });
});

describe('lines that do not add up', () => {
  it('are named with what they add up to', () => {
    const { codes, findings } = read('100', [claim('100', '100'), line('90', '90')]);
    expect(codes).toEqual(['X835_LINES_NOT_CLAIM']);
    expect(findings[0]?.message).toContain('SVC02 90.00 and CLP03 100.00, SVC03 90.00 and CLP04 100.00.');
    expect(read('60', [claim('100', '60'), 'CAS*CO*45*40', line('100', '50')]).codes).toContain('X835_LINES_NOT_CLAIM');
  });

  it('are right before or after what is adjusted at claim level, and with a line below zero', () => {
    expect(read('60', [claim('100', '60'), 'CAS*CO*45*40', line('100', '100')]).codes).toEqual([]);
    expect(read('60', [claim('100', '60'), 'CAS*CO*45*40', line('100', '60')]).codes).toEqual([]);
    const lines = [line('120', '100'), 'CAS*CO*45*20', line('80', '-30'), 'CAS*CO*97*110'];
    expect(read('70', [claim('200', '70'), ...lines]).codes).toEqual([]);
  });
});

it('names a quantity without its amount', () => {
  const { findings } = read('80', [claim('100', '80'), 'CAS*PR*3*20', 'CAS*CO*45**2']);
  expect(findings.map(({ code, path }) => `${code} ${path?.split('/').at(-1)}`)).toEqual(['X835_AMOUNT_MISSING CAS03']);
});

it('names a PLB reason that is glued to its reference, and never says what it holds', () => {
  const { codes, findings } = read('90', [claim('100', '100'), 'PLB*1234567893*20261231*WO>REF1*10']);
  expect(codes).toEqual(['X835_PLB_REASON_MALFORMED']);
  expect(JSON.stringify(findings)).not.toContain('REF1');
  expect(read('90', [claim('100', '100'), 'PLB*1234567893*20261231*WO:REF1*10']).codes).toEqual([]);
});
