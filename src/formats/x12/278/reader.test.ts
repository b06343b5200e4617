/** Goal: reviews and decisions come out typed. Method: a synthetic 278, compared field by field. */
import { expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { ReviewNode } from './model';
import { create278Reader } from './reader';

it('reads the event, the decision and the services', () => {
  const nodes: ReviewNode[] = [];
  const reader = create278Reader({ node: (node) => nodes.push(node) });
  reader.push(Buffer.from(sampleText('278'), 'latin1'));
  reader.end();
  expect(nodes.map(({ level }) => level)).toEqual(['20', '21', '22', 'EV', 'SS']);
  expect(nodes[3]).toMatchObject({
    traces: ['TRACE1'],
    request: { category: 'HS', certification: 'I', serviceType: '1', facility: ['11', 'B'] },
    decision: { action: 'A1', number: 'AUTH1' },
    diagnoses: [['BF', 'I10']],
  });
  expect(nodes[4]).toMatchObject({
    decision: null,
    services: [{ kind: 'SV1', procedure: ['HC', '97110'], chargeMinor: 10_050n, quantity: '4' }],
    deliveries: [['VS', '4']],
    names: [{ entity: 'SJ', last: 'THERAPIST' }],
  });
});
