using System.Collections.Immutable;
using Dapper;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

internal sealed class SqlLedgerArchive(LedgerDatabase database) : ILedgerArchive
{
    /// <summary>How many names one question holds: SQLite takes 32,766 values, and a short question is planned faster.</summary>
    private const int AtOnce = 500;

    // The order, its payer and the times are of the first that wrote them, for ever.
    private const string Upsert = """
        INSERT INTO payment_archive (ledger, payment_id, payer, stage, txid, fee, accepted, settled, ordered, rejected, proof, story)
        VALUES (@Ledger, @PaymentId, @Payer, @Stage, @Txid, @Fee, @Accepted, @Settled, @Ordered, @Rejected, @Proof, @Story)
        ON CONFLICT (ledger, payment_id) DO UPDATE SET
            stage = excluded.stage, txid = excluded.txid, fee = excluded.fee, rejected = excluded.rejected, proof = excluded.proof, story = excluded.story
        """;

    private const string Output = "INSERT INTO payment_output (ledger, script, payment_id) VALUES (@ledger, @script, @id) ON CONFLICT DO NOTHING";

    public Task<Told<bool>> UpsertAsync(string ledger, params ImmutableArray<ArchivedPayment> payments) => Ask(async () =>
    {
        var outputs = payments.SelectMany(p => p.Order.Outputs.Select(o => o.Script.Hex).Distinct().Select(script => new { ledger, script, id = p.Id.Value })).ToArray();
        await database.WriteAsync(
            async (db, transaction) =>
            {
                await db.ExecuteAsync(Upsert, payments.Select(p => ArchiveRow.Of(ledger, p)), transaction);
                return await db.ExecuteAsync(Output, outputs, transaction);
            },
            CancellationToken.None);
        return true;
    });

    public Task<Told<ArchivedPayment?>> FindAsync(string ledger, PaymentId id) => Ask(async () =>
    {
        var row = await database.ReadAsync(db => db.QuerySingleOrDefaultAsync<ArchiveRow>(ArchiveQuery.One, new { ledger, id = id.Value }), CancellationToken.None);
        return row?.Payment();
    });

    public Task<Told<ImmutableDictionary<PaymentId, ArchivedPayment>>> FindAllAsync(string ledger, ImmutableArray<PaymentId> ids) => Ask(async () =>
    {
        var rows = await database.ReadAsync(
            db => db.QueryAsync<ArchiveRow>($"SELECT {ArchiveQuery.Columns} AND payment_id {database.OneOf("@ids")}", new { ledger, ids = ids.Select(id => id.Value).ToArray() }),
            CancellationToken.None);
        return rows.Select(row => row.Payment()).ToImmutableDictionary(p => p.Id);
    });

    public Task<Told<ImmutableArray<ArchivedPayment>>> ListAsync(string ledger, ArchiveCursor? before, int limit, PaymentFilter? filter = null) => Ask(async () =>
    {
        if (ArchiveQuery.Page(ledger, before, limit, filter ?? new PaymentFilter()) is not var (sql, values))
        {
            return [];
        }

        var rows = await database.ReadAsync(db => db.QueryAsync<ArchiveRow>(sql, values), CancellationToken.None);
        return rows.Select(row => row.Payment()).ToImmutableArray();
    });

    public Task<Told<ImmutableHashSet<Txid>>> KnownAsync(string ledger, ImmutableArray<Txid> txids) => Ask(async () =>
    {
        var known = ImmutableHashSet.CreateBuilder<Txid>();
        foreach (var some in txids.Select(t => t.ToString()).Chunk(AtOnce))
        {
            var found = await database.ReadAsync(
                db => db.QueryAsync<string>($"SELECT txid FROM payment_archive WHERE ledger = @ledger AND txid {database.OneOf("@some")}", new { ledger, some }),
                CancellationToken.None);
            known.UnionWith(found.Select(ArchiveJson.Txid));
        }

        return known.ToImmutable();
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
