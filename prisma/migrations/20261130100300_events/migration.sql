-- Facts and where they stand. An event is written once; an item is where it stands in one flow.

CREATE TABLE event (
  id uuid NOT NULL,
  -- NULL for the kernel's own events (timers, answers); those have a parent.
  parcel_id uuid, parent_id uuid, ordinal int NOT NULL, type text NOT NULL, version smallint NOT NULL DEFAULT 1,
  asset text NOT NULL, amount_minor bigint NOT NULL, facts jsonb NOT NULL,
  -- `order_keys` are 16 bytes each, the subject first. Identifiers are encrypted; equality search goes through the blind indexes.
  identifiers bytea, key_version int NOT NULL DEFAULT 1, index_a bytea, index_b bytea, tokens jsonb,
  order_keys bytea NOT NULL, natural_key bytea, at timestamptz,
  -- NULL: that of its parcel.
  business_date date,
  byte_offset bigint, byte_length int, part smallint NOT NULL DEFAULT 0, path text,
  -- What other flows want of it: their keys and amounts.
  wants jsonb, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX event_a ON event (index_a) WHERE index_a IS NOT NULL;
CREATE INDEX event_b ON event (index_b) WHERE index_b IS NOT NULL;
CREATE INDEX event_amount ON event (amount_minor);
CREATE INDEX event_of_parent ON event (parent_id) WHERE parent_id IS NOT NULL;

-- Natural keys that must be unique across parcels. Claimed for accepted parcels only.
CREATE TABLE event_key (flow_code text NOT NULL, natural_key bytea NOT NULL, event_id uuid NOT NULL, PRIMARY KEY (natural_key, flow_code));

-- Where an event stands in one flow. Narrow: every move rewrites it. An item whose group is not known to the books is in flight.
CREATE TABLE item (
  event_id uuid NOT NULL, flow_code text NOT NULL, parcel_id uuid, lane smallint NOT NULL, shard smallint NOT NULL,
  order_key bytea NOT NULL,
  -- Orders a key: its own event's id, or for an answer that of the event it answers.
  position uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected')),
  -- Stopped or waiting beside its queue: later items of its keys go on.
  aside boolean NOT NULL DEFAULT false,
  asset text NOT NULL, amount_minor bigint NOT NULL, business_date date NOT NULL,
  -- What people decided of it, oldest first.
  judgements jsonb,
  cause_id uuid, release_count int NOT NULL DEFAULT 0, hold_until date, hold_reason text,
  waits_for bytea[], wait_until timestamptz, wait_late jsonb,
  payer_id uuid, facility_id uuid, entity_code text, period char(7), prior_period char(7),
  -- How often map found it behind another: each time it is looked at later.
  pushed smallint NOT NULL DEFAULT 0,
  -- From when it may be worked; of what is stopped under a cause: since when.
  ready_at timestamptz NOT NULL DEFAULT now(), posted_at timestamptz, PRIMARY KEY (event_id, flow_code)
) PARTITION BY RANGE (event_id);
CREATE INDEX item_work ON item (ready_at, event_id) WHERE state = 'ready';
CREATE INDEX item_blocking ON item (order_key, position) WHERE state IN ('ready', 'mapped', 'exception', 'held');
CREATE INDEX item_of_parcel ON item (parcel_id, event_id);
CREATE INDEX item_of_cause ON item (cause_id, event_id) WHERE state IN ('exception', 'held');
-- Since when the oldest of a cause is stopped.
CREATE INDEX item_stopped ON item (cause_id, ready_at) WHERE state IN ('exception', 'held');
-- Lists of what was kept out: few items among many.
CREATE INDEX item_ended ON item (event_id) WHERE state IN ('duplicate', 'rejected');
CREATE INDEX item_pushed ON item (order_key) WHERE state = 'ready' AND pushed > 0;
-- Deferrals whose date has come.
CREATE INDEX item_hold ON item (hold_until) WHERE state = 'held' AND hold_until IS NOT NULL;
CREATE INDEX item_waits ON item USING gin (waits_for) WHERE waits_for IS NOT NULL;

-- All keys of an unfinished item that has several.
CREATE TABLE item_key (
  order_key bytea NOT NULL, position uuid NOT NULL, event_id uuid NOT NULL, flow_code text NOT NULL,
  PRIMARY KEY (order_key, event_id, flow_code)
);
CREATE INDEX item_key_of_item ON item_key (event_id, flow_code);

-- Signals that were given, so that a wait set after its signal finds it.
CREATE TABLE topic (topic bytea NOT NULL, event_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (topic, event_id));

-- What one event gave to the lines of a group's postings: three arrays of one length. `rules` index into leg_rule.
CREATE TABLE leg (
  event_id uuid NOT NULL, group_id uuid NOT NULL, flow_code text NOT NULL, ref text NOT NULL, facility_id uuid,
  posting_nos smallint[] NOT NULL, line_nos int[] NOT NULL, amounts bigint[] NOT NULL, rules smallint[] NOT NULL,
  rule_version int NOT NULL, PRIMARY KEY (event_id, group_id, ref, flow_code)
) PARTITION BY RANGE (event_id);
CREATE INDEX leg_of_group ON leg (group_id);
CREATE TABLE leg_rule (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
