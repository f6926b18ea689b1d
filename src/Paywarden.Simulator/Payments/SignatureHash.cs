using Paywarden.Keys;

namespace Paywarden.Payments;

/// <summary>What the signature of one input commits to on Bitcoin Cash (BIP 143): everything, the coin's value included. So a partial with a wrong
/// value gets signatures that no node takes.</summary>
internal static class SignatureHash
{
    /// <summary>ALL and FORKID.</summary>
    public const byte Kind = 0x41;

    public static byte[] Of(Transaction transaction, int input, byte[] lockScript, long value)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(transaction.Version);
        writer.Write(Hash(transaction.Inputs, (w, i) => WriteSource(w, i)));
        writer.Write(Hash(transaction.Inputs, (w, i) => w.Write(i.Sequence)));
        WriteSource(writer, transaction.Inputs[input]);
        Transaction.WriteCount(writer, lockScript.Length);
        writer.Write(lockScript);
        writer.Write(value);
        writer.Write(transaction.Inputs[input].Sequence);
        writer.Write(Hash(transaction.Outputs, Transaction.WriteOutput));
        writer.Write(transaction.LockTime);
        writer.Write((uint)Kind);
        return Digest.Twice(memory.ToArray());
    }

    private static void WriteSource(BinaryWriter writer, TransactionInput input)
    {
        writer.Write(input.Source);
        writer.Write(input.Position);
    }

    private static byte[] Hash<T>(IEnumerable<T> parts, Action<BinaryWriter, T> write)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (var part in parts)
        {
            write(writer, part);
        }

        return Digest.Twice(memory.ToArray());
    }
}
