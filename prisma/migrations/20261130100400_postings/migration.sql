-- What we ask target systems to do, every attempt at it, and what they say they made.

CREATE TABLE posting (
  id uuid PRIMARY KEY, flow_code text NOT NULL REFERENCES flow(code), target_id uuid NOT NULL REFERENCES connection(id),
  kind text NOT NULL, role text NOT NULL, ref text NOT NULL,
  -- The subject's order key, for what later takes it back; NULL in a journal of many subjects.
  subject bytea,
  entity_code text NOT NULL, asset text NOT NULL, period char(7), prior_period char(7), posting_date date NOT NULL,
  -- Postings of one group are confirmed together or not at all; `no` numbers them in it.
  group_id uuid NOT NULL, no smallint NOT NULL DEFAULT 0,
  parcel_id uuid, bucket text, facility_ids uuid[] NOT NULL DEFAULT '{}',
  key text NOT NULL UNIQUE, rule_version int NOT NULL, description text NOT NULL, header jsonb NOT NULL DEFAULT '{}',
  -- Identifiers to be filled in when it is sent: field to (event, identifier).
  sealed jsonb,
  tells text CHECK (tells IN ('confirmed', 'outcome')), reverses_posting uuid,
  state text NOT NULL CHECK (state IN ('open', 'proposed', 'ready', 'intent', 'queued', 'sent', 'unknown', 'confirmed', 'rejected', 'held', 'superseded')),
  debit_minor bigint NOT NULL DEFAULT 0, credit_minor bigint NOT NULL DEFAULT 0, line_count int NOT NULL DEFAULT 0,
  -- What it carries of the measure of its flow; of an intercompany pair only one does.
  own_minor bigint NOT NULL DEFAULT 0, event_count int NOT NULL DEFAULT 0, first_event_id uuid NOT NULL, last_event_id uuid NOT NULL,
  payload_sha256 bytea, job_ref text,
  attempt_count int NOT NULL DEFAULT 0, send_count int NOT NULL DEFAULT 0, negative_reads int NOT NULL DEFAULT 0, deadline_at timestamptz, sent_at timestamptz,
  document_number text, confirmed_at timestamptz, failure_code text, failure_text text,
  ready_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  crash_count int NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (debit_minor = credit_minor)
) WITH (fillfactor = 70);
CREATE INDEX posting_work ON posting (state, ready_at, id) WHERE state IN ('ready', 'intent', 'queued', 'sent', 'unknown', 'open');
CREATE INDEX posting_of_parcel ON posting (parcel_id);
CREATE INDEX posting_of_group ON posting (group_id);
CREATE INDEX posting_of_subject ON posting (subject, ref) WHERE subject IS NOT NULL;
CREATE INDEX posting_scope ON posting (entity_code, period) WHERE state = 'confirmed';
CREATE INDEX posting_confirmed_at ON posting (confirmed_at) WHERE state = 'confirmed';
CREATE UNIQUE INDEX posting_open_bucket ON posting (bucket) WHERE state = 'open';
CREATE UNIQUE INDEX posting_reverses ON posting (reverses_posting, first_event_id) WHERE reverses_posting IS NOT NULL AND state <> 'superseded';

CREATE TABLE posting_line (
  posting_id uuid NOT NULL REFERENCES posting(id), line_no int NOT NULL, account text NOT NULL, cost_center text,
  facility_id uuid, facility_code text, payer_class text, affiliate text, dims jsonb,
  debit_minor bigint NOT NULL CHECK (debit_minor >= 0), credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
  sent boolean NOT NULL DEFAULT true, PRIMARY KEY (posting_id, line_no), CHECK (debit_minor = 0 OR credit_minor = 0)
);

-- Written before the call; never changed. Its outcome is a second row, also never changed.
CREATE TABLE attempt (
  id uuid NOT NULL, posting_id uuid NOT NULL, number int NOT NULL, kind text NOT NULL CHECK (kind IN ('send', 'probe', 'read-back')),
  key text NOT NULL, payload_sha256 bytea, fence bigint NOT NULL, started_at timestamptz NOT NULL DEFAULT now(), deadline_at timestamptz NOT NULL, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_of_posting ON attempt (posting_id, number);
CREATE TABLE attempt_outcome (
  id uuid NOT NULL, posting_id uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'queued', 'refused', 'unknown', 'found', 'absent', 'differs', 'unavailable')),
  http_status int, code text, detail text, document_number text, took_ms int NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_outcome_of_posting ON attempt_outcome (posting_id);

-- What the last read of each document found; what each read found stays in the attempts.
CREATE TABLE document (
  id uuid PRIMARY KEY, posting_id uuid NOT NULL REFERENCES posting(id), target_id uuid NOT NULL, kind text NOT NULL, entity_code text NOT NULL, key text NOT NULL,
  number text NOT NULL, status text, period char(7), posting_date date, debit_minor bigint, credit_minor bigint, line_count int,
  facts jsonb NOT NULL DEFAULT '{}', read_at timestamptz NOT NULL DEFAULT now(), gone_at timestamptz,
  UNIQUE (target_id, kind, entity_code, number)
);
CREATE INDEX document_of_posting ON document (posting_id);
CREATE INDEX document_number ON document (number);

-- The ledgers' balances as last read, the GL leg of reconciliation.
CREATE TABLE gl_read (
  id uuid PRIMARY KEY, target_id uuid NOT NULL, entity_code text NOT NULL, period char(7) NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(), ok boolean NOT NULL, failure_text text,
  own_count int, own_debit_minor bigint, own_credit_minor bigint
);
CREATE INDEX gl_read_latest ON gl_read (entity_code, period, id DESC);
CREATE TABLE gl_balance (
  read_id uuid NOT NULL REFERENCES gl_read(id) ON DELETE CASCADE, account text NOT NULL, facility_code text NOT NULL DEFAULT '',
  debit_minor bigint NOT NULL, credit_minor bigint NOT NULL, line_count int NOT NULL, PRIMARY KEY (read_id, account, facility_code)
);

-- Circuit breaker per target and kind of document, shared by all workers.
CREATE TABLE breaker (
  target_id uuid NOT NULL REFERENCES connection(id), kind text NOT NULL, state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open')),
  failure_count int NOT NULL DEFAULT 0, opened_at timestamptz, probe_at timestamptz, last_failure text, PRIMARY KEY (target_id, kind)
);
