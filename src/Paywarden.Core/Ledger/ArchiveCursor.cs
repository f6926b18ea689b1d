using System.Globalization;

namespace Paywarden.Ledger;

/// <summary>A place in the list of payments, newest first: when the payment there was accepted, to the millisecond as the archive keeps it, and its id, since
/// many can be accepted in one.</summary>
public sealed record ArchiveCursor(DateTimeOffset Accepted, PaymentId Id) : IComparable<ArchiveCursor>
{
    private const int IdLength = 32;

    public static ArchiveCursor After(ArchivedPayment last) => After(last.Accepted, last.Id);

    public static ArchiveCursor After(DateTimeOffset accepted, PaymentId id) => new(DateTimeOffset.FromUnixTimeMilliseconds(accepted.ToUnixTimeMilliseconds()), id);

    public static bool operator <(ArchiveCursor left, ArchiveCursor right) => left.CompareTo(right) < 0;

    public static bool operator >(ArchiveCursor left, ArchiveCursor right) => left.CompareTo(right) > 0;

    public static bool operator <=(ArchiveCursor left, ArchiveCursor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ArchiveCursor left, ArchiveCursor right) => left.CompareTo(right) >= 0;

    /// <returns>Null: it was not written by <see cref="ToString"/>.</returns>
    public static ArchiveCursor? Read(string text) =>
        text.Split('-') is [var time, { Length: IdLength } id]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && id.All(char.IsAsciiHexDigitLower)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), new PaymentId(id))
            : null;

    public int CompareTo(ArchiveCursor? other) =>
        other is null ? 1 : Accepted == other.Accepted ? Id.CompareTo(other.Id) : Accepted.CompareTo(other.Accepted);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Accepted.ToUnixTimeMilliseconds()}-{Id}");
}
