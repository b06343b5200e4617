-- Canonical events: each carries the cash it moves; over a remit they sum to what was received.

CREATE TABLE event (
  id uuid NOT NULL, remit_id uuid NOT NULL, artifact_id uuid NOT NULL, record_id uuid, ordinal int NOT NULL,
  type text NOT NULL, version smallint NOT NULL DEFAULT 1,
  amount_minor bigint NOT NULL, facts jsonb NOT NULL,
  -- Claim id, payer control number and references, encrypted; equality search goes through the blind indexes.
  identifiers bytea, key_version int NOT NULL DEFAULT 1,
  partition_key bytea NOT NULL, account_index bytea, control_index bytea,
  payer_id uuid, facility_id uuid, entity_code text, business_date date NOT NULL, period char(7), prior_period char(7),
  state text NOT NULL CHECK (state IN ('ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected')),
  -- Invisible to the books until its remit is canonical: a remit half written counts by its header.
  posting_id uuid, cause_id uuid, release_count int NOT NULL DEFAULT 0, hold_until date, hold_reason text,
  ready_at timestamptz NOT NULL DEFAULT now(),
  posted_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX event_work ON event (ready_at, id) WHERE state = 'ready';
CREATE INDEX event_blocking ON event (partition_key, id) WHERE state IN ('ready', 'mapped', 'exception', 'held');
CREATE INDEX event_of_remit ON event (remit_id, ordinal);
CREATE INDEX event_of_posting ON event (posting_id) WHERE posting_id IS NOT NULL;
CREATE INDEX event_of_cause ON event (cause_id, id) WHERE state IN ('exception', 'held');
CREATE INDEX event_account ON event (account_index) WHERE account_index IS NOT NULL;
CREATE INDEX event_control ON event (control_index) WHERE control_index IS NOT NULL;
CREATE INDEX event_amount ON event (amount_minor);

-- Uniqueness of natural keys lives here, because a partitioned table cannot promise it.
CREATE TABLE event_key (natural_key bytea PRIMARY KEY, event_id uuid NOT NULL);

-- Reversals find their original by what the payer repeats: control number or account, with the amount negated.
CREATE TABLE plb_item (
  id uuid PRIMARY KEY, payer_key text NOT NULL, payee_key text NOT NULL, family text NOT NULL, reference_index bytea NOT NULL,
  balance_minor bigint NOT NULL, movement_count int NOT NULL, opened_at timestamptz NOT NULL DEFAULT now(),
  moved_at timestamptz NOT NULL DEFAULT now(), UNIQUE (payer_key, payee_key, family, reference_index)
);
CREATE INDEX plb_item_open ON plb_item (opened_at) WHERE balance_minor <> 0;
CREATE TABLE plb_movement (
  event_id uuid PRIMARY KEY, item_id uuid NOT NULL REFERENCES plb_item(id), amount_minor bigint NOT NULL, moved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX plb_movement_of_item ON plb_movement (item_id);
