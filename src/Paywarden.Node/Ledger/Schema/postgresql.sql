-- The first three tables are Akka.Persistence.Sql's own (1.5.73, table-mapping = default), names and indexes included.
CREATE TABLE IF NOT EXISTS journal (
    ordering        bigint  GENERATED ALWAYS AS IDENTITY CONSTRAINT "PK_journal" PRIMARY KEY,
    created         bigint  NOT NULL,
    deleted         boolean NOT NULL,
    persistence_id  text    NOT NULL,
    sequence_number bigint  NOT NULL,
    message         bytea   NOT NULL,
    manifest        text,
    identifier      integer,
    writer_uuid     text,
    CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
);
CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);

CREATE TABLE IF NOT EXISTS tags (
    ordering_id    bigint NOT NULL,
    tag            text   NOT NULL,
    sequence_nr    bigint NOT NULL,
    persistence_id text   NOT NULL,
    CONSTRAINT "PK_tags" PRIMARY KEY (ordering_id, tag)
);
CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);

CREATE TABLE IF NOT EXISTS snapshot (
    persistence_id  text    NOT NULL,
    sequence_number bigint  NOT NULL,
    created         bigint  NOT NULL,
    snapshot        bytea,
    manifest        text,
    serializer_id   integer,
    CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number)
);
CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);

-- The fence. A ledger's former owner may have numbered events that its successor's do not collide with: the unique index lets them in where rows were
-- deleted, and where the successor has not written yet. So the highest number that a stream ever had stands in a row of its own, which nothing lowers.
CREATE TABLE journal_head (
    persistence_id  text   NOT NULL PRIMARY KEY,
    sequence_number bigint NOT NULL
);

INSERT INTO journal_head (persistence_id, sequence_number)
SELECT persistence_id, max(sequence_number) FROM journal WHERE starts_with(persistence_id, 'ledger-') GROUP BY persistence_id;

-- Once for a statement and not for each row: a thousand updates of one row in one transaction would each walk over all versions before it.
-- The head's row is locked by the update, so that of two writers at once the second waits, and then sees the first one's number.
CREATE FUNCTION journal_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
BEGIN
    INSERT INTO journal_head AS head (persistence_id, sequence_number)
    SELECT persistence_id, max(sequence_number) FROM added WHERE starts_with(persistence_id, 'ledger-') GROUP BY persistence_id ORDER BY persistence_id
    ON CONFLICT (persistence_id) DO UPDATE SET sequence_number = excluded.sequence_number
        WHERE head.sequence_number < (SELECT min(a.sequence_number) FROM added a WHERE a.persistence_id = excluded.persistence_id);
    GET DIAGNOSTICS raised = ROW_COUNT;

    IF raised < (SELECT count(DISTINCT persistence_id) FROM added WHERE starts_with(persistence_id, 'ledger-')) THEN
        RAISE EXCEPTION 'fence: this number is not above the highest that the ledger has had: another incarnation writes it' USING ERRCODE = 'PW001';
    END IF;

    RETURN NULL;
END
$$;

CREATE TRIGGER journal_fence AFTER INSERT ON journal REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_fence();

-- Times are Unix milliseconds, amounts satoshis. "payer" is the user whose key it was.
CREATE TABLE payment_archive (
    ledger     text   NOT NULL,
    payment_id text   COLLATE "C" NOT NULL,
    payer      text   NOT NULL,
    stage      text   NOT NULL,
    txid       text,
    fee        bigint,
    accepted   bigint NOT NULL,
    settled    bigint NOT NULL,
    ordered    text   NOT NULL,
    rejected   text,
    proof      text,
    PRIMARY KEY (ledger, payment_id)
);
CREATE INDEX payment_archive_by_time ON payment_archive (ledger, accepted, payment_id);
CREATE INDEX payment_archive_by_txid ON payment_archive (txid) WHERE txid IS NOT NULL;

CREATE TABLE ledger_lease (
    ledger      text   NOT NULL PRIMARY KEY,
    token       bigint NOT NULL,
    node        text   NOT NULL,
    incarnation text   NOT NULL,
    expires     bigint NOT NULL
);
