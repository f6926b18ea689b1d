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
