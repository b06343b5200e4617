import { cashEffectMinor, EVENT_TYPES, type EventFacts } from '@/domain/facts';
import { pairRefunds } from '@/domain/plb-ledger';
import type { EventState } from '@/domain/stages';
import { readClaim, readProviderAdjustments } from '../../formats/x12/835/reread';
import { DEFAULT_DELIMITERS, type Delimiters } from '../../formats/x12/delimiters';
import { blindIndex, type Identifiers, KEY_VERSION, normalise, sealIdentifiers, sha256 } from '../../platform/crypto';
import { newId } from '../../platform/ids';
import type { NewEvent, ParsedRemit, RecordRow } from '../../store/canonical';
import { claimFactsOf, factsJson, type PayeeHints, plbFactsOf } from './facts';

/** Turns the records of one remit into events. Pure but for ids and encryption: bytes in, rows out. */
export type EventMaker = {
  fromClaim(record: RecordRow, bytes: Uint8Array): NewEvent;
  fromPlbs(records: readonly RecordRow[], bytesOf: (record: RecordRow) => Uint8Array): NewEvent[];
  /** One event for all the cash of a remit that is not posted claim by claim. */
  whole(state: EventState, causeId: string | null): NewEvent;
};

export function eventMaker(remit: ParsedRemit, identity: Buffer): EventMaker {
  const delimiters = (remit.delimiters ?? DEFAULT_DELIMITERS) as Delimiters;
  // A payee without NPI or TIN is still known by whatever id or name it was paid under.
  const payee: PayeeHints = {
    payeeNpi: remit.payeeNpi,
    payeeTin: remit.payeeTin ?? (remit.payeeNpi ? null : remit.payeeKey),
  };
  const make = (
    of: {
      recordId: string | null;
      ordinal: number;
      facts: EventFacts;
      identifiers: Identifiers;
      partition: string;
      naturalKey: Buffer;
    },
    state: EventState = 'ready',
    causeId: string | null = null,
  ): NewEvent => {
    const id = newId();
    const { claimId, controlNumber, reference } = of.identifiers;
    return {
      id,
      remitId: remit.id,
      artifactId: remit.artifactId,
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
      businessDate: remit.paymentDate ?? remit.receivedOn,
      state,
      causeId,
      naturalKey: of.naturalKey,
    };
  };
  const naturalKey = (ordinal: number | 'remit') => sha256(identity, `|${ordinal}`);
  return {
    fromClaim(record, bytes) {
      const claim = readClaim(bytes, delimiters, Number(record.byteOffset));
      // Events of one claim of one payer keep their order; a claim without a number orders nothing.
      const account = normalise(claim.claimId);
      const partition = account ? `claim|${remit.payerKey}|${account}` : `record|${record.id}`;
      return make({
        recordId: record.id,
        ordinal: record.ordinal,
        facts: claimFactsOf(claim, record.providerNumber, payee),
        identifiers: { claimId: claim.claimId, controlNumber: claim.payerClaimControlNumber },
        partition,
        naturalKey: naturalKey(record.ordinal),
      });
    },
    fromPlbs(records, bytesOf) {
      const plbs = records.map((record) => {
        const pairs = readProviderAdjustments(bytesOf(record), delimiters, Number(record.byteOffset));
        const plb = pairs.find((pair) => pair.pair === record.pair);
        if (!plb) throw new Error(`record ${record.id} has no pair ${record.pair} in its bytes`);
        return { ...plb, referenceKey: plb.reference ? blindIndex('reference', plb.reference).toString('hex') : '' };
      });
      const paired = pairRefunds(plbs);
      return plbs.map((plb, i) => {
        const record = records[i] as RecordRow;
        const partition = plb.referenceKey ? `plb|${remit.payerKey}|${plb.referenceKey}` : `record|${record.id}`;
        return make({
          recordId: record.id,
          ordinal: record.ordinal,
          facts: plbFactsOf(plb, plb.referenceKey, paired[i] ?? false, payee),
          identifiers: { reference: plb.reference },
          partition,
          naturalKey: naturalKey(record.ordinal),
        });
      });
    },
    whole(state, causeId) {
      const facts: EventFacts = {
        kind: 'remit',
        amountMinor: remit.receivedMinor,
        unapplied: false,
        hints: { accountPrefix: null, providerIds: [], ts301: null, ...payee },
      };
      const key = naturalKey('remit');
      const of = {
        recordId: null,
        ordinal: 0,
        facts,
        identifiers: {},
        partition: `remit|${remit.id}`,
        naturalKey: sha256(key, remit.id),
      };
      return make(of, state, causeId);
    },
  };
}
