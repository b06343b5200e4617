import { cashEffectMinor, EVENT_TYPES, type EventFacts } from '@/domain/facts';
import { pairRefunds } from '@/domain/plb-ledger';
import type { EventState } from '@/domain/stages';
import { readClaim, readProviderAdjustments } from '@/formats/x12/835/reread';
import { DEFAULT_DELIMITERS, type Delimiters } from '@/formats/x12/delimiters';
import { blindIndex, type Identifiers, KEY_VERSION, normalise, sealIdentifiers, sha256 } from '../../platform/crypto';
import { idWithin } from '../../platform/ids';
import type { NewEvent, ParsedRemit, RecordRow } from '../../store/canonical';
import { claimFactsOf, factsJson, type PayeeHints, plbFactsOf } from './facts';

type Made = {
  readonly recordId: string | null;
  readonly ordinal: number;
  readonly byteOffset: bigint;
  /** Which of several events at the same bytes: the pair of a PLB segment. */
  readonly part: number;
  readonly facts: EventFacts;
  readonly identifiers: Identifiers;
  /** What orders it: events of equal text move one after the other. */
  readonly partition: string;
  readonly naturalKey: Buffer;
};

/** Turns the records of one remit into events. Pure but for ids and encryption: bytes in, rows out. */
export class EventMaker {
  readonly #remit: ParsedRemit;
  readonly #identity: Buffer;
  readonly #delimiters: Delimiters;
  readonly #payee: PayeeHints;

  constructor(remit: ParsedRemit, identity: Buffer) {
    this.#remit = remit;
    this.#identity = identity;
    this.#delimiters = (remit.delimiters ?? DEFAULT_DELIMITERS) as Delimiters;
    const { payeeNpi, payeeTin, payeeKey } = remit;
    // A payee without NPI or TIN is still known by whatever id or name it was paid under.
    this.#payee = { payeeNpi, payeeTin: payeeTin ?? (payeeNpi ? null : payeeKey) };
  }

  fromClaim(record: RecordRow, bytes: Uint8Array): NewEvent {
    const claim = readClaim(bytes, this.#delimiters, Number(record.byteOffset));
    // Events of one claim of one payer keep their order; a claim without a number orders nothing.
    const account = normalise(claim.claimId);
    return this.#make({
      recordId: record.id,
      ordinal: record.ordinal,
      byteOffset: record.byteOffset,
      part: record.pair,
      facts: claimFactsOf(claim, record.providerNumber, this.#payee),
      identifiers: { claimId: claim.claimId, controlNumber: claim.payerClaimControlNumber },
      partition: account ? `claim|${this.#remit.payerKey}|${account}` : `record|${record.id}`,
      naturalKey: this.#naturalKey(record.ordinal),
    });
  }

  /** All PLB pairs of the remit: only together do they tell a recovery from an acknowledged refund. */
  fromPlbs(records: readonly { readonly record: RecordRow; readonly bytes: Uint8Array }[]): NewEvent[] {
    const plbs = records.map(({ record, bytes }) => ({ record, plb: this.#readPair(record, bytes) }));
    const paired = pairRefunds(plbs.map(({ plb }) => plb));
    return plbs.map(({ record, plb }, i) =>
      this.#make({
        recordId: record.id,
        ordinal: record.ordinal,
        byteOffset: record.byteOffset,
        part: record.pair,
        facts: plbFactsOf(plb, plb.referenceKey, paired[i] ?? false, this.#payee),
        identifiers: { reference: plb.reference },
        partition: plb.referenceKey ? `plb|${this.#remit.payerKey}|${plb.referenceKey}` : `record|${record.id}`,
        naturalKey: this.#naturalKey(record.ordinal),
      }),
    );
  }

  /** One event for all the cash of a remit that is not posted claim by claim. */
  whole(state: EventState, causeId: string | null): NewEvent {
    const { id, receivedMinor, byteOffset } = this.#remit;
    const hints = { accountPrefix: null, providerIds: [], ts301: null, ...this.#payee };
    const facts: EventFacts = { kind: 'remit', amountMinor: receivedMinor, unapplied: false, hints };
    const naturalKey = sha256(this.#naturalKey('remit'), id);
    const made = { recordId: null, ordinal: 0, byteOffset, part: 0, facts, identifiers: {}, naturalKey };
    return this.#make({ ...made, partition: `remit|${id}` }, state, causeId);
  }

  #readPair(record: RecordRow, bytes: Uint8Array) {
    const pairs = readProviderAdjustments(bytes, this.#delimiters, Number(record.byteOffset));
    const plb = pairs.find((pair) => pair.pair === record.pair);
    if (!plb) throw new Error(`record ${record.id} has no pair ${record.pair} in its bytes`);
    return { ...plb, referenceKey: plb.reference ? blindIndex('reference', plb.reference).toString('hex') : '' };
  }

  #naturalKey(ordinal: number | 'remit'): Buffer {
    return sha256(this.#identity, `|${ordinal}`);
  }

  #make(of: Made, state: EventState = 'ready', causeId: string | null = null): NewEvent {
    // Events sort by arrival, not by when a worker came to them: order per key follows their ids.
    const id = idWithin(this.#remit.artifactId, of.byteOffset, of.part);
    const { claimId, controlNumber, reference } = of.identifiers;
    return {
      id,
      remitId: this.#remit.id,
      artifactId: this.#remit.artifactId,
      recordId: of.recordId,
      ordinal: of.ordinal,
      type: EVENT_TYPES[of.facts.kind],
      amountMinor: cashEffectMinor(of.facts),
      facts: factsJson(of.facts),
      identifiers: claimId || controlNumber || reference ? sealIdentifiers(id, of.identifiers) : null,
      keyVersion: KEY_VERSION,
      partitionKey: sha256(of.partition).subarray(0, 16),
      accountIndex: claimId ? blindIndex('account', claimId) : null,
      controlIndex: controlNumber ? blindIndex('control', controlNumber) : null,
      businessDate: this.#remit.paymentDate ?? this.#remit.receivedOn,
      state,
      causeId,
      naturalKey: of.naturalKey,
    };
  }
}
