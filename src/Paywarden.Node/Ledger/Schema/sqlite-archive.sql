-- Times are Unix milliseconds, amounts satoshis. "payer" is the user whose key it was.
CREATE TABLE payment_archive (
    ledger     TEXT    NOT NULL,
    payment_id TEXT    NOT NULL,
    payer      TEXT    NOT NULL,
    stage      TEXT    NOT NULL,
    txid       TEXT,
    fee        INTEGER,
    accepted   INTEGER NOT NULL,
    settled    INTEGER NOT NULL,
    ordered    TEXT    NOT NULL,
    rejected   TEXT,
    proof      TEXT,
    PRIMARY KEY (ledger, payment_id)
) WITHOUT ROWID;
CREATE INDEX payment_archive_by_time ON payment_archive (ledger, accepted, payment_id);
CREATE INDEX payment_archive_by_txid ON payment_archive (txid) WHERE txid IS NOT NULL;
