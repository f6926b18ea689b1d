namespace Paywarden.Ledger.Codec;

/// <summary>Which key of which account will sign an input, as Electron Cash writes it in place of a signature: ff, the 78 bytes of the account's
/// extended public key, then chain and index as two bytes each, little endian (measured on Electron Cash 4.4.5). The account's key is not
/// among its public members and not in its text: whoever sees it sees all addresses of the wallet.</summary>
public sealed record PartialKey
{
    /// <summary>ff, account, chain, index.</summary>
    internal const int Length = 1 + ExtendedPublicKey.PayloadLength + 2 + 2;

    private PartialKey(Bytes account, ushort branch, ushort index) => (Account, Branch, Index) = (account, branch, index);

    /// <summary>0: addresses handed out; 1: change.</summary>
    public ushort Branch { get; }

    /// <summary>Position in the branch, from 0. The format has no room for more than 65,535.</summary>
    public ushort Index { get; }

    internal Bytes Account { get; }

    /// <summary>Which key signs the coin at an address of ours.</summary>
    public static PartialKey Of(ExtendedPublicKey account, ushort branch, ushort index) => new(account.Payload(), branch, index);

    /// <summary>Whether the key is one of this account, whatever version bytes either carries.</summary>
    public bool IsOf(ExtendedPublicKey account) => Account.Span[4..].SequenceEqual(account.Payload().Span[4..]);

    public override string ToString() => $"key {Branch}/{Index} of an account";

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out PartialKey? key)
    {
        var from = new ByteReader(bytes);
        var isAccount = bytes.Length == Length && from.Byte("the key") == 0xff;
        key = isAccount ? Read(ref from) : null;
        return isAccount;
    }

    internal byte[] Write() => new ByteWriter().Byte(0xff).Raw(Account.Span).Number16(Branch).Number16(Index).ToArray();

    private static PartialKey Read(ref ByteReader from)
    {
        var account = Bytes.Copy(from.Take(ExtendedPublicKey.PayloadLength, "the key"));
        var path = from.Number32("the key");
        return new PartialKey(account, (ushort)path, (ushort)(path >> 16));
    }
}
