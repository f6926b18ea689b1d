using System.Globalization;

namespace Paywarden.Ledger.Codec;

/// <summary>One coin: the output <paramref name="Index"/> (from 0) of transaction <paramref name="Txid"/>. Written "txid:n", as the daemons do.</summary>
public readonly record struct Outpoint(Txid Txid, uint Index) : IComparable<Outpoint>
{
    /// <summary>Reads 64 hex digits, a colon and a plain number without leading zeros: one coin has one text, so books can be compared by it.</summary>
    public static bool TryRead(string text, out Outpoint outpoint)
    {
        outpoint = default;
        const int Colon = 2 * Txid.Length;
        if (text.Length is <= Colon + 1 or > Colon + 11 || text[Colon] != ':' || !Txid.TryRead(text.AsSpan(0, Colon), out var txid))
        {
            return false;
        }

        var digits = text.AsSpan(Colon + 1);
        if (digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')
            || !uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        outpoint = new Outpoint(txid, index);
        return true;
    }

    public int CompareTo(Outpoint other) => Txid == other.Txid ? Index.CompareTo(other.Index) : Txid.CompareTo(other.Txid);

    public static bool operator <(Outpoint left, Outpoint right) => left.CompareTo(right) < 0;

    public static bool operator >(Outpoint left, Outpoint right) => left.CompareTo(right) > 0;

    public static bool operator <=(Outpoint left, Outpoint right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Outpoint left, Outpoint right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Txid}:{Index}");

    internal static Outpoint Read(ref ByteReader from)
    {
        var txid = from.Take(Txid.Length, "an input");
        var index = from.Number32("an input");
        return from.IsGood ? new Outpoint(Txid.FromWire(txid), index) : default;
    }

    internal void Write(ByteWriter to)
    {
        Txid.Write(to);
        to.Number32(Index);
    }
}
