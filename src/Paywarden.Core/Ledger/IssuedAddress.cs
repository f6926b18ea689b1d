using System.Globalization;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What is wanted at an address: that makes it a request.</summary>
/// <param name="Amount">Zero: any.</param>
/// <param name="ExpiresIn">Seconds from when it was asked for; 0: never.</param>
public sealed record AddressTerms(Amount Amount, int ExpiresIn)
{
    public DateTimeOffset? Expires(DateTimeOffset asked) => ExpiresIn == 0 ? null : asked.AddSeconds(ExpiresIn);
}

/// <summary>An address that somebody was given, or is about to be.</summary>
/// <param name="For">Names the asker (<see cref="Asker"/>).</param>
/// <param name="Terms">Null: an address and no request.</param>
public sealed record IssuedAddress(uint Index, string Address, string For, AddressTerms? Terms, DateTimeOffset At)
{
    public string User => Asker.UserOf(For);
}

/// <summary>Names of those who ask for addresses. Begins with the user, so that two users' "order-1" are two askers.</summary>
public static class Asker
{
    /// <summary>A call with a key of its own: the same for ever.</summary>
    public static string OfKey(string user, string keyHash) => $"{user}/key/{keyHash}";

    /// <summary>A call that nobody can ask again.</summary>
    public static string OfCall(string user, string unique) => $"{user}/call/{unique}";

    /// <summary>The user's address to show around, the <paramref name="number"/>th: the next one when this was paid to.</summary>
    public static string OfUnused(string user, int number) => UnusedPrefix(user) + number.ToString(CultureInfo.InvariantCulture);

    public static string UnusedPrefix(string user) => $"{user}/unused/";

    public static int NumberOfUnused(string asker) => int.Parse(asker.AsSpan(asker.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    public static string UserOf(string asker) => asker.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? asker[..end] : asker;
}
