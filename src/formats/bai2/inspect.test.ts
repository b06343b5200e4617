// Goal: the facts of a BAI2 file are the sums of its records, whether its trailers agree or not.
// Method: a generated file, whole and with a trailer lost; a type code that could be taken for a property's name.
import { describe, expect, it } from 'vitest';
import { buildBai2 } from '../../../test/fixtures/bai2/build';
import { inspectBai2, LIST_MAX, summarizeBai2 } from './inspect';

const detail = (amount: number) => ({ type: '142', amount, text: ['ACH', 'TRN*1*T1*1541510144\\'] });
const sample = buildBai2([
  [
    { account: '222', opening: 100, details: [detail(2_437), { type: '115', amount: 500, text: ['LOCKBOX'] }] },
    { account: '333', opening: -5, details: [] },
  ],
]);
const inspect = (text: string) => inspectBai2([Buffer.from(text)]);

describe('inspectBai2', () => {
  it('counts, adds up and compares', async () => {
    const facts = await inspect(sample);
    expect(facts).toMatchObject({
      record_counts: { '01': 1, '02': 1, '03': 2, '16': 2, '49': 2, '88': 3, '98': 1, '99': 1 },
      detail_types: { '142': 1, '115': 1 },
      sum_detail: 2_937n,
      trn: [['T1', '1541510144']],
      sender_receiver: ['121000248', '999999999'],
      file_trailer: { ok: true, total_records: 13 },
      findings: [],
    });
    expect(facts.accounts.map(({ account, computed, details, ok }) => [account, computed, details, ok])).toEqual([
      ['222', 5_974n, 2, true],
      ['333', -5n, 0, true],
    ]);
    expect(summarizeBai2(facts).join('\n')).toContain('sum of transactions 29.37');
  });

  it('adds up an account whose trailer is lost', async () => {
    const facts = await inspect(sample.replace(/49,5974,\d+\/\n/, ''));
    expect(facts.accounts[0]).toMatchObject({ computed: 5_974n, stated: null, ok: false });
    expect(summarizeBai2(facts).join('\n')).toContain('account 1: control total missing');
  });

  it('counts a type code that is none, and an empty one', async () => {
    const facts = await inspect(sample.replace('16,142', '16,__proto__').replace('16,115', '16,'));
    expect(facts.detail_types).toEqual({ __p: 1, '': 1 });
  });

  it('lists no more than it may, and counts on', async () => {
    const details = Array.from({ length: LIST_MAX + 1 }, () => detail(1));
    const facts = await inspect(buildBai2([[{ account: '1', opening: 0, details }]]));
    expect(facts).toMatchObject({ sum_detail: BigInt(LIST_MAX + 1), lists_cut: true, findings: [] });
    expect(facts.trn).toHaveLength(LIST_MAX);
  });
});
