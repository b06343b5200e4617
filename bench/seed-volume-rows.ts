import { randomBytes } from 'node:crypto';
import { orderKeys } from '@/server/pipeline/facts';
import { blindIndex, sealIdentifiers } from '@/server/platform/crypto';
import { idWithin } from '@/server/platform/ids';
import type { Bulk, Scope } from '../test/setup/books';
import { type Sums, writeJournal } from './seed-volume-journal';
import { ASSET, accountOf, FLOW, idAt, traceOf } from './seed-volume-names';

/** One remit of a hundred claims as the pipeline leaves it: most of it posted by one journal of six lines, the rest open. */

export const EVENTS_PER_PARCEL = 100;
export const CAUSES = 200;
const RECORD_BYTES = 640;
const SHARDS = 64;
/** Of a hundred open items these stand otherwise than stopped; before each of them its parcel has some that are stopped. */
const BEHIND = { from: 10, to: 13 } as const;
const READY = { from: 13, to: 15 } as const;
const HELD = { from: 15, to: 20 } as const;
const RETRY_MS = 600_000;
const HOLD_DAYS = 5;
const DAY_MS = 86_400_000;

/** What is the same in all parcels. */
export type Setting = {
  readonly scope: Scope;
  readonly ruleNumbers: readonly number[];
  readonly causeIds: readonly string[];
  readonly events: number;
  readonly open: number;
};

/** The n-th open item is stopped by one of the causes; a few of them stop most. */
const causeOf = (n: number, ids: readonly string[]): string => {
  const share = ((n * 7_919) % 10_000) / 10_000;
  return ids[Math.floor(ids.length * share * share)] ?? '';
};

type Standing = {
  readonly state: 'posted' | 'exception' | 'held' | 'ready';
  readonly pushed: number;
  readonly cause: string | null;
};

/** Where the n-th event of all stands. Exactly `open` of them are open, evenly spread. */
function standingOf(n: number, { events, open, causeIds }: Setting): Standing {
  const before = Math.floor((n * open) / events);
  if (Math.floor(((n + 1) * open) / events) === before) return { state: 'posted', pushed: 0, cause: null };
  const turn = before % 100;
  const among = ({ from, to }: { from: number; to: number }): boolean => turn >= from && turn < to;
  if (among(BEHIND)) return { state: 'ready', pushed: 3, cause: null };
  if (among(READY)) return { state: 'ready', pushed: 0, cause: null };
  return { state: among(HELD) ? 'held' : 'exception', pushed: 0, cause: causeOf(before, causeIds) };
}

/** Writes one parcel with all that belongs to it. */
export class VolumeParcel {
  readonly #bulk: Bulk;
  readonly #set: Setting;
  readonly #number: number;
  readonly #ms: number;
  readonly #at: Date;
  readonly #day: string;
  readonly #artifactId: string;
  readonly #id: string;
  readonly #groupId: string;
  readonly #facility: Scope['facilities'][number];
  readonly #payer: Scope['payers'][number];
  /** Of what is posted: cash, contractual and patient share. */
  readonly #sums: Sums = [0, 0, 0];
  #first = '';
  #last = '';
  #open = 0;
  #control = 0;
  /** The order key of the last stopped item: some ready ones wait behind it. */
  #stopped: Buffer | null = null;

  constructor(bulk: Bulk, set: Setting, number: number, ms: number) {
    this.#bulk = bulk;
    this.#set = set;
    this.#number = number;
    this.#ms = ms;
    this.#at = new Date(ms);
    this.#day = this.#at.toISOString().slice(0, 10);
    this.#artifactId = idAt(ms);
    this.#id = idAt(ms + 1);
    this.#groupId = idAt(ms + 2);
    const { facilities, payers } = set.scope;
    const [facility, payer] = [facilities[number % facilities.length], payers[number % payers.length]];
    if (!facility || !payer) throw new Error('the database was not seeded: it has no facilities or no payers');
    this.#facility = facility;
    this.#payer = payer;
  }

  write(): void {
    for (let ordinal = 0; ordinal < EVENTS_PER_PARCEL; ordinal += 1) this.#event(ordinal);
    this.#receipt();
    if (this.#open < EVENTS_PER_PARCEL) {
      writeJournal(this.#bulk, {
        groupId: this.#groupId,
        erpId: this.#set.scope.erpId,
        number: this.#number,
        ms: this.#ms,
        parcelId: this.#id,
        facility: this.#facility,
        payer: this.#payer,
        sums: this.#sums,
        events: EVENTS_PER_PARCEL - this.#open,
        firstEventId: this.#first,
        lastEventId: this.#last,
      });
    }
  }

  #event(ordinal: number): void {
    const n = this.#number * EVENTS_PER_PARCEL + ordinal;
    const offset = 700 + ordinal * RECORD_BYTES;
    const id = idWithin(this.#artifactId, BigInt(offset), 0);
    if (ordinal === 0) this.#first = id;
    this.#last = id;
    const amounts = [5_000 + ((n * 7_919) % 400_000), 2_000 + (n % 50_000), 1 + (n % 2_500)] as const;
    const account = accountOf(this.#number, ordinal);
    const standing = standingOf(n, this.#set);
    const own = orderKeys([`claim|${this.#payer.code}|${account}`]);
    const key = standing.pushed > 0 ? (this.#stopped ?? own) : own;
    if (standing.state === 'exception') this.#stopped = own;
    const identifiers = { claimId: account, controlNumber: `ICN${this.#ms}${ordinal}` };
    this.#bulk.add('event', {
      id,
      parcel_id: this.#id,
      ordinal,
      type: 'payment.posted',
      asset: ASSET,
      amount_minor: amounts[0],
      facts: factsOf(amounts),
      identifiers: sealIdentifiers(id, identifiers),
      index_a: blindIndex('claimId', identifiers.claimId),
      index_b: blindIndex('controlNumber', identifiers.controlNumber),
      order_keys: key,
      byte_offset: offset,
      byte_length: RECORD_BYTES,
      path: `ISA[1]/GS[1]/ST[1]/LX[1]/CLP[${ordinal + 1}]`,
    });
    this.#control += amounts[0];
    this.#item(id, key, amounts[0], standing);
    if (standing.state === 'posted') this.#leg(id, amounts);
  }

  #item(id: string, key: Buffer, amount: number, { state, pushed, cause }: Standing): void {
    const posted = state === 'posted';
    this.#bulk.add('item', {
      event_id: id,
      flow_code: FLOW,
      parcel_id: this.#id,
      lane: 1,
      shard: this.#number % SHARDS,
      order_key: key,
      position: id,
      state,
      asset: ASSET,
      amount_minor: amount,
      business_date: this.#day,
      cause_id: cause,
      hold_until: state === 'held' ? new Date(Date.now() + HOLD_DAYS * DAY_MS) : null,
      hold_reason: state === 'held' ? 'The payer was asked' : null,
      payer_id: this.#payer.id,
      facility_id: this.#facility.id,
      entity_code: this.#facility.entity,
      period: posted ? this.#day.slice(0, 7) : null,
      pushed,
      ready_at: pushed > 0 ? new Date(Date.now() + ((this.#number % 600) / 600) * RETRY_MS) : this.#at,
      posted_at: posted ? this.#at : null,
    });
    if (posted) return;
    this.#open += 1;
    if (cause !== null) this.#exception(id, amount, cause);
  }

  #exception(eventId: string, amount: number, cause: string): void {
    this.#bulk.add('exception', {
      id: idAt(this.#ms + 3),
      event_id: eventId,
      flow_code: FLOW,
      parcel_id: this.#id,
      cause_id: cause,
      facility_id: this.#facility.id,
      asset: ASSET,
      amount_minor: amount,
      opened_at: this.#at,
    });
  }

  #leg(eventId: string, amounts: readonly [number, number, number]): void {
    this.#sums[0] += amounts[0];
    this.#sums[1] += amounts[1];
    this.#sums[2] += amounts[2];
    this.#bulk.add('leg', {
      event_id: eventId,
      group_id: this.#groupId,
      flow_code: FLOW,
      ref: 'cash',
      facility_id: this.#facility.id,
      posting_nos: '{0,0,0,0,0,0}',
      line_nos: '{1,2,3,4,5,6}',
      amounts: `{${[...amounts, ...amounts.map((amount) => -amount)].join(',')}}`,
      rules: `{${this.#set.ruleNumbers.join(',')}}`,
      rule_version: 1,
    });
  }

  #receipt(): void {
    const facilityIds = `{${this.#facility.id}}`;
    this.#bulk.add('artifact', {
      id: this.#artifactId,
      connection_id: this.#set.scope.senderId,
      lane: 1,
      bytes_id: this.#artifactId,
      sha256: randomBytes(32),
      size_bytes: 700 + EVENTS_PER_PARCEL * RECORD_BYTES,
      name: `volume-${this.#number}.835`,
      format: 'x12-835',
      detail: '005010X221A1',
      control_number: String(this.#number).padStart(9, '0'),
      wrapped_key: randomBytes(60),
      key_version: 1,
      chunk_bytes: 65_536,
      received_at: this.#at,
      received_by: 'bench',
      state: 'parsed',
      parcel_count: 1,
      record_count: EVENTS_PER_PARCEL,
      facility_ids: facilityIds,
    });
    this.#bulk.add('parcel', {
      id: this.#id,
      artifact_id: this.#artifactId,
      ordinal: 0,
      lane: 1,
      flow_code: FLOW,
      state: 'canonical',
      disposition: 'accepted',
      byte_offset: 106,
      byte_length: 600 + EVENTS_PER_PARCEL * RECORD_BYTES,
      path: 'ISA[1]/GS[1]/ST[1]',
      first_event_id: this.#first,
      last_event_id: this.#last,
      head: JSON.stringify(this.#head()),
      parties: JSON.stringify(this.#parties()),
      digest: randomBytes(32),
      business_date: this.#day,
      on_date: this.#day,
      asset: ASSET,
      control_minor: this.#control,
      record_count: EVENTS_PER_PARCEL,
      same: `${this.#payer.code}|${traceOf(this.#number)}`,
      payer_id: this.#payer.id,
      entity_code: this.#facility.entity,
      facility_ids: facilityIds,
      created_at: this.#at,
    });
    const settled = this.#open === 0;
    this.#bulk.add('parcel_flow', {
      parcel_id: this.#id,
      flow_code: FLOW,
      asset: ASSET,
      control_minor: this.#control,
      item_count: EVENTS_PER_PARCEL,
      open_count: this.#open,
      reconcile_state: settled ? 'tied' : 'open',
      reconciled_at: settled ? this.#at : null,
    });
  }

  #parties = () => ({
    payerKey: this.#payer.code,
    payerName: this.#payer.name,
    payeeKey: '2000000101',
    payeeName: 'FERNHOLLOW HEALTH',
    payeeNpi: '2000000101',
    payeeTin: '891000100',
  });

  #head = () => ({
    ...this.#parties(),
    ordinal: 0,
    st02: '0001',
    trn02: traceOf(this.#number),
    trn03: '1891000100',
    handling: 'I',
    method: 'ACH',
    paymentDate: this.#day,
    delimiters: null,
    receivedMinor: String(this.#control),
    chargeMinor: String(this.#control * 2),
    paidMinor: String(this.#control),
    plbMinor: '0',
    claimCount: EVENTS_PER_PARCEL,
    serviceCount: EVENTS_PER_PARCEL * 3,
    plbCount: 0,
    segmentCount: EVENTS_PER_PARCEL * 20,
    balanced: true,
  });
}

const factsOf = ([paid, contractual, patient]: readonly [number, number, number]): string =>
  JSON.stringify({
    status: '1',
    filingIndicator: '12',
    chargeMinor: String(paid + contractual + patient),
    paidMinor: String(paid),
    adjustments: [
      { group: 'CO', reason: '45', amountMinor: String(contractual) },
      { group: 'PR', reason: '2', amountMinor: String(patient) },
    ],
    balanced: true,
    hints: {
      accountPrefix: 'LKG',
      providerIds: ['2000000101'],
      ts301: null,
      payeeNpi: '2000000101',
      payeeTin: '891000100',
    },
  });
