// Goal: the facts of a NACHA file are the sums of its records, whether its controls agree or not.
// Method: a generated file, whole and with a batch control lost; a file without a header; sums beyond one record.
import { describe, expect, it } from 'vitest';
import { buildNacha } from '../../../test/fixtures/nacha/build';
import { inspectNacha, LIST_MAX, summarizeNacha } from './inspect';

const sample = buildNacha([
  [
    { amountCents: 9_999_999_999, payment: 'TRN*1*T000020500*1541510144\\' },
    { amountCents: 9_999_999_999, payment: null },
  ],
  [{ amountCents: 5, payment: 'trn*1*variant*1541510144' }],
]);
const inspect = (text: string) => inspectNacha([Buffer.from(text)]);

describe('inspectNacha', () => {
  it('counts, adds up and compares', async () => {
    const facts = await inspect(sample);
    expect(facts).toMatchObject({
      lines: 20,
      not94: 0,
      entries: 3,
      addenda: 2,
      types: { '1': 1, '5': 2, '6': 3, '7': 2, '8': 2 },
      trn: [['T000020500', '1541510144']],
      file_control_ok: true,
      computed: { batches: 2, credit_cents: 20_000_000_003n, debit_cents: 0n, entry_addenda: 5 },
      findings: [],
    });
    expect(
      facts.batches.map(({ entries, addenda, credit, control_ok }) => [entries, addenda, credit, control_ok]),
    ).toEqual([
      [2, 1, 19_999_999_998n, true],
      [1, 1, 5n, true],
    ]);
    expect(summarizeNacha(facts).join('\n')).toContain('credits 200,000,000.03');
  });

  it('adds up a batch whose control is lost', async () => {
    const lines = sample.split('\n');
    const facts = await inspect(lines.filter((_, index) => index !== 5).join('\n'));
    expect(facts.batches[0]).toMatchObject({ credit: 19_999_999_998n });
    expect(facts.batches[0]).not.toHaveProperty('control_ok');
    expect(summarizeNacha(facts).join('\n')).toContain('control missing');
  });

  it('lists no more than it may, and counts on', async () => {
    const payment = 'TRN*1*T1*1541510144~';
    const facts = await inspect(
      buildNacha([Array.from({ length: LIST_MAX + 1 }, () => ({ amountCents: 1, payment }))]),
    );
    expect(facts).toMatchObject({ entries: LIST_MAX + 1, lists_cut: true });
    expect(facts.trn).toHaveLength(LIST_MAX);
  });

  it('says where a file of one line is shifted, and reads nothing behind it', async () => {
    const line = sample.replaceAll('\n', '');
    expect((await inspect(line)).findings).toEqual([]);
    for (const shifted of [`${line.slice(0, 210)} ${line.slice(210)}`, `${line.slice(0, 210)}${line.slice(211)}`]) {
      const { findings } = await inspect(shifted);
      const last = findings.at(-1);
      expect(last).toMatchObject({ code: 'NACHA_SHIFTED', severity: 'error', line: 4, offset: 282 });
      expect(findings.every(({ line: at }) => at <= 4)).toBe(true);
    }
  });

  it('names a receiver without a name, and one of zeros', async () => {
    const named = (name: string) =>
      sample
        .split('\n')
        .map((line) => (line.startsWith('6') ? `${line.slice(0, 54)}${name.padEnd(22)}${line.slice(76)}` : line))
        .join('\n');
    const codes = async (text: string) => (await inspect(text)).findings.map(({ code }) => code);
    expect(await codes(named(''))).toEqual(['NACHA_NAME_BLANK', 'NACHA_NAME_BLANK', 'NACHA_NAME_BLANK']);
    expect(await codes(named('0'.repeat(22)))).toEqual(['NACHA_NAME_ZEROS', 'NACHA_NAME_ZEROS', 'NACHA_NAME_ZEROS']);
  });
});
