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

-- Calls whose answer is not written yet. "since" is in Unix milliseconds: of the beginning, or of the cut.
CREATE TABLE IF NOT EXISTS open_call (
    call_id text    NOT NULL PRIMARY KEY,
    wallet  text    NOT NULL,
    caller  text    NOT NULL,
    hash    text    NOT NULL,
    since   bigint  NOT NULL,
    node    text    NOT NULL,
    process text    NOT NULL,
    is_cut  integer NOT NULL
);
CREATE INDEX IF NOT EXISTS open_call_by_hash ON open_call (wallet, caller, hash);
CREATE INDEX IF NOT EXISTS open_call_by_time ON open_call (since);

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

-- Beside the tables of version 1, which know nothing of these: made where they are missing. Times are Unix milliseconds.
CREATE TABLE IF NOT EXISTS webhook_cursor (
    ledger          text   NOT NULL PRIMARY KEY,
    sequence_number bigint NOT NULL,
    floor           bigint NOT NULL,
    since           bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS webhook_outbox (
    ledger          text    NOT NULL,
    target          text    NOT NULL,
    subject         text    COLLATE "C" NOT NULL,
    sequence_number bigint  NOT NULL,
    event_id        text    NOT NULL,
    kind            text    NOT NULL,
    happened        bigint  NOT NULL,
    body            text    NOT NULL,
    due             bigint  NOT NULL,
    set_aside       integer NOT NULL,
    tries           integer NOT NULL,
    first_failure   bigint,
    why             text,
    PRIMARY KEY (ledger, target, subject, sequence_number)
);
CREATE INDEX IF NOT EXISTS webhook_outbox_by_due ON webhook_outbox (ledger, target, set_aside, due, sequence_number);
CREATE INDEX IF NOT EXISTS webhook_outbox_by_time ON webhook_outbox (ledger, target, set_aside, happened);
