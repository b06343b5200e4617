/** Goal: questions and benefits come out typed. Method: a synthetic 270 and 271, compared field by field. */
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { EligibilityNode } from './model';
import { createEligibilityReader } from './reader';

function read(text: string): EligibilityNode[] {
  const nodes: EligibilityNode[] = [];
  const reader = createEligibilityReader({ node: (node) => nodes.push(node) });
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  return nodes;
}

describe('270 and 271', () => {
  it('reads what is asked, each repetition by itself', () => {
    expect(read(sampleText('270'))[2]).toMatchObject({
      level: '22',
      traces: ['TRACE1'],
      name: { last: 'TESTPERSON', birthDate: '19700101' },
      inquiries: [{ serviceTypes: ['30', '98'] }],
    });
  });

  it('reads benefits, messages, entities and rejections', () => {
    const node = read(sampleText('271'))[2];
    expect(node?.rejections).toMatchObject([{ valid: 'Y', reason: '71', followUp: 'C' }]);
    expect(node?.benefits).toMatchObject([
      {
        information: '1',
        serviceTypes: ['30', '98'],
        plan: 'SAMPLE PLAN GOLD',
        amountMinor: null,
        messages: ['ACTIVE'],
      },
      { information: 'B', period: '27', amountMinor: 2_550n, inNetwork: 'Y', entities: [{ entity: 'P3' }] },
    ]);
  });
});
