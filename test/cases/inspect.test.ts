/**
 * Goal: what `tieout inspect --json` says of situations that really go wrong is what their arithmetic and the standards say.
 * Method: every file of every case under CASES_DIR goes through the command; the findings that must be there, those that must
 * not, and the words of its output are compared with the case. Without that folder there is nothing to do.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runInspect } from '@/cli/inspect';
import type { Finding, Severity } from '@/formats/finding';

const { CASES_DIR } = process.env;

const words = z.array(z.string()).nullish();
const wanted = z.object({
  severity: z.enum(['error', 'warning', 'info', 'any']),
  about: z.string(),
  /** Segments or fields; one of them is named by the path, the code or the message. */
  where: z.string(),
  optional: z.boolean().nullish(),
});
const expectation = z.object({
  findings: z.array(wanted),
  clean: z.boolean(),
  mustNotSay: words,
  says: words,
  saysOrFinds: words,
});
const caseOf = z.object({ id: z.string(), files: z.array(z.string()), inspect: z.record(z.string(), expectation) });
type Expectation = z.infer<typeof expectation>;

const cases =
  CASES_DIR === undefined
    ? []
    : z.array(caseOf).parse(JSON.parse(readFileSync(path.join(CASES_DIR, 'cases.json'), 'utf8')));
const files = cases.flatMap((one) => one.files.map((file) => ({ file, wanted: one.inspect[file] })));

describe.skipIf(CASES_DIR === undefined)('inspect of a case', () => {
  it.each(files)('$file', async ({ file, wanted: of }) => {
    if (of === undefined) return;
    expect(differences(of, await outputsOf(path.join(CASES_DIR ?? '', file)))).toEqual([]);
  });
});

type Outputs = { readonly said: string; readonly findings: readonly Finding[] };

/** Both outputs: machines and people must be told the same. */
async function outputsOf(file: string): Promise<Outputs> {
  const forMachines: string[] = [];
  const forPeople: string[] = [];
  await runInspect([file, '--json'], (line) => forMachines.push(line));
  await runInspect([file], (line) => forPeople.push(line));
  const [report] = JSON.parse(forMachines.join('\n')) as { findings: Finding[] }[];
  return { said: [...forMachines, ...forPeople].join('\n'), findings: report?.findings ?? [] };
}

function differences(of: Expectation, { said, findings }: Outputs): string[] {
  const loud = findings.filter(({ severity }) => severity !== 'info');
  const missing = of.findings.filter(
    (want) =>
      want.optional !== true && !findings.some((found) => isSevere(found, want.severity) && isAt(found, want.where)),
  );
  const isSaid = (word: string) => said.includes(word);
  const orFinds = of.saysOrFinds ?? [];
  return [
    ...missing.map((want) => `no ${want.severity} at ${want.where}: ${want.about}`),
    ...(of.clean ? loud.map((found) => `not clean: ${found.code} ${found.message}`) : []),
    ...(of.mustNotSay ?? []).filter(isSaid).map((word) => `says “${word}”`),
    ...(of.says ?? []).filter((word) => !isSaid(word)).map((word) => `does not say “${word}”`),
    ...(orFinds.length > 0 && loud.length === 0 && !orFinds.some(isSaid) ? [`neither says ${orFinds} nor finds`] : []),
  ];
}

const RANKS: Readonly<Record<Severity | 'any', number>> = { any: 0, info: 0, warning: 1, error: 2 };

const isSevere = ({ severity }: Finding, least: keyof typeof RANKS): boolean => RANKS[severity] >= RANKS[least];

function isAt({ path: at = '', code, message }: Finding, where: string): boolean {
  const said = `${at} ${code} ${message}`.toLowerCase();
  return where.split('|').some((place) => said.includes(place.toLowerCase()));
}
