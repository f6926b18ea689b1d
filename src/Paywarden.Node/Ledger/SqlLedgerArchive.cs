using System.Collections.Immutable;
using Dapper;

namespace Paywarden.Ledger;

internal sealed class SqlLedgerArchive(LedgerDatabase database) : ILedgerArchive
{
    // The order, its payer and the times are of the first that wrote them, for ever.
    private const string Upsert = """
        INSERT INTO payment_archive (ledger, payment_id, payer, stage, txid, fee, accepted, settled, ordered, rejected, proof)
        VALUES (@Ledger, @PaymentId, @Payer, @Stage, @Txid, @Fee, @Accepted, @Settled, @Ordered, @Rejected, @Proof)
        ON CONFLICT (ledger, payment_id) DO UPDATE SET
            stage = excluded.stage, txid = excluded.txid, fee = excluded.fee, rejected = excluded.rejected, proof = excluded.proof
        """;

    private const string Columns =
        "ledger, payment_id AS PaymentId, payer, stage, txid, fee, accepted, settled, ordered, rejected, proof FROM payment_archive WHERE ledger = @ledger";

    private const string Newest = "ORDER BY accepted DESC, payment_id DESC LIMIT @limit";

    public Task<Told<bool>> UpsertAsync(string ledger, params ImmutableArray<ArchivedPayment> payments) => Ask(async () =>
    {
        await database.WriteAsync((db, transaction) => db.ExecuteAsync(Upsert, payments.Select(p => ArchiveRow.Of(ledger, p)), transaction), CancellationToken.None);
        return true;
    });

    public Task<Told<ArchivedPayment?>> FindAsync(string ledger, PaymentId id) => Ask(async () =>
    {
        var row = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<ArchiveRow>($"SELECT {Columns} AND payment_id = @id", new { ledger, id = id.Value }),
            CancellationToken.None);
        return row?.Payment();
    });

    public Task<Told<ImmutableDictionary<PaymentId, ArchivedPayment>>> FindAllAsync(string ledger, ImmutableArray<PaymentId> ids) => Ask(async () =>
    {
        var rows = await database.ReadAsync(
            db => db.QueryAsync<ArchiveRow>($"SELECT {Columns} AND payment_id {database.IsAmong("@ids")}", new { ledger, ids = ids.Select(id => id.Value).ToArray() }),
            CancellationToken.None);
        return rows.Select(row => row.Payment()).ToImmutableDictionary(p => p.Id);
    });

    public Task<Told<ImmutableArray<ArchivedPayment>>> ListAsync(string ledger, ArchiveCursor? before, int limit) => Ask(async () =>
    {
        var (sql, values) = before is null
            ? ($"SELECT {Columns} {Newest}", (object)new { ledger, limit })
            : ($"SELECT {Columns} AND (accepted, payment_id) < (@accepted, @id) {Newest}",
                new { ledger, limit, accepted = before.Accepted.ToUnixTimeMilliseconds(), id = before.Id.Value });
        var rows = await database.ReadAsync(db => db.QueryAsync<ArchiveRow>(sql, values), CancellationToken.None);
        return rows.Select(row => row.Payment()).ToImmutableArray();
    });

    private static async Task<Told<T>> Ask<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (LedgerDatabase.IsFault(e))
        {
            return Told.Not<T>($"the archive of payments: {e.Message}");
        }
    }
}
