using System.Collections.Immutable;
using Dapper;

namespace Paywarden.Ledger;

internal sealed class SqlLedgerAddresses(LedgerDatabase database) : ILedgerAddresses
{
    private const string Columns = """
        a.idx AS "Index", a.address, a.asker, a.wanted, a.expires_in AS ExpiresIn, a.issued, a.removed, a.covered, a.settled, a.received, m.memo
        FROM issued_address a LEFT JOIN address_memo m ON m.ledger = a.ledger AND m.idx = a.idx WHERE a.ledger = @ledger
        """;

    private const string File = """
        INSERT INTO issued_address (ledger, idx, address, asker, payee, wanted, expires_in, issued)
        VALUES (@ledger, @Index, @Address, @For, @User, @Wanted, @ExpiresIn, @Issued)
        ON CONFLICT (ledger, idx) DO NOTHING
        """;

    public Task<Told<bool>> FileAsync(string ledger, ImmutableArray<IssuedAddress> addresses) => WriteAsync(File, addresses.Select(a => new
    {
        ledger,
        Index = (long)a.Index,
        a.Address,
        a.For,
        a.User,
        Wanted = a.Terms?.Amount.Satoshis,
        ExpiresIn = (long)(a.Terms?.ExpiresIn ?? 0),
        Issued = a.At.ToUnixTimeMilliseconds(),
    }));

    public Task<Told<IssuedAddress?>> FindAsync(string ledger, string asker) => Ask(async () =>
        (await OneAsync("AND a.asker = @asker", new { ledger, asker }))?.Read());

    public Task<Told<uint>> CountAsync(string ledger) => Ask(async () => (uint)await database.ReadAsync(
        db => db.ExecuteScalarAsync<long>("SELECT coalesce(max(idx) + 1, 0) FROM issued_address WHERE ledger = @ledger", new { ledger }),
        CancellationToken.None));

    public Task<Told<AddressRow?>> RowAsync(string ledger, uint index) => Ask(() => OneAsync("AND a.idx = @index", new { ledger, index = (long)index }));

    public Task<Told<AddressRow?>> RowAsync(string ledger, string address) => Ask(() => OneAsync("AND a.address = @address", new { ledger, address }));

    /// <summary>The one given away last to an asker whose name begins so.</summary>
    public Task<Told<AddressRow?>> LastAsync(string ledger, string prefix) =>
        Ask(() => OneAsync("AND a.asker >= @prefix AND a.asker < @end ORDER BY a.idx DESC LIMIT 1", new { ledger, prefix, end = prefix + '~' }));

    /// <summary>A user's requests, oldest first.</summary>
    public Task<Told<ImmutableArray<AddressRow>>> RequestsAsync(string ledger, string user) => Ask(async () => (await database.ReadAsync(
        db => db.QueryAsync<AddressRow>($"SELECT {Columns} AND a.payee = @user AND a.wanted IS NOT NULL AND a.removed IS NULL ORDER BY a.idx", new { ledger, user }),
        CancellationToken.None)).ToImmutableArray());

    /// <summary>Which were there, nobody is told: a request is taken away, its address stays given away.</summary>
    public Task<Told<bool>> RemoveAsync(string ledger, IEnumerable<AddressRow> rows, DateTimeOffset at) => WriteAsync(
        "UPDATE issued_address SET removed = @at WHERE ledger = @ledger AND idx = @Index AND removed IS NULL",
        rows.Select(r => new { ledger, r.Index, at = at.ToUnixTimeMilliseconds() }));

    /// <summary>The first stays.</summary>
    public Task<Told<bool>> NoteAsync(string ledger, uint index, string memo) => WriteAsync(
        "INSERT INTO address_memo (ledger, idx, memo) VALUES (@ledger, @index, @memo) ON CONFLICT (ledger, idx) DO NOTHING",
        new[] { new { ledger, index = (long)index, memo } });

    /// <summary>The first stays.</summary>
    public Task<Told<bool>> CoverAsync(string ledger, IEnumerable<(AddressRow Row, DateTimeOffset At)> rows) => WriteAsync(
        "UPDATE issued_address SET covered = @at WHERE ledger = @ledger AND idx = @Index AND covered IS NULL",
        rows.Select(r => new { ledger, r.Row.Index, at = r.At.ToUnixTimeMilliseconds() }));

    public Task<Told<bool>> SettleAsync(string ledger, IEnumerable<(AddressRow Row, RequestStatus Status)> rows) => WriteAsync(
        "UPDATE issued_address SET settled = @settled, received = @received WHERE ledger = @ledger AND idx = @Index",
        rows.Select(r => new { ledger, r.Row.Index, settled = RequestReplies.Name(r.Status.State), received = r.Status.Received.Satoshis }));

    private Task<AddressRow?> OneAsync(string which, object values) =>
        database.ReadAsync(db => db.QuerySingleOrDefaultAsync<AddressRow>($"SELECT {Columns} {which}", values), CancellationToken.None);

    /// <summary>All in one transaction.</summary>
    private Task<Told<bool>> WriteAsync(string sql, IEnumerable<object> rows) => Ask(async () =>
    {
        var all = rows.ToList();
        return all.Count == 0 || await database.WriteAsync((db, transaction) => db.ExecuteAsync(sql, all, transaction), CancellationToken.None) >= 0;
    });

    private static async Task<Told<T>> Ask<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            return Told.Not<T>($"the book of addresses: {e.Message}");
        }
    }
}
