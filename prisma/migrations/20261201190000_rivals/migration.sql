-- Parcels that a person took beside the one that they contradict: a further one may contradict any of them. Locks parcel while it is made.

CREATE INDEX parcel_beside ON parcel (prior_id) WHERE decision = 'accept';
