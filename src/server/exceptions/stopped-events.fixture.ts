import pg from 'pg';
import { newId } from '@/server/platform/ids';
import {
  addArtifact,
  addCause,
  addConnection,
  addEntity,
  addEvent,
  addFacility,
  addParcel,
  type Db,
  dbOf,
  type Sql,
  stopEvent,
} from '../../../test/setup/books';

type RemitParty = {
  readonly payerKey?: string;
  readonly payeeKey?: string;
  readonly npi?: string | null;
  readonly tin?: string | null;
  readonly state?: string;
};

/** Rows for integration tests, written as the superuser: parcels, events and causes as the pipeline would leave them. */
export class StoppedEvents implements Db {
  readonly client: pg.Client;
  readonly sql: Sql;
  readonly connectionId = newId();
  readonly artifactId = newId();

  constructor(ownerUrl: string) {
    this.client = new pg.Client({ connectionString: ownerUrl });
    this.sql = dbOf(this.client).sql;
  }

  async open(): Promise<void> {
    await this.client.connect();
    await addEntity(this, '100', 'Fernhollow Health');
    await addConnection(this, { id: this.connectionId, code: 'in', direction: 'inbound', kind: 'folder' });
    await addArtifact(this, { id: this.artifactId, connectionId: this.connectionId, state: 'parsed' });
  }

  close = (): Promise<void> => this.client.end();

  async facility(code: string, entity = '100'): Promise<string> {
    const id = newId();
    await addFacility(this, { id, code, entity, costCenter: '4410' });
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
    await addParcel(this, {
      id,
      artifactId: this.artifactId,
      ordinal: this.remits,
      state,
      disposition: 'accepted',
      trace: `TRN${this.remits}`,
      payerKey,
      payeeKey,
      npi,
      tin,
      receivedMinor: 0,
      claimCount: 0,
      paymentDate: '2026-10-14',
    });
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
      /** It stands for all that its remit holds. */
      whole?: boolean;
    } = {},
  ): Promise<string> {
    const id = newId();
    this.ordinal += 1;
    await addEvent(this, {
      id,
      parcelId: remitId,
      artifactId: this.artifactId,
      ordinal: this.ordinal,
      amountMinor: options.amountMinor ?? 1000n,
      facts: options.facts ?? { filingIndicator: 'MA' },
      facilityId: options.facilityId ?? null,
      businessDate: '2026-10-14',
      state: options.state ?? (options.causeId ? 'exception' : 'ready'),
      causeId: options.causeId ?? null,
      whole: options.whole ?? false,
    });
    if (options.causeId) await this.stop(id, options.causeId);
    return id;
  }

  /** Opens a stay of this event under this cause, as a stage does when an item fails. */
  stop = (eventId: string, causeId: string): Promise<void> => stopEvent(this, eventId, causeId);

  async cause(code: string, value: string, field = 'payer', stage = 'map'): Promise<string> {
    const id = newId();
    await addCause(this, { id, code, stage, field, value });
    return id;
  }
}
