using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Ledger.Codec;

/// <summary>A partially signed transaction, version 0 (BIP174): what Electrum and the nodes give for "unsigned" and take to sign. Reading and writing
/// give the same bytes. It may hold the account's extended public key and key paths: it is stored, not shown.</summary>
/// <param name="Plain">The transaction without any signature. Its name is the final one when all its coins are native segwit ones.</param>
/// <param name="Global">All pairs of the first map.</param>
/// <param name="Inputs">One for each input of the transaction.</param>
/// <param name="Outputs">One for each output of the transaction.</param>
public sealed record Psbt(Transaction Plain, PsbtMap Global, ImmutableArray<PsbtInput> Inputs, ImmutableArray<PsbtOutput> Outputs)
{
    /// <summary>Bytes. Enough for the transactions that made a few hundred coins, which Electrum puts in whole.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Pairs in all maps together: some twenty for each of five thousand coins.</summary>
    private const int MaxPairs = 100_000;

    private static ReadOnlySpan<byte> Magic => [(byte)'p', (byte)'s', (byte)'b', (byte)'t', 0xff];

    /// <summary>Every input is ready; a node can be given what comes of it.</summary>
    public bool IsComplete => !Inputs.IsEmpty && Inputs.All(i => i.IsFinal);

    /// <summary>Every coin's value is proven by the transaction that made it, so <see cref="TryFee"/> cannot be deceived.</summary>
    public bool IsProven => Inputs.All(i => i.IsCoinProven);

    /// <summary>Whether a daemon's answer is a PSBT in base 64: Electrum's signtransaction gives hex when it could sign, and this when not.</summary>
    public static bool LooksLike(string text) => text.StartsWith("cHNidP", StringComparison.Ordinal);

    /// <summary>Reads base 64.</summary>
    /// <param name="why">One sentence when it cannot be read.</param>
    public static bool TryRead(string base64, [NotNullWhen(true)] out Psbt? psbt, out string why)
    {
        psbt = null;
        why = "the PSBT is not written in base 64, or longer than any";
        if (base64.Length > ((MaxBytes + 2) / 3 * 4))
        {
            return false;
        }

        var bytes = new byte[base64.Length / 4 * 3];
        return Convert.TryFromBase64String(base64, bytes, out var length) && TryRead(bytes.AsSpan(0, length), out psbt, out why);
    }

    /// <summary>Reads the bytes, whole and with nothing behind them.</summary>
    /// <param name="why">One sentence: no PSBT, another version, cut off, a key twice, a known key in a wrong form, an unsigned transaction that is
    /// signed, or the transaction that made a coin has another name.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Psbt? psbt, out string why)
    {
        var from = new ByteReader(bytes);
        if (bytes.Length > MaxBytes)
        {
            from.Fail("the PSBT is longer than any");
        }

        if (!from.Take(5, "the PSBT").SequenceEqual(Magic))
        {
            from.Fail("this is no PSBT");
        }

        var read = Read(ref from);
        from.End("the PSBT");
        psbt = from.IsGood ? read : null;
        why = from.Why ?? "";
        return from.IsGood;
    }

    /// <summary>For the journal and the signer only.</summary>
    public byte[] Write()
    {
        var to = new ByteWriter().Raw(Magic);
        Global.Write(to);
        foreach (var input in Inputs)
        {
            input.Map.Write(to);
        }

        foreach (var output in Outputs)
        {
            output.Map.Write(to);
        }

        return to.ToArray();
    }

    /// <summary>Inputs less outputs. False: a coin is not told, or the outputs are more than the inputs. See <see cref="IsProven"/>.</summary>
    public bool TryFee(out Amount fee)
    {
        fee = default;
        return Inputs.All(i => i.Coin is not null)
            && Amount.TrySum(Inputs.Select(i => i.Coin!.Value), out var spent)
            && Plain.TryPaid(out var paid)
            && spent.TrySubtract(paid, out fee);
    }

    /// <summary>Without the transactions that made its coins, where the coin itself is told too. That is enough to sign for a native segwit coin: its
    /// signature commits to the value (BIP143). To be called once the values are proven.</summary>
    public Psbt Slim() => this with { Inputs = [.. Inputs.Select(i => i.Slim())] };

    public bool Equals(Psbt? other) => other is not null && Write().AsSpan().SequenceEqual(other.Write());

    public override int GetHashCode() => Plain.GetHashCode();

    public override string ToString() => $"PSBT of {Inputs.Length} inputs and {Outputs.Length} outputs";

    private static Psbt? Read(ref ByteReader from)
    {
        var budget = MaxPairs;
        var global = PsbtMap.Read(ref from, ref budget);
        if (global.Fault(Fault) is { } fault)
        {
            from.Fail(fault);
        }

        if (!from.IsGood || Bare(ref from, global) is not { } unsigned)
        {
            return null;
        }

        var inputs = ImmutableArray.CreateBuilder<PsbtInput>();
        foreach (var input in unsigned.Inputs)
        {
            if (from.IsGood)
            {
                inputs.Add(PsbtInput.Read(ref from, input.Spends, ref budget));
            }
        }

        var outputs = ImmutableArray.CreateBuilder<PsbtOutput>();
        while (outputs.Count < unsigned.Outputs.Length && from.IsGood)
        {
            outputs.Add(PsbtOutput.Read(ref from, ref budget));
        }

        return new Psbt(unsigned, global, inputs.DrainToImmutable(), outputs.DrainToImmutable());
    }

    private static Transaction? Bare(ref ByteReader from, PsbtMap global)
    {
        if (!global.TryGet(PsbtType.GlobalUnsigned, out var bytes))
        {
            from.Fail("the PSBT has no unsigned transaction, or is of a later version");
        }
        else if (!TransactionReader.TryRead(bytes.Span, bare: true, out var unsigned, out var why))
        {
            from.Fail($"the unsigned transaction of the PSBT cannot be read: {why}");
        }
        else if (unsigned.Inputs.Any(i => !i.Script.IsEmpty))
        {
            from.Fail("the unsigned transaction of the PSBT is signed");
        }
        else
        {
            return unsigned;
        }

        return null;
    }

    private static string? Fault(PsbtPair pair) => pair.Type switch
    {
        PsbtType.GlobalUnsigned or PsbtType.GlobalVersion when !pair.KeyData.IsEmpty => "a global key has more than its type allows",
        PsbtType.GlobalExtendedKey when pair.KeyData.Length != ExtendedPublicKey.PayloadLength => "an extended public key has a wrong length",
        PsbtType.GlobalVersion when pair.Value.Length != 4 || pair.Value.Span.ContainsAnyExcept((byte)0) => "the PSBT is of a version that is not known here",
        _ => null,
    };
}
