import { ZERO } from '@/domain/money';
import type { OpenSet } from '../envelope';
import { checkPayment } from '../payment-checks';
import type { SegmentView } from '../segment';
import { append, type Draft, NONE, NOWHERE } from './draft';
import { REMIT_FINDINGS } from './findings';
import { BPR, CUR, DTM, N1, N3, N4, PER, RDM, REF, TRN } from './ids';
import type { LoopContext } from './loop-context';
import type { HeaderParty, Payment, TransactionHeader } from './model';
import { qualifiedDate, reference } from './segment-records';

const PAYER = 'PR';
const PAYEE = 'PE';
const PRODUCTION_DATE = '405';

/** Fills the header of one 835: everything between ST and the first LX, claim or PLB. */
export class HeaderBuilder {
  private readonly context: LoopContext;
  private readonly header: Draft<TransactionHeader>;
  /** The N1 loop being read. */
  private party: Draft<HeaderParty> | null = null;
  private hasTrace: boolean = false;

  constructor(set: OpenSet, context: LoopContext) {
    this.context = context;
    this.header = emptyHeader(set);
  }

  add(view: SegmentView): void {
    if (this.isKept(view)) return;
    const owner = this.party ?? this.header;
    owner.other = append(owner.other, this.context.raw(view));
  }

  /** Ends the header and reports what every 835 must have and this one has not. */
  finish(): TransactionHeader {
    const { header, context } = this;
    const place = { offset: header.offset, line: header.segmentNumber, path: header.path };
    if (header.bpr.present) this.checkPayment();
    else context.log?.add(REMIT_FINDINGS.bprMissing, place);
    if (header.trn02 === '') context.log?.add(REMIT_FINDINGS.trnMissing, place);
    if (!header.hasPayer) context.log?.add(REMIT_FINDINGS.payerMissing, place);
    if (!header.hasPayee) context.log?.add(REMIT_FINDINGS.payeeMissing, place);
    return header;
  }

  private checkPayment(): void {
    const { bpr, currency, path } = this.header;
    const place = { offset: bpr.span.offset, line: bpr.segmentNumber, path };
    const words = { ...bpr, currency: currency?.[1] ?? '', otherDates: otherDatesOf(this.header) };
    checkPayment(this.context.log, REMIT_FINDINGS, words, place);
  }

  private isKept(view: SegmentView): boolean {
    const { header } = this;
    switch (view.id) {
      case BPR:
        if (header.bpr.present) return false;
        header.bpr = this.payment(view);
        return true;
      case TRN:
        if (this.hasTrace) return false;
        this.hasTrace = true;
        header.trn01 = view.element(1);
        header.trn02 = view.element(2);
        header.trn03 = view.element(3);
        header.trn04 = view.element(4);
        header.traceSpan = view.span(2);
        return true;
      case CUR:
        if (header.currency !== null) return false;
        header.currency = view.rest(1);
        return true;
      case DTM:
        return this.keepDate(view);
      case N1:
        this.startParty(view);
        return true;
      case REF:
        return this.keepReference(view);
      default:
        return this.party !== null && isKeptByParty(view, this.party);
    }
  }

  private keepDate(view: SegmentView): boolean {
    const date = qualifiedDate(view);
    if (date === null) return false;
    this.header.dates = append(this.header.dates, date);
    if (date.qualifier === PRODUCTION_DATE) this.header.productionDate ??= date.value;
    return true;
  }

  private keepReference(view: SegmentView): boolean {
    const record = reference(view);
    if (record === null) return false;
    const owner = this.party ?? this.header;
    owner.references = append(owner.references, record);
    return true;
  }

  private startParty(view: SegmentView): void {
    const { header } = this;
    const party: Draft<HeaderParty> = {
      ...emptyParty(view.code(1)),
      span: view.whole(),
      name: view.element(2),
      idQualifier: view.code(3),
      id: view.element(4),
    };
    this.party = party;
    if (party.entity === PAYER && !header.hasPayer) {
      header.payer = party;
      header.hasPayer = true;
    } else if (party.entity === PAYEE && !header.hasPayee) {
      header.payee = party;
      header.hasPayee = true;
    } else header.otherParties = append(header.otherParties, party);
  }

  private payment(view: SegmentView): Payment {
    const { amounts } = this.context;
    const minor = amounts.read(view, 2, 'required');
    const { exact, units } = amounts;
    const isAmount = !Number.isNaN(view.minor(2)) || exact !== null;
    const amount = exact ?? { unscaled: BigInt(units), scale: 2 };
    const isWhole = isAmount && (exact === null || minor !== 0n || exact.unscaled === 0n);
    if (amount.unscaled < 0n) this.context.report(REMIT_FINDINGS.negativePayment, view, 'BPR02');
    return {
      present: true,
      span: view.whole(),
      amountSpan: view.span(2),
      segmentNumber: view.number,
      handling: view.code(1),
      amount,
      amountMinor: isWhole ? minor : null,
      creditDebit: view.code(3),
      method: view.code(4),
      format: view.code(5),
      senderBankQualifier: view.code(6),
      senderBank: view.element(7),
      senderAccountQualifier: view.code(8),
      senderAccount: view.element(9),
      originatingCompany: view.element(10),
      originatingSupplement: view.element(11),
      receiverBankQualifier: view.code(12),
      receiverBank: view.element(13),
      receiverAccountQualifier: view.code(14),
      receiverAccount: view.element(15),
      date: view.element(16),
    };
  }
}

/** Dates that tell when the file was made. */
export const otherDatesOf = ({ productionDate, group, interchange }: TransactionHeader): string[] =>
  [productionDate, group?.date, interchange?.date].filter((date) => typeof date === 'string');

function isKeptByParty(view: SegmentView, party: Draft<HeaderParty>): boolean {
  switch (view.id) {
    case N3:
      if (party.addressLines.length > 0) return false;
      party.addressLines = view.rest(1);
      return true;
    case N4:
      if (party.location.length > 0) return false;
      party.location = view.rest(1);
      return true;
    case PER:
      party.contacts = append(party.contacts, view.rest(1));
      return true;
    case RDM:
      party.delivery = append(party.delivery, view.rest(1));
      return true;
    default:
      return false;
  }
}

const emptyParty = (entity: string): Draft<HeaderParty> => ({
  span: NOWHERE,
  entity,
  name: '',
  idQualifier: '',
  id: '',
  addressLines: NONE,
  location: NONE,
  references: NONE,
  contacts: NONE,
  delivery: NONE,
  other: NONE,
});

/** What stands in for a BPR that is not there. */
const NO_PAYMENT: Payment = {
  present: false,
  span: NOWHERE,
  amountSpan: NOWHERE,
  segmentNumber: 0,
  handling: '',
  amount: ZERO,
  amountMinor: null,
  creditDebit: '',
  method: '',
  format: '',
  senderBankQualifier: '',
  senderBank: '',
  senderAccountQualifier: '',
  senderAccount: '',
  originatingCompany: '',
  originatingSupplement: '',
  receiverBankQualifier: '',
  receiverBank: '',
  receiverAccountQualifier: '',
  receiverAccount: '',
  date: '',
};

const emptyHeader = (set: OpenSet): Draft<TransactionHeader> => ({
  index: set.index,
  path: set.path,
  offset: set.offset,
  segmentNumber: set.segmentNumber,
  st01: set.st01,
  st02: set.st02,
  version: set.group === null ? set.st03 : set.group.version,
  interchange: set.interchange,
  group: set.group,
  bpr: NO_PAYMENT,
  trn01: '',
  trn02: '',
  trn03: '',
  trn04: '',
  traceSpan: NOWHERE,
  currency: null,
  references: NONE,
  dates: NONE,
  productionDate: null,
  payer: emptyParty(PAYER),
  payee: emptyParty(PAYEE),
  hasPayer: false,
  hasPayee: false,
  otherParties: NONE,
  other: NONE,
});
