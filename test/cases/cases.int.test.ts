/**
 * Goal: situations that really go wrong end in the books as their arithmetic says, and no change makes fewer of them right.
 * Method: the files of every case under CASES_DIR go through the stages one after the other, on any day; the net of each account and
 * what stands stopped are compared with the case, or with another outcome that it allows. Then each act of a person or of time is
 * done to the same situation under other numbers. Without that folder there is nothing to do.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor, withTransaction } from '@/server/platform/db';
import { accountsOf, stoppedOf } from '@/server/store/file-ledger';
import { clearPlacesOf, crosswalkCount } from '../setup/books';
import { settleAll } from '../setup/deposits';
import { openProduct, type Product } from '../setup/pipeline';
import { actOf } from './acts';
import { bytesOf, type Case, casesIn, type Outcome } from './case';

const { CASES_DIR = '', CASES_REPORT } = process.env;
/** What is not right yet, by name: it may only become less. */
const NOT_YET: readonly string[] = [];

type Seen = { readonly nets: ReadonlyMap<string, bigint>; readonly stopped: Awaited<ReturnType<typeof stoppedOf>> };
type Verdict = { readonly id: string; readonly right: boolean; readonly why: readonly string[]; readonly was: unknown };

const actor = systemActor('test');

describe.skipIf(CASES_DIR === '')('cases', () => {
  let product: Product;
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
    // They do not disturb each other, so they share one product. Acts come last: time passes for everything at once.
    const cases = casesIn(CASES_DIR).filter(({ ledger }) => ledger !== null);
    for (const one of cases) verdicts.push(await verdictOf(product, one));
    for (const one of cases) {
      for (const [at, act] of (one.after ?? []).entries()) verdicts.push(await verdictOfAct(product, one, at, act));
    }
    if (CASES_REPORT) writeFileSync(CASES_REPORT, `${JSON.stringify(verdicts, null, 1)}\n`);
  }, 300_000);
  afterAll(() => product.close());

  it('all come out right, but for those that are named', () => {
    const wrong = verdicts.filter(({ right }) => !right);
    console.log(`${verdicts.length - wrong.length} of ${verdicts.length} cases and acts are right`);
    for (const { id, why, was } of wrong) console.log(`wrong: ${id}: ${why.join('; ')} ${JSON.stringify(was)}`);
    expect(wrong.map(({ id }) => id).filter((id) => !NOT_YET.includes(id))).toEqual([]);
  });

  it('leave every law of the books whole', async () => {
    expect(await product.broken()).toEqual([]);
  });
});

async function handIn(product: Product, one: Case, again = 0, count = one.files.length): Promise<string[]> {
  const ids: string[] = [];
  for (const file of one.files.slice(0, count)) {
    ids.push(await product.send(again > 0 ? `again-${again}-${file}` : file, bytesOf(CASES_DIR, one, file, again)));
    await settleAll(product);
  }
  return ids;
}

const look = (ids: readonly string[]): Promise<Seen> =>
  withTransaction(actor, async (tx) => {
    const nets = new Map<string, bigint>();
    for (const { account, netMinor, confirmed } of await accountsOf(tx, ids)) {
      if (confirmed) nets.set(account, (nets.get(account) ?? 0n) + netMinor);
    }
    for (const [account, minor] of nets) if (minor === 0n) nets.delete(account);
    return { nets, stopped: await stoppedOf(tx, ids) };
  });

async function verdictOf(product: Product, one: Case): Promise<Verdict> {
  const why: string[] = [];
  const ids: string[] = [];
  for (const [at, file] of one.files.entries()) {
    ids.push(await product.send(file, bytesOf(CASES_DIR, one, file)));
    await settleAll(product);
    const step = one.steps?.[String(at + 1)];
    if (step && at + 1 < one.files.length)
      why.push(...differences([step], await look(ids)).map((text) => `step ${at + 1} ${text}`));
  }
  const seen = await look(ids);
  why.push(...differences([one, ...(one.orElse ?? [])], seen));
  why.push(...(await placesOff(product, one, ids)), ...saidOf(one, seen), ...(await toldOf(product, one)));
  if (one.mustNotAdopt && Number((await crosswalkCount(product, one.mustNotAdopt))[0]?.n ?? 0) > 0)
    why.push('adopts what is no party');
  return { id: one.id, right: why.length === 0, why, was: shown(seen) };
}

async function verdictOfAct(
  product: Product,
  one: Case,
  at: number,
  act: NonNullable<Case['after']>[number],
): Promise<Verdict> {
  const id = `${one.id}: ${act.act}`;
  const does = actOf(act.act);
  if (!does) return { id, right: false, why: ['nobody can do that'], was: null };
  const count = act.note === 'after file 1 only' ? 1 : one.files.length;
  const ids = await handIn(product, one, at + 1, count);
  const why: string[] = [];
  try {
    await does(product, ids);
  } catch (error) {
    why.push(`refused: ${error instanceof Error ? error.message : String(error)}`);
  }
  await settleAll(product);
  const seen = await look(ids);
  why.push(...differences([act], seen));
  return { id, right: why.length === 0, why, was: shown(seen) };
}

const shown = ({ nets, stopped }: Seen) => ({
  nets: Object.fromEntries([...nets].map(([account, minor]) => [account, minor.toString()])),
  stopped: stopped.map((row) => `${row.cause} ${row.amountMinor}`),
});

/** Nothing when the books are as one of the outcomes says. */
function differences(outcomes: readonly Outcome[], { nets, stopped }: Seen): string[] {
  const heldMinor = stopped.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const ledgers = outcomes.filter((of) => fitsLedger(of, nets));
  if (ledgers.length === 0) return ['has another ledger'];
  return ledgers.some(({ cause }) => fitsCause(cause, stopped.length > 0, heldMinor)) ? [] : ['is stopped otherwise'];
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
  // Nobody has to act: the ledger says whether it waits.
  if (cause.person === false) return true;
  // A file that is refused stands by itself and stops no item.
  if (cause.kind === 'refused-file') return true;
  if (!isStopped) return false;
  if (cause.heldMinor === null || cause.heldMinor === undefined) return true;
  const wanted = BigInt(cause.heldMinor);
  return heldMinor === wanted || (cause.anySign === true && heldMinor === -wanted);
}

async function placesOff(product: Product, one: Case, ids: readonly string[]): Promise<string[]> {
  const sum = async (place: 'duplicate' | 'rejected'): Promise<bigint> => {
    let minor = 0n;
    for (const artifactId of ids) minor += (await product.places({ artifactId })).places[place].amountMinor;
    return minor;
  };
  const off: string[] = [];
  for (const place of ['duplicate', 'rejected'] as const) {
    const wanted = one[`${place}Minor`];
    if (wanted && (await sum(place)) !== BigInt(wanted)) off.push(`has another ${place} amount`);
  }
  return off;
}

function saidOf(one: Case, { stopped }: Seen): string[] {
  return stopped.filter((row) => one.notCodes?.includes(row.cause)).map((row) => `stops under ${row.cause}`);
}

async function toldOf(product: Product, one: Case): Promise<string[]> {
  const told: string[] = [];
  for (const word of one.secret ?? []) {
    const places = (await clearPlacesOf(product, word)).map(({ place }) => place);
    if (places.length > 0) told.push(`tells what is secret: ${places.join(', ')}`);
  }
  return told;
}
