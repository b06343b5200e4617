/**
 * Goal: acknowledgments come out typed, and totals that contradict the answers are named.
 * Method: a synthetic 999, 997 and TA1; then the totals changed.
 */
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { Finding } from '../../finding';
import type { InterchangeAcknowledgment } from '../ta1/model';
import type { GroupAnswer, ReadSetAnswer } from './model';
import { create999Reader } from './reader';

function read(text: string) {
  const sets: ReadSetAnswer[] = [];
  const groups: GroupAnswer[] = [];
  const ta1: InterchangeAcknowledgment[] = [];
  const findings: Finding[] = [];
  const reader = create999Reader({
    setAnswer: (answer) => sets.push(answer),
    group: (answer) => groups.push(answer),
    ta1: (acknowledgment) => ta1.push(acknowledgment),
    finding: (finding) => findings.push(finding),
  });
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  return { sets, groups, ta1, findings };
}

const sample = sampleText('999');

describe('999, 997 and TA1', () => {
  it('reads the answers of sets and group', () => {
    const { sets, groups } = read(sample);
    expect(sets.map(({ st02, code }) => [st02, code])).toEqual([
      ['0001', 'A'],
      ['0002', 'R'],
    ]);
    expect(sets[1]?.segments).toEqual([
      {
        segmentId: 'CLM',
        position: '22',
        loopId: '2300',
        code: '8',
        contexts: [['CLM01:ACCT-1']],
        elements: [{ position: ['2'], reference: '782', code: '1', value: '' }],
      },
    ]);
    expect(groups).toMatchObject([{ functionalId: 'HC', controlNumber: '17', code: 'P', setsAccepted: '1' }]);
  });

  it('reads a 997 and a TA1', () => {
    expect(read(sampleText('997')).sets).toMatchObject([{ code: 'R', errors: ['5'], segments: [{ code: '8' }] }]);
    expect(read(sampleText('TA1')).ta1).toMatchObject([{ controlNumber: '000000001', code: 'R', note: '001' }]);
  });

  it.each([
    ['AK9*P*2*2*1', 'AK9*P*2*2*2', ['X999_ACCEPTED_COUNT']],
    ['AK9*P*2*2*1', 'AK9*P*1*1*1', ['X999_RECEIVED_COUNT']],
    ['AK9*P*2*2*1', 'AK9*P*9*9*8', []],
    ['AK9*P*2*2*1', 'ZZZ*1', ['X12_SEGMENT_UNEXPECTED', 'X999_AK9_MISSING']],
  ])('compares %s changed to %s', (right, wrong, codes) => {
    expect(read(sample.replace(right, wrong)).findings.map(({ code }) => code)).toEqual(codes);
  });
});
