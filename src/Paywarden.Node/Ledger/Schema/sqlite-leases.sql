-- A file of its own: a renewal must not wait for the journal's writer, since SQLite lets in one at a time and in no order.
CREATE TABLE ledger_lease (
    ledger      TEXT    NOT NULL PRIMARY KEY,
    token       INTEGER NOT NULL,
    node        TEXT    NOT NULL,
    incarnation TEXT    NOT NULL,
    expires     INTEGER NOT NULL
) WITHOUT ROWID;
