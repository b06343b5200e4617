// Goal: only the right password opens, and a stored text of another make opens nothing. Method: examples on real scrypt.
import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password';

describe('passwords', () => {
  it('opens with the right one only', async () => {
    const stored = await hashPassword('a long enough password');
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await verifyPassword('a long enough password', stored)).toBe(true);
    expect(await verifyPassword('a long enough passwore', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('salts, so that equal passwords look different', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'secret'],
    ['a cost that would eat the machine', `scrypt$1048576$8$1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`],
    ['a hash too short to mean anything', 'scrypt$32768$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAA'],
  ])('refuses %s', async (_, stored) => expect(await verifyPassword('secret', stored)).toBe(false));
});
