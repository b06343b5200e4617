-- A person may accept what a tie is off by: it is said no more until it is off by another amount. Locks tie_cause for a moment.

ALTER TABLE tie_cause ADD COLUMN accepted_by text, ADD COLUMN accepted_why text,
  ADD CHECK ((accepted_by IS NULL) = (accepted_why IS NULL)), ADD CHECK (accepted_by IS NULL OR closed_at IS NOT NULL);
GRANT UPDATE (closed_at, accepted_by, accepted_why) ON tie_cause TO tieout_web;
