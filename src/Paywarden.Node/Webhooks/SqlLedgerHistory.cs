using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Paywarden.Ledger;
using Paywarden.Wire;

namespace Paywarden.Webhooks;

/// <summary>The journal's rows of one stream, read by themselves. A row that is marked as deleted is still what happened.</summary>
internal sealed class SqlLedgerHistory(LedgerDatabase journal) : ILedgerHistory
{
    private const string Page = """
        SELECT sequence_number AS Sequence, message, manifest FROM journal
        WHERE persistence_id = @ledger AND sequence_number > @after AND sequence_number <= @upTo
        ORDER BY sequence_number LIMIT @limit
        """;

    public async Task<Told<ImmutableArray<StoredEvent>>> ReadAsync(string ledger, long after, long upTo, int limit)
    {
        try
        {
            var rows = await journal.ReadAsync(db => db.QueryAsync<Row>(Page, new { ledger, after, upTo, limit }), CancellationToken.None);
            return rows.Select(r => new StoredEvent(r.Sequence, (LedgerEvent)WireSerializer.Read(r.Message, r.Manifest))).ToImmutableArray();
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e) || e is ArgumentException or JsonException)
        {
            return Told.Not<ImmutableArray<StoredEvent>>($"the journal: {e.Message}");
        }
    }

    private sealed class Row
    {
        public long Sequence { get; init; }

        public byte[] Message { get; init; } = [];

        public string Manifest { get; init; } = "";
    }
}
