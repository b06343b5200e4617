import { formatMinor } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { counted, readableAmount } from '../inspection';
import { FindingCollector } from '../shared/finding-collector';
import { detached } from '../shared/lines';
import { MinorSum } from '../shared/minor-sum';
import { addAmount } from './detail';
import type { Account, AccountTrailer, Bai2Record, Detail, FileTrailer, GroupTrailer } from './model';
import { readBai2 } from './reader';
import type { RawRecord } from './tokenizer';

/** Accounts, groups and traces listed one by one; beyond this only the counts go on and `lists_cut` says so. */
export const LIST_MAX = 10_000;

/** Facts of one 03 record; `stated` is `null` and `ok` false while its 49 record is missing. Amounts in minor units. */
type Bai2AccountFacts = {
  readonly account: string;
  readonly summaries: [string, string][];
  computed: bigint;
  details: number;
  types: Record<string, number>;
  stated: bigint | null;
  stated_records: string | null;
  ok: boolean;
};

type Bai2GroupFacts = {
  readonly stated: bigint | null;
  readonly accounts: string;
  readonly records: string;
  readonly computed: bigint;
  readonly ok: boolean;
};

type Bai2TrailerFacts = {
  readonly stated: bigint | null;
  readonly groups: string;
  readonly records: string;
  readonly computed: bigint;
  readonly ok: boolean;
  total_records: number;
};

/** Counts and control totals of one BAI2 file. `ok` judges amounts only; wrong counts stand in the findings. */
type Bai2Inspection = {
  record_counts: Record<string, number>;
  accounts: Bai2AccountFacts[];
  groups: Bai2GroupFacts[];
  file_trailer: Bai2TrailerFacts | null;
  detail_types: Record<string, number>;
  sum_detail: bigint;
  trn: [string, string][];
  sender_receiver: string[];
  lists_cut: boolean;
  findings: readonly Finding[];
};

/** Type codes counted apart; the standard has at most a thousand. */
const TYPES_MAX = 1_000;

/** How often each type code was seen. Codes come in runs, so the last one's count is at hand. */
class Counts {
  readonly #counts = new Map<string, { count: number }>();
  #last: string | null = null;
  #lastCount = { count: 0 };

  add(key: string): void {
    if (key !== this.#last) this.#find(key);
    this.#lastCount.count += 1;
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].map(([key, { count }]) => [key, count]));
  }

  /** Beyond `TYPES_MAX` keys are counted where nobody looks. */
  #find(key: string): void {
    let entry = this.#counts.get(key);
    if (entry === undefined) {
      entry = { count: 0 };
      if (this.#counts.size < TYPES_MAX) this.#counts.set(detached(key), entry);
    }
    this.#last = key;
    this.#lastCount = entry;
  }
}

/** Gathers the facts record by record, so that a file of any size is inspected in constant memory. */
class Inspector {
  readonly facts: Bai2Inspection = {
    record_counts: {},
    accounts: [],
    groups: [],
    file_trailer: null,
    detail_types: {},
    sum_detail: 0n,
    trn: [],
    sender_receiver: [],
    lists_cut: false,
    findings: [],
  };
  #account: Bai2AccountFacts | null = null;
  #physical = 0;
  readonly #codes = new Counts();
  readonly #types = new Counts();
  readonly #sum = new MinorSum();
  #accountTypes = new Counts();
  #accountSum = new MinorSum();

  raw(record: RawRecord): void {
    if (record.code === null) return;
    this.#physical += 1;
    this.#codes.add(record.code);
  }

  take(record: Bai2Record): void {
    switch (record.kind) {
      case 'fileHeader':
        if (this.facts.sender_receiver.length === 0) this.facts.sender_receiver = [record.sender, record.receiver];
        return;
      case 'account':
        this.#open(record);
        return;
      case 'detail':
        this.#detail(record);
        return;
      case 'accountTrailer':
        this.#close(record);
        return;
      case 'groupTrailer':
        this.#group(record);
        return;
      case 'fileTrailer':
        this.#trailer(record);
        return;
      case 'groupHeader':
        return;
    }
  }

  finish(findings: readonly Finding[]): Bai2Inspection {
    if (this.facts.file_trailer !== null) this.facts.file_trailer.total_records = this.#physical;
    this.#leave();
    this.facts.record_counts = this.#codes.toRecord();
    this.facts.sum_detail = this.#sum.total;
    this.facts.detail_types = this.#types.toRecord();
    this.facts.findings = findings;
    return this.facts;
  }

  #open(record: Account): void {
    this.#leave();
    this.#account = {
      account: detached(record.account),
      summaries: record.summaries.map((summary) => [summary.typeCode, detached(summary.amountText)]),
      computed: 0n,
      details: 0,
      types: {},
      stated: null,
      stated_records: null,
      ok: false,
    };
    this.#accountSum = new MinorSum();
    for (const { amountMinor } of record.summaries) this.#accountSum.addLarge(amountMinor ?? 0n);
    this.#list(this.facts.accounts, this.#account);
  }

  #detail(record: Detail): void {
    // Three characters at most: what a hostile file calls a type code must not become a key such as `__proto__`.
    const type = record.typeCode.slice(0, 3);
    this.#types.add(type);
    addAmount(this.#sum, record);
    if (this.#account !== null) {
      this.#account.details += 1;
      addAmount(this.#accountSum, record);
      this.#accountTypes.add(type);
    }
    for (const trace of record.traces) {
      if (trace.form !== 'standard') continue;
      if (this.facts.trn.length < LIST_MAX) this.facts.trn.push([detached(trace.traceNumber), detached(trace.payerId)]);
      else this.facts.lists_cut = true;
    }
  }

  #close(record: AccountTrailer): void {
    if (this.#account === null) return;
    this.#account.stated = record.stated;
    this.#account.stated_records = record.statedRecords;
    this.#account.ok = this.#accountSum.total === record.stated;
    this.#leave();
  }

  #leave(): void {
    if (this.#account !== null) {
      this.#account.types = this.#accountTypes.toRecord();
      this.#account.computed = this.#accountSum.total;
    }
    this.#accountTypes = new Counts();
    this.#account = null;
  }

  #group(record: GroupTrailer): void {
    this.#leave();
    const { stated, statedAccounts: accounts, statedRecords: records, computed } = record;
    this.#list(this.facts.groups, { stated, accounts, records, computed, ok: stated === computed });
  }

  #trailer(record: FileTrailer): void {
    this.#leave();
    const { stated, statedGroups: groups, statedRecords: records, computed } = record;
    this.facts.file_trailer = { stated, groups, records, computed, ok: stated === computed, total_records: 0 };
  }

  #list<T>(list: T[], item: T): void {
    if (list.length < LIST_MAX) list.push(item);
    else this.facts.lists_cut = true;
  }
}

/** Counts, control totals and findings of a BAI2 file (BAI2, Version 2). Never throws on content. */
export async function inspectBai2(source: ByteSource): Promise<Bai2Inspection> {
  const findings = new FindingCollector();
  const inspector = new Inspector();
  for await (const records of readBai2(source, findings, (raw) => inspector.raw(raw))) {
    for (const record of records) inspector.take(record);
  }
  return inspector.finish(findings.finish());
}

/** The same facts in a few lines for people; no account numbers, no text. */
export function summarizeBai2(result: Bai2Inspection): string[] {
  const details = Object.values(result.detail_types).reduce((sum, count) => sum + count, 0);
  const trailer = result.file_trailer;
  const control = trailer === null ? 'missing' : trailer.ok ? `agrees (${formatMinor(trailer.computed)})` : 'DISAGREES';
  return [
    `BAI2 file: ${counted(result.groups.length, 'group')}, ${counted(result.accounts.length, 'account')}, ${counted(details, 'transaction')}`,
    `sum of transactions ${readableAmount(formatMinor(result.sum_detail))}, credits and debits alike`,
    `${result.trn.length} reassociation traces; file control total ${control}`,
    ...result.accounts.flatMap((account, index) =>
      account.ok || index >= 20
        ? []
        : [`account ${index + 1}: control total ${account.stated === null ? 'missing' : 'DISAGREES'}`],
    ),
  ];
}
