-- People's work: causes, exceptions, replays.

CREATE TABLE cause (
  id uuid PRIMARY KEY, fingerprint bytea NOT NULL UNIQUE,
  -- '*': the same problem in every flow (a closed period, say).
  flow_code text NOT NULL, code text NOT NULL, stage text NOT NULL, field text NOT NULL, value text NOT NULL,
  params jsonb NOT NULL DEFAULT '{}', title text NOT NULL, cure text NOT NULL, owner_role text NOT NULL, owner_email text,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cured')),
  opened_at timestamptz NOT NULL DEFAULT now(), due_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL DEFAULT now(),
  cured_at timestamptz, regressed_at timestamptz, comment_count int NOT NULL DEFAULT 0
);
CREATE INDEX cause_open ON cause (due_at) WHERE state = 'open';

-- One stay of one item under one cause. A released item that fails again gets a new row.
CREATE TABLE exception (
  id uuid PRIMARY KEY, event_id uuid NOT NULL, flow_code text NOT NULL, parcel_id uuid, cause_id uuid NOT NULL REFERENCES cause(id), facility_id uuid,
  asset text NOT NULL, amount_minor bigint NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'released', 'closed')),
  opened_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz, replay_id uuid
);
CREATE UNIQUE INDEX exception_one_open ON exception (event_id, flow_code) WHERE state = 'open';
CREATE INDEX exception_of_cause ON exception (cause_id, state);
-- Whether a facility has a part in a cause.
CREATE INDEX exception_of_facility ON exception (cause_id, facility_id);
CREATE INDEX exception_of_parcel ON exception (parcel_id) WHERE state = 'open';

CREATE TABLE cause_note (
  id uuid PRIMARY KEY, cause_id uuid NOT NULL REFERENCES cause(id), author text NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cause_note_of_cause ON cause_note (cause_id, id DESC);

-- A frozen, counted set of items of one flow sent again. The set shown is the set sent: its hash is compared before every batch.
CREATE TABLE replay (
  id uuid PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY UNIQUE, cause_id uuid REFERENCES cause(id), flow_code text NOT NULL REFERENCES flow(code), asset text NOT NULL, title text NOT NULL, reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('frozen', 'sending', 'sent', 'aborted')),
  item_count int NOT NULL, amount_minor bigint NOT NULL, set_sha256 bytea NOT NULL, preview jsonb NOT NULL DEFAULT '{}',
  created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), approved_by text, approved_at timestamptz,
  started_at timestamptz, finished_at timestamptz
);
CREATE TABLE replay_item (
  replay_id uuid NOT NULL REFERENCES replay(id), ordinal int NOT NULL, event_id uuid NOT NULL, flow_code text NOT NULL, facility_id uuid, amount_minor bigint NOT NULL,
  release_count int NOT NULL, released_at timestamptz, skipped text, PRIMARY KEY (replay_id, ordinal)
);
CREATE INDEX replay_item_of_event ON replay_item (event_id, flow_code);
