import { formatDecimal } from '@/domain/money';
import type {
  Balance,
  BankCode,
  CamtAmount,
  CamtRecord,
  Entry,
  Indicator,
  Message,
  StatedSummary,
  Statement,
  StatementEnd,
  StatementKind,
  Transaction,
} from './model';

const BODY: Readonly<Record<StatementKind, string>> = {
  Rpt: 'BkToCstmrAcctRpt',
  Stmt: 'BkToCstmrStmt',
  Ntfctn: 'BkToCstmrDbtCdtNtfctn',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

/** An element with text; nothing at all when the text is empty, as optional elements are left out. */
const leaf = (name: string, text: string): string => (text === '' ? '' : `<${name}>${escapeText(text)}</${name}>`);

/** An element around others; nothing when they are all absent. */
const branch = (name: string, ...inner: readonly string[]): string => {
  const text = inner.join('');
  return text === '' ? '' : `<${name}>${text}</${name}>`;
};

const amount = (name: string, value: CamtAmount | null): string => {
  if (value === null) return '';
  const currency = value.currency === '' ? '' : ` Ccy="${escapeText(value.currency)}"`;
  return `<${name}${currency}>${escapeText(value.text)}</${name}>`;
};

const indicator = (value: Indicator): string => leaf('CdtDbtInd', value);

/** A date, or a date and time when it holds one. */
const date = (name: string, text: string): string => branch(name, leaf(text.includes('T') ? 'DtTm' : 'Dt', text));

const balance = (item: Balance): string =>
  branch(
    'Bal',
    branch('Tp', branch('CdOrPrtry', leaf('Cd', item.type))),
    amount('Amt', item.amount),
    indicator(item.indicator),
    date('Dt', item.date),
  );

function summary(stated: StatedSummary | null): string {
  if (stated === null) return '';
  const total = (name: string, count: number | null, sum: StatedSummary['sum']): string =>
    branch(
      name,
      leaf('NbOfNtries', count === null ? '' : String(count)),
      leaf('Sum', sum === null ? '' : formatDecimal(sum)),
    );
  const all = total('TtlNtries', stated.entries, stated.sum);
  const credits = total('TtlCdtNtries', stated.credits, stated.creditSum);
  return `<TxsSummry>${all}${credits}${total('TtlDbtNtries', stated.debits, stated.debitSum)}</TxsSummry>`;
}

const bankCode = (code: BankCode): string =>
  branch(
    'BkTxCd',
    branch('Domn', leaf('Cd', code.domain), branch('Fmly', leaf('Cd', code.family), leaf('SubFmlyCd', code.subFamily))),
    branch('Prtry', leaf('Cd', code.proprietary)),
  );

const transaction = (item: Transaction): string =>
  `<TxDtls>${branch(
    'Refs',
    leaf('AcctSvcrRef', item.servicerReference),
    leaf('InstrId', item.instructionId),
    leaf('EndToEndId', item.endToEndId),
    leaf('TxId', item.transactionId),
    leaf('ChqNb', item.checkNumber),
    ...item.proprietaryReferences.map(
      ({ type, reference }) => `<Prtry>${leaf('Tp', type)}${leaf('Ref', reference)}</Prtry>`,
    ),
  )}${amount('Amt', item.amount)}${indicator(item.indicator)}${branch(
    'RltdPties',
    branch('Dbtr', leaf('Nm', item.debtor)),
    branch('Cdtr', leaf('Nm', item.creditor)),
  )}${branch(
    'RmtInf',
    ...item.unstructured.map((text) => `<Ustrd>${escapeText(text)}</Ustrd>`),
    ...item.structured.map((reference) => `<Strd><CdtrRefInf>${leaf('Ref', reference)}</CdtrRefInf></Strd>`),
  )}${leaf('AddtlTxInf', item.additionalInfo)}</TxDtls>`;

/** Batches stand in entry details of their own; all transactions go into the first, or into one of their own. */
function details(entry: Entry): string {
  const list = entry.transactions.map(transaction).join('');
  if (entry.batches.length === 0) return branch('NtryDtls', list);
  return entry.batches
    .map((batch, index) => {
      const count = leaf('NbOfTxs', batch.count === null ? '' : String(batch.count));
      return `<NtryDtls><Btch>${count}${amount('TtlAmt', batch.total)}</Btch>${index === 0 ? list : ''}</NtryDtls>`;
    })
    .join('');
}

/** The status is plain text up to version 07 and a coded choice from 08 on. */
function status(entry: Entry, version: number): string {
  return version >= 8 ? branch('Sts', leaf('Cd', entry.status)) : leaf('Sts', entry.status);
}

const entryText = (entry: Entry, version: number): string =>
  `<Ntry>${leaf('NtryRef', entry.reference)}${amount('Amt', entry.amount)}${indicator(entry.indicator)}` +
  `${entry.isReversal ? '<RvslInd>true</RvslInd>' : ''}${status(entry, version)}${date('BookgDt', entry.bookingDate)}` +
  `${date('ValDt', entry.valueDate)}${leaf('AcctSvcrRef', entry.servicerReference)}${bankCode(entry.bankCode)}` +
  `${details(entry)}${leaf('AddtlNtryInf', entry.additionalInfo)}</Ntry>\n`;

const statementHead = (record: Statement): string =>
  leaf('Id', record.id) +
  leaf('ElctrncSeqNb', record.electronicSequence) +
  leaf('LglSeqNb', record.legalSequence) +
  leaf('CreDtTm', record.createdAt) +
  branch('FrToDt', leaf('FrDtTm', record.from), leaf('ToDtTm', record.to)) +
  branch('Acct', branch('Id', accountId(record.account)), leaf('Ccy', record.currency));

const accountId = (account: string): string =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(account) ? leaf('IBAN', account) : branch('Othr', leaf('Id', account));

const header = (record: Message): string =>
  branch(
    'GrpHdr',
    leaf('MsgId', record.messageId),
    leaf('CreDtTm', record.createdAt),
    record.page === ''
      ? ''
      : `<MsgPgntn>${leaf('PgNb', record.page)}<LastPgInd>${record.isLastPage}</LastPgInd></MsgPgntn>`,
  );

/**
 * Writes typed records back as one UTF-8 message with the elements this product reads; balances and summary stand
 * before the entries, as the standard orders them. `records` must be in file order, with every statement closed by its
 * end.
 */
export function* writeCamt(records: Iterable<CamtRecord>): Generator<Uint8Array> {
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
  let body = '';
  let version = 0;
  let end: StatementEnd['type'] | null = null;
  let head = '';
  for (const record of records) {
    if (record.kind === 'message') {
      version = Number.parseInt(record.namespace.slice(-2), 10) || 0;
      const namespace = record.namespace === '' ? '' : ` xmlns="${escapeText(record.namespace)}"`;
      yield bytes(`<?xml version="1.0" encoding="UTF-8"?>\n<Document${namespace}>`);
      head = header(record);
    } else if (record.kind === 'statement') {
      if (body === '') {
        body = BODY[record.type];
        yield bytes(`<${body}>${head}\n`);
      }
      const balances = record.balances.map(balance).join('');
      yield bytes(`<${record.type}>${statementHead(record)}${balances}${summary(record.summary)}\n`);
      end = record.type;
    } else if (record.kind === 'entry') yield bytes(entryText(record, version));
    else if (end !== null) yield bytes(`</${end}>\n`);
  }
  if (body !== '') yield bytes(`</${body}>`);
  yield bytes('</Document>\n');
}
