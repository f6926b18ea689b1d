using System.Collections.Immutable;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>How much one user may have paid from one wallet; null: no limit.</summary>
public sealed record Caps(Amount? PerPayment, Amount? PerHour)
{
    public static readonly Caps None = new(null, null);
}

/// <summary>What a user has ordered lately, by the minute: 61 figures at most, however many payments there are. What was rejected stays counted,
/// since a cap guards against a caller gone wild.</summary>
public sealed record Spending(ImmutableSortedDictionary<long, Amount> Minutes)
{
    public static readonly Spending None = new(ImmutableSortedDictionary<long, Amount>.Empty);

    /// <summary>Within the last hour and the minute it began in.</summary>
    public Amount Since(DateTimeOffset hourAgo) =>
        Amount.TrySum(Minutes.Where(m => m.Key >= Minute(hourAgo)).Select(m => m.Value), out var sum) ? sum : Amount.Of(Amount.MaxSatoshis);

    public Spending With(DateTimeOffset at, Amount amount)
    {
        var recent = Minutes.RemoveRange(Minutes.Keys.TakeWhile(minute => minute < Minute(at) - 60));
        var sofar = recent.GetValueOrDefault(Minute(at));
        return new Spending(recent.SetItem(Minute(at), sofar.TryAdd(amount, out var sum) ? sum : Amount.Of(Amount.MaxSatoshis)));
    }

    private static long Minute(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;
}

/// <summary>Whether a user may order this much more.</summary>
public static class CapPolicy
{
    /// <returns>Null: yes; else one sentence.</returns>
    public static string? Refuses(Caps caps, Spending sofar, Amount wanted, DateTimeOffset now)
    {
        if (caps.PerPayment is { } one && wanted > one)
        {
            return $"the payment of {wanted} is above your limit of {one} for one payment";
        }

        var spent = sofar.Since(now - TimeSpan.FromHours(1));
        return caps.PerHour is { } hour && (!spent.TryAdd(wanted, out var sum) || sum > hour)
            ? $"with {spent} ordered within the last hour, the payment of {wanted} is above your limit of {hour} for one hour"
            : null;
    }
}
