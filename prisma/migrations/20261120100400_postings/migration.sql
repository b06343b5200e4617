-- What we ask the ERP to do, every attempt at it, and what the ERP says it made.

CREATE TABLE posting (
  id uuid PRIMARY KEY, flow_code text NOT NULL REFERENCES flow(code), connection_id uuid NOT NULL REFERENCES connection(id),
  kind text NOT NULL DEFAULT 'journal', entity_code text NOT NULL, period char(7) NOT NULL, prior_period char(7), posting_date date NOT NULL,
  -- Postings of one group (a payment that touches two legal entities) are confirmed together or not at all.
  group_id uuid NOT NULL,
  -- One remit in detail mode; NULL in a summary journal.
  remit_id uuid, bucket text, facility_ids uuid[] NOT NULL DEFAULT '{}',
  key text NOT NULL UNIQUE, rule_version int NOT NULL, description text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'ready', 'intent', 'sent', 'unknown', 'confirmed', 'rejected', 'held', 'superseded')),
  debit_minor bigint NOT NULL DEFAULT 0, credit_minor bigint NOT NULL DEFAULT 0, line_count int NOT NULL DEFAULT 0,
  cash_minor bigint NOT NULL DEFAULT 0, event_count int NOT NULL DEFAULT 0, payload_sha256 bytea,
  attempt_count int NOT NULL DEFAULT 0, send_count int NOT NULL DEFAULT 0, negative_reads int NOT NULL DEFAULT 0, deadline_at timestamptz, sent_at timestamptz,
  document_number text, confirmed_at timestamptz, failure_code text, failure_text text,
  ready_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz, fence bigint NOT NULL DEFAULT 0,
  crash_count int NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (debit_minor = credit_minor)
);
CREATE INDEX posting_work ON posting (state, ready_at, id) WHERE state IN ('ready', 'intent', 'sent', 'unknown', 'open');
CREATE INDEX posting_of_remit ON posting (remit_id);
CREATE INDEX posting_of_group ON posting (group_id);
CREATE INDEX posting_scope ON posting (entity_code, period) WHERE state = 'confirmed';
CREATE UNIQUE INDEX posting_open_bucket ON posting (bucket) WHERE state = 'open';

CREATE TABLE posting_line (
  posting_id uuid NOT NULL REFERENCES posting(id), line_no int NOT NULL, account text NOT NULL, cost_center text,
  facility_id uuid, facility_code text, payer_class text, affiliate text,
  debit_minor bigint NOT NULL CHECK (debit_minor >= 0), credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
  sent boolean NOT NULL DEFAULT true, PRIMARY KEY (posting_id, line_no), CHECK (debit_minor = 0 OR credit_minor = 0)
);

-- Event → journal line, with the amount it brought (debit positive). The penny trace walks these both ways.
CREATE TABLE lineage_edge (
  id uuid NOT NULL, event_id uuid NOT NULL, posting_id uuid NOT NULL, line_no int NOT NULL, amount_minor bigint NOT NULL,
  rule text NOT NULL, rule_version int NOT NULL, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX lineage_edge_of_event ON lineage_edge (event_id);
CREATE INDEX lineage_edge_of_line ON lineage_edge (posting_id, line_no);

-- Written before the call; never changed. Its outcome is a second row, also never changed.
CREATE TABLE attempt (
  id uuid NOT NULL, posting_id uuid NOT NULL, number int NOT NULL, kind text NOT NULL CHECK (kind IN ('send', 'probe', 'read-back')),
  key text NOT NULL, payload_sha256 bytea, fence bigint NOT NULL, started_at timestamptz NOT NULL DEFAULT now(), deadline_at timestamptz NOT NULL, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_of_posting ON attempt (posting_id, number);
CREATE TABLE attempt_outcome (
  id uuid NOT NULL, posting_id uuid NOT NULL, outcome text NOT NULL CHECK (outcome IN ('accepted', 'refused', 'unknown', 'found', 'absent', 'differs', 'unavailable')),
  http_status int, code text, detail text, document_number text, took_ms int NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_outcome_of_posting ON attempt_outcome (posting_id);

CREATE TABLE document (
  id uuid PRIMARY KEY, posting_id uuid NOT NULL REFERENCES posting(id), connection_id uuid NOT NULL, entity_code text NOT NULL, key text NOT NULL,
  number text NOT NULL, period char(7) NOT NULL, posting_date date NOT NULL, debit_minor bigint NOT NULL, credit_minor bigint NOT NULL, line_count int NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(), UNIQUE (connection_id, entity_code, number)
);
CREATE INDEX document_of_posting ON document (posting_id);
CREATE INDEX document_number ON document (number);

-- The ERP's balances as last read, the GL leg of reconciliation.
CREATE TABLE gl_read (
  id uuid PRIMARY KEY, connection_id uuid NOT NULL, entity_code text NOT NULL, period char(7) NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(), ok boolean NOT NULL, failure_text text,
  own_count int, own_debit_minor bigint, own_credit_minor bigint
);
CREATE INDEX gl_read_latest ON gl_read (entity_code, period, id DESC);
CREATE TABLE gl_balance (
  read_id uuid NOT NULL REFERENCES gl_read(id) ON DELETE CASCADE, account text NOT NULL, facility_code text NOT NULL DEFAULT '',
  debit_minor bigint NOT NULL, credit_minor bigint NOT NULL, line_count int NOT NULL, PRIMARY KEY (read_id, account, facility_code)
);

-- Circuit breaker and in-flight limit per outbound connection, shared by all workers.
CREATE TABLE breaker (
  connection_id uuid PRIMARY KEY REFERENCES connection(id), state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open')),
  failure_count int NOT NULL DEFAULT 0, opened_at timestamptz, probe_at timestamptz, last_failure text
);
