using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Ledger.Codec;

/// <summary>What Electron Cash gives for "unsigned" and takes to sign. It is no standard form: an input without signature carries the extended
/// public key of its account in the script, and the value of its coin behind the sequence (measured on Electron Cash 4.4.5, which
/// signs what was edited here too, even offline). So it may be stored, and must not be shown: no text of it has the key. Reading and
/// writing give the same bytes.</summary>
public sealed record PartialTransaction(uint Version, ImmutableArray<PartialInput> Inputs, ImmutableArray<TransactionOutput> Outputs, uint LockTime)
{
    public bool IsComplete => Inputs.All(i => i.IsSigned);

    /// <summary>Reads the bytes, whole and with nothing behind them.</summary>
    /// <param name="why">One sentence when they cannot be read, as for <see cref="Transaction.TryRead(ReadOnlySpan{byte}, out Transaction?, out string)"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PartialTransaction? transaction, out string why)
    {
        var from = new ByteReader(bytes);
        if (bytes.Length > Transaction.MaxBytes)
        {
            from.Fail("the transaction is longer than any");
        }

        var read = Read(ref from);
        from.End("the transaction");
        transaction = from.IsGood ? read : null;
        why = from.Why ?? "";
        return from.IsGood;
    }

    /// <summary>Reads hex, in either case.</summary>
    public static bool TryRead(string hex, [NotNullWhen(true)] out PartialTransaction? transaction, out string why)
    {
        if (Bytes.TryHex(hex, Transaction.MaxBytes, out var bytes))
        {
            return TryRead(bytes.Span, out transaction, out why);
        }

        (transaction, why) = (null, "the transaction is not written in hex, or longer than any");
        return false;
    }

    /// <summary>For the journal and the signer only: it has the account's key in it.</summary>
    public byte[] Write()
    {
        var to = new ByteWriter().Number32(Version).CompactSize((ulong)Inputs.Length);
        foreach (var input in Inputs)
        {
            input.Write(to);
        }

        TransactionReader.WriteOutputs(to, Outputs);
        return to.Number32(LockTime).ToArray();
    }

    /// <summary>Inputs less outputs. False when an input's value is not in it (it is signed) or the outputs are more than the inputs.</summary>
    public bool TryFee(out Amount fee)
    {
        fee = default;
        return Inputs.All(i => i.Value is not null)
            && Amount.TrySum(Inputs.Select(i => i.Value!.Value), out var spent)
            && Amount.TrySum(Outputs.Select(o => o.Value), out var paid)
            && spent.TrySubtract(paid, out fee);
    }

    /// <summary>The same without signatures, keys and values: what the signed transaction must be but for its signatures.</summary>
    public Transaction Plain() => new(Version, [.. Inputs.Select(i => i.Plain())], Outputs, LockTime);

    /// <summary>A replacement: other payments, all of the same coins and further ones. It always spends what this one spends, so at most one of the
    /// two can ever stand in the chain. Outputs stay in the order given; the fee is for the caller to look at.</summary>
    /// <param name="why">One sentence: a coin would be spent twice, an input is signed already (for the old payments), or nothing or too much is paid.</param>
    public bool TryReplace(ImmutableArray<TransactionOutput> outputs, ImmutableArray<PartialInput> further, [NotNullWhen(true)] out PartialTransaction? replacement, out string why)
    {
        var inputs = Inputs.AddRange(further);
        var isTwice = inputs.Select(i => i.Spends).Distinct().Count() != inputs.Length;
        why = inputs.Any(i => i.Value is null) ? "an input is signed already for other payments, or its value is not known"
            : isTwice ? "one coin would be spent twice"
            : outputs.IsEmpty ? "the replacement would pay nothing"
            : !Amount.TrySum(outputs.Select(o => o.Value), out _) ? "the replacement would pay more money than there is"
            : "";
        replacement = why.Length == 0 ? this with { Inputs = inputs, Outputs = outputs } : null;
        return replacement is not null;
    }

    public bool Equals(PartialTransaction? other) => other is not null && Write().AsSpan().SequenceEqual(other.Write());

    public override int GetHashCode() => HashCode.Combine(Version, LockTime, Inputs.Length, Outputs.Length);

    public override string ToString() => $"partial transaction of {Inputs.Length} inputs and {Outputs.Length} outputs";

    private static PartialTransaction Read(ref ByteReader from)
    {
        var version = from.Number32("the version");
        var count = from.Count(TransactionReader.LeastInput, "the inputs");
        var inputs = ImmutableArray.CreateBuilder<PartialInput>(count);
        var spent = new HashSet<Outpoint>();
        while (inputs.Count < count && from.IsGood)
        {
            inputs.Add(PartialInput.Read(ref from, spent));
        }

        var outputs = TransactionReader.Outputs(ref from);
        if (from.IsGood && (inputs.Count == 0 || outputs.IsEmpty))
        {
            from.Fail("the transaction has no inputs or no outputs");
        }

        return new PartialTransaction(version, inputs.DrainToImmutable(), outputs, from.Number32("the lock time"));
    }
}
