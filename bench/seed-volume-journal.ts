import { randomBytes } from 'node:crypto';
import type { Bulk, Scope } from '../test/setup/books';
import { ASSET, FLOW, idAt, keyOf, traceOf } from './seed-volume-names';

/** The rules behind the lines of a journal, in their order. */
export const RULE_NAMES = ['cash', 'contractual', 'patient', 'receivable', 'allowance', 'patient-share'] as const;
const ACCOUNTS = ['1012', '5110', '1138', '1132', '1149', '1132'] as const;

/** Cash, contractual and patient share: each debited once and credited once. */
export type Sums = [number, number, number];

export type JournalOf = {
  readonly groupId: string;
  readonly erpId: string;
  readonly number: number;
  readonly ms: number;
  readonly parcelId: string;
  readonly facility: Scope['facilities'][number];
  readonly payer: Scope['payers'][number];
  readonly sums: Readonly<Sums>;
  readonly events: number;
  readonly firstEventId: string;
  readonly lastEventId: string;
};

/** The confirmed journal of one parcel and what the ERP said of it; a group of one posting has its id. */
export function writeJournal(bulk: Bulk, of: JournalOf): void {
  const id = of.groupId;
  const at = new Date(of.ms);
  const payload = randomBytes(32);
  const total = of.sums[0] + of.sums[1] + of.sums[2];
  const day = at.toISOString().slice(0, 10);
  const common = {
    target_id: of.erpId,
    kind: 'journal',
    entity_code: of.facility.entity,
    key: keyOf(of.number),
    period: day.slice(0, 7),
    posting_date: day,
    debit_minor: total,
    credit_minor: total,
    line_count: RULE_NAMES.length,
  };
  const number = `JRN-${of.number}`;
  bulk.add('posting', {
    ...common,
    id,
    flow_code: FLOW,
    role: 'cash',
    ref: 'cash',
    asset: ASSET,
    group_id: id,
    parcel_id: of.parcelId,
    facility_ids: `{${of.facility.id}}`,
    rule_version: 1,
    description: `${of.payer.name} ${traceOf(of.number)}`,
    state: 'confirmed',
    own_minor: of.sums[0],
    event_count: of.events,
    first_event_id: of.firstEventId,
    last_event_id: of.lastEventId,
    payload_sha256: payload,
    attempt_count: 2,
    send_count: 1,
    sent_at: at,
    document_number: number,
    confirmed_at: at,
    created_at: at,
  });
  bulk.add('document', { ...common, id: idAt(of.ms + 4), posting_id: id, number, read_at: at });
  writeLines(bulk, of);
  writeAttempts(bulk, of, number, payload);
}

function writeLines(bulk: Bulk, { groupId, facility, payer, sums }: JournalOf): void {
  const amounts = [...sums, ...sums];
  for (const [at, amount] of amounts.entries()) {
    bulk.add('posting_line', {
      posting_id: groupId,
      line_no: at + 1,
      account: ACCOUNTS[at] ?? '',
      facility_id: facility.id,
      facility_code: facility.code,
      payer_class: payer.class,
      debit_minor: at < sums.length ? amount : 0,
      credit_minor: at < sums.length ? 0 : amount,
    });
  }
}

function writeAttempts(bulk: Bulk, { groupId, ms, number }: JournalOf, document: string, payload: Buffer): void {
  const when = new Date(ms);
  for (const [at, kind] of (['send', 'read-back'] as const).entries()) {
    const id = idAt(ms + 5 + at);
    bulk.add('attempt', {
      id,
      posting_id: groupId,
      number: at + 1,
      kind,
      key: keyOf(number),
      payload_sha256: kind === 'send' ? payload : null,
      fence: 1,
      started_at: when,
      deadline_at: new Date(ms + 30_000),
    });
    bulk.add('attempt_outcome', {
      id,
      posting_id: groupId,
      outcome: kind === 'send' ? 'accepted' : 'found',
      http_status: kind === 'send' ? 201 : 200,
      document_number: document,
      took_ms: 12,
      finished_at: when,
    });
  }
}
