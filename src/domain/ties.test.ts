// Goal: a bank's trace and a payer's come to one key. Method: the ways in which the two are known to differ.
import { expect, it } from 'vitest';
import { depositKey } from './ties';

it('drops case, punctuation and leading zeros, and nothing else', () => {
  for (const trace of ['eft-0042', 'EFT 0042', '00EFT0042', ' EFT0042 ']) expect(depositKey(trace)).toBe('EFT0042');
  expect(depositKey('0042')).toBe('42');
  expect(depositKey('420')).toBe('420');
});

it('is empty when there is nothing to tell a payment by', () => {
  for (const trace of ['', '000', ' - ']) expect(depositKey(trace)).toBe('');
});
