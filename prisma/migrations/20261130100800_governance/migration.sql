-- Audit, people, proof.
-- Hash-chained, insert-only. One chain per writer, so that web and worker do not wait for each other.
CREATE TABLE audit (
  id uuid NOT NULL, chain text NOT NULL, seq bigint NOT NULL, at timestamptz NOT NULL, actor text NOT NULL, action text NOT NULL,
  subject_kind text NOT NULL, subject_id text NOT NULL, detail text NOT NULL, prev_hash bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX audit_chain ON audit (chain, seq);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id, id);
CREATE TABLE audit_head (chain text PRIMARY KEY, seq bigint NOT NULL, hash bytea NOT NULL);

CREATE TABLE app_user (
  id uuid PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL,
  role text NOT NULL CHECK (role IN ('finance-ops', 'support', 'executive', 'controller', 'admin')),
  -- NULL: every facility.
  facility_ids uuid[], approval_limit_minor bigint NOT NULL DEFAULT 0, password_hash text NOT NULL, session_version int NOT NULL DEFAULT 1,
  active boolean NOT NULL DEFAULT true, failed_sign_ins int NOT NULL DEFAULT 0, locked_until timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE reveal_grant (
  id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES app_user(id), reason text NOT NULL, granted_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL
);
CREATE INDEX reveal_grant_live ON reveal_grant (user_id, expires_at);

CREATE TABLE verify_run (
  id uuid PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now(), ok boolean NOT NULL, took_ms int NOT NULL, checks jsonb NOT NULL
);
CREATE TABLE worker_heartbeat (
  id text PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), beat_at timestamptz NOT NULL DEFAULT now(), detail jsonb NOT NULL DEFAULT '{}'
);
