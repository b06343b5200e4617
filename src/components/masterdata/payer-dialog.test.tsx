// Goal: what a class decides is said as the posting rules decide it: by name whatever its case, any other by the default.
import { describe, expect, it } from 'vitest';
import { accountOf } from './payer-dialog';

const NONE = { items: 0, amountMinor: 0n };
const classes = {
  receivables: [
    { payerClass: 'COMMERCIAL', account: '1132' },
    { payerClass: 'MEDICAID', account: '1133' },
  ],
  other: '1139',
  posted: NONE,
  open: NONE,
};

describe('the receivable of a class', () => {
  it.each([
    ['Medicaid', '1133'],
    [' commercial ', '1132'],
    ['Anything', '1139'],
    ['', '1139'],
  ])('%s is %s', (payerClass, account) => {
    expect(accountOf(classes, payerClass)).toBe(account);
  });
});
