-- What reading needs beyond the tables' own indexes. Adds a column to a view and one small index; nothing is locked for long.

-- The amount of the fact itself beside that of the item: a look-up by amount goes through the index of the facts.
CREATE OR REPLACE VIEW item_event WITH (security_barrier = true) AS
  SELECT i.event_id AS id, i.flow_code, i.parcel_id, e.parent_id, e.ordinal, e.type, e.version, i.asset, i.amount_minor, e.facts,
    e.identifiers, e.key_version, e.index_a, e.index_b, e.tokens, e.at, i.business_date, e.byte_offset, e.byte_length, e.part, e.path,
    i.order_key, i.position, i.lane, i.shard, i.state, i.aside, i.cause_id, i.judgements, i.release_count, i.hold_until, i.hold_reason,
    i.waits_for, i.wait_until, i.payer_id, i.facility_id, i.entity_code, i.period, i.prior_period, i.pushed, i.ready_at, i.posted_at,
    e.amount_minor AS fact_minor
  FROM item i JOIN event e ON e.id = i.event_id;

-- Files that could not be read are few and asked for at every look.
CREATE INDEX artifact_refused ON artifact (id) WHERE state = 'quarantined';

-- A policy is asked before anything that could leak a row, so an index over an expression of `head` is of no use to people:
-- the trace number becomes a column of its own.
ALTER TABLE parcel ADD COLUMN trace text GENERATED ALWAYS AS (head->>'trn02') STORED;
DROP INDEX parcel_trace;
CREATE INDEX parcel_trace ON parcel (trace) WHERE trace IS NOT NULL;

-- Lists of what was kept out: few items among many.
CREATE INDEX item_ended ON item (event_id) WHERE state IN ('duplicate', 'rejected');
