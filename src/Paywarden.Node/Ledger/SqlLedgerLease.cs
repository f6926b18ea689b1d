using System.Data.Common;
using Dapper;

namespace Paywarden.Ledger;

/// <summary>The lease as a row, changed by compare-and-set. Not an advisory lock: that dies with a pooler and outlives a client that is gone.</summary>
internal sealed class SqlLedgerLease(LedgerDatabase database, TimeProvider clock) : ILedgerLease
{
    /// <summary>The part of its time that an owner gives up at the end: two clocks need not run equally fast, and an effect needs time to end.</summary>
    private const int MarginPart = 5;

    private readonly string _take = $"""
        INSERT INTO ledger_lease AS held (ledger, token, node, incarnation, expires) VALUES (@ledger, @above + 1, @Node, @Incarnation, {database.Now} + @ttl)
        ON CONFLICT (ledger) DO UPDATE SET
            token = CASE WHEN held.token <= @above THEN @above + 1
                         WHEN held.node = excluded.node AND held.incarnation = excluded.incarnation THEN held.token
                         ELSE held.token + 1 END,
            node = excluded.node, incarnation = excluded.incarnation, expires = {database.Now} + @ttl
        WHERE held.expires <= {database.Now} OR (held.node = excluded.node AND held.incarnation = excluded.incarnation)
        RETURNING token
        """;

    // A released row has no owner: its token is not for renewing any more.
    private readonly string _renew = $"UPDATE ledger_lease SET expires = {database.Now} + @ttl WHERE ledger = @ledger AND token = @token AND incarnation <> '' RETURNING token";

    private readonly string _release = $"UPDATE ledger_lease SET expires = {database.Now}, node = '', incarnation = '' WHERE ledger = @ledger AND token = @token";

    private readonly string _endAll = $"UPDATE ledger_lease SET expires = {database.Now}, node = '', incarnation = ''";

    private readonly string _holder = $"SELECT node, incarnation, expires - {database.Now} AS rest FROM ledger_lease WHERE ledger = @ledger";

    public Task<LeaseAnswer> TakeAsync(string ledger, LeaseOwner owner, TimeSpan ttl, long above)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner.Incarnation);
        return AskAsync(_take, ledger, ttl, new { ledger, owner.Node, owner.Incarnation, above, ttl = (long)ttl.TotalMilliseconds });
    }

    public Task<LeaseAnswer> RenewAsync(string ledger, long token, TimeSpan ttl) =>
        AskAsync(_renew, ledger, ttl, new { ledger, token, ttl = (long)ttl.TotalMilliseconds });

    public Task ReleaseAsync(string ledger, long token) => EndAsync(_release, new { ledger, token });

    /// <summary>Ends every lease, whoever has it; tokens go on from where they are.</summary>
    public Task EndAllAsync() => EndAsync(_endAll, new { });

    private async Task EndAsync(string sql, object values)
    {
        try
        {
            await database.WriteAsync((db, transaction) => db.ExecuteAsync(sql, values, transaction), CancellationToken.None);
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            // It ends by itself.
        }
    }

    private async Task<LeaseAnswer> AskAsync(string sql, string ledger, TimeSpan ttl, object values)
    {
        // Before anything is sent: the database counts from a later moment than we do, whatever the way to it takes.
        var sent = clock.GetTimestamp();

        // An answer that comes after the lease's end is none.
        using var limit = new CancellationTokenSource(ttl, clock);
        try
        {
            return await database.WriteAsync(
                async (db, transaction) => await db.ExecuteScalarAsync<long?>(new CommandDefinition(sql, values, transaction, cancellationToken: limit.Token)) is { } token
                    ? new LeaseAnswer.Granted(token, LocalDeadline.After(clock, sent, ttl - (ttl / MarginPart)))
                    : await HolderAsync(db, transaction, ledger),
                limit.Token);
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            return new LeaseAnswer.Unknown(e.Message);
        }
    }

    private async Task<LeaseAnswer> HolderAsync(DbConnection db, DbTransaction transaction, string ledger)
    {
        var holder = await db.QuerySingleOrDefaultAsync<Holder>(_holder, new { ledger }, transaction);
        return holder is not { Incarnation.Length: > 0 } ? new LeaseAnswer.Held(null, TimeSpan.Zero)
            : new LeaseAnswer.Held(new LeaseOwner(holder.Node, holder.Incarnation), TimeSpan.FromMilliseconds(Math.Max(0, holder.Rest)));
    }

    private sealed class Holder
    {
        public string Node { get; init; } = "";

        public string Incarnation { get; init; } = "";

        /// <summary>Milliseconds.</summary>
        public long Rest { get; init; }
    }
}
