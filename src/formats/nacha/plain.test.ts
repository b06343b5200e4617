// Goal: the quick looks let go only what the checks find nothing in.
// Method: entries and addenda damaged in one column; whatever is let go must leave the checks silent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingCollector } from '../shared/finding-collector';
import { FixedWidthTokenizer, type RawRecord } from '../shared/fixed-width';
import { checkAddenda, checkEntry, checkRaw } from './checks';
import { AddendaRecord, EntryRecord } from './entry';
import { isPlainAddenda, isPlainEntry } from './plain';

const ENTRY = `622121000248${'SYNTH-1'.padEnd(17)}0000002437${'ID'.padEnd(15)}${'EXAMPLE CLINIC'.padEnd(22)}  1021000020000001`;
const ADDENDA = `705${'TRN*1*T1*1541510144\\'.padEnd(80)}00010000001`;
const PLACE = { path: 'FILE/BATCH[1]', number: 1, layout: 'common' } as const;

function recordOf(text: string): RawRecord {
  const tokenizer = new FixedWidthTokenizer(94);
  return [...tokenizer.push(Buffer.from(`${text}\n`)), ...tokenizer.end()][0]!;
}

const damaged = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom(...'0159 AzT*é\t\u007f', ''))
    .map(([at, character]) => text.slice(0, at) + character + text.slice(at + 1));

describe('isPlainEntry and isPlainAddenda', () => {
  it('let the usual records go', () => {
    const entry = new EntryRecord(recordOf(ENTRY), PLACE, 1);
    const addenda = new AddendaRecord(recordOf(ADDENDA), entry, 1);
    expect(isPlainEntry(entry, undefined)).toBe(false);
    entry.held = [addenda];
    expect([isPlainEntry(entry, undefined), isPlainEntry(entry, 'credit'), isPlainAddenda(addenda)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('leave whatever has a fault to the checks', () => {
    fc.assert(
      fc.property(damaged(ENTRY), damaged(ADDENDA), fc.boolean(), (entryText, addendaText, hasAddenda) => {
        const entry = new EntryRecord(recordOf(entryText), PLACE, 1);
        const addenda = new AddendaRecord(recordOf(addendaText), entry, 1);
        const findings = new FindingCollector();
        if (isPlainAddenda(addenda)) {
          checkRaw(addenda.raw, '7', addenda.path, findings);
          checkAddenda(addenda, entry, findings);
        }
        if (hasAddenda) entry.held = [addenda];
        if (isPlainEntry(entry, undefined)) {
          checkRaw(entry.raw, '6', entry.path, findings);
          checkEntry(entry, null, findings);
        }
        expect(findings.finish()).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
