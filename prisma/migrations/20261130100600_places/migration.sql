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

CREATE FUNCTION tieout_finished(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT state IN ('posted', 'duplicate', 'rejected') $$;

CREATE FUNCTION tieout_note_new_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, COALESCE(period, to_char(business_date, 'YYYY-MM')), count(*), sum(amount_minor)
    FROM fresh WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7;
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_gone_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, COALESCE(period, to_char(business_date, 'YYYY-MM')), -count(*), -sum(amount_minor)
    FROM stale WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7;
  RETURN NULL;
END $$;
CREATE FUNCTION tieout_note_moved_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta
    SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, sum(n), sum(amount)
    FROM (SELECT flow_code, asset, state, entity_code, facility_id, payer_id, COALESCE(period, to_char(business_date, 'YYYY-MM')) AS period, 1 AS n, amount_minor AS amount
            FROM fresh WHERE parcel_id IS NOT NULL
          UNION ALL
          SELECT flow_code, asset, state, entity_code, facility_id, payer_id, COALESCE(period, to_char(business_date, 'YYYY-MM')), -1, -amount_minor
            FROM stale WHERE parcel_id IS NOT NULL) AS moved
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0 OR sum(amount) <> 0;
  INSERT INTO parcel_delta (parcel_id, flow_code, open_change)
    SELECT parcel_id, flow_code, sum(change)
    FROM (SELECT parcel_id, flow_code, 1 AS change FROM fresh WHERE NOT tieout_finished(state) AND parcel_id IS NOT NULL
          UNION ALL SELECT parcel_id, flow_code, -1 FROM stale WHERE NOT tieout_finished(state) AND parcel_id IS NOT NULL) AS moved
    GROUP BY 1, 2 HAVING sum(change) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER item_new AFTER INSERT ON item REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_new_items();
CREATE TRIGGER item_gone AFTER DELETE ON item REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_gone_items();
CREATE TRIGGER item_moved AFTER UPDATE ON item REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tieout_note_moved_items();
