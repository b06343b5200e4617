/**
 * Goal: a segment whose id is none is never lost in silence, whatever set it stands in; separators that cannot be told apart
 * and test data are said. Method: one good file of several sets with an id broken, and the ISA changed.
 */
import { describe, expect, it } from 'vitest';
import { inspectorFor } from '@/cli/inspect-formats';
import { sampleText } from '../../../test/fixtures/x12/samples';
import { smallRemit } from '../../../test/fixtures/x12/small-835';
import type { Finding } from '../finding';

async function found(format: string, text: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  await inspectorFor(format)?.([Buffer.from(text, 'latin1')], (finding) => findings.push(finding));
  return findings;
}
const remit = (...body: string[]) => Buffer.from(smallRemit({ amount: '80', body })).toString('latin1');
const strange = (findings: readonly Finding[]) =>
  findings
    .filter(({ code }) => code === 'X12_SEGMENT_ID_INVALID')
    .map(({ severity, message }) => [severity, message.split(' is no ')[0]]);

describe('an id that is none', () => {
  it('is an error in a claim file, shown whole', async () => {
    const findings = await found('x12-837', sampleText('837P').replace('~CLM*', '~CLMX*'));
    expect(strange(findings)).toEqual([['error', 'CLMX']]);
  });

  it('is named wherever it stands in an 835, each of them once', async () => {
    const body = ['CLP*A1*1*80*80**12*ICN1*11*1', 'CLPX*A2*1*9*9', 'CLPX*A3*1*9*9', 'clp*A4*1*9*9', '*lost'];
    expect(strange(await found('x12-835', remit(...body)))).toEqual([
      ['error', 'CLPX'],
      ['error', 'clp'],
      ['error', 'An empty text'],
    ]);
    const head = remit('CLP*A1*1*80*80**12*ICN1*11*1')
      .replace('~TRN*', '~NTEX*1~TRN*')
      .replace('~LX*1', '~LX*1~TS33*1');
    expect(strange(await found('x12-835', head)).map(([, id]) => id)).toEqual(['NTEX', 'TS33']);
  });

  it('is named outside every set, and in sets nobody reads', async () => {
    const outside = remit('CLP*A1*1*80*80**12*ICN1*11*1').replace('~GE*', '~JUNKX*1~JUNKY*2~GE*');
    expect(strange(await found('x12-835', outside)).map(([, id]) => id)).toEqual(['JUNKX', 'JUNKY']);
    const other = sampleText('820').replaceAll('*820*', '*850*').replace('~RMR*', '~RMRX*');
    expect(strange(await found('x12-850', other)).map(([, id]) => id)).toEqual(['RMRX']);
  });

  it('is cut when a separator was lost behind it', async () => {
    const [first] = strange(await found('x12-835', remit('CLP*A1*1*80*80**12*ICN1*11*1', 'X'.repeat(500))));
    expect(first?.[1]).toBe(`${'X'.repeat(32)}…`);
  });
});

describe('an ISA', () => {
  const body = ['CLP*A1*1*80*80**12*ICN1*11*1'];
  it.each([['*^*00501', '*:*00501', 'warning X12_ISA_SEPARATORS_EQUAL']])(
    '%s as %s is %s',
    async (from, to, expected) => {
      const findings = await found('x12-835', remit(...body).replace(from, to));
      expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([expected]);
    },
  );

  it('that says test data is told so to people, and only that one', async () => {
    const rows = async (text: string) => {
      const inspection = await inspectorFor('x12-835')?.([Buffer.from(text, 'latin1')], () => {});
      return JSON.stringify(inspection?.summary);
    };
    expect(await rows(remit(...body).replace('*0*P*:', '*0*T*:'))).toContain('test data (ISA15 is T)');
    expect(await rows(remit(...body))).not.toContain('test data');
  });
});
