-- Every address that was ever given away. Times are Unix milliseconds, amounts satoshis. "wanted" is null where money was not asked for.
CREATE TABLE IF NOT EXISTS issued_address (
    ledger     text    NOT NULL,
    idx        bigint  NOT NULL,
    address    text    NOT NULL,
    asker      text    COLLATE "C" NOT NULL,
    payee      text    NOT NULL,
    wanted     bigint,
    expires_in bigint  NOT NULL,
    issued     bigint  NOT NULL,
    removed    bigint,
    covered    bigint,
    settled    text,
    received   bigint,
    PRIMARY KEY (ledger, idx)
);
CREATE UNIQUE INDEX IF NOT EXISTS issued_address_by_asker ON issued_address (ledger, asker);
CREATE UNIQUE INDEX IF NOT EXISTS issued_address_by_address ON issued_address (ledger, address);
CREATE INDEX IF NOT EXISTS issued_address_by_payee ON issued_address (ledger, payee, idx) WHERE wanted IS NOT NULL AND removed IS NULL;

-- What callers wrote about their customers: beside the rest, so that it can be erased.
CREATE TABLE IF NOT EXISTS address_memo (
    ledger text   NOT NULL,
    idx    bigint NOT NULL,
    memo   text   NOT NULL,
    PRIMARY KEY (ledger, idx)
);
