import type { FindingCollector, Place } from '../shared/finding-collector';
import { MinorSum } from '../shared/minor-sum';
import { addAmount, detailPath, readDetail } from './detail';
import { amountOf, FieldCursor } from './fields';
import { type Bai2FindingCode, raise } from './findings';
import type { AccountTrailer, Bai2Record, FileTrailer, GroupTrailer } from './model';
import { baseOf, type Complain, type LogicalRecord, readAccount, readFileHeader, readGroupHeader } from './records';

/** One open level: how many children it has, how many physical records, and the sum its trailer must state. */
type Level = {
  readonly path: string;
  readonly place: Place;
  children: number;
  records: number;
  readonly total: MinorSum;
};

const levelAt = (record: LogicalRecord, path: string): Level => ({
  path,
  place: { offset: record.offset, line: record.line, path },
  children: 0,
  records: 0,
  total: new MinorSum(),
});

/**
 * Types logical records, knows in which file, group and account each stands, and compares every stated total and count
 * with its own: BAI2 "Account Trailer", "Group Trailer", "File Trailer".
 */
export class Bai2Hierarchy {
  readonly #findings: FindingCollector;
  #file: Level | null = null;
  #group: Level | null = null;
  #account: Level | null = null;
  #files = 0;
  #trailers = 0;
  #loose = 0;

  #reading: LogicalRecord | null = null;
  #readingPath = '';
  /** The detail being read within that path; 0 when it is no detail. */
  #readingDetail = 0;

  /** Made once, because a file holds millions of records and nearly none has anything to complain about. */
  readonly #complain = (code: Bai2FindingCode, detail?: string): void => {
    const { offset, line } = this.#reading ?? { offset: 0, line: 0 };
    const path = this.#readingDetail === 0 ? this.#readingPath : detailPath(this.#readingPath, this.#readingDetail);
    raise(this.#findings, code, { offset, line, path }, detail);
  };

  constructor(findings: FindingCollector) {
    this.#findings = findings;
  }

  take(record: LogicalRecord, out: Bai2Record[]): void {
    if (this.#file === null && record.code !== '01') this.#outsideFile(record);
    switch (record.code) {
      case '01':
        this.#fileHeader(record, out);
        return;
      case '02':
        this.#groupHeader(record, out);
        return;
      case '03':
        this.#accountHeader(record, out);
        return;
      case '16':
        this.#detail(record, out);
        return;
      case '49':
        this.#accountTrailer(record, out);
        return;
      case '98':
        this.#groupTrailer(record, out);
        return;
      case '99':
        this.#fileTrailer(record, out);
    }
  }

  end(at: Place): void {
    this.#closeGroup();
    if (this.#file !== null || this.#trailers === 0) raise(this.#findings, 'BAI2_FILE_TRAILER_MISSING', at);
  }

  #outsideFile(record: LogicalRecord): void {
    const code = this.#trailers > 0 ? 'BAI2_AFTER_TRAILER' : 'BAI2_FILE_HEADER_MISSING';
    raise(this.#findings, code, { offset: record.offset, line: record.line, path: 'FILE' });
    this.#files += 1;
    this.#file = levelAt(record, this.#filePath());
  }

  #fileHeader(record: LogicalRecord, out: Bai2Record[]): void {
    this.#closeGroup();
    if (this.#file !== null) raise(this.#findings, 'BAI2_FILE_TRAILER_MISSING', this.#file.place);
    this.#files += 1;
    const level = levelAt(record, this.#filePath());
    this.#file = level;
    this.#count(record);
    out.push(readFileHeader(record, level.path, this.#complainAt(record, level.path)));
  }

  #groupHeader(record: LogicalRecord, out: Bai2Record[]): void {
    this.#closeGroup();
    const number = this.#file === null ? 0 : ++this.#file.children;
    const level = levelAt(record, `${this.#filePath()}/GROUP[${number}]`);
    this.#group = level;
    this.#count(record);
    const header = readGroupHeader(record, level.path, this.#complainAt(record, level.path));
    if (header.status === '4') raise(this.#findings, 'BAI2_TEST_GROUP', level.place);
    out.push(header);
  }

  #accountHeader(record: LogicalRecord, out: Bai2Record[]): void {
    this.#closeAccount();
    const parent = this.#group;
    const number = parent === null ? ++this.#loose : ++parent.children;
    const level = levelAt(record, `${parent?.path ?? this.#filePath()}/ACCOUNT[${number}]`);
    if (parent === null) raise(this.#findings, 'BAI2_GROUP_HEADER_MISSING', level.place);
    this.#account = level;
    this.#count(record);
    const account = readAccount(record, level.path, this.#complainAt(record, level.path));
    for (const summary of account.summaries) level.total.addLarge(summary.amountMinor ?? 0n);
    out.push(account);
  }

  #detail(record: LogicalRecord, out: Bai2Record[]): void {
    this.#count(record);
    const level = this.#account;
    const parent = level?.path ?? this.#filePath();
    const number = level === null ? ++this.#loose : ++level.children;
    const complain = this.#complainAt(record, parent, number);
    if (level === null) this.#complain('BAI2_ACCOUNT_HEADER_MISSING');
    const detail = readDetail(record, parent, number, complain);
    if (level !== null) addAmount(level.total, detail);
    out.push(detail);
  }

  #accountTrailer(record: LogicalRecord, out: Bai2Record[]): void {
    this.#count(record);
    const level = this.#account ?? levelAt(record, `${this.#filePath()}/ACCOUNT[0]`);
    if (this.#account === null) raise(this.#findings, 'BAI2_ACCOUNT_HEADER_MISSING', level.place);
    const cursor = new FieldCursor(record.parts);
    const stated = amountOf(cursor.text());
    const statedRecords = cursor.text();
    const trailer: AccountTrailer = {
      kind: 'accountTrailer',
      ...baseOf(record, `${level.path}/TRAILER`, cursor),
      stated,
      statedRecords,
      computed: level.total.total,
      records: level.records,
    };
    this.#same('BAI2_ACCOUNT_TOTAL', trailer.stated, trailer.computed, trailer);
    this.#same('BAI2_ACCOUNT_RECORDS', amountOf(trailer.statedRecords), BigInt(trailer.records), trailer);
    if (this.#group !== null) this.#group.total.addLarge(trailer.stated ?? 0n);
    this.#account = null;
    out.push(trailer);
  }

  #groupTrailer(record: LogicalRecord, out: Bai2Record[]): void {
    this.#closeAccount();
    this.#count(record);
    const level = this.#group ?? levelAt(record, `${this.#filePath()}/GROUP[0]`);
    if (this.#group === null) raise(this.#findings, 'BAI2_GROUP_HEADER_MISSING', level.place);
    const cursor = new FieldCursor(record.parts);
    const stated = amountOf(cursor.text());
    const statedAccounts = cursor.text();
    const statedRecords = cursor.text();
    const trailer: GroupTrailer = {
      kind: 'groupTrailer',
      ...baseOf(record, `${level.path}/TRAILER`, cursor),
      stated,
      statedAccounts,
      statedRecords,
      computed: level.total.total,
      accounts: level.children,
      records: level.records,
    };
    this.#same('BAI2_GROUP_TOTAL', trailer.stated, trailer.computed, trailer);
    this.#same('BAI2_GROUP_ACCOUNTS', amountOf(trailer.statedAccounts), BigInt(trailer.accounts), trailer);
    this.#same('BAI2_GROUP_RECORDS', amountOf(trailer.statedRecords), BigInt(trailer.records), trailer);
    if (this.#file !== null) this.#file.total.addLarge(trailer.stated ?? 0n);
    this.#group = null;
    out.push(trailer);
  }

  #fileTrailer(record: LogicalRecord, out: Bai2Record[]): void {
    this.#closeGroup();
    this.#count(record);
    const level = this.#file ?? levelAt(record, this.#filePath());
    const cursor = new FieldCursor(record.parts);
    const stated = amountOf(cursor.text());
    const statedGroups = cursor.text();
    const statedRecords = cursor.text();
    const trailer: FileTrailer = {
      kind: 'fileTrailer',
      ...baseOf(record, `${level.path}/TRAILER`, cursor),
      stated,
      statedGroups,
      statedRecords,
      computed: level.total.total,
      groups: level.children,
      records: level.records,
    };
    this.#same('BAI2_FILE_TOTAL', trailer.stated, trailer.computed, trailer);
    this.#same('BAI2_FILE_GROUPS', amountOf(trailer.statedGroups), BigInt(trailer.groups), trailer);
    this.#same('BAI2_FILE_RECORDS', amountOf(trailer.statedRecords), BigInt(trailer.records), trailer);
    this.#trailers += 1;
    this.#file = null;
    out.push(trailer);
  }

  #same(code: Bai2FindingCode, stated: bigint | null, own: bigint, record: Bai2Record): void {
    if (stated === own) return;
    const place = { offset: record.span.offset, line: record.line, path: record.path };
    raise(this.#findings, code, place, `It says ${stated ?? 'nothing'}, the records give ${own}.`);
  }

  #closeAccount(): void {
    if (this.#account !== null) raise(this.#findings, 'BAI2_ACCOUNT_TRAILER_MISSING', this.#account.place);
    this.#account = null;
  }

  #closeGroup(): void {
    this.#closeAccount();
    if (this.#group !== null) raise(this.#findings, 'BAI2_GROUP_TRAILER_MISSING', this.#group.place);
    this.#group = null;
  }

  /** A record and its continuations count in every level that is open. */
  #count(record: LogicalRecord): void {
    const physical = record.parts.length;
    if (this.#file !== null) this.#file.records += physical;
    if (this.#group !== null) this.#group.records += physical;
    if (this.#account !== null) this.#account.records += physical;
  }

  #complainAt(record: LogicalRecord, path: string, detail = 0): Complain {
    this.#reading = record;
    this.#readingPath = path;
    this.#readingDetail = detail;
    return this.#complain;
  }

  #filePath(): string {
    return `FILE[${this.#files}]`;
  }
}
