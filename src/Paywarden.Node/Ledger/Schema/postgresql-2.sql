-- The payment's history as JSON, and whom it paid, to be found by address.
ALTER TABLE payment_archive ADD COLUMN IF NOT EXISTS story text;
CREATE TABLE IF NOT EXISTS payment_output (
    ledger     text NOT NULL,
    script     text NOT NULL,
    payment_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (ledger, script, payment_id)
);
INSERT INTO payment_output (ledger, script, payment_id)
SELECT a.ledger, o.value ->> 'script', a.payment_id FROM payment_archive a, jsonb_array_elements(a.ordered::jsonb -> 'outputs') o
ON CONFLICT DO NOTHING;
CREATE INDEX IF NOT EXISTS payment_archive_by_payer ON payment_archive (ledger, payer, accepted, payment_id);
