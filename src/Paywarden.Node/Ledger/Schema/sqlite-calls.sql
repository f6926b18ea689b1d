-- Calls whose answer is not written yet. "since" is in Unix milliseconds: of the beginning, or of the cut.
CREATE TABLE open_call (
    call_id TEXT    NOT NULL PRIMARY KEY,
    wallet  TEXT    NOT NULL,
    caller  TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    node    TEXT    NOT NULL,
    process TEXT    NOT NULL,
    is_cut  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX open_call_by_hash ON open_call (wallet, caller, hash);
CREATE INDEX open_call_by_time ON open_call (since);
