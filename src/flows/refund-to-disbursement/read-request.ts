import { createHash } from 'node:crypto';
import { type Amount, usd } from '@/domain/amount';
import { type Failure, failure } from '@/domain/failure';
import { parseMinor } from '@/domain/money';
import type { Span } from '@/formats/finding';
import type { Keys, NewEvent } from '../flow';
import { cancelFacts, noticeFacts, type Own, requestFacts } from './contract';
import { canonical, type Fields, textOf } from './fields';

/** One request of the revenue cycle system as an event, or the field that keeps it from being one. */

export type Read = { readonly event: NewEvent<Own> } | { readonly failure: Failure };

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const NOTICES = ['review', 'recouped', 'acknowledged'];
const ATTACHMENTS_MAX = 10;
const OFFSETS_MAX = 20;

/** The subject of a refund: its queue, its memory and its lock. */
export const subjectOf = (requestId: string): string => `refund|${requestId}`;

export function readRequest(fields: Fields, span: Span, path: string): Read {
  const action = textOf(fields, 'action').toLowerCase() || 'request';
  const common = commonOf(fields);
  if (common.requestId === '') return wrong('request.id', '(none)');
  if (action === 'cancel') return cancel(fields, common, span, path);
  if (NOTICES.includes(action)) return notice(fields, common, action, span, path);
  if (action !== 'request' && action !== 'update') return wrong('request.action', common.requestId);
  return request(fields, common, action, span, path);
}

/** The value in a failure is never the field's own: it might name a patient. */
const wrong = (field: string, requestId: string): Read => ({ failure: failure('REQUEST_INVALID', field, requestId) });

type Common = ReturnType<typeof commonOf>;

function commonOf(fields: Fields) {
  const version = textOf(fields, 'version') || '1';
  return {
    requestId: textOf(fields, 'requestid', 'refundid'),
    version: /^\d{1,9}$/.test(version) ? Number(version) : 0,
    requestedAt: textOf(fields, 'requestedat', 'at'),
    requestedBy: textOf(fields, 'requestedby', 'maker'),
    reason: textOf(fields, 'reason'),
    kind: textOf(fields, 'kind').toLowerCase(),
    payer: textOf(fields, 'payer', 'payercode', 'payerid') || null,
    facility: textOf(fields, 'facility', 'facilitycode'),
    creditIn: textOf(fields, 'creditin').toLowerCase() || 'receivable',
    amountMinor: parseMinor(textOf(fields, 'amount')),
  };
}

/** An instant as the sender wrote it, in one form; null when it is none. */
function instantOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(text)) return null;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

export function dayOf(text: string): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1] ?? null;
  return day === null || Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? null : day;
}

/** What is said of the payee and the account: encrypted, and found again by blind index only. */
function identifiersOf(fields: Fields): Record<string, string> {
  const named: Record<string, string> = {
    account: textOf(fields, 'account', 'accountnumber', 'accountno'),
    claim: textOf(fields, 'claimid', 'claim', 'claimnumber'),
    payeeName: textOf(fields, 'payeename', 'payee'),
    payeeLine1: textOf(
      fields,
      'payeeline1',
      'payeeaddresslines0',
      'payeeaddress0',
      'payeelines0',
      'payeeaddressline1',
      'payeeaddressline0',
      'payeeaddress',
    ),
    payeeLine2: textOf(fields, 'payeeline2', 'payeeaddresslines1', 'payeeaddress1', 'payeelines1', 'payeeaddressline2'),
    payeeCity: textOf(fields, 'payeecity', 'payeeaddresscity'),
    payeeState: textOf(fields, 'payeestate', 'payeeaddressstate'),
    payeeZip: textOf(fields, 'payeezip', 'payeepostalcode', 'payeeaddresszip', 'payeeaddresspostalcode'),
    payeeCountry: textOf(fields, 'payeecountry', 'payeeaddresscountry').toUpperCase(),
    taxToken: textOf(fields, 'payeetaxtoken', 'taxtoken', 'payeetaxidtoken'),
    originalPayment: textOf(
      fields,
      'originalpayment',
      'originalpaymentreference',
      'originalpaymentref',
      'paymentreference',
    ),
  };
  for (let at = 0; at < OFFSETS_MAX; at += 1) named[`offset${at + 1}`] = textOf(fields, `offsets${at}account`);
  const hash = payeeHashOf(named);
  const who = named.taxToken
    ? `tax ${named.taxToken}`
    : hash && plain(`${named.payeeName} ${named.payeeLine1} ${named.payeeZip}`);
  return Object.fromEntries(
    Object.entries({ ...named, payee: who, payeeHash: hash }).filter((each): each is [string, string] =>
      Boolean(each[1]),
    ),
  );
}

/** Letters and digits only: a comma more or less is the same person. */
const plain = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The hash of a payee, for an ERP that hashes what it was sent in the same way. */
function payeeHashOf(named: Readonly<Record<string, string>>): string {
  const { payeeName = '', payeeLine1 = '', payeeLine2 = '', payeeCity = '', payeeState = '', payeeZip = '' } = named;
  if (payeeName === '') return '';
  return sha256([payeeName, payeeLine1, payeeLine2, payeeCity, payeeState, payeeZip].map(plain).join('|'));
}

/** Requests for the same account, payee and amount meet in one queue, so that the second sees the first. */
function keysOf(requestId: string, named: Readonly<Record<string, string>>, amountMinor: bigint | null): Keys {
  const subject = subjectOf(requestId);
  if (!named.account || !named.payee || amountMinor === null) return [subject];
  return [subject, `refund-like|${plain(named.account)}|${amountMinor}|${named.payee}`];
}

function request(fields: Fields, common: Common, action: 'request' | 'update', span: Span, path: string): Read {
  const named = identifiersOf(fields);
  const { requestId, amountMinor } = common;
  if (amountMinor === null || amountMinor <= 0n) return wrong('request.amount', requestId);
  const at = instantOf(common.requestedAt);
  if (at === null) return wrong('request.requestedAt', requestId);
  const currency = textOf(fields, 'currency') || 'USD';
  if (currency !== 'USD') return wrong('request.currency', requestId);
  if (!named.account) return wrong('request.account', requestId);
  if (!named.payeeName) return wrong('request.payee.name', requestId);
  const credit = textOf(fields, 'creditbalance', 'creditbalanceatrequest', 'credit');
  const from = dayOf(textOf(fields, 'investigationfrom', 'investigationstartedon'));
  const parsed = requestFacts.safeParse({
    ...common,
    action,
    requestedAt: at,
    creditMinor: credit === '' ? null : creditOf(credit),
    route: textOf(fields, 'route').toLowerCase() || 'ap',
    method: textOf(fields, 'method').toUpperCase() || 'CHECK',
    identifiedOn: dayOf(textOf(fields, 'identifiedon', 'identifiedat')) ?? at.slice(0, 10),
    investigation:
      from === null ? null : { from, to: dayOf(textOf(fields, 'investigationto', 'investigationconcludedon')) },
    attachments: attachmentsOf(fields),
    offsets: offsetsOf(fields),
    accountTail: named.account.length >= 8 ? named.account.slice(-4) : '',
  });
  if (!parsed.success) return wrong(`request.${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, requestId);
  const type = action === 'update' ? 'refund.updated/1' : 'refund.requested/1';
  const keys = keysOf(requestId, named, amountMinor);
  return {
    event: {
      type,
      facts: parsed.data,
      amount: usd(amountMinor),
      ...rest(fields, requestId, at, named, keys, span, path),
    },
  };
}

/** A credit is a negative balance to some systems and a positive one to others; its size is what counts. */
function creditOf(text: string): bigint | null {
  const minor = parseMinor(text);
  return minor !== null && minor < 0n ? -minor : minor;
}

function cancel(fields: Fields, common: Common, span: Span, path: string): Read {
  const named = identifiersOf(fields);
  const parsed = cancelFacts.safeParse(common);
  if (!parsed.success) return wrong(`request.${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, common.requestId);
  const at = instantOf(common.requestedAt);
  const keys = keysOf(common.requestId, named, common.amountMinor);
  return {
    event: {
      type: 'refund.cancelled/1',
      facts: parsed.data,
      amount: NO_MONEY,
      ...rest(fields, common.requestId, at, named, keys, span, path),
    },
  };
}

function notice(fields: Fields, common: Common, action: string, span: Span, path: string): Read {
  const named = identifiersOf(fields);
  const parsed = noticeFacts.safeParse({
    ...common,
    notice: action,
    reference: textOf(fields, 'reference', 'remit'),
    kind: common.kind || 'payer',
    amountMinor: common.amountMinor ?? 0n,
  });
  if (!parsed.success) return wrong(`request.${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, common.requestId);
  const at = instantOf(common.requestedAt);
  const keys: Keys = [subjectOf(common.requestId)];
  return {
    event: {
      type: 'refund.noticed/1',
      facts: parsed.data,
      amount: NO_MONEY,
      ...rest(fields, common.requestId, at, named, keys, span, path),
    },
  };
}

/** What only tells or takes back asks for no money of its own. */
const NO_MONEY: Amount = usd(0n);

const rest = (
  fields: Fields,
  requestId: string,
  at: string | null,
  identifiers: Readonly<Record<string, string>>,
  order: Keys,
  span: Span,
  path: string,
) => ({
  at,
  ...(at === null ? {} : { businessDate: at.slice(0, 10) }),
  span,
  path,
  identifiers,
  order,
  // The same version with the same words is the same event, in whatever file it comes again; with other words it is a
  // conflict, which only a decision can name.
  naturalKey: `${subjectOf(requestId)}|${sha256(canonical(fields))}`,
});

function attachmentsOf(fields: Fields) {
  const listed = textOf(fields, 'attachments');
  const pairs =
    listed !== ''
      ? listed.split(';').map((each) => each.trim().split(':') as [string, string?])
      : Array.from({ length: ATTACHMENTS_MAX }, (_, at): [string, string?] => [
          textOf(fields, `attachments${at}name`),
          textOf(fields, `attachments${at}sha256`),
        ]).filter(([name, hash]) => name !== '' || hash !== '');
  // The sender's name may hold a patient's; the kind of file and its number are enough, since the digest finds it.
  return pairs.slice(0, ATTACHMENTS_MAX).map(([name, hash], at) => ({
    name: `document-${at + 1}${/\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0]?.toLowerCase() ?? ''}`,
    sha256: (hash ?? '').toLowerCase(),
  }));
}

const offsetsOf = (fields: Fields) =>
  Array.from({ length: OFFSETS_MAX }, (_, at) => ({
    amountMinor: parseMinor(textOf(fields, `offsets${at}amount`)),
    facility: textOf(fields, `offsets${at}facility`) || textOf(fields, 'facility', 'facilitycode'),
    status: textOf(fields, `offsets${at}status`).toLowerCase() || 'open',
  })).filter((each) => each.amountMinor !== null && each.amountMinor > 0n);
