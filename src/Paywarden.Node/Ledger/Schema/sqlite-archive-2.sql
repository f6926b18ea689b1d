-- The payment's history as JSON, and whom it paid, to be found by address.
ALTER TABLE payment_archive ADD COLUMN story TEXT;
CREATE TABLE payment_output (
    ledger     TEXT NOT NULL,
    script     TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    PRIMARY KEY (ledger, script, payment_id)
) WITHOUT ROWID;
INSERT OR IGNORE INTO payment_output (ledger, script, payment_id)
SELECT a.ledger, json_extract(o.value, '$.script'), a.payment_id FROM payment_archive a, json_each(a.ordered, '$.outputs') o;
CREATE INDEX payment_archive_by_payer ON payment_archive (ledger, payer, accepted, payment_id);
