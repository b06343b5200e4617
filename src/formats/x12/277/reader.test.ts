/**
 * Goal: statuses come out typed, and an acknowledgment that does not account for every claim is named.
 * Method: a synthetic 277 and 277CA; then each stated total changed in turn.
 */
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { Finding } from '../../finding';
import { CATEGORIES } from './categories.data';
import { inspect277 } from './inspect';
import type { StatusNode } from './model';
import { create277Reader } from './reader';

function read(text: string) {
  const nodes: StatusNode[] = [];
  const findings: Finding[] = [];
  const reader = create277Reader({ node: (node) => nodes.push(node), finding: (finding) => findings.push(finding) });
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  return { nodes, findings };
}

const acknowledgment = sampleText('277CA');

describe('277', () => {
  it('reads the status of a claim and its lines', () => {
    const { nodes } = read(sampleText('277'));
    expect(nodes.map(({ level }) => level)).toEqual(['20', '21', '19', '22']);
    expect(nodes[3]).toMatchObject({
      name: { last: 'TESTPERSON' },
      traces: [
        {
          trace: 'TRACE1',
          statuses: [
            {
              codes: [{ category: 'F1', code: '65' }],
              chargeMinor: 15_050n,
              paidMinor: 10_050n,
              method: 'ACH',
              check: 'CHK1',
            },
          ],
          references: [{ qualifier: '1K', value: 'ICN1' }],
          services: [{ procedure: ['HC', '99213'], chargeMinor: 10_050n, paidMinor: 8_000n, units: '1' }],
        },
      ],
    });
  });

  it('reads all statuses of one STC', () => {
    const { nodes } = read(acknowledgment);
    expect(nodes[4]?.traces[0]?.statuses[0]).toMatchObject({
      action: 'U',
      codes: [
        { category: 'A7', code: '562', entity: '85' },
        { category: 'A7', code: '116', entity: '' },
      ],
    });
  });

  it.each([
    ['QTY*90*1', 'QTY*90*2', 'QTY*90 states 2 accepted claims, the acknowledgment lists 1.'],
    ['QTY*AA*1', 'QTY*AA*0', 'QTY*AA states 0 rejected claims, the acknowledgment lists 1.'],
    ['QTY*QA*1', 'QTY*QA*x', 'QTY*QA states x accepted claims, the acknowledgment lists 1.'],
    ['AMT*YY*100', 'AMT*YY*99', 'AMT*YY states 99 for rejected claims, those listed come to 100.00.'],
  ])('names a wrong total: %s', (right, wrong, message) => {
    const { findings } = read(acknowledgment.replace(right, wrong));
    expect(findings.map((finding) => finding.message)).toEqual([message]);
  });
});

describe('277CA categories', () => {
  it('rejects by category where STC03 says nothing, and names an STC03 that contradicts it', () => {
    const silent = acknowledgment.replaceAll(/(STC\*A7[^*]*\*[^*]*)\*U/g, '$1*');
    expect(silent).not.toBe(acknowledgment);
    expect(read(silent).findings).toEqual([]);
    const { findings } = read(acknowledgment.replaceAll(/(STC\*A7[^*]*\*[^*]*)\*U/g, '$1*WQ'));
    expect(findings[0]).toMatchObject({ code: 'X277_ACTION_CONTRADICTS', severity: 'warning' });
  });

  it('are called by what they mean', async () => {
    const { summary } = await inspect277([Buffer.from(acknowledgment)], () => {});
    expect(JSON.stringify(summary)).toContain('A7 (rejected, information is invalid)');
    const [a3, a6, a8] = ['A3', 'A6', 'A8'].map((code) => CATEGORIES[code]);
    for (const words of [a3, a6, a8]) expect(words).toMatch(/^rejected/);
  });
});
