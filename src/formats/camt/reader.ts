import type { ByteSource } from '../finding';
import type { FindingCollector, Place } from '../shared/finding-collector';
import { type CamtFindingCode, raise } from './findings';
import type { XmlPiece } from './frames';
import type { CamtRecord, Entry, Message, Statement, StatementKind, Transaction } from './model';
import { baseOf, readBalances, readEntry, readMessage, readStatement, readSummary, readTransaction } from './records';
import { CamtScanner, tokenizeCamt } from './tokenizer';
import { checkEntry, StatementSums } from './totals';
import { parsePiece, textOf } from './xml';

/** Transactions of one entry and their bytes; a larger batch is an error, because it could not be kept together. */
const TRANSACTIONS_MAX = 100_000;
const TRANSACTION_BYTES_MAX = 128 << 20;

const SUPPORTED = /^urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.001\.(?:0[2-9]|1[0-3])$/;

/** Its messages and balances are named otherwise than those of all later versions. */
const FIRST_VERSION = /camt\.05[234]\.001\.01$/;

/** Builds records from pieces as they come: transactions before their entry, heads before their entries. */
class CamtAssembler {
  readonly #findings: FindingCollector;
  #statements = 0;
  #entries = 0;
  #entriesInStatement = 0;
  #statement: Statement | null = null;
  #kind: StatementKind = 'Stmt';
  #transactions: Transaction[] = [];
  #transactionCount = 0;
  #transactionBytes = 0;
  #overflowing = 0;
  /** Why nothing of the message could be read, when its version tells. */
  #unread = '';
  #sums = new StatementSums();

  constructor(findings: FindingCollector) {
    this.#findings = findings;
  }

  take(piece: XmlPiece, out: CamtRecord[]): void {
    switch (piece.kind) {
      case 'message':
        this.#message(piece, out);
        return;
      case 'statementOpen':
        this.#statements += 1;
        this.#entriesInStatement = 0;
        this.#sums = new StatementSums();
        this.#kind = piece.text === 'Rpt' || piece.text === 'Ntfctn' ? piece.text : 'Stmt';
        return;
      case 'statementHead':
        this.#head(piece, out);
        return;
      case 'entryOpen':
        this.#entries += 1;
        this.#entriesInStatement += 1;
        this.#transactions = [];
        this.#transactionCount = 0;
        this.#transactionBytes = 0;
        this.#overflowing = 0;
        return;
      case 'transaction':
        this.#transaction(piece);
        return;
      case 'entry':
        this.#entry(piece, out);
        return;
      case 'statement':
        this.#end(piece, out);
    }
  }

  /** What only the whole file can tell. */
  finish(scanner: CamtScanner): void {
    const { stop } = scanner;
    if (stop !== null)
      raise(this.#findings, stop.code, { offset: stop.offset, line: this.#entries, path: this.#path() }, stop.detail);
    else if (this.#statements === 0)
      raise(this.#findings, 'CAMT_NO_STATEMENT', { offset: 0, line: 0, path: 'MESSAGE' }, this.#unread);
  }

  #message(piece: XmlPiece, out: CamtRecord[]): void {
    const notice = this.#notice(piece, 'MESSAGE');
    const root = parsePiece(piece, notice);
    if (root === null) return;
    const namespace = namespaceOf(textOf(piece, notice));
    const record: Message = readMessage(root, namespace, this.#base(piece, 'MESSAGE'), notice);
    if (namespace === '') notice('CAMT_NAMESPACE');
    else if (!SUPPORTED.test(namespace)) notice('CAMT_VERSION');
    if (FIRST_VERSION.test(namespace)) this.#unread = `It is ${namespace.slice(-15)}, a version that is not read.`;
    out.push(record);
  }

  #head(piece: XmlPiece, out: CamtRecord[]): void {
    const path = this.#statementPath();
    const notice = this.#notice(piece, path);
    const node = parsePiece(piece, notice);
    if (node === null) return;
    this.#statement = readStatement(node, this.#kind, this.#statements, this.#base(piece, path), notice);
    out.push(this.#statement);
  }

  #transaction(piece: XmlPiece): void {
    this.#transactionCount += 1;
    const path = `${this.#entryPath()}/TxDtls[${this.#transactionCount}]`;
    const notice = this.#notice(piece, path);
    this.#transactionBytes += piece.length;
    if (this.#transactions.length >= TRANSACTIONS_MAX || this.#transactionBytes > TRANSACTION_BYTES_MAX) {
      this.#overflowing += 1;
      if (this.#overflowing === 1) notice('XML_TOO_LARGE', 'The entry has too many transactions.');
      return;
    }
    const node = parsePiece(piece, notice);
    if (node === null) return;
    this.#transactions.push(readTransaction(node, this.#transactionCount, this.#base(piece, path), notice));
  }

  #entry(piece: XmlPiece, out: CamtRecord[]): void {
    const path = this.#entryPath();
    const notice = this.#notice(piece, path);
    const node = parsePiece(piece, notice);
    const transactions = this.#transactions;
    this.#transactions = [];
    if (node === null) return;
    const base = this.#base(piece, path);
    const entry: Entry = readEntry(
      node,
      { statement: this.#statements, entry: this.#entriesInStatement, base, transactions },
      notice,
    );
    checkEntry(entry, this.#findings);
    this.#sums.add(entry);
    out.push(entry);
  }

  #end(piece: XmlPiece, out: CamtRecord[]): void {
    const path = this.#statementPath();
    // The head has been judged already; only what stands after the entries would be noticed twice.
    const node = parsePiece(piece, () => undefined);
    if (node === null) return;
    const silent = () => undefined;
    const base = this.#base(piece, `${path}/END`);
    const balances = readBalances(node, silent);
    const summary = readSummary(node, silent);
    const { offset } = piece;
    this.#sums.check(balances, summary, { offset, line: this.#entries, path }, this.#findings);
    const totals = this.#sums.totals();
    out.push({
      kind: 'statementEnd',
      ...base,
      type: this.#kind,
      statement: this.#statements,
      balances,
      summary,
      totals,
    });
    this.#statement = null;
  }

  #base(piece: XmlPiece, path: string) {
    return baseOf({ offset: piece.offset, length: piece.length }, this.#entries, path);
  }

  #notice(piece: XmlPiece, path: string): (code: CamtFindingCode, detail?: string) => void {
    const place: Place = { offset: piece.offset, line: this.#entries, path };
    return (code, detail) => raise(this.#findings, code, place, detail);
  }

  #path(): string {
    return this.#entriesInStatement > 0 ? this.#entryPath() : this.#statements > 0 ? this.#statementPath() : 'MESSAGE';
  }

  #statementPath(): string {
    return `MESSAGE/${this.#kind}[${this.#statements}]`;
  }

  #entryPath(): string {
    return `${this.#statementPath()}/Ntry[${this.#entriesInStatement}]`;
  }
}

/** Namespace of the root element, by its own prefix; empty when it has none. */
function namespaceOf(text: string): string {
  const root = /^<(?:([\w.-]+):)?[\w.-]+((?:[^>"']|"[^"]*"|'[^']*')*)>/.exec(text.slice(0, NAMESPACE_CHARS));
  if (root === null) return '';
  const name = root[1] === undefined ? 'xmlns' : `xmlns:${root[1]}`;
  for (const [, key, double, single] of (root[2] ?? '').matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (key === name) return (double ?? single ?? '').trim();
  }
  return '';
}

/** Characters of the root element looked at for its namespace. */
const NAMESPACE_CHARS = 10_000;

/** The same reader for bytes that are handed in: `push` pieces of any size, then `end`; each gives the records completed. */
export function openCamt(findings: FindingCollector): {
  push(bytes: Uint8Array): readonly CamtRecord[];
  end(): readonly CamtRecord[];
} {
  const assembler = new CamtAssembler(findings);
  const scanner = new CamtScanner();
  const taken = (pieces: readonly XmlPiece[]): CamtRecord[] => {
    const out: CamtRecord[] = [];
    for (const piece of pieces) assembler.take(piece, out);
    return out;
  };
  return {
    push: (bytes) => taken(scanner.push(bytes)),
    end: () => {
      const out = taken(scanner.end());
      assembler.finish(scanner);
      return out;
    },
  };
}

/**
 * Reads a camt.052, 053 or 054 message (ISO 20022, versions .001.02 to .001.13) as a stream of typed records in file
 * order: message, statement head, its entries with their transactions, statement end. Every record has its byte span;
 * `line` counts entries, because XML has no records of its own. Nothing is thrown: what is wrong goes to `findings`,
 * which is complete once the generator ends. Records given before an `error` finding are provisional: a file with one
 * must not be posted. Document types, entities and foreign encodings are refused before anything is parsed.
 */
export async function* readCamt(source: ByteSource, findings: FindingCollector): AsyncGenerator<readonly CamtRecord[]> {
  const assembler = new CamtAssembler(findings);
  const scanner = new CamtScanner();
  for await (const pieces of tokenizeCamt(source, scanner)) {
    const out: CamtRecord[] = [];
    for (const piece of pieces) assembler.take(piece, out);
    if (out.length > 0) yield out;
  }
  assembler.finish(scanner);
}
