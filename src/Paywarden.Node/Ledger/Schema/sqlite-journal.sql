-- The tables are Akka.Persistence.Sql's own (1.5.73, table-mapping = default), names and indexes included: a file that it made by itself is taken over.
CREATE TABLE IF NOT EXISTS journal (
    ordering        INTEGER       NOT NULL PRIMARY KEY AUTOINCREMENT,
    created         INTEGER       NOT NULL,
    deleted         BIT           NOT NULL,
    persistence_id  NVARCHAR(255) NOT NULL,
    sequence_number INTEGER       NOT NULL,
    message         VARBINARY     NOT NULL,
    manifest        NVARCHAR(500),
    identifier      INTEGER,
    writer_uuid     NVARCHAR(128)
);
CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);

CREATE TABLE IF NOT EXISTS tags (
    ordering_id    INTEGER       NOT NULL,
    tag            NVARCHAR(64)  NOT NULL,
    sequence_nr    INTEGER       NOT NULL,
    persistence_id NVARCHAR(255) NOT NULL,
    CONSTRAINT PK_tags PRIMARY KEY (ordering_id, tag)
);
CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);

-- The fence. A ledger's former owner may have numbered events that its successor's do not collide with: the unique index lets them in where rows were
-- deleted, and where the successor has not written yet. So the highest number that a stream ever had stands in a row of its own, which nothing lowers.
CREATE TABLE journal_head (
    persistence_id  TEXT    NOT NULL PRIMARY KEY,
    sequence_number INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO journal_head (persistence_id, sequence_number)
SELECT persistence_id, max(sequence_number) FROM journal WHERE substr(persistence_id, 1, 7) = 'ledger-' GROUP BY persistence_id;

CREATE TRIGGER journal_fence BEFORE INSERT ON journal WHEN substr(NEW.persistence_id, 1, 7) = 'ledger-'
BEGIN
    SELECT raise(ABORT, 'fence: this number is not above the highest that the ledger has had: another incarnation writes it')
    WHERE NEW.sequence_number <= (SELECT sequence_number FROM journal_head WHERE persistence_id = NEW.persistence_id);

    INSERT INTO journal_head (persistence_id, sequence_number) VALUES (NEW.persistence_id, NEW.sequence_number)
    ON CONFLICT (persistence_id) DO UPDATE SET sequence_number = excluded.sequence_number;
END;
