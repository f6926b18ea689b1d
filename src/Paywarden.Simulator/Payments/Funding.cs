using System.Buffers.Binary;
using Paywarden.Keys;

namespace Paywarden.Payments;

/// <summary>The money that a rehearsal begins with: on each of the first receiving addresses one coin, out of nowhere. Made from the account alone, so that all
/// who hold it make the same.</summary>
internal static class Funding
{
    private const long Least = 10_000_000;
    private const long Crumb = 1_000;

    /// <returns>A transaction that pays 0.1 to 1 BCH, at whichever position, and how many blocks ago.</returns>
    public static (Transaction Transaction, int Age) Of(KeyTree keys, int index)
    {
        var hash = Digest.Of("coin", keys.Account.PublicKey, index);
        var coin = new TransactionOutput(Least + (BinaryPrimitives.ReadUInt32LittleEndian(hash) % (9 * Least)), keys.Target(KeyTree.Receiving, index).Lock());
        var crumb = new TransactionOutput(Crumb, new AddressTarget(hash[..20], Script: false).Lock());
        var nowhere = new TransactionInput(hash, 0, [], uint.MaxValue, null);
        return (new Transaction([nowhere], [.. Enumerable.Repeat(crumb, hash[4] % 3), coin], 0), 100 - (index % 90));
    }

    /// <summary>Money from outside, as another wallet would send it.</summary>
    /// <param name="number">Tells two such payments apart.</param>
    public static Transaction Gift(AddressTarget to, long satoshi, int number) =>
        new([new TransactionInput(Digest.Of("gift", to.Hash, number), 0, [], uint.MaxValue, null)], [new TransactionOutput(satoshi, to.Lock())], 0);
}
