-- Every address that was ever given away. Times are Unix milliseconds, amounts satoshis. "wanted" is null where money was not asked for.
CREATE TABLE issued_address (
    ledger     TEXT    NOT NULL,
    idx        INTEGER NOT NULL,
    address    TEXT    NOT NULL,
    asker      TEXT    NOT NULL,
    payee      TEXT    NOT NULL,
    wanted     INTEGER,
    expires_in INTEGER NOT NULL,
    issued     INTEGER NOT NULL,
    removed    INTEGER,
    covered    INTEGER,
    settled    TEXT,
    received   INTEGER,
    PRIMARY KEY (ledger, idx)
) WITHOUT ROWID;
CREATE UNIQUE INDEX issued_address_by_asker ON issued_address (ledger, asker);
CREATE UNIQUE INDEX issued_address_by_address ON issued_address (ledger, address);
CREATE INDEX issued_address_by_payee ON issued_address (ledger, payee, idx) WHERE wanted IS NOT NULL AND removed IS NULL;

-- What callers wrote about their customers: beside the rest, so that it can be erased.
CREATE TABLE address_memo (
    ledger TEXT    NOT NULL,
    idx    INTEGER NOT NULL,
    memo   TEXT    NOT NULL,
    PRIMARY KEY (ledger, idx)
) WITHOUT ROWID;
