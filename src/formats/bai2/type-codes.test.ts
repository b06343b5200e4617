// Goal: a type code means what the standard says, unless the bank of that account says otherwise.
// Method: rows from the table, the ranges, and an override.
import { describe, expect, it } from 'vitest';
import { TYPE_CODES, typeCodeOf } from './type-codes';

describe('typeCodeOf', () => {
  it.each([
    ['115', 'credit', 'detail'],
    ['110', 'credit', 'summary'],
    ['555', 'debit', 'detail'],
    ['010', 'status', 'status'],
    ['399', 'credit', 'detail'],
    ['950', 'custom', 'detail'],
  ])('%s is %s, %s', (code, kind, level) => {
    expect(typeCodeOf(code)).toMatchObject({ kind, level });
  });

  it('knows which items are part of another amount', () => {
    expect(typeCodeOf('116')?.partOf).toBe('115');
  });

  it('prefers the override of the account, and refuses what is no code', () => {
    const own = { '950': { kind: 'credit', level: 'detail', meaning: 'card settlement' } } as const;
    expect(typeCodeOf('950', own)?.kind).toBe('credit');
    expect(typeCodeOf('85O')).toBeNull();
    expect(typeCodeOf('850')).toBeNull();
  });

  it('keeps every listed code inside the range of its kind', () => {
    for (const [code, entry] of Object.entries(TYPE_CODES)) {
      const number = Number.parseInt(code, 10);
      expect(entry.kind, code).toBe(number < 100 ? 'status' : number < 400 ? 'credit' : 'debit');
    }
  });
});
