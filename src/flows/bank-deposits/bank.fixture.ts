import type { Amount } from '@/domain/amount';
import { createJournal } from '@/domain/journal';
import type { Master } from '@/domain/master';
import { compareText } from '@/domain/matching/entry';
import type { Finding } from '@/formats/finding';
import type { Decision, Draft, NewEvent, Parcel, Source } from '../flow';
import type { BankItem } from './book';
import { decide } from './decide';
import type { BankEvents, StatementHead } from './facts';
import type { DepositMemory } from './memory';
import type { BankRules } from './rules';
import { RULES_V1 } from './rules.data';

/** Synthetic bank files and a ledger on paper: every decision is taken, every draft must balance, timers fire when told to. */

export type ReadFile = {
  readonly events: readonly NewEvent<BankEvents>[];
  readonly parcels: readonly Parcel<StatementHead>[];
  readonly findings: readonly Finding[];
  readonly aside: string | null;
};

export function readFile(source: Source<StatementHead, BankEvents>, text: string, piece = text.length): ReadFile {
  const events: NewEvent<BankEvents>[] = [];
  const parcels: Parcel<StatementHead>[] = [];
  const findings: Finding[] = [];
  const reader = source.open({
    event: (event) => events.push(event),
    parcelEnd: (parcel) => parcels.push(parcel),
    finding: (finding) => findings.push(finding),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += Math.max(1, piece))
    reader.push(bytes.subarray(at, at + Math.max(1, piece)));
  return { events, parcels, findings, aside: reader.end()?.code ?? null };
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  '*0100': 'OP100',
  '*0200': 'OP200',
  '*0900': 'CONC',
  '*4100': 'OP100',
};

export const MASTER: Master = {
  revision: 1n,
  today: '2026-11-30',
  facilities: new Map(),
  facilitiesPerEntity: new Map(),
  payers: new Map([['NWH', { id: 'p1', code: 'NWH', name: 'Northwind Health Plan', payerClass: 'Commercial' }]]),
  lookup: (kind, key) => (kind === 'bank-account' ? ACCOUNTS[key] : key === '1891000011' ? 'NWH' : undefined),
  current: () => ({}),
  accountActive: new Map(),
  costCenterActive: new Map(),
  calendars: new Map(),
};

type Timer = { readonly name: string; readonly at: string; readonly keys: BankItem['keys'] };
type Entry = { readonly side: string; readonly minor: bigint; readonly tells: BankItem['keys'] | null };

/** What the kernel does with decisions, as far as this flow can tell. */
export class PaperKernel {
  readonly rules: BankRules;
  readonly ledger = new Map<string, bigint>();
  readonly ties = new Map<string, Entry[]>();
  readonly stops: string[] = [];
  readonly ends: string[] = [];
  readonly drafts: Draft[] = [];
  duplicates = 0;
  concerns: readonly string[] = [];
  readonly #memory = new Map<string, DepositMemory>();
  readonly #natural = new Set<string>();
  #timers: Timer[] = [];
  #now = '2026-11-01T00:00:00.000Z';
  #items = 0;

  constructor(rules: BankRules = RULES_V1) {
    this.rules = rules;
  }

  /** Cents of one account; of one entity when its code is given. */
  balance(account: string, entity = ''): bigint {
    let sum = 0n;
    for (const [key, minor] of this.ledger) {
      const [owner, code] = key.split('|');
      if (code === account && (entity === '' || entity === owner)) sum += minor;
    }
    return sum;
  }

  open(tie: string, key: string): bigint {
    return (this.ties.get(`${tie} ${key}`) ?? []).reduce((sum, { minor }) => sum + minor, 0n);
  }

  /** Ties that are not zero, sorted. */
  openKeys(): string[] {
    const isOpen = (key: string) => this.open(key.split(' ')[0] ?? '', key.slice(key.indexOf(' ') + 1)) !== 0n;
    return [...this.ties.keys()].filter(isOpen).sort(compareText);
  }

  /** Accepts a file's parcels: the checks of canonicalize, then every event in turn. */
  take({ events, parcels }: ReadFile): void {
    const sums = new Map<string, bigint>();
    for (const event of events) sums.set(event.amount.asset, (sums.get(event.amount.asset) ?? 0n) + event.amount.minor);
    const control = new Map<string, bigint>();
    for (const { asset, minor } of parcels.flatMap((parcel) => [...parcel.control])) {
      control.set(asset, (control.get(asset) ?? 0n) + minor);
    }
    for (const [asset, minor] of control) {
      if ((sums.get(asset) ?? 0n) !== minor)
        throw new Error(`control total of ${asset}: ${minor}, events ${sums.get(asset)}`);
    }
    for (const event of events) {
      if (event.naturalKey !== undefined && this.#natural.has(event.naturalKey)) {
        this.duplicates += 1;
        continue;
      }
      if (event.naturalKey !== undefined) this.#natural.add(event.naturalKey);
      this.decide(itemOf(event, this.#now, parcels[0], `item-${++this.#items}`));
    }
  }

  decide(item: BankItem): Decision<DepositMemory> {
    const decision = decide(item, MASTER, this.rules, this.#memory);
    // The same item decided twice from the same memory is the same decision.
    if (text(decide(item, MASTER, this.rules, this.#memory)) !== text(decision)) throw new Error('decide is not pure');
    if (decision.kind === 'stop') this.stops.push(decision.failure.code);
    if (decision.kind === 'end') this.ends.push(decision.reason);
    if (decision.kind === 'post') {
      if (decision.drafts.length === 0 && item.amount.minor !== 0n) throw new Error('money was posted nowhere');
      for (const draft of decision.drafts) this.#post(draft);
      for (const entry of decision.ties ?? []) {
        this.#enter(
          `${entry.tie} ${entry.key}`,
          entry.side,
          entry.amount.minor,
          entry.tells === undefined ? null : item.keys,
        );
      }
    }
    if (decision.kind === 'post' || decision.kind === 'end') {
      for (const [key, saga] of Object.entries(decision.sagas ?? {})) {
        if (!item.keys.includes(key)) throw new Error('memory of a key that is not the item’s');
        this.#memory.set(key, saga.memory);
        this.concerns = (saga.concerns ?? []).map(({ code }) => code);
        for (const [name, at] of Object.entries(saga.wake ?? {})) {
          this.#timers = this.#timers.filter((timer) => timer.name !== name);
          if (at !== null) this.#timers.push({ name, at, keys: item.keys });
        }
      }
    }
    if (decision.kind === 'post') this.#settle((decision.ties ?? []).map(({ tie, key }) => `${tie} ${key}`));
    return decision;
  }

  /** A remit enters its total on the other side of the deposit (its own flow does this when it is accepted). */
  remit(key: string, minor: bigint): void {
    this.#enter(`deposit ${key}`, 'remit', -minor, null);
    this.#settle([`deposit ${key}`]);
  }

  /** Lets every timer up to this instant fire, earliest first. */
  advance(to: string): void {
    this.#now = to;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => (a.at < b.at ? -1 : 1)).find(({ at }) => at <= to);
      if (next === undefined) return;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.decide(kernelItem('saga.due/1', { timer: next.name }, next.keys, next.at));
    }
  }

  #post(draft: Draft): void {
    if (this.drafts.some(({ ref, entity }) => ref === draft.ref && entity === draft.entity)) {
      throw new Error(`the draft ${draft.ref} is asked for twice`);
    }
    this.drafts.push(draft);
    const journal = createJournal(draft.lines);
    if (!journal.ok) throw new Error(`${draft.ref} does not balance in ${journal.entity}`);
    for (const line of draft.lines) {
      const key = `${line.entity}|${line.account}`;
      this.ledger.set(key, (this.ledger.get(key) ?? 0n) + line.amountMinor);
    }
  }

  #enter(id: string, side: string, minor: bigint, tells: BankItem['keys'] | null): void {
    this.ties.set(id, [...(this.ties.get(id) ?? []), { side, minor, tells }]);
  }

  #settle(ids: readonly string[]): void {
    for (const id of ids) {
      const entries = this.ties.get(id) ?? [];
      if (entries.length < 2 || entries.reduce((sum, { minor }) => sum + minor, 0n) !== 0n) continue;
      const tie = id.slice(0, id.indexOf(' '));
      const told = new Set<string>();
      for (const { tells } of entries) {
        if (tells === null || told.has(tells.join())) continue;
        told.add(tells.join());
        this.decide(kernelItem('tie.tied/1', { tie, key: id.slice(tie.length + 1) }, tells, this.#now));
      }
    }
  }
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? `${field}` : field));

const NO_PARCEL = { id: 'parcel', digest: '', head: null, parties: {} };
const NO_AMOUNT: Amount = { asset: 'N/0', minor: 0n };

const kernelItem = (type: string, facts: unknown, keys: BankItem['keys'], at: string): BankItem =>
  ({
    id: `kernel-${type}`,
    type,
    facts,
    amount: NO_AMOUNT,
    at,
    businessDate: at.slice(0, 10),
    keys,
    tokens: {},
    parcel: NO_PARCEL,
    judgements: [],
    recalled: undefined,
  }) as BankItem;

export function itemOf(
  event: NewEvent<BankEvents>,
  at = '2026-11-06T06:00:00.000Z',
  parcel?: Parcel<StatementHead>,
  id = 'item',
  marks: readonly string[] = [],
): BankItem {
  return {
    id,
    type: event.type,
    // What storage gives back: amounts as texts.
    facts: JSON.parse(text(event.facts)),
    amount: event.amount,
    at: event.at ?? at,
    businessDate: event.businessDate ?? parcel?.businessDate ?? '2026-11-05',
    keys: event.order,
    tokens: {},
    parcel: { ...NO_PARCEL, head: parcel?.head ?? null },
    judgements: marks.map((mark) => ({ mark, by: 'person' })),
    recalled: undefined,
  } as BankItem;
}

/** One BAI2 file of one account; details are `[type, cents, bank reference, customer reference, texts…]`. */
export function bai2(
  account: string,
  details: readonly (readonly [string, number, string, string, ...string[]])[],
  over: { date?: string; modifier?: string; status?: string; file?: string; currency?: string; credits?: number } = {},
): string {
  const { date = '261105', modifier = '2', status = '1', file = '1', currency = 'USD' } = over;
  const lines = [`03,${account},,010,0,,`];
  const isCredit = (type: string) => Number.parseInt(type, 10) < 400;
  const isPart = (type: string) => type === '116' || type === '143';
  const total = (credit: boolean) =>
    details
      .filter(([type]) => isCredit(type) === credit && !isPart(type) && type < '700')
      .reduce((sum, [, cents]) => sum + cents, 0);
  const [credits, debits] = [over.credits ?? total(true), total(false)];
  lines.push(`88,100,${credits},,,400,${debits},,/`);
  lines[0] = `${lines[0]}/`;
  for (const [type, cents, bank, customer, first = '', ...more] of details) {
    lines.push(`16,${type},${cents},Z,${bank},${customer},${first}${more.length === 0 ? '' : ''}`);
    for (const each of more) lines.push(`88,${each}`);
  }
  const sum = details.reduce((all, [, cents]) => all + cents, 0) + credits + debits;
  lines.push(`49,${sum},${lines.length + 1}/`);
  const group = [`02,FERNHOLLOW,COBALTHRBR,${status},${date},,${currency},${modifier}/`, ...lines];
  group.push(`98,${sum},1,${group.length + 1}/`);
  const whole = [`01,COBALTHRBR,FERNHOLLOW,${date},0600,${file},80,,2/`, ...group];
  whole.push(`99,${sum},1,${whole.length + 1}/`);
  return `${whole.join('\n')}\n`;
}
