-- A document may be corrected or voided in the ERP after it was read. The row says what the last read found; what each read
-- found stays in the attempts.
ALTER TABLE document ADD COLUMN gone_at timestamptz;
GRANT UPDATE (period, posting_date, debit_minor, credit_minor, line_count, read_at, gone_at) ON document TO tieout_worker;
