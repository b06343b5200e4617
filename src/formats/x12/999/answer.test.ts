/**
 * Goal: every received interchange gets the TA1 and 999 its faults deserve, and they read back as what was meant.
 * Method: synthetic files with one fault each; the answer is written, read again and compared.
 */
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { Finding } from '../../finding';
import { grammarOf } from '../loops/sets';
import type { InterchangeAcknowledgment } from '../ta1/model';
import { createAnswerer } from './answer';
import type { GroupAnswer, ReadSetAnswer } from './model';
import { create999Reader } from './reader';
import { writeAnswers } from './writer';

const IDENTITY = { controlNumber: 42, date: '20260106', time: '0815' };

function answer(text: string) {
  const answerer = createAnswerer(grammarOf, (st01) => st01 === '837' || st01 === '835');
  answerer.push(Buffer.from(text, 'latin1'));
  return answerer.end().answers;
}

function readBack(bytes: Uint8Array) {
  const ta1: InterchangeAcknowledgment[] = [];
  const sets: ReadSetAnswer[] = [];
  const groups: GroupAnswer[] = [];
  const findings: Finding[] = [];
  const reader = create999Reader({
    ta1: (acknowledgment) => ta1.push(acknowledgment),
    setAnswer: (set) => sets.push(set),
    group: (group) => groups.push(group),
    finding: (finding) => findings.push(finding),
  });
  reader.push(bytes);
  reader.end();
  return { ta1, sets, groups, findings };
}

function exchange(text: string) {
  const answers = answer(text);
  expect(answers).toHaveLength(1);
  const bytes = writeAnswers(answers[0]!, IDENTITY);
  return { ...readBack(bytes), text: Buffer.from(bytes).toString('latin1') };
}

const CLAIM = sampleText('837P');
const PLAN = CLAIM.replace('ST*837', 'ST*838');

describe('answers', () => {
  it('accepts a clean file, to the sender, without findings of its own', () => {
    const { ta1, sets, groups, findings, text } = exchange(CLAIM);
    expect(findings).toEqual([]);
    expect(ta1).toMatchObject([{ controlNumber: '000000001', date: '260105', time: '0900', code: 'A', note: '000' }]);
    expect(groups).toMatchObject([
      { functionalId: 'HC', controlNumber: '1', code: 'A', setsAccepted: '1', errors: [] },
    ]);
    expect(sets).toMatchObject([{ st01: '837', st02: '0001', version: '005010X222A1', code: 'A', segments: [] }]);
    expect(text).toContain('*ZZ*RECEIVER       *ZZ*SENDER         *260106*0815*^*00501*000000042*');
    expect(text).toContain('GS*FA*RECEIVER*SENDER*20260106*0815*1*X*005010X231A1~ST*999*0001*005010X231A1~');
  });

  it.each([
    ['a count of segments', CLAIM.replace(/SE\*\d+/, 'SE*9'), 'R', ['4']],
    ['a control number', CLAIM.replace(/SE\*(\d+)\*0001/, 'SE*$1*0002'), 'R', ['3']],
    ['a missing SE', CLAIM.replace(/SE\*\d+\*0001~/, ''), 'R', ['2']],
    ['a set nobody takes', PLAN, 'R', ['1']],
    ['a set without a control number', CLAIM.replace('ST*837*0001', 'ST*837*').replace('*0001~GE', '*~GE'), 'R', ['7']],
  ])('rejects a set for %s', (_, text, code, errors) => {
    const { sets, groups, ta1 } = exchange(text);
    expect(sets).toMatchObject([{ code, errors }]);
    expect(groups).toMatchObject([{ code: 'R', setsReceived: '1', setsAccepted: '0' }]);
    expect(ta1).toMatchObject([{ code: 'A' }]);
  });

  it('names the segment and element in error', () => {
    const { sets } = exchange(CLAIM.replace('CLM*ACCT-1*150.5', 'CLM**15O.5'));
    expect(sets[0]).toMatchObject({ code: 'R', errors: ['5'] });
    expect(sets[0]?.segments).toEqual([
      {
        segmentId: 'CLM',
        position: '20',
        loopId: '2300',
        code: '8',
        contexts: [],
        elements: [
          { position: ['1'], reference: '', code: '1', value: '' },
          { position: ['2'], reference: '', code: '6', value: '' },
        ],
      },
    ]);
  });

  it('accepts with errors what is only unexpected', () => {
    const { sets, groups } = exchange(
      CLAIM.replace('~LX*1~', '~ZZZ*1~LX*1~').replace(/SE\*(\d+)/, (_, n) => `SE*${+n + 1}`),
    );
    expect(sets).toMatchObject([{ code: 'E', segments: [{ segmentId: 'ZZZ', code: '2' }] }]);
    expect(groups).toMatchObject([{ code: 'E', setsAccepted: '1' }]);
  });

  it.each([
    ['GE01', CLAIM.replace('GE*1*1', 'GE*2*1'), '5'],
    ['GE02', CLAIM.replace('GE*1*1', 'GE*1*7'), '4'],
    ['a missing GE', CLAIM.replace('GE*1*1~', ''), '3'],
  ])('rejects a group for %s', (_, text, error) => {
    const { groups, sets, findings } = exchange(text);
    expect(groups).toMatchObject([{ code: 'R', setsAccepted: '0', errors: [error] }]);
    expect(sets).toEqual([]);
    expect(findings).toEqual([]);
  });

  it.each([
    ['IEA01', CLAIM.replace('IEA*1', 'IEA*2'), 'R', '021'],
    ['IEA02', CLAIM.replace('IEA*1*000000001', 'IEA*1*000000002'), 'R', '001'],
    ['a missing IEA', CLAIM.replace('IEA*1*000000001~', ''), 'R', '023'],
    ['ISA15', CLAIM.replace('*0*T*:', '*0*Q*:'), 'E', '020'],
  ])('tells by TA1 of %s', (_, text, code, note) => {
    const { ta1, groups } = exchange(text);
    expect(ta1).toMatchObject([{ code, note }]);
    expect(groups).toHaveLength(code === 'R' ? 0 : 1);
  });

  it('answers 4010 groups with a 997 in a 4010 interchange', () => {
    const { sets, groups, findings, text } = exchange(sampleText('837P-4010').replaceAll('^*00501', 'U*00401'));
    expect(findings).toEqual([]);
    expect(text).toContain('*U*00401*');
    expect(text).toContain('ST*997*0001~AK1*HC*1~AK2*837*0001~AK5*A~AK9*A*1*1*1~');
    expect([sets[0]?.code, groups[0]?.code]).toEqual(['A', 'A']);
  });

  it('never acknowledges an acknowledgment, nor bytes without an ISA', () => {
    for (const name of ['999', '997', 'TA1']) expect(answer(sampleText(name))).toEqual([]);
    expect(answer('ST*837*1~SE*2*1~')).toEqual([]);
    expect(answer('')).toEqual([]);
  });
});
