-- Akka.Persistence.Sql's own (1.5.73, table-mapping = default): a file that it made by itself is taken over.
CREATE TABLE IF NOT EXISTS snapshot (
    persistence_id  NVARCHAR(255) NOT NULL,
    sequence_number INTEGER       NOT NULL,
    created         INTEGER       NOT NULL,
    snapshot        VARBINARY,
    manifest        NVARCHAR(500),
    serializer_id   INTEGER,
    CONSTRAINT PK_snapshot PRIMARY KEY (persistence_id, sequence_number)
);
CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
