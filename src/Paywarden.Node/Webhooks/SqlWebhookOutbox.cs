using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Paywarden.Ledger;

namespace Paywarden.Webhooks;

internal sealed class SqlWebhookOutbox(LedgerDatabase database) : IWebhookOutbox
{
    private const string Begin = "INSERT INTO webhook_cursor (ledger, sequence_number, floor, since) VALUES (@ledger, 0, 1, @since) ON CONFLICT (ledger) DO NOTHING";

    private const string Move = "UPDATE webhook_cursor SET sequence_number = @Sequence, floor = @Floor WHERE ledger = @ledger AND sequence_number = @from";

    // What follows on something that is set aside is set aside as well: nobody is told the end of a story before its middle.
    private const string Insert = """
        INSERT INTO webhook_outbox (ledger, target, subject, sequence_number, event_id, kind, happened, body, due, set_aside, tries)
        VALUES (@Ledger, @Target, @Subject, @SequenceNumber, @EventId, @Kind, @Happened, @Body, @Happened,
                coalesce((SELECT max(set_aside) FROM webhook_outbox WHERE ledger = @Ledger AND target = @Target AND subject = @Subject), 0), 0)
        ON CONFLICT (ledger, target, subject, sequence_number) DO NOTHING
        """;

    private const string Mine = "ledger = @ledger AND target = @target";

    private const string Due = $"""
        SELECT {OutboxRow.Columns} FROM webhook_outbox AS o WHERE {Mine} AND set_aside = 0 AND due <= @now
        AND NOT EXISTS (SELECT 1 FROM webhook_outbox AS b WHERE b.ledger = o.ledger AND b.target = o.target AND b.subject = o.subject AND b.sequence_number < o.sequence_number)
        ORDER BY due, sequence_number LIMIT @limit
        """;

    private const string Next = $"SELECT min(due) FROM webhook_outbox WHERE {Mine} AND set_aside = 0 AND due > @now";

    private const string Oldest = $"SELECT min(happened) FROM webhook_outbox WHERE {Mine} AND set_aside = 0";

    private const string Event = "ledger = @ledger AND target = @Target AND subject = @Subject";

    private const string Status = """
        SELECT target, sum(1 - set_aside) AS Waiting, sum(set_aside) AS SetAside, min(CASE WHEN set_aside = 0 THEN happened END) AS Oldest, max(why) AS Why
        FROM webhook_outbox WHERE ledger = @ledger GROUP BY target ORDER BY target
        """;

    public Task<Told<WebhookCursor>> BeginAsync(string ledger, DateTimeOffset since) => WriteAsync(async (db, transaction) =>
    {
        await db.ExecuteAsync(Begin, new { ledger, since = since.ToUnixTimeMilliseconds() }, transaction);
        var row = await db.QuerySingleAsync<CursorRow>("SELECT sequence_number AS Sequence, floor, since FROM webhook_cursor WHERE ledger = @ledger", new { ledger }, transaction);
        return new WebhookCursor(row.Sequence, row.Floor, At(row.Since));
    });

    public Task<Told<bool>> PutAsync(string ledger, long from, WebhookCursor to, ImmutableArray<OutboxEvent> events) => WriteAsync(async (db, transaction) =>
    {
        if (await db.ExecuteAsync(Move, new { ledger, from, to.Sequence, to.Floor }, transaction) == 0)
        {
            return false;
        }

        await db.ExecuteAsync(Insert, events.Select(e => OutboxRow.Of(ledger, e)), transaction);
        return true;
    });

    public Task<Told<OutboxLook>> LookAsync(string ledger, string target, DateTimeOffset now, int limit) => ReadAsync(async db =>
    {
        var of = new { ledger, target, now = now.ToUnixTimeMilliseconds(), limit };
        var due = await db.QueryAsync<OutboxRow>(Due, of);
        var next = await db.ExecuteScalarAsync<long?>(Next, of);
        var oldest = await db.ExecuteScalarAsync<long?>(Oldest, of);
        return new OutboxLook([.. due.Select(row => row.Event())], At(next), At(oldest));
    });

    public Task<Told<bool>> TakenAsync(string ledger, OutboxEvent e) => WriteAsync(async (db, transaction) =>
        await db.ExecuteAsync($"DELETE FROM webhook_outbox WHERE {Event} AND sequence_number = @Sequence", new { ledger, e.Target, e.Subject, e.Sequence }, transaction) > 0);

    public Task<Told<bool>> FailedAsync(string ledger, OutboxEvent e, OutboxTries tries, DateTimeOffset? next) => WriteAsync(async (db, transaction) =>
    {
        var of = new { ledger, e.Target, e.Subject, e.Sequence, tries.Count, tries.Why, first = tries.First?.ToUnixTimeMilliseconds(), next = next?.ToUnixTimeMilliseconds() };
        var isThere = await db.ExecuteAsync($"UPDATE webhook_outbox SET tries = @Count, first_failure = @first, why = @Why WHERE {Event} AND sequence_number = @Sequence", of, transaction) > 0;
        if (isThere)
        {
            await db.ExecuteAsync($"UPDATE webhook_outbox SET {(next is null ? "set_aside = 1" : "due = @next")} WHERE {Event}", of, transaction);
        }

        return isThere;
    });

    public Task<Told<int>> ReplayAsync(string ledger, string target, DateTimeOffset now) => WriteAsync((db, transaction) => db.ExecuteAsync(
        $"UPDATE webhook_outbox SET set_aside = 0, tries = 0, first_failure = NULL, why = NULL, due = @now WHERE {Mine} AND set_aside = 1",
        new { ledger, target, now = now.ToUnixTimeMilliseconds() },
        transaction));

    public Task<Told<ImmutableArray<OutboxStatus>>> StatusAsync(string ledger) => ReadAsync(async db =>
        (await db.QueryAsync<StatusRow>(Status, new { ledger })).Select(r => new OutboxStatus(r.Target, r.Waiting, r.SetAside, At(r.Oldest), r.Why)).ToImmutableArray());

    public Task<Told<long?>> LowestAsync(string ledger) => ReadAsync(db => db.ExecuteScalarAsync<long?>("SELECT floor FROM webhook_cursor WHERE ledger = @ledger", new { ledger }));

    public Task<Told<bool>> ForgetAsync(string ledger) => WriteAsync(async (db, transaction) =>
        await db.ExecuteAsync("DELETE FROM webhook_cursor WHERE ledger = @ledger", new { ledger }, transaction) > 0);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? At(at) : null;

    private Task<Told<T>> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work) => AskAsync(() => database.WriteAsync(work, CancellationToken.None));

    private Task<Told<T>> ReadAsync<T>(Func<DbConnection, Task<T>> work) => AskAsync(() => database.ReadAsync(work, CancellationToken.None));

    private static async Task<Told<T>> AskAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            return Told.Not<T>($"the outbox of webhooks: {e.Message}");
        }
    }

    private sealed class CursorRow
    {
        public long Sequence { get; init; }

        public long Floor { get; init; }

        public long Since { get; init; }
    }

    private sealed class StatusRow
    {
        public string Target { get; init; } = "";

        public int Waiting { get; init; }

        public int SetAside { get; init; }

        public long? Oldest { get; init; }

        public string? Why { get; init; }
    }
}
