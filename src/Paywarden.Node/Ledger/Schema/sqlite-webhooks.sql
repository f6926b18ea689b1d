-- A file of its own: an outbox is written for every event, and the archive and the leases must not wait for it. Times are Unix milliseconds.
CREATE TABLE webhook_cursor (
    ledger          TEXT    NOT NULL PRIMARY KEY,
    sequence_number INTEGER NOT NULL,
    floor           INTEGER NOT NULL,
    since           INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE webhook_outbox (
    ledger          TEXT    NOT NULL,
    target          TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    sequence_number INTEGER NOT NULL,
    event_id        TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    happened        INTEGER NOT NULL,
    body            TEXT    NOT NULL,
    due             INTEGER NOT NULL,
    set_aside       INTEGER NOT NULL,
    tries           INTEGER NOT NULL,
    first_failure   INTEGER,
    why             TEXT,
    PRIMARY KEY (ledger, target, subject, sequence_number)
);
CREATE INDEX webhook_outbox_by_due ON webhook_outbox (ledger, target, set_aside, due, sequence_number);
CREATE INDEX webhook_outbox_by_time ON webhook_outbox (ledger, target, set_aside, happened);
