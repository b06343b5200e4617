import { expect, it } from 'vitest';
import { chosenOf } from './use-target';

/** Goal: Enter never takes a row that nobody pointed at. */

const FOUND = [
  { code: 'LKS', name: 'Lakeside' },
  { code: 'LKG', name: 'Lake Grove' },
  { code: 'LKG2', name: 'Lake Grove annex' },
];

it('takes the exact code, wherever it stands and however it is written', () => {
  expect(chosenOf('LKG', FOUND, null)).toBe('LKG');
  expect(chosenOf(' lkg ', FOUND, null)).toBe('LKG');
});

it('takes nothing for a part of a code or a name, not even the only row', () => {
  expect(chosenOf('LK', FOUND, null)).toBeNull();
  expect(chosenOf('Lakeside', FOUND.slice(0, 1), null)).toBeNull();
  expect(chosenOf('', FOUND, null)).toBeNull();
});

it('takes the row that was walked to, and none that is not there any more', () => {
  expect(chosenOf('LKG', FOUND, 0)).toBe('LKS');
  expect(chosenOf('LK', FOUND.slice(0, 1), 2)).toBeNull();
});
