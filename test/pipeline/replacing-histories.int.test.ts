/**
 * Goal: any history of corrections, decisions and reversals of one payment ends as simple bookkeeping says.
 * Method: random histories through the real stages, beside an oracle that knows two things only: which remit stands, and whether its
 * payer took it back. After each step the books of the whole history are compared.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cure } from '@/server/exceptions/cures';
import { type ClaimFacts, remitBytes } from '../fixtures/x12/remit-835';
import { cure, stopsOf } from '../setup/cures';
import { settleAll, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

const HISTORIES = 14;
let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

/** `send`: one more remit under the trace; `replace`, `reject`: of those that stand stopped, the one at this place; `reverse`: by the payer. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('send' as const) }),
  fc.record({ kind: fc.constantFrom('replace' as const, 'reject' as const), at: fc.nat(3) }),
  fc.record({ kind: fc.constant('reverse' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let files = 0;
class History {
  readonly #name: string;
  readonly #ids: string[] = [];
  #amount = 99;
  /** What the oracle knows. */
  #standing: number | null = null;
  #isBack = false;
  #fillers = 0;
  #waiting: { readonly id: string; readonly amount: number }[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  async #take(trace: string, claims: ClaimFacts[]): Promise<string> {
    files += 1;
    const bytes = remitBytes([{ trace, date: TODAY.replaceAll('-', ''), claims }], { control: String(20_000 + files) });
    const id = await product.send(`history-${files}.835`, bytes);
    await settleAll(product);
    this.#ids.push(id);
    return id;
  }

  #claim(amount: number, back = false): ClaimFacts {
    const sign = back ? -1 : 1;
    return {
      id: this.#name,
      charge: String(sign * 100),
      paid: String(sign * amount),
      cas: [['CO', '45', String(sign * (100 - amount))]],
      icn: `ICN-${this.#name}`,
      ...(back ? { status: '22' } : {}),
    };
  }

  async do(next: Step): Promise<void> {
    if (next.kind === 'send') {
      this.#amount -= 1;
      const amount = this.#amount;
      const id = await this.#take(this.#name, [this.#claim(amount)]);
      if (this.#standing === null) this.#standing = amount;
      else this.#waiting.push({ id, amount });
    } else if (next.kind === 'reverse') {
      if (this.#standing === null || this.#isBack) return;
      this.#fillers += 1;
      const filler: ClaimFacts = { id: `${this.#name}-F${this.#fillers}`, charge: '100', paid: '100', cas: [] };
      await this.#take(`${this.#name}-R${this.#fillers}`, [this.#claim(this.#standing, true), filler]);
      this.#isBack = true;
    } else {
      const chosen = this.#waiting[next.at % Math.max(1, this.#waiting.length)];
      if (!chosen) return;
      const by: Cure = { kind: next.kind === 'replace' ? 'replace-remit' : 'reject' };
      // What cannot replace offers it no more: rejecting and “both are real” are left.
      const [stop] = await stopsOf(product, [chosen.id]);
      if (stop?.code === 'REMIT_TAKEN_BACK' && by.kind === 'replace-remit') return;
      await cure(product, stop?.causeId ?? '', by, [stop?.eventId ?? '']);
      await settleAll(product);
      if (by.kind === 'replace-remit' && this.#isBack) return;
      if (by.kind === 'replace-remit') this.#standing = chosen.amount;
      this.#waiting = this.#waiting.filter(({ id }) => id !== chosen.id);
    }
  }

  /** The books and the stops of everything so far, and what the oracle says of them. */
  async look() {
    const paid = this.#standing === null || this.#isBack ? 0 : this.#standing;
    const receivable = (paid > 0 ? 100 : 0) + 100 * this.#fillers;
    const wanted = {
      '100 1012': paid + 100 * this.#fillers,
      '100 1132': -receivable,
      '100 5110': paid > 0 ? 100 - paid : 0,
    };
    const books = Object.fromEntries(Object.entries(wanted).flatMap(([k, v]) => (v === 0 ? [] : [[k, `${v}.00`]])));
    return {
      is: { books: await ledgerOf(product, this.#ids), stopped: (await stopsOf(product, this.#ids)).length },
      wanted: { books, stopped: this.#waiting.length },
    };
  }
}

it('corrections, decisions and reversals in any order', async () => {
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      n += 1;
      const history = new History(`HISTORY-${n}`);
      for (const next of [{ kind: 'send' } as const, ...steps]) {
        await history.do(next);
        const { is, wanted } = await history.look();
        expect(is).toEqual(wanted);
      }
    }),
    { numRuns: HISTORIES },
  );
  expect(await product.broken()).toEqual([]);
}, 240_000);
