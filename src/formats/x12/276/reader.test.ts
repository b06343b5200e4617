/** Goal: status requests come out typed. Method: a synthetic 276, compared field by field. */
import { expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { InquiryNode } from './model';
import { create276Reader } from './reader';

it('reads the claims asked about', () => {
  const nodes: InquiryNode[] = [];
  const reader = create276Reader({ node: (node) => nodes.push(node) });
  reader.push(Buffer.from(sampleText('276'), 'latin1'));
  reader.end();
  expect(nodes.map(({ level, parent }) => [level, parent])).toEqual([
    ['20', ''],
    ['21', '1'],
    ['19', '2'],
    ['22', '3'],
  ]);
  expect(nodes[3]).toMatchObject({
    birthDate: '19700101',
    gender: 'F',
    inquiries: [
      {
        trace: 'TRACE1',
        chargeMinor: 15_050n,
        references: [{ qualifier: '1K', value: 'ICN1' }],
        dates: [{ qualifier: '472', format: 'RD8', value: '20260101-20260103' }],
        services: [{ procedure: ['HC', '99213'], chargeMinor: 10_050n, units: '1' }],
      },
    ],
  });
});
