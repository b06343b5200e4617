-- Roles and the facility scope every row-level policy reads.
-- Locks nothing that exists. The roles tieout_web and tieout_worker are cluster-wide: they are made here without a
-- password or a right to log in, and given both by `npm start` (embedded server) or by the operator (own server).

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tieout_web') THEN
    CREATE ROLE tieout_web NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tieout_worker') THEN
    CREATE ROLE tieout_worker NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  -- Owns the views through which people see facts; nobody signs in as it.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tieout_reader') THEN
    CREATE ROLE tieout_reader NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  EXECUTE format('GRANT tieout_reader TO %I', current_user);
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tieout_web, tieout_worker, tieout_reader;

-- The scope is a transaction-local setting: '*' (all facilities) or a comma-separated list of facility ids.
-- Unset or empty means nothing is visible.
CREATE FUNCTION tieout_sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT COALESCE(current_setting('tieout.facilities', true), '') = '*' $$;

CREATE FUNCTION tieout_facilities() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE
     WHEN COALESCE(current_setting('tieout.facilities', true), '') IN ('', '*') THEN ARRAY[]::uuid[]
     ELSE string_to_array(current_setting('tieout.facilities', true), ',')::uuid[] END $$;

-- UUIDv7 bounds, so that a month is a range of ids.
CREATE FUNCTION tieout_uuid7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-0000-0000-000000000000')::uuid
   FROM (SELECT lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') AS h) AS hex $$;

-- Makes the monthly partitions of every table partitioned by UUIDv7 id, from the month before `since` for `months` months.
-- Owner's rights, so that the worker's sweep can make them ahead without owning anything. Re-running is safe.
CREATE FUNCTION tieout_make_partitions(since timestamptz, months int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE parent regclass; month timestamptz; name text; made int := 0;
BEGIN
  FOR parent IN SELECT p.partrelid::regclass FROM pg_partitioned_table p
                JOIN pg_class c ON c.oid = p.partrelid
                WHERE p.partstrat = 'r' AND c.relnamespace = 'public'::regnamespace LOOP
    FOR i IN -1 .. months LOOP
      month := date_trunc('month', since AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => i);
      name := parent::text || '_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM');
      IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE public.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', name, parent,
          tieout_uuid7_floor(month),
          tieout_uuid7_floor(month + interval '1 month'));
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION tieout_make_partitions(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tieout_make_partitions(timestamptz, int) TO tieout_worker;
