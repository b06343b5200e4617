-- What arrived: artifacts, their encrypted bytes, and the parcels found in them.

CREATE TABLE artifact (
  id uuid PRIMARY KEY, connection_id uuid NOT NULL REFERENCES connection(id), lane smallint NOT NULL REFERENCES lane(id),
  -- Where the bytes are kept; a repeat names the artifact that brought them first.
  bytes_id uuid NOT NULL, repeat_of uuid REFERENCES artifact(id), sha256 bytea NOT NULL, size_bytes bigint NOT NULL, name text NOT NULL,
  format text, detail text, control_number text, wrapped_key bytea NOT NULL, key_version int NOT NULL, chunk_bytes int NOT NULL,
  -- A poller's name of the delivery: taken twice (it died before it could rename the file) it is the same arrival.
  delivery_key text,
  received_at timestamptz NOT NULL DEFAULT now(), received_by text NOT NULL, adopt boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('received', 'parsed', 'quarantined')),
  failure_code text, failure_text text, findings jsonb NOT NULL DEFAULT '[]', finding_count int NOT NULL DEFAULT 0,
  finding_counts jsonb NOT NULL DEFAULT '{}',
  parcel_count int, record_count int, facility_ids uuid[] NOT NULL DEFAULT '{}',
  ready_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  crash_count int NOT NULL DEFAULT 0, trace_id text
);
CREATE UNIQUE INDEX artifact_once ON artifact (connection_id, sha256) WHERE repeat_of IS NULL;
CREATE UNIQUE INDEX artifact_delivery ON artifact (connection_id, delivery_key) WHERE delivery_key IS NOT NULL;
CREATE INDEX artifact_of_bytes ON artifact (bytes_id);
CREATE INDEX artifact_control_number ON artifact (connection_id, control_number) WHERE control_number IS NOT NULL;
CREATE INDEX artifact_work ON artifact (ready_at, id) WHERE state = 'received';
CREATE INDEX artifact_unread ON artifact (lane, id) WHERE state = 'received';
CREATE INDEX artifact_recent ON artifact (id DESC);
-- Files that could not be read are few and asked for at every look.
CREATE INDEX artifact_refused ON artifact (id) WHERE state = 'quarantined';

-- How far a partner that is asked by the clock has been read. A question is a target and what it was asked about.
CREATE TABLE poll_cursor (
  connection_id uuid NOT NULL REFERENCES connection(id), question text NOT NULL, cursor text NOT NULL,
  -- Of the last answer that said something.
  last_sha256 bytea NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, question)
);

CREATE TABLE artifact_chunk (
  bytes_id uuid NOT NULL, ordinal int NOT NULL, ciphertext bytea NOT NULL, PRIMARY KEY (bytes_id, ordinal)
);
ALTER TABLE artifact_chunk ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

-- What a sender counts and totals as one: an ST–SE, a statement of an account and day, a batch of requests. Its head, control
-- total and identity are written once; nothing locks a parcel after it is judged.
CREATE TABLE parcel (
  id uuid PRIMARY KEY, artifact_id uuid NOT NULL REFERENCES artifact(id), ordinal int NOT NULL, lane smallint NOT NULL,
  -- NULL: no flow takes it.
  flow_code text REFERENCES flow(code),
  state text NOT NULL CHECK (state IN ('parsed', 'canonical')),
  -- Why its amounts are where they are; NULL until it is judged.
  disposition text CHECK (disposition IN ('accepted', 'duplicate', 'conflict', 'stopped', 'refused', 'rejected')),
  byte_offset bigint NOT NULL, byte_length bigint NOT NULL, path text NOT NULL,
  -- The ids of its events lie between these two.
  first_event_id uuid NOT NULL, last_event_id uuid NOT NULL,
  head jsonb NOT NULL, parties jsonb NOT NULL DEFAULT '{}', digest bytea NOT NULL, business_date date, on_date date NOT NULL,
  asset text NOT NULL, control_minor bigint NOT NULL, record_count int NOT NULL,
  -- Control totals in further assets, and the failure that makes the whole unusable.
  controls jsonb, incomplete jsonb, same text NOT NULL, contradicts text,
  prior_id uuid, whole_event_id uuid,
  -- Set when a person decided about the whole: what, and who.
  decision text CHECK (decision IN ('accept', 'unapplied', 'reject')), decided_by text,
  payer_id uuid, entity_code text, facility_ids uuid[] NOT NULL DEFAULT '{}', findings jsonb NOT NULL DEFAULT '[]',
  -- What people look it up by. A column, because a policy is asked before an expression over `head` could use an index.
  trace text GENERATED ALWAYS AS (COALESCE(head->>'trn02', head->>'reference')) STORED,
  ready_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (artifact_id, ordinal)
);
CREATE INDEX parcel_work ON parcel (ready_at, id) WHERE state = 'parsed';
CREATE INDEX parcel_unjudged ON parcel (lane, first_event_id) WHERE state = 'parsed';
CREATE INDEX parcel_trace ON parcel (trace) WHERE trace IS NOT NULL;
CREATE INDEX parcel_amount ON parcel (control_minor);
CREATE INDEX parcel_payer ON parcel (payer_id, id);

-- The duplicate firewall: one row per distinct parcel ('same') and one per key that two parcels cannot share ('contradicts').
CREATE TABLE parcel_key (
  flow_code text NOT NULL, kind text NOT NULL CHECK (kind IN ('same', 'contradicts')), key bytea NOT NULL, parcel_id uuid NOT NULL,
  PRIMARY KEY (kind, key, flow_code)
);
CREATE INDEX parcel_key_of_parcel ON parcel_key (parcel_id);

-- How far the items of a parcel are in one flow: what is still open, and whether what it settled ties to its control total.
-- Written by canonicalize and by the fold of the deltas, never by a stage that moves items.
CREATE TABLE parcel_flow (
  parcel_id uuid NOT NULL, flow_code text NOT NULL, asset text NOT NULL, control_minor bigint NOT NULL, item_count int NOT NULL,
  open_count int NOT NULL, reconcile_state text NOT NULL DEFAULT 'open' CHECK (reconcile_state IN ('open', 'tied', 'differs')),
  reconciled_at timestamptz, PRIMARY KEY (parcel_id, flow_code)
) WITH (fillfactor = 80);
CREATE INDEX parcel_flow_to_reconcile ON parcel_flow (parcel_id) WHERE reconcile_state = 'open' AND open_count <= 0;
CREATE INDEX parcel_flow_differs ON parcel_flow (parcel_id) WHERE reconcile_state = 'differs';
