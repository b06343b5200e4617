-- Finds what was confirmed lately without reading all that ever was: the reader of the ERP's balances asks every few seconds.
CREATE INDEX posting_confirmed_at ON posting (confirmed_at) WHERE state = 'confirmed';
