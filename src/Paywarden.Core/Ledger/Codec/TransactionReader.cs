using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Ledger.Codec;

/// <summary>The reading of <see cref="Transaction"/>, and the parts that other forms share with it.</summary>
internal static class TransactionReader
{
    public const int WitnessFlag = 1;
    public const int ExtensionFlag = 8;

    /// <summary>Coin, an empty script's size, sequence.</summary>
    public const int LeastInput = Txid.Length + 4 + 1 + 4;

    /// <summary>Value and an empty script's size.</summary>
    private const int LeastOutput = 8 + 1;

    /// <param name="bare">As PSBT wants it (BIP174): never with a witness, so a count of no inputs means just that.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool bare, [NotNullWhen(true)] out Transaction? transaction, out string why)
    {
        var from = new ByteReader(bytes);
        if (bytes.Length > Transaction.MaxBytes)
        {
            from.Fail("the transaction is longer than any");
        }

        var read = Read(ref from, bare);
        from.End("the transaction");
        transaction = from.IsGood ? read : null;
        why = from.Why ?? "";
        return from.IsGood;
    }

    public static ImmutableArray<TransactionOutput> Outputs(ref ByteReader from)
    {
        var count = from.Count(LeastOutput, "the outputs");
        var outputs = ImmutableArray.CreateBuilder<TransactionOutput>(count);
        var paid = Amount.Zero;
        while (outputs.Count < count && from.IsGood)
        {
            var output = Output(ref from);
            outputs.Add(output);
            if (from.IsGood && !paid.TryAdd(output.Value, out paid))
            {
                from.Fail("the outputs pay more money than there is");
            }
        }

        return from.IsGood ? outputs.MoveToImmutable() : [];
    }

    public static TransactionOutput Output(ref ByteReader from)
    {
        var satoshis = from.Number64("an output");
        var script = from.Prefixed("an output's script");
        if (!Amount.TryOf((long)satoshis, out var value))
        {
            from.Fail("an output's value is out of range");
        }

        return new TransactionOutput(value, script);
    }

    public static void WriteOutputs(ByteWriter to, ImmutableArray<TransactionOutput> outputs)
    {
        to.CompactSize((ulong)outputs.Length);
        foreach (var output in outputs)
        {
            to.Number64((ulong)output.Value.Satoshis).Prefixed(output.Script.Span);
        }
    }

    public static ImmutableArray<Bytes> Witness(ref ByteReader from)
    {
        var count = from.Count(1, "the parts of a witness");
        var parts = ImmutableArray.CreateBuilder<Bytes>(count);
        while (parts.Count < count && from.IsGood)
        {
            parts.Add(from.Prefixed("a witness"));
        }

        return from.IsGood ? parts.MoveToImmutable() : [];
    }

    /// <summary>A coin that an earlier input spends too is a fault: such a transaction is valid on no chain.</summary>
    public static Outpoint NewCoin(ref ByteReader from, HashSet<Outpoint> spent)
    {
        var coin = Outpoint.Read(ref from);
        if (from.IsGood && !spent.Add(coin))
        {
            from.Fail("one coin is spent twice");
        }

        return coin;
    }

    private static Transaction Read(ref ByteReader from, bool bare)
    {
        var version = from.Number32("the version");
        var flags = bare ? 0 : Flags(ref from);
        var inputs = Inputs(ref from);
        var outputs = Outputs(ref from);
        if (!bare && from.IsGood && (inputs.IsEmpty || outputs.IsEmpty))
        {
            from.Fail("the transaction has no inputs or no outputs");
        }

        if ((flags & WitnessFlag) != 0)
        {
            inputs = [.. WithWitness(ref from, inputs)];
            if (from.IsGood && inputs.All(i => i.Witness.IsEmpty))
            {
                from.Fail("the transaction says that it has a witness, and has none");
            }
        }

        if ((flags & ExtensionFlag) != 0 && from.Byte("the extension data") != 0)
        {
            from.Fail("the transaction carries extension data (MWEB), which is not read here");
        }

        return new Transaction(version, inputs, outputs, from.Number32("the lock time")) { IsFromExtension = (flags & ExtensionFlag) != 0 };
    }

    private static int Flags(ref ByteReader from)
    {
        if (from.Ahead is not [0, ..])
        {
            return 0;
        }

        from.Byte("the marker");
        var flags = from.Byte("the flags");
        if (flags is 0 || (flags & ~(WitnessFlag | ExtensionFlag)) != 0)
        {
            from.Fail("the transaction has no inputs, or is in a form that is not known here");
        }

        return flags;
    }

    private static ImmutableArray<TransactionInput> Inputs(ref ByteReader from)
    {
        var count = from.Count(LeastInput, "the inputs");
        var inputs = ImmutableArray.CreateBuilder<TransactionInput>(count);
        var spent = new HashSet<Outpoint>();
        while (inputs.Count < count && from.IsGood)
        {
            var coin = NewCoin(ref from, spent);
            var script = from.Prefixed("an input's script");
            inputs.Add(new TransactionInput(coin, script, from.Number32("an input"), []));
        }

        return from.IsGood ? inputs.MoveToImmutable() : [];
    }

    private static TransactionInput[] WithWitness(ref ByteReader from, ImmutableArray<TransactionInput> inputs)
    {
        var whole = new TransactionInput[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            whole[i] = inputs[i] with { Witness = Witness(ref from) };
        }

        return whole;
    }
}
