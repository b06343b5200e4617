import { formatCents } from '../cents';
import { createPrng } from '../prng';
import { accountNumbered, BANK, payerOf } from './accounts';
import type { StatementPart } from './bai2';
import type { Line, LineKind, LockboxItem } from './model';
import { referenceText } from './trace-text';

export type CamtInput = {
  readonly seed: string;
  readonly messageId: string;
  /** YYYY-MM-DD and HHMM. */
  readonly made: string;
  readonly time: string;
  readonly asOf: string;
  /** Electronic sequence number of the account; a statement issued again keeps it. */
  readonly statement: number;
  readonly part: StatementPart;
  /** The closing balance is a dollar too high: the statement is not to be trusted. */
  readonly wrongClosing: boolean;
};

/** ISO 20022 bank transaction codes: domain, family, sub-family. */
const CODES: Readonly<Record<LineKind, readonly [string, string, string]>> = {
  'ach-credit': ['PMNT', 'RCDT', 'ACDT'],
  lockbox: ['PMNT', 'RCHQ', 'LBDP'],
  card: ['PMNT', 'MCRD', 'POSP'],
  'other-credit': ['PMNT', 'CNTR', 'CDPT'],
  fee: ['ACMT', 'MDOP', 'FEES'],
  'sweep-out': ['CAMT', 'ACCB', 'ZABA'],
  'sweep-in': ['CAMT', 'ACCB', 'ZABA'],
  'ach-reversal': ['PMNT', 'RCDT', 'RRTN'],
  'check-returned': ['PMNT', 'RCHQ', 'UPCQ'],
  'check-paid': ['PMNT', 'ICHQ', 'CCHQ'],
  'ach-return': ['PMNT', 'ICDT', 'RRTN'],
};

const HEAD = (kind: '053' | '054'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08">`;

/** The booked truth of one account: opening balance, entries, closing balance. */
export function renderCamt053(input: CamtInput): Buffer {
  const { part, asOf } = input;
  const closing = part.closing + (input.wrongClosing ? 100n : 0n);
  const text = [
    HEAD('053'),
    '<BkToCstmrStmt>',
    header(input),
    `<Stmt><Id>${part.account}-${input.statement}</Id><ElctrncSeqNb>${input.statement}</ElctrncSeqNb>`,
    `<CreDtTm>${moment(input)}</CreDtTm><FrToDt><FrDtTm>${asOf}T00:00:00Z</FrDtTm><ToDtTm>${asOf}T23:59:59Z</ToDtTm></FrToDt>`,
    account(part.account),
    balance('OPBD', part.opening, asOf),
    balance('CLBD', closing, asOf),
    summary(part.lines),
    ...part.lines.map((line) => entry(input, line)),
    '</Stmt></BkToCstmrStmt></Document>\n',
  ];
  return Buffer.from(text.join('\n'), 'utf8');
}

/** An advice of single credits, sent before the statement that books them. Not cash of its own. */
export function renderCamt054(input: CamtInput): Buffer {
  const { part } = input;
  const text = [
    HEAD('054'),
    '<BkToCstmrDbtCdtNtfctn>',
    header(input),
    `<Ntfctn><Id>${input.messageId}-N</Id><CreDtTm>${moment(input)}</CreDtTm>`,
    account(part.account),
    ...part.lines.map((line) => entry(input, line)),
    '</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n',
  ];
  return Buffer.from(text.join('\n'), 'utf8');
}

const moment = ({ made, time }: CamtInput): string => `${made}T${time.slice(0, 2)}:${time.slice(2)}:00Z`;

const header = (input: CamtInput): string =>
  `<GrpHdr><MsgId>${input.messageId}</MsgId><CreDtTm>${moment(input)}</CreDtTm></GrpHdr>`;

function account(number: string): string {
  const owner = `<Ownr><Nm>${xml(accountNumbered(number).holder)}</Nm></Ownr>`;
  const servicer = `<Svcr><FinInstnId><BICFI>${BANK.bic}</BICFI></FinInstnId></Svcr>`;
  return `<Acct><Id><Othr><Id>${number}</Id></Othr></Id><Ccy>USD</Ccy>${owner}${servicer}</Acct>`;
}

function balance(code: string, amount: bigint, date: string): string {
  const type = `<Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>`;
  return `<Bal>${type}${money(amount < 0n ? -amount : amount)}${side(amount >= 0n)}<Dt><Dt>${date}</Dt></Dt></Bal>`;
}

const money = (amount: bigint): string => `<Amt Ccy="USD">${formatCents(amount)}</Amt>`;
const side = (credit: boolean): string => `<CdtDbtInd>${credit ? 'CRDT' : 'DBIT'}</CdtDbtInd>`;
const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function summary(lines: readonly Line[]): string {
  const of = (credit: boolean): string => {
    const chosen = lines.filter((line) => line.credit === credit);
    const total = chosen.reduce((sum, line) => sum + line.amount, 0n);
    return `<NbOfNtries>${chosen.length}</NbOfNtries><Sum>${formatCents(total)}</Sum>`;
  };
  return `<TxsSummry><TtlCdtNtries>${of(true)}</TtlCdtNtries><TtlDbtNtries>${of(false)}</TtlDbtNtries></TxsSummry>`;
}

function entry(input: CamtInput, line: Line): string {
  const [domain, family, sub] = CODES[line.kind];
  const reversal = line.kind === 'ach-reversal' || line.kind === 'check-returned' ? '<RvslInd>true</RvslInd>' : '';
  const dates = `<BookgDt><Dt>${input.asOf}</Dt></BookgDt><ValDt><Dt>${line.valueDate || input.asOf}</Dt></ValDt>`;
  const code = `<BkTxCd><Domn><Cd>${domain}</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
  return [
    `<Ntry><NtryRef>${line.reference}</NtryRef>${money(line.amount)}${side(line.credit)}${reversal}<Sts><Cd>BOOK</Cd></Sts>`,
    `${dates}<AcctSvcrRef>${line.reference}</AcctSvcrRef>${code}${charges(line)}`,
    `<NtryDtls>${details(input, line)}</NtryDtls><AddtlNtryInf>${xml(line.text)}</AddtlNtryInf></Ntry>`,
  ].join('');
}

const charges = ({ card }: Line): string =>
  card ? `<Chrgs><TtlChrgsAndTaxAmt Ccy="USD">${formatCents(card.fee)}</TtlChrgsAndTaxAmt></Chrgs>` : '';

function details(input: CamtInput, line: Line): string {
  if (line.kind === 'check-paid') {
    const references = `<Refs><AcctSvcrRef>${line.reference}</AcctSvcrRef><ChqNb>${line.trace ?? ''}</ChqNb></Refs>`;
    return `<TxDtls>${references}${money(line.amount)}${side(false)}</TxDtls>`;
  }
  if (line.items.length === 0) return transaction(input, line);
  const batch = `<Btch><NbOfTxs>${line.items.length}</NbOfTxs>${money(line.amount).replaceAll('Amt', 'TtlAmt')}</Btch>`;
  return `${batch}${line.items.map((item, index) => checkDetail(line, item, index)).join('')}`;
}

function checkDetail(line: Line, item: LockboxItem, index: number): string {
  const references = `<Refs><AcctSvcrRef>${line.reference}-${index + 1}</AcctSvcrRef><ChqNb>${item.check}</ChqNb></Refs>`;
  return `<TxDtls>${references}${money(item.amount)}${side(true)}${debtor(item.payer)}</TxDtls>`;
}

/** Where a trace stands differs from payer to payer, which is why a reader has to look in several places. */
const CARRIERS = ['end-to-end', 'unstructured', 'structured', 'end-to-end', 'instruction'] as const;

function transaction(input: CamtInput, line: Line): string {
  const carrier = createPrng(input.seed, 'camt-carrier', line.payer ?? '').pick(CARRIERS);
  const trace = line.story === 'trace-cut' ? referenceText(line) : line.trace;
  const endToEnd = carrier === 'end-to-end' && trace !== null ? trace : 'NOTPROVIDED';
  const instruction = carrier === 'instruction' && trace !== null ? `<InstrId>${trace}</InstrId>` : '';
  const id = line.achTrace ? `<TxId>${line.achTrace}</TxId>` : '';
  const references = `<Refs><AcctSvcrRef>${line.reference}</AcctSvcrRef>${instruction}<EndToEndId>${endToEnd}</EndToEndId>${id}</Refs>`;
  const related = line.payer === null ? '' : debtor(line.payer);
  const info =
    trace === null
      ? ''
      : carrier === 'structured'
        ? `<RmtInf><Strd><CdtrRefInf><Ref>${trace}</Ref></CdtrRefInf></Strd></RmtInf>`
        : carrier === 'unstructured'
          ? `<RmtInf><Ustrd>${xml(referenceText(line))}</Ustrd></RmtInf>`
          : '';
  const returned = line.kind === 'ach-reversal' ? '<RtrInf><Rsn><Cd>AC03</Cd></Rsn></RtrInf>' : '';
  return `<TxDtls>${references}${money(line.amount)}${side(line.credit)}${grossAmount(line)}${related}${info}${returned}</TxDtls>`;
}

const grossAmount = ({ card }: Line): string =>
  card ? `<AmtDtls><InstdAmt>${money(card.gross)}</InstdAmt></AmtDtls>` : '';

function debtor(payer: string): string {
  const { name, trn03 } = payerOf(payer);
  const id = `<Id><OrgId><Othr><Id>${trn03}</Id></Othr></OrgId></Id>`;
  return `<RltdPties><Dbtr><Pty><Nm>${xml(name)}</Nm>${id}</Pty></Dbtr></RltdPties>`;
}
