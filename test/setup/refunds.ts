import { answerApproval } from '@/server/approvals/answer';
import { pollPayments } from '@/server/connectors/inbound/erp-payments';
import { systemActor, withTransaction } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { lookAtWaits } from '@/server/sagas/waits';
import { anythingMoves, type Question, refundItems, refundQuestions } from './books';
import { drain, openProduct, type Product, type ProductOptions } from './pipeline';
import { type Rcm, startRcm } from './rcm';

/** The product between a real revenue cycle system and a real ERP. */

export type Payment = {
  readonly number: string;
  readonly invoice: string;
  readonly amount: string;
  readonly company?: string;
};

export type Refunds = {
  readonly product: Product;
  readonly rcm: Rcm;
  /** Runs stages, clocks and the poll until nothing goes on by itself. */
  settle(): Promise<void>;
  /** One person answers what is asked about a request; throws what the product refuses. */
  answer(requestId: string, voter: string, answer?: 'given' | 'declined', limit?: bigint): Promise<string>;
  questions(): Promise<Question[]>;
  /** The ERP pays what is due. */
  pay(): Promise<Payment[]>;
  move(payment: Payment, what: 'clear' | 'void' | 'stop' | 'stale'): Promise<void>;
  /** Balances of the ERP that are not zero: company and account to debits less credits. */
  ledger(): Promise<Record<string, string>>;
  close(): Promise<void>;
};

const LIMIT_MS = 40_000;
const ANY_LIMIT = 100_000_000_000n;
const COMPANIES = ['100', '200', '300'];

export async function openRefunds(options: ProductOptions = {}): Promise<Refunds> {
  const product = await openProduct(options);
  const rcm = await startRcm();
  const settle = async (): Promise<void> => {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
      await pollPayments(systemActor('payments'));
      await fireTimers(systemActor('clocks'));
      await lookAtWaits(systemActor('clocks'));
      await drain();
      if (!(await anythingMoves(product)) && (await pollPayments(systemActor('payments'))) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    throw new Error(`refunds still move: ${JSON.stringify(await refundItems(product))}`);
  };
  return {
    product,
    rcm,
    settle,
    questions: () => refundQuestions(product),
    answer: async (requestId, voter, answer = 'given', limit = ANY_LIMIT) => {
      const question = (await refundQuestions(product)).find((each) => each.requestId === requestId);
      if (!question) throw new Error(`nothing is asked about ${requestId}`);
      const by = { voter, limitMinor: limit, reason: 'looked at', setSha256: question.hash };
      const actor = { kind: 'user', name: voter, scope: '*' } as const;
      return (await withTransaction(actor, (tx) => answerApproval(tx, question.id, answer, by))).state;
    },
    pay: async () => {
      const run = (await product.erp.control('POST', '/control/payment-run', {})) as { paid: Payment[] };
      return run.paid;
    },
    move: async ({ number }, what) => {
      await product.erp.control('POST', `/control/payments/${number}/${what}`, {});
    },
    ledger: () => ledgerOf(product),
    close: async () => {
      await rcm.stop();
      await product.close();
    },
  };
}

type Balance = { readonly account: string; readonly debit: string; readonly credit: string };
const cents = (text: string): bigint => BigInt(text.replace('.', ''));

async function ledgerOf({ erp }: Product): Promise<Record<string, string>> {
  const period = new Date().toISOString().slice(0, 7);
  const nets = new Map<string, bigint>();
  for (const company of COMPANIES) {
    const path = `/api/companies/${company}/balances?period=${period}`;
    const { balances } = (await erp.control('GET', path)) as { balances: Balance[] };
    for (const { account, debit, credit } of balances) {
      const key = `${company} ${account}`;
      nets.set(key, (nets.get(key) ?? 0n) + cents(debit) - cents(credit));
    }
  }
  return Object.fromEntries([...nets].filter(([, net]) => net !== 0n).map(([key, net]) => [key, net.toString()]));
}
