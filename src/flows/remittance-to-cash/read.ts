import { usd } from '@/domain/amount';
import { type Failure, failure } from '@/domain/failure';
import { FINDINGS_MAX, type Finding } from '@/formats/finding';
import type {
  Claim,
  FileSummary,
  ProviderAdjustment,
  TransactionHeader,
  TransactionSummary,
} from '@/formats/x12/835/model';
import { create835Reader } from '@/formats/x12/835/reader';
import { readClaim, readProviderAdjustments } from '@/formats/x12/835/reread';
import { DEFAULT_DELIMITERS } from '@/formats/x12/delimiters';
import { ENVELOPE_FINDINGS } from '@/formats/x12/findings';
import type { Parcel, Sink, Source } from '../flow';
import { claimEvent, claimIdentifiers, contextOf, plbEvents, plbIdentifiers, type RemitContext } from './events';
import { headOf, type RemitEvents, type RemitHead } from './facts';
import { partiesOf, type RemitParties, remitHeadOf } from './head';
import { PaidDigest } from './paid-digest';

/** Findings kept with a remit; all of them go to the file. */
const FINDINGS_KEPT_MAX = 50;

/** 835 files: one parcel per ST–SE, one event per claim loop and per PLB pair. */
export const remittanceFile: Source<RemitHead, RemitEvents> = {
  takes: ({ format }) => format === 'x12-835',
  open: (sink) => {
    const reading = new RemitReading(sink);
    const reader = create835Reader(
      {
        claim: (claim, header) => sink.event(claimEvent(reading.counted(claim), reading.contextOf(header))),
        providerAdjustment: (plb) => reading.keep(plb),
        transactionEnd: (summary) => reading.end(summary),
        finding: (finding) => reading.found(finding),
      },
      { contentHash: true },
    );
    return { push: (bytes) => reader.push(bytes), end: () => reading.judge(reader.end()) };
  },
  again: ({ bytes, offset, part, type }, head) => {
    const delimiters = headOf(head).delimiters ?? DEFAULT_DELIMITERS;
    if (type === 'payment.posted/1') {
      const claim = readClaim(bytes, delimiters, offset);
      return { amount: usd(claim.paidMinor), identifiers: claimIdentifiers(claim) };
    }
    const plb = readProviderAdjustments(bytes, delimiters, offset).find(({ pair }) => pair === part);
    if (!plb) throw new RangeError(`No PLB pair ${part} at offset ${offset}: the span is not one of a PLB.`);
    return { amount: usd(-plb.amountMinor), identifiers: plbIdentifiers(plb) };
  },
};

/** Without BPR02 nothing is known about what was received, so there is nothing to keep account of. */
const UNREADABLE_AMOUNT = new Set([
  'X835_AMOUNT_NOT_NUMERIC',
  'X835_AMOUNT_PRECISION',
  'X835_AMOUNT_MISSING',
  'X835_BPR_MISSING',
]);

/** Findings whose cure is to hold the remit: what they say cannot be read is money, or may have been. */
const HELD = new Set([
  'X835_AMOUNT_NOT_NUMERIC',
  'X835_AMOUNT_PRECISION',
  'X835_LOOP_TOO_LONG',
  'X835_LOOP_WITHOUT_CLAIM',
  'X12_SEGMENT_ID_INVALID',
  'X12_SEGMENT_TOO_LONG',
]);

/** Findings that say the file is incomplete, or counts other than it holds. */
const OF_ENVELOPE: ReadonlySet<string> = new Set(ENVELOPE_FINDINGS.map(({ code }) => code));

/** What is known between the pieces of one file. */
class RemitReading {
  readonly #sink: Sink<RemitHead, RemitEvents>;
  #parties: RemitParties | null = null;
  #context: RemitContext | null = null;
  /** Pairs of the open ST: kept to its end, because only all of them tell which ones acknowledge a refund. */
  #plbs: ProviderAdjustment[] = [];
  #paid = new PaidDigest();
  #findings: Finding[] = [];
  #findingCount = 0;
  #envelope: Finding | null = null;
  /** Why the open remit is held, and what its items come to so far. */
  #held: Finding | null = null;
  #itemsMinor = 0n;
  #unreadable: Finding | null = null;

  constructor(sink: Sink<RemitHead, RemitEvents>) {
    this.#sink = sink;
  }

  contextOf(header: TransactionHeader): RemitContext {
    this.#parties ??= partiesOf(header);
    this.#context ??= contextOf(header, this.#parties);
    return this.#context;
  }

  /** The same claim, once it is counted. */
  counted(claim: Claim): Claim {
    this.#itemsMinor += claim.paidMinor;
    this.#paid.claim(claim);
    return claim;
  }

  keep(plb: ProviderAdjustment): void {
    this.#itemsMinor -= plb.amountMinor;
    this.#paid.providerAdjustment(plb);
    this.#plbs.push(plb);
  }

  found(finding: Finding): void {
    this.#sink.finding(finding);
    if (this.#findingCount++ >= FINDINGS_MAX) return;
    if (this.#findings.length < FINDINGS_KEPT_MAX) this.#findings.push(finding);
    if (OF_ENVELOPE.has(finding.code)) this.#envelope ??= finding;
    if (HELD.has(finding.code)) this.#held ??= finding;
    if (UNREADABLE_AMOUNT.has(finding.code) && finding.path?.includes('BPR02')) this.#unreadable ??= finding;
  }

  end(summary: TransactionSummary): void {
    const context = this.contextOf(summary.header);
    for (const event of plbEvents(this.#plbs, context)) this.#sink.event(event);
    const parcel = parcelOf(summary, context.parties, this.#plbs.length, this.#paid.hex, this.#findings);
    this.#sink.parcelEnd({ ...parcel, complete: this.#failureOf(parcel) });
    this.#parties = null;
    this.#context = null;
    this.#plbs = [];
    this.#paid = new PaidDigest();
    this.#findings = [];
    this.#held = null;
    this.#itemsMinor = 0n;
  }

  /**
   * Why a remit cannot be worked claim by claim. A prenote books nothing, whatever it says. Exact sums may agree where the cents
   * of the items do not: parts of a cent belong to no item.
   */
  #failureOf({ head, control }: Parcel<RemitHead>): Failure | null {
    if (head.handling === PRENOTE) return null;
    const name = head.trn02 || head.st02;
    if (this.#held !== null) return failure('REMIT_UNUSABLE', 'remit.bytes', name, { text: said(this.#held) });
    const isWhole = !head.balanced || this.#itemsMinor === control[0]?.minor;
    return isWhole ? null : failure('REMIT_UNBALANCED', 'remit.balance', name);
  }

  /**
   * Whether the file may go on. Strict on completeness: a missing trailer or a count that disagrees quarantines the whole
   * file, because what is missing cannot be told from what was never sent.
   */
  judge(summary: FileSummary): Failure | null {
    const issue = summary.envelopeIssues[0];
    if (issue !== undefined) return quarantine('ENVELOPE_BROKEN', this.#envelope ? said(this.#envelope) : issue);
    if (summary.transactions === 0) return quarantine('FORMAT_UNKNOWN', 'The file holds no 835 payment.');
    return this.#unreadable ? quarantine('AMOUNT_INVALID', said(this.#unreadable)) : null;
  }
}

const PRENOTE = 'P';
const said = ({ message, line, offset }: Finding): string => `${message} Segment ${line}, byte ${offset}.`;
const quarantine = (code: string, text: string): Failure => failure(code, 'artifact', '', { text });

function parcelOf(
  summary: TransactionSummary,
  parties: RemitParties,
  plbCount: number,
  paidDigest: string,
  findings: readonly Finding[],
): Parcel<RemitHead> {
  const head = remitHeadOf(summary, parties, plbCount, paidDigest);
  if (summary.contentSha256 === null) throw new Error('the 835 reader was opened without its content hash');
  return {
    head,
    digest: summary.contentSha256,
    span: summary.span,
    path: summary.header.path,
    control: [usd(BigInt(head.receivedMinor))],
    records: head.claimCount + plbCount,
    businessDate: head.paymentDate,
    parties: { ...parties, payeeNpi: parties.payeeNpi ?? '', payeeTin: parties.payeeTin ?? '' },
    complete: null,
    findings,
  };
}
