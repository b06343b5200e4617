import { createHash } from 'node:crypto';
import pg from 'pg';
import { newId } from '@/server/platform/ids';

type RemitParty = {
  readonly payerKey?: string;
  readonly payeeKey?: string;
  readonly npi?: string | null;
  readonly tin?: string | null;
  readonly state?: string;
};

/** Rows for integration tests, written as the superuser: remits, events and causes as the pipeline would leave them. */
export class StoppedEvents {
  readonly client: pg.Client;
  readonly connectionId = newId();
  readonly artifactId = newId();

  constructor(ownerUrl: string) {
    this.client = new pg.Client({ connectionString: ownerUrl });
  }

  async open(): Promise<void> {
    await this.client.connect();
    await this.run("INSERT INTO legal_entity (code, name) VALUES ('100', 'Fernhollow Health') ON CONFLICT DO NOTHING");
    await this.run(
      "INSERT INTO connection (id, code, name, direction, kind) VALUES ($1, 'in', 'Inbound', 'inbound', 'folder')",
      [this.connectionId],
    );
    await this.run(
      `INSERT INTO artifact (id, connection_id, bytes_id, sha256, size_bytes, name, wrapped_key, key_version, chunk_bytes,
         received_by, state) VALUES ($1, $2, $1, '\\x01', 1, 'synthetic.835', '\\x00', 1, 1, 'test', 'parsed')`,
      [this.artifactId, this.connectionId],
    );
  }

  close = (): Promise<void> => this.client.end();

  async run<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(text, values as unknown[])).rows;
  }

  async facility(code: string, entity = '100'): Promise<string> {
    const id = newId();
    await this.run('INSERT INTO facility (id, code, name, entity_code, cost_center) VALUES ($1, $2, $2, $3, $4)', [
      id,
      code,
      entity,
      '4410',
    ]);
    return id;
  }

  private remits = 0;

  async remit(party: RemitParty = {}): Promise<string> {
    const id = newId();
    const {
      state = 'canonical',
      payerKey = 'PAYER1',
      payeeKey = 'PAYEE1',
      npi = '1234567893',
      tin = '990000001',
    } = party;
    this.remits += 1;
    await this.run(
      `INSERT INTO remit (id, artifact_id, ordinal, state, disposition, byte_offset, byte_length, path, delimiters, st02,
         trn02, handling, method, payment_date, payer_key, payer_name, payee_key, payee_name, payee_npi, payee_tin,
         received_minor, charge_minor, paid_minor, plb_minor, claim_count, service_count, plb_count, balanced)
       VALUES ($1, $2, $3, $4, 'accepted', 0, 1, '/', '{}', '0001', $5, 'I', 'ACH', '2026-10-14', $6, 'Payer of ' || $6,
         $7, 'Payee of ' || $7, $8, $9, 0, 0, 0, 0, 0, 0, 0, true)`,
      [id, this.artifactId, this.remits, state, `TRN${this.remits}`, payerKey, payeeKey, npi, tin],
    );
    return id;
  }

  private ordinal = 0;

  async event(
    remitId: string,
    options: {
      amountMinor?: bigint;
      facilityId?: string | null;
      causeId?: string;
      state?: string;
      facts?: Record<string, unknown>;
    } = {},
  ): Promise<string> {
    const id = newId();
    this.ordinal += 1;
    const state = options.state ?? (options.causeId ? 'exception' : 'ready');
    const amount = options.amountMinor ?? 1000n;
    await this.run(
      `INSERT INTO event (id, remit_id, artifact_id, ordinal, type, amount_minor, facts, partition_key, facility_id,
         business_date, state, cause_id)
       VALUES ($1, $2, $3, $4, 'payment.posted', $5, $6, '\\x00', $7, '2026-10-14', $8, $9)`,
      [
        id,
        remitId,
        this.artifactId,
        this.ordinal,
        amount,
        options.facts ?? { kind: 'claim', filingIndicator: 'MA' },
        options.facilityId ?? null,
        state,
        options.causeId ?? null,
      ],
    );
    if (options.causeId) await this.stop(id, options.causeId);
    return id;
  }

  /** Opens a stay of this event under this cause, as a stage does when an item fails. */
  async stop(eventId: string, causeId: string): Promise<void> {
    await this.run("UPDATE event SET state = 'exception', cause_id = $2 WHERE id = $1", [eventId, causeId]);
    await this.run(
      `INSERT INTO exception (id, event_id, remit_id, cause_id, facility_id, amount_minor)
       SELECT $3, id, remit_id, $2, facility_id, amount_minor FROM event WHERE id = $1`,
      [eventId, causeId, newId()],
    );
  }

  async cause(code: string, value: string, field = 'payer', stage = 'map'): Promise<string> {
    const id = newId();
    await this.run(
      `INSERT INTO cause (id, fingerprint, code, stage, field, value, title, cure, owner_role, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $3 || ' ' || $6, 'Cure it.', 'finance-ops', now() + interval '8 hours')`,
      [id, createHash('sha256').update(`${code}|${field}|${value}|${stage}`).digest(), code, stage, field, value],
    );
    return id;
  }
}
