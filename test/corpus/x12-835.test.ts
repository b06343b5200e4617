/**
 * Goal: `tieout inspect` says of every 835 of the corpus what the truth records say.
 * Method: each file is inspected from its bytes in two chunkings and every fact compared, amounts as decimals. Needs the
 * environment variable CORPUS_DIR; without it the suite is skipped, because the files are not part of this project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { equalDecimal, parseDecimal } from '@/domain/money';
import { detectFormat } from '@/formats/detect';
import type { Facts, Inspector } from '@/formats/inspection';
import { inspect835 } from '@/formats/x12/835/inspect';
import { inspectX12 } from '@/formats/x12/inspect';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const corpus = process.env.CORPUS_DIR ?? '';
const hasCorpus = corpus !== '' && existsSync(join(corpus, '835', 'truth.json'));

type Truth = Record<string, unknown> & {
  file: string;
  transactions: Record<string, unknown>[];
  envelope_issues: string[];
};

/** Facts of inspect by the name the truth record gives them. */
const FILE_FACTS: Record<string, string> = {
  delims: 'delims',
  crlf: 'crlf',
  lf: 'lf',
  leadingText: 'leading_text',
  st835: 'st835',
  nonNumericAmounts: 'non_numeric_amounts',
  isa: 'isa',
  gs: 'gs',
  st: 'st',
  se: 'se',
  ge: 'ge',
  iea: 'iea',
  segments: 'segments',
  versions: 'versions',
  clp: 'clp',
  svc: 'svc',
  sumClp03: 'sum_clp03',
  sumClp04: 'sum_clp04',
  sumClp05: 'sum_clp05',
  plbCount: 'plb_count',
  sumPlb: 'sum_plb',
  sumBpr02: 'sum_bpr02',
  allBalanced: 'all_balanced',
  reversals: 'reversals',
  casByGroup: 'cas_by_group',
  casByGroupClaimLevel: 'cas_by_group_claim_level',
  casByGroupServiceLevel: 'cas_by_group_service_level',
  clpStatuses: 'clp_statuses',
};
const TRANSACTION_FACTS: Record<string, string> = {
  st02: 'st02',
  trn02: 'trn02',
  trn03: 'trn03',
  trn04: 'trn04',
  bpr: 'bpr',
  payer: 'payer',
  payerId: 'payer_id',
  payee: 'payee',
  payeeNpi: 'payee_npi',
  payeeIdQualifier: 'payee_id_qual',
  payeeId: 'payee_id',
  productionDate: 'date405',
  clpCount: 'clp_count',
  svcCount: 'svc_count',
  sumClp03: 'sum_clp03',
  sumClp04: 'sum_clp04',
  sumClp05: 'sum_clp05',
  casClaim: 'cas_claim',
  casService: 'cas_service',
  plb: 'plb',
  sumPlb: 'sum_plb',
  bpr02: 'bpr02',
  bprExpected: 'bpr_expected',
  balanced: 'balanced',
  linesBalancing: 'lines_balancing',
  clpStatuses: 'clp_statuses',
};
const AMOUNTS = /^(sum|cas|bpr02|bprExpected|amount$)/;

/** Equal as JSON, except that amounts are compared as decimals and `null` and `''` both mean absent. */
function agree(name: string, ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'object' && ours !== null && !Array.isArray(ours)) {
    const a = ours as Record<string, unknown>;
    const b = (theirs ?? {}) as Record<string, unknown>;
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => agree(AMOUNTS.test(name) ? name : key, a[key], b[key]));
  }
  if (AMOUNTS.test(name) && typeof ours === 'string' && typeof theirs === 'string') {
    const [a, b] = [parseDecimal(ours), parseDecimal(theirs)];
    // An amount that is no number is given as written.
    return a === null || b === null ? ours === theirs : equalDecimal(a, b);
  }
  return JSON.stringify(ours ?? '') === JSON.stringify(theirs ?? '');
}

function differences(facts: Record<string, unknown>, truth: Record<string, unknown>, names: Record<string, string>) {
  return Object.entries(names)
    .filter(([ours, theirs]) => !agree(ours, facts[ours], truth[theirs]))
    .map(([ours, theirs]) => `${ours}: ${JSON.stringify(facts[ours])} but ${JSON.stringify(truth[theirs])}`);
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function factsOf(inspector: Inspector, bytes: Uint8Array, size: number): Promise<Facts> {
  return (await inspector(pieces(bytes, size), () => {})).facts;
}

const read = (file: string): Buffer => readFileSync(join(corpus, file));
const truths = (folder: string): Truth[] => JSON.parse(readFileSync(join(corpus, folder, 'truth.json'), 'utf8'));

describe.skipIf(!hasCorpus)('835 corpus (skipped unless CORPUS_DIR names it)', () => {
  const records = hasCorpus ? truths('835') : [];

  it('has every record', () => expect(records).toHaveLength(214));

  it.each(records)('$file', async (truth) => {
    const bytes = read(truth.file);
    for (const size of [bytes.length, 61]) {
      const facts = await factsOf(inspect835, bytes, size);
      const ours = facts.transactions as Record<string, unknown>[];
      expect(differences(facts, truth, FILE_FACTS)).toEqual([]);
      expect([...(facts.envelopeIssues as string[])].sort()).toEqual([...truth.envelope_issues].sort());
      expect(ours).toHaveLength(truth.transactions.length);
      const wrong = ours.flatMap((facts, index) =>
        differences(facts, truth.transactions[index] ?? {}, TRANSACTION_FACTS),
      );
      expect(wrong).toEqual([]);
      const balancing = ours.map(({ claimsBalancing }) => Object.values(claimsBalancing as object));
      expect(balancing).toEqual(truth.transactions.map((set) => Object.values(set.claims_balancing as object)));
    }
    expect(detectFormat(bytes).format).toBe('x12-835');
  });

  it('reads one remittance the same whatever its separators, line breaks and wrapping', async () => {
    const variants = records
      .map((truth) => truth.file)
      .filter(
        (file) => /derived\/(bom|comp|leading|sep|term|trailing|wrapped)-/.test(file) && !file.startsWith('invalid'),
      );
    const all = await Promise.all(variants.map((file) => factsOf(inspect835, read(file), 97)));
    expect(variants.length).toBe(16);
    // All that differs is what tells of the spelling itself.
    const content = ({ delims, crlf, lf, leadingText, ...rest }: Facts) => rest;
    for (const facts of all) expect(content(facts)).toEqual(content(all[0] ?? {}));
    const [first] = (all[0]?.transactions ?? []) as { contentSha256: string }[];
    expect(first?.contentSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

const OTHER_SETS = ['837', '277', '276', '270-271', '278', '820', '999-997-TA1'];

describe.skipIf(!hasCorpus).each(OTHER_SETS)('%s corpus (skipped unless CORPUS_DIR names it)', (folder) => {
  it.each(hasCorpus ? truths(folder) : [])('$file', async (truth) => {
    const bytes = read(truth.file);
    const facts = await factsOf(inspectX12, bytes, 61);
    const names = { isa: 'isa', gs: 'gs', st: 'st', se: 'se', ge: 'ge', iea: 'iea', segments: 'segments' };
    const counts: Record<string, string> =
      truth.segment_counts === undefined ? {} : { st01: 'st01', segmentCounts: 'segment_counts' };
    expect(differences(facts, truth, { ...names, ...counts, versions: 'versions' })).toEqual([]);
    expect([...(facts.envelopeIssues as string[])].sort()).toEqual([...truth.envelope_issues].sort());
    expect(detectFormat(bytes).format).toMatch(/^x12-/);
  });
});
