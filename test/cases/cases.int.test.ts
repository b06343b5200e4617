/**
 * Goal: situations that really go wrong end in the books as their arithmetic says, and no change makes fewer of them right.
 * Method: the files of every case under CASES_DIR go through the stages one after the other; the net of each account and what stands
 * stopped are compared with the case, or with another outcome that it allows. Without that folder there is nothing to do.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemActor, withTransaction } from '@/server/platform/db';
import { accountsOf, stoppedOf } from '@/server/store/file-ledger';
import { settleAll } from '../setup/deposits';
import { openProduct, type Product } from '../setup/pipeline';

const { CASES_DIR, CASES_REPORT } = process.env;
/** What is right today. It may only rise. */
const LEDGER_RIGHT = 68;
const ALL_RIGHT = 62;
/** The dates in the files were written for this day; on any other some of them are too old or too far ahead. */
const WRITTEN_FOR = '2026-11-30';

const net = z.object({ role: z.string(), account: z.string(), netMinor: z.string() });
const cause = z
  .object({
    heldMinor: z.string().nullable().optional(),
    anySign: z.boolean().optional(),
    person: z.boolean().optional(),
  })
  .nullable();
const outcome = z.object({ ledger: z.array(net).nullable(), cause });
const caseOf = outcome.extend({
  id: z.string(),
  files: z.array(z.string()),
  orElse: z.array(outcome).nullish(),
  notCodes: z.array(z.string()).nullish(),
});
type Outcome = z.infer<typeof outcome>;
type Case = z.infer<typeof caseOf>;
type Verdict = { readonly id: string; readonly ledger: boolean; readonly all: boolean; readonly was: unknown };

const actor = systemActor('test');

describe.skipIf(CASES_DIR === undefined)('cases', () => {
  let product: Product;
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
    const cases = z.array(caseOf).parse(JSON.parse(readFileSync(path.join(CASES_DIR ?? '', 'cases.json'), 'utf8')));
    // They do not disturb each other, so they share one product.
    for (const one of cases) if (one.ledger !== null) verdicts.push(await verdictOf(product, one));
    if (CASES_REPORT) writeFileSync(CASES_REPORT, `${JSON.stringify(verdicts, null, 1)}\n`);
  }, 900_000);
  afterAll(() => product.close());

  it('are no fewer right than before', () => {
    const ledger = verdicts.filter((verdict) => verdict.ledger).length;
    const all = verdicts.filter((verdict) => verdict.all).length;
    const wrong = verdicts.filter((verdict) => !verdict.all).map(({ id }) => id);
    console.log(`${ledger} of ${verdicts.length} cases have the right ledger, ${all} the right cause too`);
    console.log(`wrong: ${wrong.join(' ')}`);
    if (new Date().toISOString().slice(0, 10) !== WRITTEN_FOR) return;
    expect(ledger).toBeGreaterThanOrEqual(LEDGER_RIGHT);
    expect(all).toBeGreaterThanOrEqual(ALL_RIGHT);
  });

  it('leave every law of the books whole', async () => {
    expect(await product.broken()).toEqual([]);
  });
});

async function verdictOf(product: Product, one: Case): Promise<Verdict> {
  const ids: string[] = [];
  for (const file of one.files) {
    ids.push(await product.send(file, readFileSync(path.join(CASES_DIR ?? '', file))));
    await settleAll(product);
  }
  const { accounts, stopped } = await withTransaction(actor, async (tx) => ({
    accounts: (await accountsOf(tx, ids)).filter(({ confirmed }) => confirmed),
    stopped: await stoppedOf(tx, ids),
  }));
  const nets = new Map<string, bigint>();
  for (const { account, netMinor } of accounts) nets.set(account, (nets.get(account) ?? 0n) + netMinor);
  for (const [account, minor] of nets) if (minor === 0n) nets.delete(account);
  const heldMinor = stopped.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const outcomes: Outcome[] = [one, ...(one.orElse ?? [])];
  const isCauseRight = (of: Outcome): boolean => fitsCause(of.cause, stopped.length > 0, heldMinor);
  const wrongCode = stopped.some((row) => one.notCodes?.includes(row.cause));
  return {
    id: one.id,
    ledger: outcomes.some((of) => fitsLedger(of, nets)),
    all: !wrongCode && outcomes.some((of) => fitsLedger(of, nets) && isCauseRight(of)),
    was: {
      nets: Object.fromEntries([...nets].map(([account, minor]) => [account, minor.toString()])),
      stopped: stopped.map((row) => `${row.cause} ${row.amountMinor}`),
    },
  };
}

/** Accounts that are not named are zero; several numbers in one row are summed. */
function fitsLedger({ ledger }: Outcome, nets: ReadonlyMap<string, bigint>): boolean {
  const left = new Map(nets);
  for (const { account, netMinor } of ledger ?? []) {
    const numbers = account.split('|');
    const sum = numbers.reduce((all, number) => all + (nets.get(number) ?? 0n), 0n);
    if (sum !== BigInt(netMinor)) return false;
    for (const number of numbers) left.delete(number);
  }
  return left.size === 0;
}

function fitsCause(cause: Outcome['cause'], isStopped: boolean, heldMinor: bigint): boolean {
  if (cause === null) return !isStopped;
  if (cause.person === false) return true;
  if (!isStopped) return false;
  if (cause.heldMinor === null || cause.heldMinor === undefined) return true;
  const wanted = BigInt(cause.heldMinor);
  return heldMinor === wanted || (cause.anySign === true && heldMinor === -wanted);
}
