using Dapper;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>The book of open calls as a table: a row from the beginning of a call to its answer.</summary>
/// <param name="process">Of this life of the node: calls of an earlier one have lost their callers with it.</param>
internal sealed class SqlCallBook(LedgerDatabase database, TimeProvider clock, string node, string process) : ICallBook
{
    private static readonly TimeSpan OrphanFor = TimeSpan.FromMinutes(10);

    private const string Adopt = """
        UPDATE open_call SET process = @process, node = @node, is_cut = 0, since = @now WHERE call_id = (
            SELECT call_id FROM open_call
            WHERE wallet = @wallet AND caller = @user AND hash = @hash AND since > @oldest AND (is_cut = 1 OR (node = @node AND process <> @process))
            ORDER BY since LIMIT 1)
        AND (is_cut = 1 OR process <> @process) RETURNING call_id
        """;

    private const string Insert = """
        INSERT INTO open_call (call_id, wallet, caller, hash, since, node, process, is_cut) VALUES (@id, @wallet, @user, @hash, @now, @node, @process, 0)
        """;

    public async Task<(CallTicket? Ticket, string Why)> BeginAsync(string wallet, string user, string hash)
    {
        var id = Guid.NewGuid().ToString("n");
        var now = clock.GetUtcNow();
        var values = new { id, wallet, user, hash, now = now.ToUnixTimeMilliseconds(), oldest = (now - OrphanFor).ToUnixTimeMilliseconds(), node, process };
        try
        {
            return await database.WriteAsync(
                async (db, transaction) =>
                {
                    // No call runs so long: whoever is that old is nobody's orphan any more.
                    await db.ExecuteAsync("DELETE FROM open_call WHERE since <= @oldest", values, transaction);
                    if (await db.QuerySingleOrDefaultAsync<string>(Adopt, values, transaction) is { } adopted)
                    {
                        return (new CallTicket(adopted, IsAdopted: true), "");
                    }

                    await db.ExecuteAsync(Insert, values, transaction);
                    return ((CallTicket?)new CallTicket(id, IsAdopted: false), "");
                },
                CancellationToken.None);
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            return (null, $"the book of calls cannot be written now: {e.Message}");
        }
    }

    public Task AnsweredAsync(IReadOnlyCollection<string> ids) => EachAsync("DELETE FROM open_call WHERE call_id = @id", ids);

    public Task CutOffAsync(IReadOnlyCollection<string> ids) => EachAsync("UPDATE open_call SET is_cut = 1, since = @now WHERE call_id = @id", ids);

    private async Task EachAsync(string sql, IReadOnlyCollection<string> ids)
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await database.WriteAsync((db, transaction) => db.ExecuteAsync(sql, ids.Select(id => new { id, now }), transaction), CancellationToken.None);
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            // What was decided stands in the ledger, and its caller is to hear of it. The row says "not answered" until this node ends.
        }
    }
}
