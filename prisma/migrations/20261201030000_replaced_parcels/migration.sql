-- A parcel may take the place of the one that it contradicts: decided so by a person. Locks parcel for the moment of the check.

ALTER TABLE parcel DROP CONSTRAINT parcel_decision_check;
ALTER TABLE parcel ADD CONSTRAINT parcel_decision_check CHECK (decision IN ('accept', 'replace', 'unapplied', 'reject'));
-- Who took whose place.
CREATE INDEX parcel_replaces ON parcel (prior_id) WHERE decision = 'replace';
