using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Ledger.Codec;

/// <summary>One coin spent.</summary>
/// <param name="Script">What unlocks it (scriptSig); empty for a native segwit coin, and while unsigned.</param>
/// <param name="Witness">Its witness (BIP141), empty for most.</param>
public sealed record TransactionInput(Outpoint Spends, Bytes Script, uint Sequence, ImmutableArray<Bytes> Witness);

/// <summary>One payment.</summary>
/// <param name="Script">What locks it. On BCH one that begins with ef carries tokens before the lock (CashTokens, 2022-02).</param>
public sealed record TransactionOutput(Amount Value, Bytes Script);

/// <summary>A transaction as the chains have it, with or without witness (BIP141, BIP144). Reading and writing give the same bytes: it is
/// refused where they could not. Whether it is valid is for the chain to say; what is looked at is form and money's range.</summary>
public sealed record Transaction(uint Version, ImmutableArray<TransactionInput> Inputs, ImmutableArray<TransactionOutput> Outputs, uint LockTime)
{
    /// <summary>Nothing longer is in any block: BIP141 allows 4,000,000 units, a byte of witness being one; BCH allows 1,000,000 bytes.</summary>
    public const int MaxBytes = 4_000_000;

    public bool HasWitness => Inputs.Any(i => !i.Witness.IsEmpty);

    /// <summary>Litecoin's transaction at the end of each block that moves coins out of its extension block (HogEx, LIP-0002). Customers' payments can come
    /// from there, so its form is read too; a transaction that carries extension data itself is not.</summary>
    public bool IsFromExtension { get; init; }

    /// <summary>Reads the bytes of one transaction, whole and with nothing behind it.</summary>
    /// <param name="why">One sentence when it cannot be read: cut off, trailing bytes, a size not in its shortest form, more inputs or outputs than
    /// the bytes can hold, a coin spent twice, money out of range, an empty witness or a form that we do not know.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Transaction? transaction, out string why) =>
        TransactionReader.TryRead(bytes, bare: false, out transaction, out why);

    /// <summary>Reads hex, in either case.</summary>
    public static bool TryRead(string hex, [NotNullWhen(true)] out Transaction? transaction, out string why)
    {
        if (Bytes.TryHex(hex, MaxBytes, out var bytes))
        {
            return TryRead(bytes.Span, out transaction, out why);
        }

        (transaction, why) = (null, "the transaction is not written in hex, or longer than any");
        return false;
    }

    /// <summary>The name of it: computed anew at each call.</summary>
    public Txid Id() => Txid.FromWire(Hashes.Double(Bare()));

    /// <summary>The name of exactly these bytes, witness included (wtxid, BIP141). The same as <see cref="Id"/> where there is no witness.</summary>
    public Txid WitnessId() => HasWitness ? Txid.FromWire(Hashes.Double(Write(withExtension: false))) : Id();

    public byte[] Write() => Write(IsFromExtension);

    /// <summary>All that it pays. Cannot fail for a transaction that was read; false for one of ours that pays more than there is.</summary>
    public bool TryPaid(out Amount paid) => Amount.TrySum(Outputs.Select(o => o.Value), out paid);

    /// <summary>The same coins in the same order and the same payments, version and lock time: a signer may add signatures and nothing else.</summary>
    public bool DiffersOnlyInSignatures(Transaction other) => Unsigned().Bare().AsSpan().SequenceEqual(other.Unsigned().Bare());

    /// <summary>Whether both spend a coin: then at most one of them can ever stand in the chain.</summary>
    public bool Overlaps(Transaction other) => Inputs.Select(i => i.Spends).Intersect(other.Inputs.Select(i => i.Spends)).Any();

    public bool Equals(Transaction? other) => other is not null && Write().AsSpan().SequenceEqual(other.Write());

    public override int GetHashCode() => Id().GetHashCode();

    public override string ToString() => $"transaction {Id()}";

    private Transaction Unsigned() => this with { Inputs = [.. Inputs.Select(i => i with { Script = Bytes.Empty, Witness = [] })] };

    private byte[] Bare()
    {
        var to = new ByteWriter().Number32(Version);
        WriteBody(to);
        return to.Number32(LockTime).ToArray();
    }

    private byte[] Write(bool withExtension)
    {
        var flags = (HasWitness ? TransactionReader.WitnessFlag : 0) | (withExtension ? TransactionReader.ExtensionFlag : 0);
        if (flags == 0)
        {
            return Bare();
        }

        var to = new ByteWriter().Number32(Version).Byte(0).Byte((byte)flags);
        WriteBody(to);
        foreach (var input in HasWitness ? Inputs : [])
        {
            to.CompactSize((ulong)input.Witness.Length);
            foreach (var item in input.Witness)
            {
                to.Prefixed(item.Span);
            }
        }

        return (withExtension ? to.Byte(0) : to).Number32(LockTime).ToArray();
    }

    private void WriteBody(ByteWriter to)
    {
        to.CompactSize((ulong)Inputs.Length);
        foreach (var input in Inputs)
        {
            input.Spends.Write(to);
            to.Prefixed(input.Script.Span).Number32(input.Sequence);
        }

        TransactionReader.WriteOutputs(to, Outputs);
    }
}
