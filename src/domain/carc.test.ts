// Goal: reason codes have one category and denials are counted as the denial test says. Method: tables and edge claims.
import { describe, expect, it } from 'vitest';
import { carcOf, isDenial } from './carc';
import { CARC_CATEGORIES, CARC_CODES } from './carc.data';
import { claim, reversalOf } from './remit.fixture';

describe('carcOf', () => {
  it.each([
    ['45', 'contractual'],
    ['253', 'contractual'],
    ['1', 'patient'],
    ['22', 'cob'],
    ['27', 'eligibility'],
    ['197', 'authorization'],
    ['50', 'clinical'],
    ['11', 'coding'],
    ['16', 'billing'],
    ['252', 'attachment'],
    ['18', 'duplicate'],
    ['29', 'timely-filing'],
    ['96', 'non-covered'],
    ['24', 'capitation'],
    ['104', 'withholding'],
    ['A8', 'level-of-care'],
  ])('puts %s into %s', (code, category) => {
    expect(carcOf(code)).toMatchObject({ category, owner: expect.any(String), label: expect.any(String) });
  });

  it.each(['999', '', 'constructor', '__proto__'])('calls %j unclassified, and denied', (code) => {
    expect(carcOf(code)).toMatchObject({ category: 'unclassified', denial: true, label: `Reason ${code}` });
  });

  it('uses every category, and keeps labels short', () => {
    const used = new Set(Object.values(CARC_CODES).map((row) => row.category));
    expect(new Set([...used, 'unclassified'])).toEqual(new Set(Object.keys(CARC_CATEGORIES)));
    for (const row of Object.values(CARC_CODES)) expect(row.label.length).toBeLessThanOrEqual(36);
  });
});

describe('isDenial', () => {
  it.each([
    ['a whole claim denied under status 1', claim('100', '0', ['CO-197 100'])],
    ['the rest after the contractual part', claim('100', '0', ['CO-45 40', 'CO-29 60'])],
    ['a payer-initiated reduction', claim('100', '0', ['PI-50 100'])],
    ['part denied, part patient', claim('100', '0', ['PR-1 30', 'CO-50 70'])],
    ['status 4 without any reason', claim('0', '0', [], { status: '4' })],
    ['a reason we do not know', claim('100', '0', ['CO-999 100'])],
  ])('is true for %s', (_name, denied) => {
    expect(isDenial(denied)).toBe(true);
  });

  it.each([
    ['a paid claim with a denied line', claim('100', '60', ['CO-97 40'])],
    ['only patient responsibility', claim('100', '0', ['CO-45 40', 'PR-1 60'])],
    ['a denial reason under group PR', claim('100', '0', ['PR-27 100'])],
    ['a zero-pay secondary explained by the prior payer', claim('100', '0', ['OA-23 80', 'CO-45 20'])],
    ['a duplicate', claim('100', '0', ['OA-18 100'])],
    ['a capitated encounter', claim('100', '0', ['CO-24 100'])],
    ['a reversal of a denial', reversalOf(claim('100', '0', ['CO-50 100']))],
    ['a predetermination', claim('100', '0', ['CO-50 100'], { status: '25' })],
    ['a claim forwarded to its real payer', claim('100', '0', ['CO-109 100'], { status: '23' })],
    ['denied amounts that cancel out', claim('0', '0', ['CO-16 50', 'CO-16 -50'])],
  ])('is false for %s', (_name, other) => {
    expect(isDenial(other)).toBe(false);
  });
});
