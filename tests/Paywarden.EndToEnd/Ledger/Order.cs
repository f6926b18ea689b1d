using System.Security.Cryptography;
using System.Text;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>One thing that a shop wants paid: an address that nobody else has, an amount that nobody else pays, and a key of its own.</summary>
internal sealed record Order(string Key, long Satoshis)
{
    /// <summary>A little above dust: ten thousand of them cost less than the wallet begins with.</summary>
    private const long Least = 1_000;

    /// <summary>Pays to nobody's key.</summary>
    public Bytes Script { get; } = Bytes.Copy([0x76, 0xa9, 20, .. SHA256.HashData(Encoding.ASCII.GetBytes(Key)).AsSpan(0, 20), 0x88, 0xac]);

    public string Address => Addresses.Write(Chains.BchMain, Script)!;

    public string Amount => Codec.Amount.Of(Satoshis).ToString();

    public static Order Number(string series, int number) => new($"{series}-{number}", Least + number);
}
