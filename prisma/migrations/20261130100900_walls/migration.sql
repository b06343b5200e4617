-- Grants and row-level security. The web and worker roles own nothing and bypass nothing; a table without a policy for
-- its facility data would be a hole, so a test enumerates the catalogue. Facts, audit and attempts: insert and select only.

GRANT SELECT ON ALL TABLES IN SCHEMA public TO tieout_web, tieout_worker;

GRANT INSERT, UPDATE ON legal_entity, facility, payer, crosswalk, claim_master, connection, flow, setting, binding, subscription,
  posting_rule_version, artifact, parcel, item, posting, cause, exception, replay, replay_item, audit_head,
  app_user, reveal_grant, tie, tie_suggestion, approval TO tieout_web, tieout_worker;
GRANT UPDATE ON master_revision, lane TO tieout_web, tieout_worker;
GRANT INSERT ON artifact_chunk, cause_note, audit, verify_run, approval_vote, place_delta, parcel_delta, stop_delta, wait_mark, received_delta, event,
  tie_entry TO tieout_web, tieout_worker;
GRANT INSERT, UPDATE ON erp_account, erp_cost_center, fiscal_period, breaker, worker_heartbeat, place_total, stop_total, received_total, parcel_flow, poll_cursor, saga, saga_step, concern, tie_cause TO tieout_worker;
GRANT INSERT ON wait_total, event_key, parcel_key, posting_line, leg, leg_rule, topic, item_key, attempt, attempt_outcome, document, gl_read, gl_balance TO tieout_worker;
-- A person's answer is told to the flow that asked, and wakes what waited for it.
GRANT INSERT ON topic, item_key TO tieout_web;
-- A key rotation seals identifiers anew; nothing else of a fact ever changes.
GRANT UPDATE (identifiers, key_version) ON event TO tieout_worker;
GRANT UPDATE (status, period, posting_date, debit_minor, credit_minor, line_count, facts, read_at, gone_at) ON document TO tieout_worker;
GRANT UPDATE (debit_minor, credit_minor, sent) ON posting_line TO tieout_worker;
-- A parcel that a person accepted after all gives up the one item it stood in; deltas are folded; a released saga item writes its
-- step and its tie entries anew; entries move when ties are joined.
GRANT DELETE ON item, item_key, parcel_flow, place_delta, parcel_delta, stop_delta, stop_total, wait_mark, wait_total, received_delta, tie_entry, saga_step, gl_read, gl_balance, worker_heartbeat, verify_run, posting_line, topic TO tieout_worker;
GRANT UPDATE (tie_id) ON tie_entry TO tieout_worker, tieout_web;
GRANT DELETE ON tie_entry TO tieout_web;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['facility','artifact','artifact_chunk','parcel','parcel_flow','parcel_delta','event','item','leg','place_delta','place_total',
    'stop_delta','stop_total','wait_total','received_delta','received_total',
    'posting','posting_line','attempt','attempt_outcome','document','exception','replay','replay_item','cause','saga','saga_step','concern',
    'tie','tie_entry','tie_cause','tie_suggestion','approval','approval_vote'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

-- What routes money to a facility is everyone's to read, and changes only under a scope of all of them.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['legal_entity','payer','crosswalk','binding','subscription','posting_rule_version','setting'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY read ON %I FOR SELECT USING (true)', t);
    EXECUTE format('CREATE POLICY change ON %I FOR INSERT WITH CHECK (tieout_sees_all())', t);
    EXECUTE format('CREATE POLICY change_again ON %I FOR UPDATE USING (tieout_sees_all()) WITH CHECK (tieout_sees_all())', t);
  END LOOP;
END $$;

CREATE POLICY scope ON facility USING (tieout_sees_all() OR id = ANY (tieout_facilities()))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON item USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON leg USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
-- Totals are read whole at every look, and these tables newest first: a scope in a query of its own is asked once per statement and
-- not once per row, and does not let the planner believe that hardly any row is visible.
CREATE POLICY scope ON place_delta USING ((SELECT tieout_sees_all()) OR facility_id = ANY ((SELECT tieout_facilities())::uuid[]));
CREATE POLICY scope ON place_total USING ((SELECT tieout_sees_all()) OR facility_id = ANY ((SELECT tieout_facilities())::uuid[]));
CREATE POLICY scope ON stop_delta USING ((SELECT tieout_sees_all()) OR facility_id = ANY ((SELECT tieout_facilities())::uuid[]));
CREATE POLICY scope ON stop_total USING ((SELECT tieout_sees_all()) OR facility_id = ANY ((SELECT tieout_facilities())::uuid[]));
CREATE POLICY scope ON wait_total USING ((SELECT tieout_sees_all())
  OR (facility_id = ANY ((SELECT tieout_facilities())::uuid[]) AND front_facilities && (SELECT tieout_facilities())));
-- What parcels add up to cannot be divided by facility.
CREATE POLICY scope ON received_total USING (tieout_sees_all());
CREATE POLICY scope ON received_delta USING (tieout_sees_all()) WITH CHECK (true);
CREATE POLICY scope ON exception USING ((SELECT tieout_sees_all()) OR facility_id = ANY ((SELECT tieout_facilities())::uuid[]));
CREATE POLICY scope ON replay_item USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON saga USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON artifact USING ((SELECT tieout_sees_all()) OR facility_ids && (SELECT tieout_facilities()));
CREATE POLICY scope ON parcel USING ((SELECT tieout_sees_all()) OR facility_ids && (SELECT tieout_facilities()));
CREATE POLICY scope ON posting USING ((SELECT tieout_sees_all()) OR facility_ids && (SELECT tieout_facilities()));
CREATE POLICY scope ON approval USING (tieout_sees_all() OR facility_ids && tieout_facilities());
CREATE POLICY scope ON posting_line USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
-- Ties join amounts of many facilities: only whoever sees all of them sees a tie. A parcel's change is the machine's own.
CREATE POLICY scope ON tie USING (tieout_sees_all());
CREATE POLICY scope ON tie_entry USING (tieout_sees_all());
CREATE POLICY scope ON tie_cause USING (tieout_sees_all());
CREATE POLICY scope ON tie_suggestion USING (tieout_sees_all());
CREATE POLICY scope ON parcel_delta USING (tieout_sees_all()) WITH CHECK (true);
-- A fact alone belongs to no facility: people read it through the items they may see (view item_event).
CREATE POLICY scope ON event USING (tieout_sees_all()) WITH CHECK (true);
CREATE POLICY through_items ON event FOR SELECT TO tieout_reader USING (true);
-- Narrow rows without a facility of their own follow the row they belong to; the subquery runs under that row's policy.
CREATE POLICY scope ON artifact_chunk USING (tieout_sees_all() OR EXISTS (SELECT FROM artifact a WHERE a.bytes_id = artifact_chunk.bytes_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON parcel_flow USING (tieout_sees_all() OR EXISTS (SELECT FROM parcel p WHERE p.id = parcel_flow.parcel_id));
CREATE POLICY scope ON saga_step USING (tieout_sees_all() OR EXISTS (SELECT FROM saga s WHERE s.id = saga_step.saga_id));
CREATE POLICY scope ON concern USING (tieout_sees_all() OR EXISTS (SELECT FROM saga s WHERE s.id = concern.saga_id));
CREATE POLICY scope ON approval_vote USING (tieout_sees_all() OR EXISTS (SELECT FROM approval a WHERE a.id = approval_vote.approval_id));
CREATE POLICY scope ON attempt USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = attempt.posting_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON attempt_outcome USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = attempt_outcome.posting_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON document USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = document.posting_id))
  WITH CHECK (tieout_sees_all());
-- Facility by facility, so that a cause with many exceptions of others is not read through.
CREATE POLICY scope ON cause USING (tieout_sees_all()
  OR EXISTS (SELECT FROM unnest(tieout_facilities()) AS f(id) JOIN exception x ON x.facility_id = f.id WHERE x.cause_id = cause.id)
  OR EXISTS (SELECT FROM concern c WHERE c.cause_id = cause.id));
CREATE POLICY scope ON replay USING (tieout_sees_all() OR EXISTS (SELECT FROM replay_item i WHERE i.replay_id = replay.id));

-- What an item says and where it stands, for people and for recall: always from the item, whose policy holds.
CREATE VIEW item_event WITH (security_barrier = true) AS
  SELECT i.event_id AS id, i.event_id, i.flow_code, i.parcel_id, e.parent_id, e.ordinal, e.type, e.version, i.asset, i.amount_minor, e.facts,
    e.identifiers, e.key_version, e.index_a, e.index_b, e.tokens, e.at, i.business_date, e.byte_offset, e.byte_length, e.part, e.path,
    i.order_key, i.position, i.lane, i.shard, i.state, i.aside, i.cause_id, i.judgements, i.release_count, i.hold_until, i.hold_reason,
    i.waits_for, i.wait_until, i.payer_id, i.facility_id, i.entity_code, i.period, i.prior_period, i.pushed, i.ready_at, i.posted_at,
    -- The amount of the fact itself: a look-up by amount goes through the index of the facts.
    e.amount_minor AS fact_minor
  FROM item i JOIN event e ON e.id = i.event_id;
GRANT SELECT ON item, event TO tieout_reader;
GRANT CREATE ON SCHEMA public TO tieout_reader;
ALTER VIEW item_event OWNER TO tieout_reader;
REVOKE CREATE ON SCHEMA public FROM tieout_reader;
GRANT SELECT ON item_event TO tieout_web, tieout_worker;
-- The policies of item call these as the view's owner.
GRANT EXECUTE ON FUNCTION tieout_sees_all(), tieout_facilities() TO tieout_reader;

SELECT tieout_make_partitions(now(), 3);
