-- Grants and row-level security. The web and worker roles own nothing and bypass nothing; a table without a policy for
-- its facility data would be a hole, so a test enumerates the catalogue. Audit and attempts: insert and select only.

GRANT SELECT ON ALL TABLES IN SCHEMA public TO tieout_web, tieout_worker;

GRANT INSERT, UPDATE ON legal_entity, facility, payer, crosswalk, claim_master, connection, flow, setting,
  posting_rule_version, artifact, remit, event, posting, plb_item, cause, exception, replay, replay_item, audit_head,
  app_user, reveal_grant, control_total TO tieout_web, tieout_worker;
GRANT UPDATE ON master_revision TO tieout_web, tieout_worker;
GRANT INSERT ON artifact_chunk, cause_note, audit, verify_run TO tieout_web, tieout_worker;
GRANT INSERT, UPDATE ON erp_account, erp_cost_center, fiscal_period, breaker, worker_heartbeat TO tieout_worker;
GRANT INSERT ON record, event_key, remit_identity, remit_trace_key, plb_movement, posting_line, lineage_edge,
  attempt, attempt_outcome, document, gl_read, gl_balance TO tieout_worker;
GRANT DELETE ON posting_line TO tieout_worker;
-- A remit that a person accepted after all gives up its placeholder event; an open summary journal rewrites its lines.
GRANT DELETE ON event, event_key, gl_read, gl_balance, worker_heartbeat TO tieout_worker;
GRANT DELETE ON verify_run TO tieout_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['facility','artifact','artifact_chunk','remit','record','event','posting','posting_line',
    'lineage_edge','attempt','attempt_outcome','document','exception','replay','replay_item','cause'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

CREATE POLICY scope ON facility USING (tieout_sees_all() OR id = ANY (tieout_facilities()))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON event USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON exception USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON replay_item USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
CREATE POLICY scope ON artifact USING (tieout_sees_all() OR facility_ids && tieout_facilities());
CREATE POLICY scope ON remit USING (tieout_sees_all() OR facility_ids && tieout_facilities());
CREATE POLICY scope ON posting USING (tieout_sees_all() OR facility_ids && tieout_facilities());
CREATE POLICY scope ON posting_line USING (tieout_sees_all() OR facility_id = ANY (tieout_facilities()));
-- Narrow rows without a facility of their own follow the row they belong to; the subquery runs under that row's policy.
CREATE POLICY scope ON artifact_chunk USING (tieout_sees_all() OR EXISTS (SELECT FROM artifact a WHERE a.bytes_id = artifact_chunk.artifact_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON record USING (tieout_sees_all() OR EXISTS (SELECT FROM event e WHERE e.remit_id = record.remit_id AND e.ordinal = record.ordinal))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON lineage_edge USING (tieout_sees_all() OR EXISTS (SELECT FROM event e WHERE e.id = lineage_edge.event_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON attempt USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = attempt.posting_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON attempt_outcome USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = attempt_outcome.posting_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON document USING (tieout_sees_all() OR EXISTS (SELECT FROM posting p WHERE p.id = document.posting_id))
  WITH CHECK (tieout_sees_all());
CREATE POLICY scope ON cause USING (tieout_sees_all() OR EXISTS (SELECT FROM exception x WHERE x.cause_id = cause.id));
CREATE POLICY scope ON replay USING (tieout_sees_all() OR EXISTS (SELECT FROM replay_item i WHERE i.replay_id = replay.id));

SELECT tieout_make_partitions(now(), 3);
