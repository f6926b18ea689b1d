using Dapper;

namespace Paywarden.Ledger;

/// <summary>A page of the archive as SQL: only what is asked for stands in it, so that an index serves it.</summary>
internal static class ArchiveQuery
{
    public const string Columns =
        "ledger, payment_id AS PaymentId, payer, stage, txid, fee, accepted, settled, ordered, rejected, proof, story FROM payment_archive WHERE ledger = @ledger";

    public const string One = $"SELECT {Columns} AND payment_id = @id";

    /// <returns>Null: what is asked for is never settled.</returns>
    public static (string Sql, DynamicParameters Values)? Page(string ledger, ArchiveCursor? before, int limit, PaymentFilter filter)
    {
        if (filter.Stage is not (null or PaymentStage.Final or PaymentStage.Rejected))
        {
            return null;
        }

        var sql = new List<string> { $"SELECT {Columns}" };
        var values = new DynamicParameters(new { ledger, limit });
        When(before is not null, "(accepted, payment_id) < (@place, @id)", ("place", before?.Accepted.ToUnixTimeMilliseconds()), ("id", before?.Id.Value));
        When(filter.User is not null, "payer = @payer", ("payer", filter.User));
        When(filter.Stage is not null, "stage = @stage", ("stage", filter.Stage == PaymentStage.Final ? "final" : "rejected"));
        When(filter.Since is not null, "accepted >= @since", ("since", filter.Since?.ToUnixTimeMilliseconds()));
        When(filter.Until is not null, "accepted < @until", ("until", filter.Until?.ToUnixTimeMilliseconds()));
        When(filter.Txid is not null, "txid = @txid", ("txid", filter.Txid?.ToString()));
        When(filter.Script is not null, "payment_id IN (SELECT payment_id FROM payment_output WHERE ledger = @ledger AND script = @script)", ("script", filter.Script?.Hex));
        sql.Add("ORDER BY accepted DESC, payment_id DESC LIMIT @limit");
        return (string.Join(' ', sql), values);

        void When(bool isAsked, string condition, params (string Name, object? Value)[] given)
        {
            if (isAsked)
            {
                sql.Add($"AND {condition}");
                foreach (var (name, value) in given)
                {
                    values.Add(name, value);
                }
            }
        }
    }
}
