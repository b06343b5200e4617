import type { Master } from '@/domain/master';
import type { Status } from './contract';
import { Kernel } from './kernel.fixture';
import type { Posting } from './kernel-parts.fixture';
import { accountOf } from './lines';
import type { Rules, Step } from './rules';
import { REFUND_RULES_V1 } from './rules.data';

/** The books of one small hospital, in symbols, and an ERP that pays from its payables. */

export const SYMBOLS: Rules = {
  ...REFUND_RULES_V1,
  accounts: {
    receivables: {},
    receivableDefault: 'AR.INS',
    receivablePatient: 'AR.PAT',
    unapplied: 'LIAB.UNAPPLIED',
    prepaid: 'LIAB.PREPAY',
    liabilityPatient: 'LIAB.REFUND.PAT',
    liabilityPayer: 'LIAB.REFUND.PAYER',
    payables: 'AP.CONTROL',
    disbursement: 'CLR.DISB',
    cash: 'CASH.OP',
    unclaimed: 'LIAB.UNCLAIMED',
    recouped: 'REC.PAYER',
    card: 'CLR.CARD',
    creditBalance: 'LIAB.CREDITBAL',
  },
  dimensions: {},
  disbursementClearing: true,
  ledgers: { refundsPayable: ['LIAB.REFUND.PAT', 'LIAB.REFUND.PAYER'] },
};

const payer = (code: string, payerClass: string) => [code, { id: code, code, name: code, payerClass }] as const;

export const master: Master = {
  revision: 1n,
  today: '2025-03-03',
  facilities: new Map([
    [
      'F1',
      { id: 'f1', code: 'F1', name: 'Cedar Ridge', entity: 'H1', costCenter: '100', erpCode: null, provisional: false },
    ],
    [
      'P1',
      { id: 'p1', code: 'P1', name: 'Physicians', entity: 'P1', costCenter: '200', erpCode: null, provisional: false },
    ],
  ]),
  facilitiesPerEntity: new Map([
    ['H1', 1],
    ['P1', 1],
  ]),
  payers: new Map([payer('BCX', 'Commercial'), payer('MCR', 'Medicare')]),
  lookup: () => undefined,
  current: () => ({}),
  accountActive: new Map(),
  costCenterActive: new Map(),
  calendars: new Map(),
};

type Invoice = {
  readonly id: string;
  readonly amountMinor: bigint;
  state: 'open' | 'issued' | 'cleared' | 'void';
  readonly posting: Posting;
};

export class World {
  readonly kernel: Kernel;
  readonly invoices: Invoice[] = [];
  /** Payments that reached a payee, by request. */
  readonly paid: string[] = [];
  readonly #ledger = new Map<string, bigint>();
  readonly #rules: Rules;
  #seq = 0;

  constructor(opening: Readonly<Record<string, bigint>> = {}, rules: Rules = SYMBOLS) {
    this.#rules = rules;
    this.kernel = new Kernel(master, rules);
    for (const [account, minor] of Object.entries(opening)) this.#ledger.set(account, minor);
    this.kernel.booked = (posting) => this.#book(posting);
    this.kernel.refuses = (posting) => this.#refuses(posting);
  }

  /** Payables take back what stands open, and nothing else. */
  #refuses({ draft, reverses }: Posting): string | null {
    if (draft.kind !== 'ap-invoice' || reverses === null) return null;
    const voided = this.invoices.find((each) => each.posting === reverses);
    if (voided?.state === 'open') return null;
    return voided?.state === 'void' ? 'ALREADY_VOIDED' : 'INVOICE_PAID';
  }

  #book(posting: Posting): Readonly<Record<string, unknown>> {
    const { draft } = posting;
    for (const { account, amountMinor, dims } of posting.lines)
      this.add(dims?.account === undefined ? account : `${account}[${dims.account.slice(0, 6)}]`, amountMinor);
    if (draft.kind !== 'ap-invoice') return {};
    if (posting.reverses !== null) {
      const voided = this.invoices.find((each) => each.posting === posting.reverses);
      if (voided !== undefined) voided.state = 'void';
      return {};
    }
    const id = String(draft.header?.invoiceNumber);
    const amountMinor = posting.lines[0]?.amountMinor ?? 0n;
    this.invoices.push({ id, amountMinor, state: 'open', posting });
    return { amountMinor, payeeHash: this.payeeHash(id) };
  }

  /** The ERP's own hash of whom it was told to pay. */
  payeeHash = (id: string): string => `hash-of-payee-${id}`;

  add(account: string, minor: bigint): void {
    this.#ledger.set(account, (this.#ledger.get(account) ?? 0n) + minor);
  }

  /** What the ERP makes by itself, by the same table; nothing when the step is ours. */
  #own(step: Step, invoice: Invoice, sign: bigint): void {
    if (this.#rules.steps[step].by !== 'erp') return;
    const line = invoice.posting.lines[0];
    if (line === undefined) return;
    const booked = {
      kind: line.account.endsWith('PAT') ? 'patient' : 'payer',
      creditIn: 'receivable',
      place: PLACE,
    } as const;
    this.add(accountOf(this.#rules.steps[step].debit, booked, this.#rules), sign * invoice.amountMinor);
    this.add(accountOf(this.#rules.steps[step].credit, booked, this.#rules), -sign * invoice.amountMinor);
  }

  /** The ERP books what happened to a payment. */
  #happen(status: Status, invoice: Invoice): void {
    if (status === 'issued' || status === 'reissued') {
      this.#own('issued', invoice, 1n);
      invoice.state = 'issued';
    } else if (status === 'cleared') {
      this.#own('cleared', invoice, 1n);
      invoice.state = 'cleared';
      this.paid.push(invoice.id);
    } else if (status === 'returned') {
      invoice.state = 'issued';
      this.paid.splice(this.paid.indexOf(invoice.id), 1);
    } else if (status === 'voided' || status === 'stopped' || status === 'stale') {
      if (invoice.state === 'issued') this.#own('issued', invoice, -1n);
      invoice.state = 'open';
    } else if (status === 'unclaimed' || status === 'escheated') this.#own(status, invoice, 1n);
    else if (status === 'cancelled') {
      for (const { account, amountMinor } of invoice.posting.lines) this.add(account, -amountMinor);
      invoice.state = 'void';
    }
  }

  /** One answer of the payment feed with these changes, in this order; what follows from it is not answered yet. */
  report(id: string, ...changes: readonly (Status | (Partial<Change> & { readonly status: Status }))[]): void {
    const events = changes.map((each) => {
      const change = typeof each === 'string' ? { status: each } : each;
      const invoice = this.invoices.find((known) => known.id === id && known.state !== 'void');
      if (invoice !== undefined && change.quiet !== true) this.#happen(change.status, invoice);
      this.#seq += 1;
      return {
        seq: this.#seq,
        invoice: id,
        externalId: `TO-${id}`,
        amount: money(invoice?.amountMinor ?? 0n),
        payeeHash: this.payeeHash(id),
        checkNumber: '5001',
        method: 'CHECK',
        date: this.kernel.now.slice(0, 10),
        ...change,
      };
    });
    this.kernel.file({ events });
  }

  /** The same, and all that follows from it is confirmed. */
  feed(id: string, ...changes: Parameters<World['report']>[1][]): void {
    this.report(id, ...changes);
    this.kernel.settle();
  }

  /** Balances that are not zero. */
  books(): Record<string, bigint> {
    return Object.fromEntries(
      [...this.#ledger].filter(([, minor]) => minor !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  invoice = (id: string): Invoice | undefined => this.invoices.find((each) => each.id === id && each.state !== 'void');

  /** Everything our own journals did, by confirmed posting: account and cents, debit positive. */
  journals(): Record<string, Record<string, bigint>> {
    const made = this.kernel.postings.filter((each) => each.state === 'confirmed' && each.draft.kind === 'journal');
    return Object.fromEntries(
      made.map((each) => [
        each.draft.ref,
        Object.fromEntries(each.lines.map((line) => [line.account, line.amountMinor])),
      ]),
    );
  }
}

const PLACE = { entity: 'H1', facility: 'F1', costCenter: null, payer: null, payerClass: null };

type Change = {
  readonly amount: string;
  readonly payeeHash: string | null;
  readonly checkNumber: string;
  readonly method: string;
  readonly reason: string;
  readonly seq: number;
  readonly date: string;
  /** The ERP books nothing for it. */
  readonly quiet: boolean;
};

export const money = (minor: bigint): string => {
  const text = minor.toString().padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
};

/** A request of a patient, whole; override what a test is about. */
export const requestOf = (over: Readonly<Record<string, unknown>> = {}) => ({
  requestId: 'RQ1',
  version: 1,
  action: 'request',
  requestedAt: '2025-03-03T10:00:00Z',
  requestedBy: 'U1',
  reason: 'patient overpaid',
  kind: 'patient',
  account: 'CRM00003186',
  claimId: 'ICN1',
  payee: {
    name: 'A DOE',
    addressLines: ['1 Invented Street'],
    city: 'Alderstone',
    state: 'IN',
    zip: '46999',
    taxToken: '',
  },
  originalPayment: 'PMT-1',
  amount: '120.00',
  creditBalance: '120.00',
  currency: 'USD',
  facility: 'F1',
  attachments: [{ name: 'letter to A DOE.pdf', sha256: 'ab'.repeat(32) }],
  ...over,
});

/** A world in which this refund is approved, booked and confirmed. */
export function bookedWorld(
  opening: Readonly<Record<string, bigint>>,
  over: Readonly<Record<string, unknown>> = {},
  rules: Rules = SYMBOLS,
): World {
  const world = new World(opening, rules);
  world.kernel.file(requestOf(over));
  while (world.kernel.approve('U7', 5_000_000n) === 'agreed') {
    if (world.kernel.approve('U8', 5_000_000n) !== 'agreed') break;
  }
  world.kernel.settle();
  return world;
}
