// Goal: every flow speaks its own words, and what no flow takes still has some. Method: examples.
import { describe, expect, it } from 'vitest';
import { allFlows } from '@/flows/registry';
import { countItems, typeWord, wordsOf } from './flow-words';

describe('wordsOf', () => {
  it('are those of every installed flow', () => {
    for (const flow of allFlows()) expect(wordsOf(flow.code)).toBe(flow.words);
  });

  it('are plain for what no flow takes, and name a flow they do not know', () => {
    expect(wordsOf(null).item.one).toBe('item');
    expect(wordsOf('new-flow').name).toBe('new-flow');
  });

  it('count in the flow’s nouns', () => {
    expect(countItems('bank-deposits', 1)).toBe('1 bank line');
    expect(countItems('refund-to-disbursement', 1200)).toBe('1,200 requests');
    expect(typeWord('refund-to-disbursement', 'refund.requested/1')).toBe('Refund request');
    expect(typeWord(null, 'anything/1')).toBe('anything/1');
  });
});
