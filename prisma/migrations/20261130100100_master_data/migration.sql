-- Reference data: who we are, who pays us, and how the outside names both. Effective-dated, versioned, never deleted.

CREATE TABLE legal_entity (
  code text PRIMARY KEY, name text NOT NULL, currency char(3) NOT NULL DEFAULT 'USD',
  provisional boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE facility (
  id uuid PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL,
  entity_code text NOT NULL REFERENCES legal_entity(code), cost_center text,
  -- The ERP's code of this facility; NULL posts without a facility dimension (a provisional facility the ERP has not got).
  erp_code text,
  provisional boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE payer (
  id uuid PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL, payer_class text NOT NULL,
  provisional boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now()
);

-- One table for every translation from an outside value to a code of ours. Kinds: payer, payee-npi, payee-tin,
-- account-prefix, provider-npi, ccn, plb-account. A row is never changed: a new value is a new row that closes the old one.
CREATE TABLE crosswalk (
  id uuid PRIMARY KEY, kind text NOT NULL, key text NOT NULL, target text NOT NULL,
  valid_from date NOT NULL, valid_to date, provisional boolean NOT NULL DEFAULT false,
  created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE UNIQUE INDEX crosswalk_current ON crosswalk (kind, key) WHERE valid_to IS NULL;
CREATE INDEX crosswalk_lookup ON crosswalk (kind, key, valid_from);

-- The claim master: which facility an account belongs to. The account number itself is never stored, only its blind index.
CREATE TABLE claim_master (
  account_index bytea PRIMARY KEY, facility_code text NOT NULL REFERENCES facility(code),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Bumped by every change above, in the same transaction: the worker's cached snapshot is valid for one revision.
CREATE TABLE master_revision (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), revision bigint NOT NULL DEFAULT 1);
INSERT INTO master_revision DEFAULT VALUES;

-- One line of arrival. `last_id` is the id of its newest artifact: ids of a lane are given under its row's lock, so they sort in
-- commit order on any number of machines.
CREATE TABLE lane (id smallint PRIMARY KEY, code text NOT NULL UNIQUE, last_id uuid);
INSERT INTO lane (id, code) VALUES (1, 'payer'), (2, 'bank'), (3, 'rcm'), (4, 'clinical'), (5, 'gateway'), (6, 'hr'), (7, 'erp');
CREATE TABLE connection (
  id uuid PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')), kind text NOT NULL,
  -- 'enforce': the same control number with other bytes is quarantined; 'note': it is only written down.
  control_numbers text NOT NULL DEFAULT 'enforce' CHECK (control_numbers IN ('enforce', 'note')),
  -- Arrivals of one lane are worked in the order in which they came; lanes do not wait for each other.
  lane smallint NOT NULL DEFAULT 1 REFERENCES lane(id),
  config jsonb NOT NULL DEFAULT '{}', token_sha256 bytea, active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- The ERP's own master data as last read.
CREATE TABLE erp_account (
  target_id uuid NOT NULL REFERENCES connection(id), number text NOT NULL, name text NOT NULL, kind text NOT NULL, active boolean NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (target_id, number)
);
CREATE TABLE erp_cost_center (
  target_id uuid NOT NULL REFERENCES connection(id), entity_code text NOT NULL, code text NOT NULL, name text NOT NULL, active boolean NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (target_id, entity_code, code)
);
CREATE TABLE fiscal_period (
  target_id uuid NOT NULL REFERENCES connection(id), entity_code text NOT NULL, period char(7) NOT NULL, starts_on date NOT NULL, ends_on date NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'soft-closed', 'closed', 'future')),
  read_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (target_id, entity_code, period)
);

CREATE TABLE flow (
  code text PRIMARY KEY, name text NOT NULL, source text NOT NULL, target text NOT NULL, owner text NOT NULL,
  sla_hours int NOT NULL, criticality text NOT NULL, contract text NOT NULL, runbook text NOT NULL,
  journal_mode text NOT NULL CHECK (journal_mode IN ('detail', 'summary')),
  suspense_mode text NOT NULL DEFAULT 'approval' CHECK (suspense_mode IN ('approval', 'automatic')),
  summary_cut_seconds int NOT NULL DEFAULT 900, active boolean NOT NULL DEFAULT true
);
CREATE TABLE posting_rule_version (
  flow_code text NOT NULL REFERENCES flow(code), version int NOT NULL, rules jsonb NOT NULL,
  effective_from date NOT NULL, created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (flow_code, version)
);
-- Which target makes the documents of a flow and role for a legal entity. Entity '*' stands for every entity without its own row.
CREATE TABLE binding (
  flow_code text NOT NULL REFERENCES flow(code), role text NOT NULL, entity_code text NOT NULL DEFAULT '*',
  target_id uuid NOT NULL REFERENCES connection(id), valid_from date NOT NULL DEFAULT '1900-01-01', valid_to date,
  PRIMARY KEY (flow_code, role, entity_code, valid_from), CHECK (valid_to IS NULL OR valid_to > valid_from)
);
-- Which flows work on events of others, and from which event on.
CREATE TABLE subscription (
  type text NOT NULL, flow_code text NOT NULL REFERENCES flow(code), from_event_id uuid NOT NULL, PRIMARY KEY (type, flow_code)
);
CREATE TABLE setting (key text PRIMARY KEY, value jsonb NOT NULL, updated_at timestamptz NOT NULL DEFAULT now());
