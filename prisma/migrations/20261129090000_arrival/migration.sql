-- Artifacts sort by when they arrived, that is when their last byte was kept, not by when their first one came: a slow upload
-- that began long ago is not older than what was received meanwhile. So an artifact's id no longer names its bytes.

ALTER TABLE artifact ADD COLUMN repeat_of uuid REFERENCES artifact(id);
-- Row-level security is forced on its owner too.
SET LOCAL tieout.facilities = '*';
UPDATE artifact SET repeat_of = bytes_id WHERE bytes_id <> id;
DROP INDEX artifact_once;
CREATE UNIQUE INDEX artifact_once ON artifact (connection_id, sha256) WHERE repeat_of IS NULL;
CREATE INDEX artifact_of_bytes ON artifact (bytes_id);
ALTER TABLE artifact_chunk RENAME COLUMN artifact_id TO bytes_id;

-- What is still to be read, in the order of arrival: later arrivals' events wait for it.
CREATE INDEX artifact_unread ON artifact (id) WHERE state = 'received';
CREATE INDEX remit_unread ON remit (artifact_id, id) WHERE state = 'parsed';
