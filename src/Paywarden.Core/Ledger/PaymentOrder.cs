using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A payment's name: it follows from wallet, user and key alone, so that whoever knows these can always ask for it. 32 hex digits.</summary>
public readonly record struct PaymentId(string Value) : IComparable<PaymentId>
{
    public static PaymentId Of(string wallet, string user, string keyHash) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{wallet}\0{user}\0{keyHash}")).AsSpan(0, 16)));

    public static bool operator <(PaymentId left, PaymentId right) => left.CompareTo(right) < 0;

    public static bool operator >(PaymentId left, PaymentId right) => left.CompareTo(right) > 0;

    public static bool operator <=(PaymentId left, PaymentId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PaymentId left, PaymentId right) => left.CompareTo(right) >= 0;

    public int CompareTo(PaymentId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>What a user asked to be paid, once.</summary>
/// <param name="User">Whose key it is: two users' "order-1" are two payments.</param>
/// <param name="Outputs">Whom to pay how much, in the caller's order; the same output may stand there twice and is then paid twice.</param>
/// <param name="Expires">A payment that is still queued then is never signed.</param>
public sealed record PaymentOrder(PaymentId Id, string User, ImmutableArray<TransactionOutput> Outputs, FeeRate Rate, DateTimeOffset Expires)
{
    /// <summary>To the satoshi, instead of by the rate; null: by the rate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Amount? Fee { get; init; }

    /// <summary>All that it pays, fee not counted. More than there is cannot have been accepted.</summary>
    public Amount Total => Amount.TrySum(Outputs.Select(o => o.Value), out var sum) ? sum : throw new InvalidOperationException($"payment {Id} pays more than there is");

    /// <summary>The same content under the same key: scripts and amounts in order and the fee. Not the text of the addresses, not the time.</summary>
    public bool Asks(PaymentOrder other) => Rate == other.Rate && Fee == other.Fee && Outputs.SequenceEqual(other.Outputs);
}
