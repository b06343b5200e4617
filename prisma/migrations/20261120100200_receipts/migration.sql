-- What arrived: artifacts, their encrypted bytes, and the remits found in them.

CREATE TABLE artifact (
  id uuid PRIMARY KEY, connection_id uuid NOT NULL REFERENCES connection(id),
  -- The artifact that holds the bytes: itself, or the first one when the same bytes came again.
  bytes_id uuid NOT NULL, sha256 bytea NOT NULL, size_bytes bigint NOT NULL, name text NOT NULL,
  format text, control_number text, wrapped_key bytea NOT NULL, key_version int NOT NULL, chunk_bytes int NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(), received_by text NOT NULL, adopt boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('received', 'parsed', 'quarantined')),
  failure_code text, failure_text text, findings jsonb NOT NULL DEFAULT '[]', finding_count int NOT NULL DEFAULT 0,
  transaction_count int, claim_count int, facility_ids uuid[] NOT NULL DEFAULT '{}',
  ready_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  crash_count int NOT NULL DEFAULT 0, trace_id text
);
CREATE UNIQUE INDEX artifact_once ON artifact (connection_id, sha256) WHERE bytes_id = id;
CREATE INDEX artifact_control_number ON artifact (connection_id, control_number) WHERE control_number IS NOT NULL;
CREATE INDEX artifact_work ON artifact (ready_at, id) WHERE state = 'received';
CREATE INDEX artifact_recent ON artifact (id DESC);

CREATE TABLE artifact_chunk (
  artifact_id uuid NOT NULL, ordinal int NOT NULL, ciphertext bytea NOT NULL, PRIMARY KEY (artifact_id, ordinal)
);
ALTER TABLE artifact_chunk ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

-- One ST–SE of an 835: one payment. `received_minor` is BPR02, written once and never touched: what the places must sum to.
CREATE TABLE remit (
  id uuid PRIMARY KEY, artifact_id uuid NOT NULL REFERENCES artifact(id), ordinal int NOT NULL,
  state text NOT NULL CHECK (state IN ('parsing', 'parsed', 'canonical')),
  -- Why its dollars are where they are; NULL until canonicalized.
  disposition text CHECK (disposition IN ('accepted', 'duplicate', 'conflict', 'unbalanced', 'negative', 'test', 'rejected')),
  byte_offset bigint NOT NULL, byte_length bigint NOT NULL, path text NOT NULL, segment_count int NOT NULL DEFAULT 0,
  -- Element, component and terminator bytes of its interchange, to read its records again.
  delimiters jsonb NOT NULL,
  st02 text NOT NULL, trn02 text, trn03 text, handling text NOT NULL, method text NOT NULL, payment_date date,
  payer_key text NOT NULL, payer_name text NOT NULL, payee_key text NOT NULL, payee_name text NOT NULL,
  payee_npi text, payee_tin text,
  received_minor bigint NOT NULL, charge_minor bigint NOT NULL, paid_minor bigint NOT NULL, plb_minor bigint NOT NULL,
  claim_count int NOT NULL, service_count int NOT NULL, plb_count int NOT NULL, balanced boolean NOT NULL,
  content_sha256 bytea, prior_remit_id uuid,
  -- Set when a person accepted a conflicting or unbalanced remit: who decided, and what.
  decision text CHECK (decision IN ('accept', 'unapplied', 'reject')), decided_by text,
  payer_id uuid, entity_code text, facility_ids uuid[] NOT NULL DEFAULT '{}', findings jsonb NOT NULL DEFAULT '[]',
  reconcile_state text NOT NULL DEFAULT 'open' CHECK (reconcile_state IN ('open', 'tied', 'differs')), reconciled_at timestamptz,
  ready_at timestamptz NOT NULL DEFAULT now(), created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (artifact_id, ordinal)
);
CREATE INDEX remit_work ON remit (ready_at, id) WHERE state = 'parsed';
CREATE INDEX remit_to_reconcile ON remit (id) WHERE state = 'canonical' AND reconcile_state = 'open';
CREATE INDEX remit_trace ON remit (trn02);
CREATE INDEX remit_amount ON remit (received_minor);
CREATE INDEX remit_payer ON remit (payer_id, id);

-- The duplicate firewall: one row per distinct content, one per (payer, trace). Narrow, never partitioned.
CREATE TABLE remit_identity (identity bytea PRIMARY KEY, remit_id uuid NOT NULL);
CREATE TABLE remit_trace_key (trace_key bytea PRIMARY KEY, remit_id uuid NOT NULL);

-- One parsed unit with its bytes. Partitioned by month of its UUIDv7 id.
CREATE TABLE record (
  id uuid NOT NULL, artifact_id uuid NOT NULL, remit_id uuid NOT NULL, ordinal int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('claim', 'plb')), byte_offset bigint NOT NULL, byte_length int NOT NULL, pair smallint NOT NULL DEFAULT 0,
  -- TS301 of the claim's LX group: it stands outside the record's own bytes.
  provider_number text,
  path text NOT NULL, amount_minor bigint NOT NULL, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX record_of_remit ON record (remit_id, ordinal);
