-- Memory of flows, ties between them, and what people must agree to.

-- One row per flow and subject. The memory is the state; every step names the event that caused it.
CREATE TABLE saga (
  id uuid PRIMARY KEY, flow_code text NOT NULL REFERENCES flow(code), key bytea NOT NULL, step text NOT NULL, memory jsonb NOT NULL,
  memory_version int NOT NULL, timers jsonb NOT NULL DEFAULT '{}', due_at timestamptz, facility_id uuid, payer_id uuid, entity_code text,
  first_event_id uuid NOT NULL, last_event_id uuid NOT NULL, step_count int NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(), moved_at timestamptz NOT NULL DEFAULT now(), UNIQUE (flow_code, key)
);
CREATE INDEX saga_due ON saga (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE saga_step (
  saga_id uuid NOT NULL REFERENCES saga(id), no int NOT NULL, step text NOT NULL, event_id uuid NOT NULL, memory_before jsonb, timers_before jsonb,
  memory jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (saga_id, no)
);
CREATE UNIQUE INDEX saga_step_of_event ON saga_step (saga_id, event_id);
-- What is wrong with a subject now; stops nothing.
CREATE TABLE concern (
  id uuid PRIMARY KEY, saga_id uuid NOT NULL REFERENCES saga(id), cause_id uuid NOT NULL, opened_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz
);
CREATE INDEX concern_of_cause ON concern (cause_id);
CREATE UNIQUE INDEX concern_open ON concern (saga_id, cause_id) WHERE closed_at IS NULL;

-- Entries that must come to zero. One row per kind, asset and key; an entry belongs to an event or to a whole parcel.
CREATE TABLE tie (
  id uuid PRIMARY KEY, kind text NOT NULL, asset text NOT NULL, key bytea NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'tied')), balance_minor bigint NOT NULL DEFAULT 0, entry_count int NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL DEFAULT now(), moved_at timestamptz NOT NULL DEFAULT now(), due_at date,
  -- Where its entries went when a person joined it with others; later entries by key follow.
  merged_into uuid REFERENCES tie(id), UNIQUE (kind, asset, key)
);
CREATE INDEX tie_open ON tie (kind, opened_at) WHERE state = 'open' AND merged_into IS NULL;
CREATE TABLE tie_entry (
  tie_id uuid NOT NULL REFERENCES tie(id), source_id uuid NOT NULL, flow_code text NOT NULL, side text NOT NULL, amount_minor bigint NOT NULL,
  on_date date NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  -- The tie that its own key names: another one than `tie_id` once ties were joined.
  origin_id uuid NOT NULL,
  -- A topic signalled when the tie comes to zero.
  tells text,
  -- Its key as its flow says it, of entries that tell and of kinds that are matched by more than their key.
  key text,
  PRIMARY KEY (tie_id, source_id, side, origin_id, flow_code)
);
CREATE INDEX tie_entry_of_source ON tie_entry (source_id);
CREATE INDEX tie_entry_by_date ON tie_entry (on_date);
CREATE INDEX tie_merged ON tie (merged_into) WHERE merged_into IS NOT NULL;
-- Ties that are late, under the cause that says so: dollars that stop nothing and are still somebody's work.
CREATE TABLE tie_cause (
  id uuid PRIMARY KEY, tie_id uuid NOT NULL REFERENCES tie(id), cause_id uuid NOT NULL, asset text NOT NULL, amount_minor bigint NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz
);
CREATE UNIQUE INDEX tie_cause_open ON tie_cause (tie_id) WHERE closed_at IS NULL;
CREATE INDEX tie_cause_of_cause ON tie_cause (cause_id, closed_at);
-- A match that the machine only proposes. Accepting it is an approval bound to the set's hash.
CREATE TABLE tie_suggestion (
  id uuid PRIMARY KEY, kind text NOT NULL, asset text NOT NULL, tier smallint NOT NULL, tie_ids uuid[] NOT NULL, amount_minor bigint NOT NULL,
  reasons jsonb NOT NULL DEFAULT '[]', set_sha256 bytea NOT NULL, state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'asked', 'accepted', 'declined', 'stale')),
  made_at timestamptz NOT NULL DEFAULT now(), decided_at timestamptz
);
CREATE UNIQUE INDEX tie_suggestion_once ON tie_suggestion (set_sha256) WHERE state IN ('open', 'asked', 'declined');
CREATE INDEX tie_suggestion_open ON tie_suggestion (kind, made_at) WHERE state IN ('open', 'asked');

-- One mechanism for whatever needs a second person: postings, replays, ties, rules. Bound to the hash of what was shown.
CREATE TABLE approval (
  id uuid PRIMARY KEY, subject_kind text NOT NULL CHECK (subject_kind IN ('postings', 'replay', 'tie', 'rules')), subject_id uuid NOT NULL,
  flow_code text, set_sha256 bytea NOT NULL, policy text NOT NULL, title text NOT NULL, asset text NOT NULL, amount_minor bigint NOT NULL,
  -- Limits sum over this within a policy's window (a payee, a maker and cause).
  per text, maker text, needed smallint NOT NULL DEFAULT 1, facility_ids uuid[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'given', 'declined', 'stale')),
  asked_by text NOT NULL, asked_at timestamptz NOT NULL DEFAULT now(), decided_at timestamptz
);
CREATE UNIQUE INDEX approval_asked ON approval (subject_kind, subject_id) WHERE state = 'asked';
CREATE INDEX approval_per ON approval (policy, per, asked_at) WHERE per IS NOT NULL;
CREATE TABLE approval_vote (
  approval_id uuid NOT NULL REFERENCES approval(id), voter text NOT NULL, answer text NOT NULL CHECK (answer IN ('given', 'declined')),
  reason text NOT NULL DEFAULT '', at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (approval_id, voter)
);
