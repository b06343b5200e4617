import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A situation as it is described: files in order of arrival, and what must come of them. */

const net = z.object({ role: z.string(), account: z.string(), netMinor: z.string() });
const cause = z
  .object({
    kind: z.string(),
    heldMinor: z.string().nullable().optional(),
    anySign: z.boolean().optional(),
    person: z.boolean().optional(),
  })
  .nullable();
const outcome = z.object({ ledger: z.array(net).nullable(), cause });
const act = outcome.extend({ act: z.string(), note: z.string().nullish() });
const caseOf = outcome.extend({
  id: z.string(),
  files: z.array(z.string()),
  orElse: z.array(outcome).nullish(),
  notCodes: z.array(z.string()).nullish(),
  steps: z.record(z.string(), outcome).nullish(),
  after: z.array(act).nullish(),
  duplicateMinor: z.string().nullish(),
  rejectedMinor: z.string().nullish(),
  secret: z.array(z.string()).nullish(),
  mustNotAdopt: z.array(z.string()).nullish(),
  dates: z.record(z.string(), z.string()).nullish(),
  fixedDates: z.array(z.string()).nullish(),
});
export type Outcome = z.infer<typeof outcome>;
export type Case = z.infer<typeof caseOf>;

export const casesIn = (dir: string): Case[] =>
  z.array(caseOf).parse(JSON.parse(readFileSync(path.join(dir, 'cases.json'), 'utf8')));

/** The day for which the files were written. */
const WRITTEN_FOR = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;

const compact = (ms: number): string => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

/** A date of the files as it is today: as far from this day as it was from theirs. */
function moved(date: string, one: Case, today: number): string {
  if (one.fixedDates?.includes(date)) return date;
  const said = one.dates?.[date];
  if (said === 'second day of next month') {
    const now = new Date(today);
    return compact(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 2));
  }
  if (said !== undefined)
    throw new Error(`case ${one.id} says “${said}” of a date, and nobody knows which day that is`);
  const at = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8)));
  // A day that is none stays what it is: that is what the case is about.
  return compact(at) === date ? compact(at + today - WRITTEN_FOR) : date;
}

/**
 * The bytes of one file of a case, with payment and production dates of today. `again`: the same situation once more under other
 * numbers, so that it meets nothing of the first time; the relations between its files stay.
 */
export function bytesOf(dir: string, one: Case, file: string, again = 0): Uint8Array {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  let text = readFileSync(path.join(dir, file)).toString('latin1');
  const element = text.charAt(text.indexOf('ISA') + 3) || '*';
  const date = (_: string, before: string, day: string) => before + moved(day, one, today);
  const e = element.replace(/[|*^+]/g, '\\$&');
  const between = `[^${e}]*${e}`;
  text = text.replace(new RegExp(`(BPR${e}(?:${between}){15})(\\d{8})`, 'g'), date);
  text = text.replace(new RegExp(`(DTM${e}405${e})(\\d{8})`, 'g'), date);
  if (again > 0) {
    // The six digits of the case, which a test reads off its own ISA13: a zero, five of them, and the file.
    const digits = /(?:^|\D)\d*?(700\d{3})\d{2}(?=\D)/.exec(text.slice(0, 110))?.[1];
    if (digits) text = text.replaceAll(digits, `${700 + again}${digits.slice(3)}`);
  }
  return Buffer.from(text, 'latin1');
}
