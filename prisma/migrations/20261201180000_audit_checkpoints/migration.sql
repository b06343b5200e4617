-- What the signed checkpoints of the audit said, line by line as in the file outside the database. Only the worker adds to it, and only
-- the worker says what was verified. Locks verify_run for a moment.

CREATE TABLE audit_checkpoint (n bigint PRIMARY KEY CHECK (n > 0), line text NOT NULL);
GRANT SELECT ON audit_checkpoint TO tieout_web, tieout_worker;
GRANT INSERT ON audit_checkpoint TO tieout_worker;
REVOKE INSERT ON verify_run FROM tieout_web;
