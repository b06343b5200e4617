/**
 * Goal: `tieout inspect` says of every claim, status, eligibility, review, premium and acknowledgment file of the corpus
 * what the truth records say, and what is read can be written and read again.
 * Method: each file is inspected from its bytes in two chunkings and every fact of its record compared, amounts as
 * decimals; then its loops are written with other separators and read back. Needs the environment variable CORPUS_DIR;
 * without it the suite is skipped, because the files are not part of this project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectorFor } from '@/cli/inspect-formats';
import { equalDecimal, parseDecimal } from '@/domain/money';
import { detectFormat } from '@/formats/detect';
import type { Facts } from '@/formats/inspection';
import { collectX12, writable } from '@/formats/x12/loops/collect';
import { grammarOf } from '@/formats/x12/loops/sets';
import { writeX12 } from '@/formats/x12/loops/writer';
import { barePlaces } from '../fixtures/x12/bare-loops';

const corpus = process.env.CORPUS_DIR ?? '';
const hasCorpus = corpus !== '' && existsSync(join(corpus, '837', 'truth.json'));

type Truth = Record<string, unknown> & { file: string };

/** What a record says of the file's origin, not of its content. */
const ORIGIN = new Set(['file', 'source', 'licence', 'invalid', 'sha256', 'size']);
const AMOUNTS = /^(sum_|total_)/;
const COUNTS = { 837: 111, 277: 9, 276: 9, '270-271': 10, 278: 11, 820: 21, '999-997-TA1': 4 };

const truths = (folder: string): Truth[] => JSON.parse(readFileSync(join(corpus, folder, 'truth.json'), 'utf8'));

/** Objects of counts are unordered, `envelope_issues` has no order, amounts are decimals. */
function agree(key: string, ours: unknown, theirs: unknown): boolean {
  if (AMOUNTS.test(key) && typeof ours === 'string' && typeof theirs === 'string') {
    const [a, b] = [parseDecimal(ours), parseDecimal(theirs)];
    return a !== null && b !== null && equalDecimal(a, b);
  }
  if (key === 'envelope_issues') return sameJson([...(ours as string[])].sort(), [...(theirs as string[])].sort());
  return sameJson(ours, theirs);
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function differences(facts: Facts, truth: Truth): string[] {
  return Object.keys(truth)
    .filter((key) => !ORIGIN.has(key) && !agree(key, facts[key], truth[key]))
    .map((key) => `${key}: ${JSON.stringify(facts[key])} but ${JSON.stringify(truth[key])}`);
}

const FOLDERS = Object.entries(COUNTS);

describe.skipIf(!hasCorpus).each(FOLDERS)('%s corpus (skipped unless CORPUS_DIR names it)', (folder, count) => {
  const records = hasCorpus ? truths(folder) : [];

  it('has every record', () => expect(records).toHaveLength(count));

  it.each(records)('$file', async (truth) => {
    const bytes = readFileSync(join(corpus, truth.file));
    const { format } = detectFormat(bytes);
    for (const size of [Math.max(bytes.length, 1), 61]) {
      const inspector = inspectorFor(format);
      if (inspector === null) throw new Error(`no inspector for ${format}`);
      const { facts } = await inspector(pieces(bytes, size), () => {});
      expect(differences(facts, truth)).toEqual([]);
    }
    const first = await collectX12([bytes], grammarOf);
    const second = await collectX12([writeX12(writable(first))], grammarOf);
    expect(second.interchanges.map(barePlaces)).toEqual(first.interchanges.map(barePlaces));
  });
});
