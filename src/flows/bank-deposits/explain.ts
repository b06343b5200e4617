import { formatAmount } from '@/domain/amount';
import { type LineClass, type StatementHead, statementHead, type Via } from './facts';
import { assetFor, type Seen, tailOf } from './line';
import { bai2Line } from './read-bai2';
import { camtLine } from './read-camt';
import { lockboxLine } from './read-lockbox';
import { nachaLine } from './read-nacha';

/** One plain sentence about a bank line, and its fields in words. Account numbers are shown by their last digits only. */

type Shown = { readonly type: string; readonly bytes: Uint8Array; readonly head: unknown };
type Field = readonly [name: string, value: string, meaning: string];

const LINE: Readonly<Record<Via, (bytes: Uint8Array, head: StatementHead) => Seen>> = {
  bai2: bai2Line,
  'camt.052': camtLine,
  'camt.053': camtLine,
  'camt.054': camtLine,
  nacha: nachaLine,
  lockbox: lockboxLine,
};

const BY: Readonly<Record<LineClass, string>> = {
  ach: 'by ACH',
  wire: 'by wire',
  lockbox: 'through the lockbox',
  check: 'by check',
  card: 'from card payments',
  'other-credit': 'as another credit',
  'ach-returned': 'as an ACH payment taken back',
  'check-returned': 'as a deposited item returned',
  fee: 'as a fee',
  sweep: 'as a transfer between own accounts',
  'payment-returned': 'as a payment of ours that came back',
  payment: 'as a payment that cleared',
  'other-debit': 'as another debit',
  unknown: 'under a code of its own',
};

const WHERE: Readonly<Record<string, string>> = {
  trn: 'TRN segment',
  'trn-damaged': 'TRN segment that was damaged on its way',
  structured: 'creditor reference',
  check: 'check number',
  'end-to-end': 'end-to-end reference',
  'customer-reference': 'customer reference',
  text: 'text',
  original: 'trace of the original entry',
};

const LAST = 4;
const masking = (masked: boolean) => (text: string) => (masked && text !== '' ? `····${text.slice(-LAST)}` : text);

export function explain(
  item: Shown,
  masked: boolean,
): { readonly sentence: string; readonly fields: readonly Field[] } {
  const head = statementHead.parse(item.head);
  if (item.type === 'parcel.whole/1') return explainStatement(head);
  const seen = LINE[head.via](item.bytes, head);
  const shown = masking(masked);
  const amount = formatAmount({ asset: assetFor(seen.currency), minor: magnitude(seen.signedMinor) });
  const traces = seen.parts.flatMap((part) => part.traces);
  const named = traces[0] === undefined ? 'names no payment' : `names ${shown(traces[0].text)}`;
  const did = seen.signedMinor < 0n ? 'debited' : 'credited';
  const account = `····${tailOf(seen.account)}`;
  const sentence =
    item.type === 'change.noticed/1'
      ? `The bank reports a change (${seen.reason ?? 'no code'}) of an account we paid to.`
      : `On ${seen.date ?? 'an unknown day'} the bank ${did} ${amount} ${seen.currency} on account ${account} ${BY[seen.class]}; the line ${named}.`;
  return { sentence, fields: fieldsOf(seen, amount, shown) };
}

const magnitude = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

function fieldsOf(seen: Seen, amount: string, shown: (text: string) => string): readonly Field[] {
  const fields: (Field | null)[] = [
    ['Account', seen.account === '' ? '' : `····${tailOf(seen.account)}`, 'the bank account, by its last digits'],
    ['Date', seen.date ?? '', 'the day on which the bank booked it'],
    [
      'Amount',
      `${seen.signedMinor < 0n ? '-' : ''}${amount} ${seen.currency}`,
      seen.signedMinor < 0n ? 'left the account' : 'came in',
    ],
    ['Code', seen.code, BY[seen.class]],
    seen.reference === '' ? null : ['Bank reference', shown(seen.reference), 'what the bank calls this line'],
    seen.originator === null ? null : ['Originator', seen.originator, 'TRN03 or ACH company id'],
    seen.description === null ? null : ['Description', seen.description, 'company entry description'],
    seen.reason === null ? null : ['Reason', seen.reason, 'return or change code'],
    ...seen.parts.flatMap(({ traces }) =>
      traces.map(({ text, how }): Field => ['Trace', shown(text), `found in the ${WHERE[how] ?? how}`]),
    ),
  ];
  return fields.filter((field) => field !== null && field[1] !== '') as Field[];
}

function explainStatement(head: StatementHead): { readonly sentence: string; readonly fields: readonly Field[] } {
  const account = head.tail === '' ? 'a batch' : `account ····${head.tail}`;
  return {
    sentence: `This is what the bank says of ${account} on ${head.date ?? 'an unknown day'}: ${head.lines} lines.`,
    fields: [
      ['Format', head.via, 'how the bank sent it'],
      ['Date', head.date ?? '', 'the day it is of'],
      ['Status', head.status, 'final, so far, or of the running day'],
    ],
  };
}
