import { formatMinor } from '@/domain/money';
import type { FindingLog } from '../finding-log';
import { minorOf } from '../loops/amounts';
import { REJECTED as REJECTING } from './categories.data';
import { STATUS_FINDINGS } from './findings';
import type { StatusNode, TracedStatus } from './model';

type Tally = { count: number; amountMinor: bigint };
type Scope = { readonly stated: TracedStatus; readonly accepted: Tally; readonly rejected: Tally };

/** QTY01 and AMT01 of the totals: 2200B (receiver) uses 90 and AA, 2200C (provider) QA and QC. */
const ACCEPTED = { quantity: ['90', 'QA'], amount: 'YU', word: 'accepted' } as const;
const REJECTED = { quantity: ['AA', 'QC'], amount: 'YY', word: 'rejected' } as const;

const RECEIVER = '21';
const PROVIDER = '19';
/** STC03: the claim was rejected (005010X214, 2200D). */
const REJECT = 'U';
/** STC03: the claim goes on. */
const ACCEPT = 'WQ';
/** Category of a claim that went into adjudication. */
const ADJUDICATED = 'A2';
const COUNT = /^\d{1,12}$/;

/**
 * Compares the totals a 277CA states per receiver and provider with the claims below them (TR3 005010X214, loops 2200B
 * and 2200C). Scopes without stated totals are not compared: the 277 has none.
 */
export class ControlTotals {
  private readonly log: FindingLog;
  private receiver: Scope | null = null;
  private provider: Scope | null = null;

  constructor(log: FindingLog) {
    this.log = log;
  }

  node(node: StatusNode): void {
    if (node.level === RECEIVER) {
      this.end();
      this.receiver = scopeOf(node);
    } else if (node.level === PROVIDER) {
      this.compare(this.provider);
      this.provider = scopeOf(node);
    } else for (const claim of node.traces) this.claim(claim);
  }

  end(): void {
    this.compare(this.provider);
    this.compare(this.receiver);
    this.provider = null;
    this.receiver = null;
  }

  private claim(claim: TracedStatus): void {
    const [status] = claim.statuses;
    if (status === undefined) return;
    const category = status.codes[0]?.category ?? '';
    const isRejecting = REJECTING.has(category);
    if ((status.action === ACCEPT && isRejecting) || (status.action === REJECT && category === ADJUDICATED)) {
      const word = isRejecting ? 'rejects' : 'accepts';
      this.log.add(STATUS_FINDINGS.actionContradicts, placeOf(claim), status.action, category, word);
    }
    // A claim that the sender calls accepted or rejected counts as that; without a word the category decides.
    const isRejected = status.action === REJECT || (status.action !== ACCEPT && isRejecting);
    for (const scope of [this.receiver, this.provider]) {
      if (scope === null) continue;
      const tally = isRejected ? scope.rejected : scope.accepted;
      tally.count++;
      tally.amountMinor += status.chargeMinor;
    }
  }

  private compare(scope: Scope | null): void {
    if (scope === null) return;
    const { stated } = scope;
    for (const [kind, tally] of [
      [ACCEPTED, scope.accepted],
      [REJECTED, scope.rejected],
    ] as const) {
      const quantity = stated.quantities.find(({ qualifier }) => kind.quantity.some((code) => code === qualifier));
      if (
        quantity !== undefined &&
        (!COUNT.test(quantity.value) || Number.parseInt(quantity.value, 10) !== tally.count)
      ) {
        const name = `QTY*${quantity.qualifier}`;
        this.log.add(STATUS_FINDINGS.totalCount, placeOf(stated), name, quantity.value, kind.word, tally.count);
      }
      const amount = stated.amounts.find(({ qualifier }) => qualifier === kind.amount);
      if (amount !== undefined && minorOf(amount.value) !== tally.amountMinor) {
        const values = [amount.value, kind.word, formatMinor(tally.amountMinor)];
        this.log.add(STATUS_FINDINGS.totalAmount, placeOf(stated), `AMT*${amount.qualifier}`, ...values);
      }
    }
  }
}

function scopeOf(node: StatusNode): Scope | null {
  const stated = node.traces.find(({ quantities, amounts }) => quantities.length + amounts.length > 0);
  if (stated === undefined) return null;
  return { stated, accepted: { count: 0, amountMinor: 0n }, rejected: { count: 0, amountMinor: 0n } };
}

const placeOf = ({ span, segmentNumber, path }: TracedStatus) => ({ offset: span.offset, line: segmentNumber, path });
