-- Running totals: where the amounts are, by scope, without adding up all items at each look. One trigger writes the changes of
-- every statement that touches items; a fold adds them up. A look reads totals and changes in one statement.

CREATE TABLE place_delta (
  flow_code text NOT NULL, asset text NOT NULL, state text NOT NULL, entity_code text, facility_id uuid, payer_id uuid, period char(7) NOT NULL,
  items bigint NOT NULL, amount_minor bigint NOT NULL
);
CREATE TABLE place_total (
  flow_code text NOT NULL, asset text NOT NULL, state text NOT NULL, entity_code text, facility_id uuid, payer_id uuid, period char(7) NOT NULL,
  items bigint NOT NULL, amount_minor bigint NOT NULL,
  UNIQUE NULLS NOT DISTINCT (flow_code, asset, state, entity_code, facility_id, payer_id, period)
) WITH (fillfactor = 70);
-- Items of a parcel that finished or were opened again, and scope that it learned.
CREATE TABLE parcel_delta (
  parcel_id uuid NOT NULL, flow_code text NOT NULL, open_change int NOT NULL, payer_id uuid, entity_code text, facility_ids uuid[] NOT NULL DEFAULT '{}'
);

-- What is stopped, by cause and by the day (UTC) since when; the fold keeps days older than a week as one. The cause is NULL of what
-- waits for an approval or a topic. Screens ask for it every few seconds: a look must not start further processes.
CREATE TABLE stop_delta (
  cause_id uuid, state text NOT NULL, flow_code text NOT NULL, asset text NOT NULL, entity_code text, facility_id uuid, payer_id uuid, period char(7) NOT NULL,
  day date NOT NULL, items bigint NOT NULL, amount_minor bigint NOT NULL, gross_minor bigint NOT NULL
);
CREATE TABLE stop_total (
  cause_id uuid, state text NOT NULL, flow_code text NOT NULL, asset text NOT NULL, entity_code text, facility_id uuid, payer_id uuid, period char(7) NOT NULL,
  day date NOT NULL, items bigint NOT NULL, amount_minor bigint NOT NULL, gross_minor bigint NOT NULL,
  UNIQUE NULLS NOT DISTINCT (cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, day)
) WITH (fillfactor = 70, parallel_workers = 0);
-- A stop that ended leaves no row; one that grew old is moved.
CREATE INDEX stop_total_ended ON stop_total (day) WHERE items = 0;
CREATE INDEX stop_total_day ON stop_total (day) WHERE day > '-infinity';

-- What waits behind a stopped item of its key, by key. Whether it does depends on two rows that two transactions may write at once,
-- so no statement adds it up: it marks the key, and the fold and every look work out marked keys from the items themselves.
CREATE TABLE wait_mark (order_key bytea NOT NULL);
CREATE TABLE wait_total (
  order_key bytea NOT NULL, flow_code text NOT NULL, asset text NOT NULL, entity_code text, facility_id uuid, payer_id uuid, period char(7) NOT NULL,
  -- What is in front, the first of each facility, in order: who sees none of it does not see that anything waits.
  front_facilities uuid[] NOT NULL, front_causes uuid[] NOT NULL,
  items bigint NOT NULL, amount_minor bigint NOT NULL
) WITH (parallel_workers = 0);
CREATE INDEX wait_total_of_key ON wait_total (order_key);

-- What parcels say they add up to, in the flow that takes them and in those that subscribe.
CREATE TABLE received_delta (flow_code text, asset text NOT NULL, parcels bigint NOT NULL, amount_minor bigint NOT NULL);
CREATE TABLE received_total (
  flow_code text, asset text NOT NULL, parcels bigint NOT NULL, amount_minor bigint NOT NULL, UNIQUE NULLS NOT DISTINCT (flow_code, asset)
) WITH (fillfactor = 70);

CREATE FUNCTION tieout_finished(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT state IN ('posted', 'duplicate', 'rejected') $$;

CREATE FUNCTION tieout_stopped(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT state IN ('exception', 'held') $$;
CREATE FUNCTION tieout_month(period char, business_date date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(period, to_char(business_date, 'YYYY-MM')) $$;
CREATE FUNCTION tieout_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (at AT TIME ZONE 'UTC')::date $$;

-- An item that is stopped is so since now: whoever stops it does not have to say when.
CREATE FUNCTION tieout_stop_since() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.ready_at := now(); RETURN NEW; END $$;
CREATE TRIGGER item_stop_since BEFORE UPDATE ON item FOR EACH ROW
  WHEN (NEW.cause_id IS NOT NULL AND NEW.state IN ('exception', 'held')
    AND (OLD.state NOT IN ('exception', 'held') OR OLD.cause_id IS DISTINCT FROM NEW.cause_id))
  EXECUTE FUNCTION tieout_stop_since();

CREATE FUNCTION tieout_note_new_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date), count(*), sum(amount_minor)
    FROM fresh WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7;
  INSERT INTO stop_delta
    SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date), tieout_day(ready_at), count(*), sum(amount_minor), sum(abs(amount_minor))
    FROM fresh WHERE tieout_stopped(state) AND parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
  INSERT INTO wait_mark SELECT DISTINCT order_key FROM fresh WHERE (tieout_stopped(state) AND NOT aside) OR (state = 'ready' AND pushed > 0);
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_gone_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date), -count(*), -sum(amount_minor)
    FROM stale WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7;
  INSERT INTO stop_delta
    SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date), tieout_day(ready_at), -count(*), -sum(amount_minor), -sum(abs(amount_minor))
    FROM stale WHERE tieout_stopped(state) AND parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
  INSERT INTO wait_mark SELECT DISTINCT order_key FROM stale WHERE (tieout_stopped(state) AND NOT aside) OR (state = 'ready' AND pushed > 0);
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_moved_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, sum(n), sum(amount)
    FROM (SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date) AS period, 1 AS n, amount_minor AS amount
            FROM fresh WHERE parcel_id IS NOT NULL
          UNION ALL
          SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date), -1, -amount_minor
            FROM stale WHERE parcel_id IS NOT NULL) AS moved
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0 OR sum(amount) <> 0;
  INSERT INTO parcel_delta (parcel_id, flow_code, open_change)
    SELECT parcel_id, flow_code, sum(change)
    FROM (SELECT parcel_id, flow_code, 1 AS change FROM fresh WHERE NOT tieout_finished(state) AND parcel_id IS NOT NULL
          UNION ALL SELECT parcel_id, flow_code, -1 FROM stale WHERE NOT tieout_finished(state) AND parcel_id IS NOT NULL) AS moved
    GROUP BY 1, 2 HAVING sum(change) <> 0;
  INSERT INTO stop_delta
    SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, day, sum(n), sum(amount), sum(gross)
    FROM (SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date) AS period, tieout_day(ready_at) AS day,
            1 AS n, amount_minor AS amount, abs(amount_minor) AS gross FROM fresh WHERE tieout_stopped(state) AND parcel_id IS NOT NULL
          UNION ALL
          SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date) AS period, tieout_day(ready_at) AS day,
            -1 AS n, -amount_minor AS amount, -abs(amount_minor) AS gross FROM stale WHERE tieout_stopped(state) AND parcel_id IS NOT NULL) AS moved
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(n) <> 0 OR sum(amount) <> 0 OR sum(gross) <> 0;
  -- Only what changes whether and where something waits marks a key: what stands in front, and what was found behind another.
  INSERT INTO wait_mark
    SELECT DISTINCT order_key
    FROM (SELECT order_key, position, event_id, flow_code, facility_id, NULL::text AS front, cause_id, NULL::text AS asset, NULL::text AS entity_code, NULL::uuid AS payer_id,
            NULL::text AS period, NULL::bigint AS amount_minor, 1 AS n FROM fresh WHERE tieout_stopped(state) AND NOT aside
          UNION ALL
          SELECT order_key, position, event_id, flow_code, facility_id, 'behind', parcel_id, asset, entity_code, payer_id,
            tieout_month(period, business_date), amount_minor, 1 FROM fresh WHERE state = 'ready' AND pushed > 0
          UNION ALL
          SELECT order_key, position, event_id, flow_code, facility_id, NULL::text AS front, cause_id, NULL::text AS asset, NULL::text AS entity_code, NULL::uuid AS payer_id,
            NULL::text AS period, NULL::bigint AS amount_minor, -1 AS n FROM stale WHERE tieout_stopped(state) AND NOT aside
          UNION ALL
          SELECT order_key, position, event_id, flow_code, facility_id, 'behind', parcel_id, asset, entity_code, payer_id,
            tieout_month(period, business_date), amount_minor, -1 FROM stale WHERE state = 'ready' AND pushed > 0) AS moved
    GROUP BY order_key, position, event_id, flow_code, facility_id, front, cause_id, asset, entity_code, payer_id, period, amount_minor HAVING sum(n) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER item_new AFTER INSERT ON item REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_new_items();
CREATE TRIGGER item_gone AFTER DELETE ON item REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_gone_items();
CREATE TRIGGER item_moved AFTER UPDATE ON item REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_moved_items();

CREATE FUNCTION tieout_note_new_parcels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO received_delta SELECT flow_code, asset, count(*), sum(control_minor) FROM fresh GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_gone_parcels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO received_delta SELECT flow_code, asset, -count(*), -sum(control_minor) FROM stale GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_changed_parcels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO received_delta
    SELECT flow_code, asset, sum(n), sum(amount)
    FROM (SELECT flow_code, asset, 1 AS n, control_minor AS amount FROM fresh UNION ALL SELECT flow_code, asset, -1, -control_minor FROM stale) AS changed
    GROUP BY 1, 2 HAVING sum(n) <> 0 OR sum(amount) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER parcel_new AFTER INSERT ON parcel REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_new_parcels();
CREATE TRIGGER parcel_gone AFTER DELETE ON parcel REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_gone_parcels();
CREATE TRIGGER parcel_changed AFTER UPDATE ON parcel REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_changed_parcels();

-- What canonicalize wrote down for flows that subscribe. It is written once, or given up as a whole.
CREATE FUNCTION tieout_note_new_subscribed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO received_delta
    SELECT f.flow_code, f.asset, count(*), sum(f.control_minor) FROM fresh f JOIN parcel r ON r.id = f.parcel_id AND r.flow_code IS DISTINCT FROM f.flow_code GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_gone_subscribed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO received_delta
    SELECT f.flow_code, f.asset, -count(*), -sum(f.control_minor) FROM stale f JOIN parcel r ON r.id = f.parcel_id AND r.flow_code IS DISTINCT FROM f.flow_code GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE TRIGGER parcel_flow_new AFTER INSERT ON parcel_flow REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_new_subscribed();
CREATE TRIGGER parcel_flow_gone AFTER DELETE ON parcel_flow REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_gone_subscribed();
