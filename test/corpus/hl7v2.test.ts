// Goal: every public HL7 v2 sample is read as independent methods read it. Method: counts and sums against truth
// records. Needs CORPUS_DIR, a folder of samples with truth records; skipped without it, since the samples are not part
// of the product.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equalDecimal, parseDecimal } from '@/domain/money';
import { inspectFhir } from '@/formats/fhir/inspect';
import { Hl7Assembler } from '@/formats/hl7v2/assembler';
import { inspectHl7v2 } from '@/formats/hl7v2/inspect';
import { treeOf, writeMessage } from '@/formats/hl7v2/writer';

type Truth = {
  readonly file: string;
  readonly invalid: boolean;
  readonly golden_fhir?: boolean;
  readonly root?: string | null;
  readonly resources?: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly types: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, number>>;
  readonly segments: Readonly<Record<string, number>>;
  readonly ft1_count: number;
  readonly ft1_11_sum: string;
  readonly line_end: string;
};

const folder = process.env.CORPUS_DIR ?? '';
const path = join(folder, 'hl7v2', 'truth.json');
const truths: Truth[] = folder !== '' && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];

const decimal = (text: string) => parseDecimal(text) ?? { unscaled: 0n, scale: 0 };

function trees(bytes: Uint8Array) {
  const assembler = new Hl7Assembler();
  return [...assembler.push(bytes), ...assembler.end()].flatMap((item) =>
    item.kind === 'finding' ? [] : [treeOf(item.message)],
  );
}

describe.skipIf(truths.length === 0)('the HL7 v2 samples', () => {
  const messages = truths.filter((truth) => !truth.golden_fhir);
  const companions = truths.filter((truth) => truth.golden_fhir);

  it.each(messages.map((truth) => [truth.file, truth] as const))('%s', async (file, truth) => {
    const result = await inspectHl7v2(createReadStream(join(folder, file), { highWaterMark: 97 }));
    const { messages: count, types, versions, segments, ft1_count, line_end } = truth;
    expect(result).toMatchObject({ messages: count, ft1_count, line_end });
    expect(result.types).toEqual(types);
    expect(result.versions).toEqual(versions);
    expect(result.segments).toEqual(segments);
    expect(equalDecimal(decimal(result.ft1_11_sum), decimal(truth.ft1_11_sum))).toBe(true);
    if (truth.invalid) expect(result.findings).not.toEqual([]);
  });

  it.each(messages.map((truth) => truth.file))('%s is the same after write and read', (file) => {
    const before = trees(readFileSync(join(folder, file)));
    const after = trees(Buffer.concat(before.map((tree) => writeMessage(tree).bytes)));
    expect(after).toEqual(before);
  });

  it.skipIf(companions.length === 0).each(companions.map((truth) => [truth.file, truth] as const))(
    '%s',
    async (file, truth) => {
      const result = await inspectFhir(createReadStream(join(folder, file)));
      expect(result.root).toBe(truth.root);
      expect(result.resources).toEqual(truth.resources);
    },
  );
});
