import { NONE, usd } from '@/domain/amount';
import { failure } from '@/domain/failure';
import { formatMinor } from '@/domain/money';
import type { Draft, SagaWrite } from '../flow';
import { addDays, dueOf, morningOf, nextWarning } from './clock';
import type { Context, Decided, ItemOf } from './context';
import { type RequestFacts, topicOf } from './contract';
import { accountOf, line } from './lines';
import type { Memory, Place, Refund, State } from './memory';
import { end, entry, journal, post, REQUEST_TO_VOUCHER, ROLE, ref, scopeOf, stop, takeBack, tieKey } from './parts';
import { placeOf } from './place';
import { neededFor } from './rules';

type RequestItem = ItemOf<'refund.requested/1'> | ItemOf<'refund.updated/1'>;

/**
 * In one of these a newer version may replace what was asked, since nothing of it has left. Afterwards it is cancelled and
 * asked for anew: what takes old documents back must not wait for the checkers of new ones.
 */
const OPEN: readonly State[] = ['review', 'awaiting', 'declined'];

/** How many requests of one likeness are remembered. */
const LIKENESS_MAX = 20;

/** A request or a newer version of one: checked, and asked for in one group that waits for the checkers as a whole. */
export function decideRequest(context: Context<RequestItem>): Decided {
  const { item, rules } = context;
  const { facts } = item;
  const place = placeOf(facts, context.master, item.businessDate);
  if ('code' in place) return { kind: 'stop', failure: place, scope: scopeOf(context.refund), queue: 'aside' };
  const settled = judgeVersion(context, facts) ?? judgeAsk(context, facts, place);
  if (settled !== null) return settled;
  const before = context.refund;
  const usedMinor = usedMinorOf(context, facts, place);
  const netMinor = facts.amountMinor - usedMinor;
  const needed = neededFor(netMinor + (item.recalled?.toPayeeMinor ?? 0n), rules);
  const asked: State = needed > 0 ? 'awaiting' : facts.route === 'card' ? 'carding' : 'submitting';
  const state: State = netMinor === 0n ? 'no-refund' : asked;
  const refund: Refund = { ...remember(context, facts, place), netMinor, needed, state };
  const { due } = refund.clock ?? { due: item.businessDate };
  const replaced = before?.state === 'awaiting';
  return post(context, {
    refund,
    step: facts.action === 'update' ? 'updated' : 'requested',
    drafts: [...(replaced ? withdrawals(before, `v${facts.version}`) : []), ...draftsOf(context, refund, usedMinor)],
    ties: tieChange(before, refund, addDays(due, 1)),
    wake: {
      clock: refund.clock && wakeOf(refund.clock, item.businessDate, context),
      approval: needed > 0 ? morningOf(addDays(item.businessDate, rules.clocks.approvalDays)) : null,
      'month-end': null,
    },
    signals: [topicOf(facts.requestId)],
    others: liken(context),
    ...(item.type === 'refund.updated/1' ? { annuls: true } : {}),
  });
}

export function wakeOf(clock: { readonly from: string; readonly due: string }, today: string, context: Context) {
  const next = nextWarning(clock, today, context.rules);
  return next === null ? null : morningOf(next);
}

/** What the same version says again; equal means that nothing new was asked. */
function sayingOf(facts: RequestFacts, item: RequestItem): string {
  const { payee = '', account = '', payeeHash = '' } = item.tokens;
  const asked = [facts.amountMinor.toString(), facts.kind, facts.payer ?? '', facts.facility, facts.route];
  return [...asked, facts.reason, payee, account, payeeHash].join('|');
}

function judgeVersion(context: Context<RequestItem>, facts: RequestFacts): Decided | null {
  const { refund, item } = context;
  if (refund === null) return null;
  if (facts.version < refund.version) return end(context, 'duplicate', 'a newer version is known');
  if (refund.state === 'cancelled' && refund.event === '' && facts.version <= refund.version) {
    return end(context, 'rejected', 'cancelled before it came');
  }
  if (facts.version === refund.version && refund.state !== 'review') {
    if (refund.saying === sayingOf(facts, item)) return end(context, 'duplicate', 'the same version was asked before');
    return stop(context, 'REFUND_VERSION_CONFLICT', 'request.version', facts.requestId, {
      version: `${facts.version}`,
    });
  }
  if (OPEN.includes(refund.state)) return null;
  return stop(context, 'REFUND_UPDATE_TOO_LATE', 'request.version', facts.requestId, { state: refund.state });
}

function judgeAsk(context: Context<RequestItem>, facts: RequestFacts, place: Place): Decided | null {
  const { item, rules } = context;
  const is = (mark: string): boolean => item.judgements.some((each) => each.mark === mark);
  const at = { kind: 'stop', scope: placeScope(place), queue: 'aside' } as const;
  if (rules.incomeReasons.includes(facts.reason)) {
    return { ...at, failure: failure('UNCLAIMED_TO_INCOME_BLOCKED', 'request.reason', facts.reason) };
  }
  const missing = missingAddress(context, facts, place);
  if (missing !== null) {
    return { ...at, failure: failure('REFUND_ADDRESS_INCOMPLETE', missing, facts.requestId) };
  }
  const { creditMinor } = facts;
  if (creditMinor !== null && facts.amountMinor > creditMinor && !is('credit-checked')) {
    const params = { asked: formatMinor(facts.amountMinor), credit: formatMinor(creditMinor) };
    return { ...at, failure: failure('CREDIT_EXCEEDED', 'request.amount', facts.requestId, params) };
  }
  const twin = alike(context).find(
    (each) =>
      each.live &&
      each.requestId !== facts.requestId &&
      each.on >= addDays(item.businessDate, -rules.duplicates.windowDays),
  );
  if (twin !== undefined && !is('not-duplicate')) {
    const params = { other: twin.requestId };
    return { ...at, failure: failure('REFUND_DUP_SUSPECT', 'request.id', facts.requestId, params) };
  }
  return null;
}

const ADDRESS = [
  ['line1', 'payeeLine1'],
  ['city', 'payeeCity'],
  ['state', 'payeeState'],
  ['postalCode', 'payeeZip'],
] as const;

/** The first part of an address that a check cannot go without; a supplier's own address is kept in the ERP. */
function missingAddress(context: Context<RequestItem>, facts: RequestFacts, place: Place): string | null {
  if (facts.route === 'card' || hasOwnAddress(supplierOf(context, place))) return null;
  const missing = ADDRESS.find(([, identifier]) => context.item.tokens[identifier] === undefined);
  return missing === undefined ? null : `request.payee.${missing[0]}`;
}

type Supplier = { readonly code: string | null; readonly site: string | null; readonly own: boolean };

/** Under which supplier of the ERP the payee is paid: a payer under its own, a patient under one that all of them share. */
function supplierOf({ rules, master, item }: Context, { payer }: Place): Supplier {
  const { patientSupplier, patientSite } = rules.invoice;
  if (payer === null) return { code: patientSupplier, site: patientSite, own: false };
  const code = master.lookup('supplier', payer, item.businessDate) ?? payer;
  return { code, site: master.lookup('supplier-site', payer, item.businessDate) ?? null, own: true };
}

const hasOwnAddress = ({ own, site }: Supplier): boolean => own && site !== null;

const placeScope = ({ entity, facility, payer }: Place) => ({ entity, facility, payer });

function alike({ item, memory }: Context) {
  const known = item.keys[1] === undefined ? undefined : memory.get(item.keys[1]);
  return known?.of === 'likeness' ? known.requests : [];
}

/** Remembers that this account, payee and amount were asked for, for whoever asks the same under another id. */
function liken(context: Context<RequestItem>): Readonly<Record<string, SagaWrite<Memory>>> {
  const { item } = context;
  const key = item.keys[1];
  if (key === undefined) return {};
  const { requestId } = item.facts;
  const others = alike(context).filter((each) => each.requestId !== requestId);
  const requests = [...others, { requestId, on: item.businessDate, live: true }].slice(-LIKENESS_MAX);
  return { [key]: { memory: { of: 'likeness', requests }, step: 'asked' } };
}

/**
 * A credit first pays what the same guarantor owes the same entity. A balance that is disputed, or another entity's, is
 * not ours to pay.
 */
function usedMinorOf(context: Context<RequestItem>, facts: RequestFacts, place: Place): bigint {
  let left = facts.amountMinor;
  for (const each of usableOffsets(context, facts, place)) left -= each.amountMinor < left ? each.amountMinor : left;
  return facts.amountMinor - left;
}

const usableOffsets = (context: Context, facts: RequestFacts, place: Place) =>
  facts.offsets
    .map((each, index) => ({ ...each, index }))
    .filter((each) => each.status === 'open' && context.master.facilities.get(each.facility)?.entity === place.entity);

function remember(context: Context<RequestItem>, facts: RequestFacts, place: Place): Refund {
  const { item, rules, refund: before } = context;
  const clock = dueOf({ ...facts, payerClass: place.payerClass }, rules);
  return {
    of: 'refund',
    requestId: facts.requestId,
    version: facts.version,
    state: 'awaiting',
    kind: facts.kind,
    route: facts.route,
    creditIn: facts.creditIn,
    place,
    askedMinor: facts.amountMinor,
    netMinor: facts.amountMinor,
    saying: sayingOf(facts, item),
    event: item.id,
    maker: facts.requestedBy,
    payeeFields: Object.values(PAYEE_FIELDS).filter((identifier) => item.tokens[identifier] !== undefined),
    payee: item.tokens.payee ?? '',
    payeeHash: item.tokens.payeeHash ?? '',
    needed: 1,
    approvedBy: [],
    approve: `approve-v${facts.version}`,
    accrual: null,
    voucher: null,
    cleared: null,
    payments: [],
    seq: before?.seq ?? -1,
    told: before?.told ?? 0,
    frozen: false,
    cancelAsked: false,
    recouped: null,
    before: null,
    attempts: 0,
    clock: { from: facts.identifiedOn, ...clock },
    reclassed: before?.reclassed ?? null,
    concerns: {},
    attachments: facts.attachments.map(({ name, sha256 }) => ({ name, sha256 })),
    method: facts.method,
    accountTail: facts.accountTail,
    redo: [],
  };
}

/** The journal of the approval and the voucher (or the order to the card gateway): all of it or nothing. */
function draftsOf(context: Context<RequestItem>, refund: Refund, usedMinor: bigint): readonly Draft[] {
  const offset = usedMinor === 0n ? [] : [offsetDraft(context, refund)];
  if (refund.netMinor === 0n) return offset;
  const approval = approvalOf(refund, context);
  if (refund.route === 'card') {
    return [...offset, ...approveDraft(refund, context, approval), gatewayDraft(refund)];
  }
  // The approval hangs on the invoice alone: were it on both, the sum per payee would count this refund twice.
  return [...offset, ...approveDraft(refund, context), { ...invoiceDraft(context, refund), ...approval }];
}

const approveDraft = (refund: Refund, { rules }: Context, more: Partial<Draft> = {}): readonly Draft[] =>
  journal(refund.approve, 'approved', refund, refund.netMinor, rules, { tells: 'confirmed', ...more });

const approvalOf = (refund: Refund, { rules }: Context): Pick<Draft, 'approval'> =>
  refund.needed === 0
    ? {}
    : {
        approval: {
          policy: rules.approval.policy,
          amount: usd(refund.netMinor),
          maker: refund.maker,
          per: refund.payee === '' ? refund.requestId : refund.payee,
          needed: refund.needed,
        },
      };

function offsetDraft(context: Context<RequestItem>, refund: Refund): Draft {
  const { facts, tokens } = context.item;
  const { rules } = context;
  const account = accountOf('credit', refund, rules);
  let left = facts.amountMinor;
  const lines = usableOffsets(context, facts, refund.place).flatMap((each) => {
    const usedMinor = each.amountMinor < left ? each.amountMinor : left;
    left -= usedMinor;
    if (usedMinor === 0n) return [];
    // Both lines are of one account; only the token of the patient account tells them apart.
    const to = tokens[`offset${each.index + 1}`] ?? `offset${each.index + 1}`;
    return [
      {
        ...line(account, refund.place, usedMinor, 'refund.offset.debit', rules),
        dims: { account: tokens.account ?? '' },
      },
      { ...line(account, refund.place, -usedMinor, 'refund.offset.credit', rules), dims: { account: to } },
    ];
  });
  return {
    ref: ref.offset(refund),
    kind: 'journal',
    role: ROLE.ledger,
    asset: 'USD/2',
    lines,
    description: `Refund ${refund.requestId}: credit pays another balance`,
    header: { requestId: refund.requestId, step: 'offset' },
  };
}

const gatewayDraft = (refund: Refund): Draft => ({
  ref: ref.gateway(refund),
  kind: 'callback',
  role: ROLE.card,
  entity: refund.place.entity,
  asset: NONE,
  lines: [],
  header: { requestId: refund.requestId, amount: formatMinor(refund.netMinor), currency: 'USD' },
  sealed: { originalPayment: { event: refund.event, identifier: 'originalPayment' } },
});

/** Fields of the payee that are filled in on sending, by the place they have in the invoice. */
const PAYEE_FIELDS: Readonly<Record<string, string>> = {
  'supplier.name': 'payeeName',
  'supplier.taxIdToken': 'taxToken',
  'supplier.remitTo.line1': 'payeeLine1',
  'supplier.remitTo.line2': 'payeeLine2',
  'supplier.remitTo.city': 'payeeCity',
  'supplier.remitTo.state': 'payeeState',
  'supplier.remitTo.postalCode': 'payeeZip',
  'supplier.remitTo.country': 'payeeCountry',
};

/** The voucher. Its number is the request id, so that the ERP's own check for duplicates is the second lock. */
export function invoiceDraft(context: Context, refund: Refund): Draft {
  const { rules, item } = context;
  const { invoice } = rules;
  const supplier = supplierOf(context, refund.place);
  const { code, site } = supplier;
  // A supplier's own refund address is kept in the ERP; it needs no second one from us.
  const sealed = hasOwnAddress(supplier) ? {} : PAYEE_FIELDS;
  const masked = refund.accountTail === '' ? '' : `, account ••••${refund.accountTail}`;
  return {
    ref: ref.invoice(refund),
    kind: 'ap-invoice',
    role: ROLE.ap,
    asset: 'USD/2',
    lines: invoiceLines(refund, context),
    description: `Refund ${refund.requestId}${masked}`,
    header: {
      requestId: refund.requestId,
      invoiceNumber: refund.requestId,
      date: item.businessDate,
      supplier: { code, site, remitTo: { country: invoice.country } },
      terms: invoice.terms,
      payGroup: invoice.payGroup,
      payAlone: true,
      method: refund.method,
      amount: formatMinor(refund.netMinor),
      currency: 'USD',
      source: invoice.source,
      payee: refund.payee,
    },
    sealed: Object.fromEntries(
      Object.entries(sealed)
        .filter(([, identifier]) => refund.payeeFields.includes(identifier))
        .map(([field, identifier]) => [field, { event: refund.event, identifier }]),
    ),
    attach: refund.attachments,
    tells: 'confirmed',
  };
}

/** What the invoice does in the books; the ERP makes the second line by itself out of the first. */
function invoiceLines(refund: Refund, { rules }: Context) {
  const { debit, credit } = rules.steps.invoiced;
  return [
    line(accountOf(debit, refund, rules), refund.place, refund.netMinor, 'refund.invoiced.debit', rules),
    line(accountOf(credit, refund, rules), refund.place, -refund.netMinor, 'refund.invoiced.credit', rules),
  ];
}

/** Everything that was asked for and not booked, taken back; what did not leave yet is withdrawn. */
export function withdrawals(refund: Refund, mark: string): readonly Draft[] {
  const payment =
    refund.route === 'card'
      ? takeBack(`${mark}-undo-card`, ref.gateway(refund), 'callback', refund)
      : takeBack(`${mark}-undo-invoice`, ref.invoice(refund), 'ap-invoice', refund);
  const offset =
    refund.netMinor === refund.askedMinor
      ? []
      : [takeBack(`${mark}-undo-offset`, ref.offset(refund), 'journal', refund)];
  return [payment, takeBack(`${mark}-undo-approve`, refund.approve, 'journal', refund), ...offset];
}

/** The request side of the first tie: what this version asks for in place of the one before. */
function tieChange(before: Refund | null, after: Refund, due: string) {
  const asked = after.route === 'card' ? 0n : after.netMinor;
  const stood = before !== null && before.state === 'awaiting' && before.route === 'ap';
  const old = stood ? before.netMinor : 0n;
  if (before === null || old === 0n || tieKey(before) !== tieKey(after)) {
    return [
      ...(before === null ? [] : entry(REQUEST_TO_VOUCHER, tieKey(before), 'request', -old)),
      ...entry(REQUEST_TO_VOUCHER, tieKey(after), 'request', asked, due),
    ];
  }
  return entry(REQUEST_TO_VOUCHER, tieKey(after), 'request', asked - old, due);
}
