using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Orders and proofs as the archive keeps them: plain JSON that a person can read and that outlives our types.</summary>
internal static class ArchiveJson
{
    public static string Write(PaymentOrder order) => JsonSerializer.Serialize(
        new StoredOrder([.. order.Outputs.Select(o => new StoredOutput(o.Value.Satoshis, o.Script.Hex))], order.Rate.PerKilobyte, order.Expires.ToUnixTimeMilliseconds(), order.Fee?.Satoshis),
        ArchiveJsonContext.Default.StoredOrder);

    public static PaymentOrder ReadOrder(PaymentId id, string user, string json)
    {
        var stored = JsonSerializer.Deserialize(json, ArchiveJsonContext.Default.StoredOrder)!;
        return new PaymentOrder(
            id,
            user,
            [.. stored.Outputs.Select(o => new TransactionOutput(Amount.Of(o.Satoshis), Hex(o.Script)))],
            FeeRate.TryOf(stored.FeePerKilobyte, out var rate) ? rate : throw Unreadable($"a fee rate of {stored.FeePerKilobyte}"),
            DateTimeOffset.FromUnixTimeMilliseconds(stored.Expires)) { Fee = stored.Fee is { } fee ? Amount.Of(fee) : null };
    }

    public static string Write(Proof proof) => JsonSerializer.Serialize(
        proof switch
        {
            Proof.NeverSigned p => new StoredProof("never-signed") { Why = p.Why },
            Proof.TooPoor p => new StoredProof("too-poor") { Wanted = p.Wanted.Satoshis, Has = p.Has.Satoshis },
            Proof.Conflict p => new StoredProof("conflict") { Coin = p.Coin.ToString(), Winner = p.Winner.Hex, Txid = p.WinnerId.ToString(), Witnesses = p.Witnesses },
            Proof.Replaced p => new StoredProof("replaced") { Txid = p.By.ToString() },
            Proof.ParentLost p => new StoredProof("parent-lost") { Txid = p.Parent.ToString() },
            _ => throw new InvalidOperationException($"unknown proof {proof}"),
        },
        ArchiveJsonContext.Default.StoredProof);

    public static Proof ReadProof(string json)
    {
        var stored = JsonSerializer.Deserialize(json, ArchiveJsonContext.Default.StoredProof)!;
        return stored.Kind switch
        {
            "never-signed" => new Proof.NeverSigned(stored.Why!),
            "too-poor" => new Proof.TooPoor(Amount.Of(stored.Wanted!.Value), Amount.Of(stored.Has!.Value)),
            "conflict" => new Proof.Conflict(
                Outpoint.TryRead(stored.Coin!, out var coin) ? coin : throw Unreadable($"a coin {stored.Coin}"), Hex(stored.Winner!), Txid(stored.Txid!), stored.Witnesses!.Value),
            "replaced" => new Proof.Replaced(Txid(stored.Txid!)),
            "parent-lost" => new Proof.ParentLost(Txid(stored.Txid!)),
            _ => throw Unreadable($"a proof of the kind {stored.Kind}"),
        };
    }

    public static string Write(ImmutableArray<Moment> story) =>
        JsonSerializer.Serialize([.. story.Select(m => new StoredMoment(m.At.ToUnixTimeMilliseconds(), m.What))], ArchiveJsonContext.Default.StoredMomentArray);

    public static ImmutableArray<Moment> ReadStory(string json) =>
        [.. JsonSerializer.Deserialize(json, ArchiveJsonContext.Default.StoredMomentArray)!.Select(m => new Moment(DateTimeOffset.FromUnixTimeMilliseconds(m.At), m.What))];

    public static Txid Txid(string text) => Codec.Txid.TryRead(text, out var txid) ? txid : throw Unreadable($"a txid {text}");

    private static Bytes Hex(string text) => Bytes.TryHex(text, Transaction.MaxBytes, out var bytes) ? bytes : throw Unreadable("bytes that are no hex");

    private static InvalidDataException Unreadable(string what) => new($"the archive holds {what}, which this version of Paywarden cannot read");
}

internal sealed record StoredOutput(long Satoshis, string Script);

/// <param name="Expires">Unix milliseconds.</param>
/// <param name="Fee">Satoshis, where the order had it so.</param>
internal sealed record StoredOrder(ImmutableArray<StoredOutput> Outputs, int FeePerKilobyte, long Expires, long? Fee = null);

/// <param name="At">Unix milliseconds.</param>
internal sealed record StoredMoment(long At, string What);

/// <param name="Kind">Which of the others are there follows from it.</param>
internal sealed record StoredProof(string Kind)
{
    public string? Why { get; init; }

    /// <summary>Satoshis.</summary>
    public long? Wanted { get; init; }

    public long? Has { get; init; }

    public string? Coin { get; init; }

    public string? Winner { get; init; }

    public string? Txid { get; init; }

    public ImmutableArray<Witness>? Witnesses { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredOrder))]
[JsonSerializable(typeof(StoredProof))]
[JsonSerializable(typeof(StoredMoment[]))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;
