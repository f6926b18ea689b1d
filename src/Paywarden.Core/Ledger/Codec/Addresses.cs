using System.Diagnostics.CodeAnalysis;

namespace Paywarden.Ledger.Codec;

/// <summary>From addresses to scripts and back. Only what is read here ever reaches a daemon: Electron Cash would look up contacts and names
/// for the rest. No sentence repeats the text, which may be anything that somebody pasted.</summary>
public static class Addresses
{
    /// <summary>Characters. The longest address that we know has 90 (BIP173).</summary>
    public const int MaxLength = 128;

    /// <summary>Where base 58 ends (35 characters) and a cash address without its prefix begins (42).</summary>
    private const int LeastCash = 40;

    /// <summary>Data bytes by the three lowest bits of a cash address' version (cashaddr specification 1.1).</summary>
    private static readonly int[] CashSizes = [20, 24, 28, 32, 40, 48, 56, 64];

    /// <summary>Reads an address of this chain and network: on BCH cash addresses, with or without prefix, and old ones; else segwit and base 58.</summary>
    /// <param name="why">One sentence: wrong checksum, mixed case, wrong length, a kind that cannot be paid, or which other chain it belongs to.</param>
    public static bool TryRead(Chain chain, string text, [NotNullWhen(true)] out Destination? destination, out string why)
    {
        destination = null;
        if (text.Length is 0 or > MaxLength)
        {
            why = text.Length == 0 ? "the address is empty" : "the address is too long";
            return false;
        }

        if (TryHere(chain, text, out destination, out why))
        {
            return true;
        }

        if (Chains.All.FirstOrDefault(other => other != chain && TryHere(other, text, out _, out _)) is { } owner)
        {
            why = $"the address is one of {owner}, not of {chain}";
        }

        return false;
    }

    /// <summary>The address that a script has: on BCH a cash address with prefix, else segwit or base 58.</summary>
    /// <returns>Null: the script has none.</returns>
    public static string? Write(Chain chain, Bytes script)
    {
        var kind = Scripts.KindOf(chain, script.Span);
        var inner = Scripts.Inner(kind, script.Span);
        return kind switch
        {
            ScriptKind.KeyHash when chain.CashPrefix is { } prefix => CashAddr.Write(prefix, 0, inner),
            ScriptKind.ScriptHash when chain.CashPrefix is { } prefix => CashAddr.Write(prefix, 8, inner),
            ScriptKind.LongScriptHash when chain.CashPrefix is { } prefix => CashAddr.Write(prefix, 11, inner),
            ScriptKind.KeyHash or ScriptKind.ScriptHash => WriteOld(chain, kind, inner),
            _ when !inner.IsEmpty && chain.SegwitPrefix is { } prefix => WriteSegwit(prefix, Scripts.WitnessVersion(script.Span), inner),
            _ => null,
        };
    }

    /// <summary>The base 58 form, for callers that still want it.</summary>
    /// <returns>Null: the script has none.</returns>
    public static string? WriteOld(Chain chain, Bytes script)
    {
        var kind = Scripts.KindOf(chain, script.Span);
        return kind is ScriptKind.KeyHash or ScriptKind.ScriptHash ? WriteOld(chain, kind, Scripts.Inner(kind, script.Span)) : null;
    }

    private static bool TryHere(Chain chain, string text, [NotNullWhen(true)] out Destination? destination, out string why)
    {
        if (chain.CashPrefix is { } cash && (text.Contains(':', StringComparison.Ordinal) || text.Length >= LeastCash))
        {
            return TryCash(chain, cash, text, out destination, out why);
        }

        return chain.SegwitPrefix is { } segwit && text.StartsWith(segwit + '1', StringComparison.OrdinalIgnoreCase)
            ? TrySegwit(chain, segwit, text, out destination, out why)
            : TryOld(chain, text, out destination, out why);
    }

    private static bool TryCash(Chain chain, string prefix, string text, [NotNullWhen(true)] out Destination? destination, out string why)
    {
        destination = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && !text.AsSpan(0, colon).Equals(prefix, StringComparison.OrdinalIgnoreCase))
        {
            why = $"the address has another prefix than those of {chain}";
            return false;
        }

        if (Base32.IsMixed(text))
        {
            why = "the address mixes upper and lower case";
            return false;
        }

        if (!CashAddr.TryRead(prefix, text.AsSpan(colon + 1), out var version, out var data, out why))
        {
            return false;
        }

        if (version > 127 || CashSizes[version & 7] != data.Length)
        {
            why = "the address has a wrong length for its kind";
            return false;
        }

        destination = (version >> 3, data.Length) switch
        {
            (0 or 2, 20) => new Destination(Scripts.ToKeyHash(data), ScriptKind.KeyHash, version >> 3 == 2),
            (1 or 3, 20) => new Destination(Scripts.ToScriptHash(data), ScriptKind.ScriptHash, version >> 3 == 3),
            (1 or 3, 32) => new Destination(Scripts.ToScriptHash(data), ScriptKind.LongScriptHash, version >> 3 == 3),
            _ => null,
        };
        why = destination is null ? "the address is of a kind that the chain does not have" : "";
        return destination is not null;
    }

    private static bool TrySegwit(Chain chain, string prefix, string text, [NotNullWhen(true)] out Destination? destination, out string why)
    {
        destination = null;
        if (!Bech32.TryRead(text, out var read, out var values, out var constant, out why))
        {
            return false;
        }

        byte[] program = [];
        var version = values.Length > 0 ? values[0] : 0;
        why = read != prefix ? $"the address has another prefix than those of {chain}"
            : values.Length == 0 || !Base32.TryToBytes(values.AsSpan(1), out program) ? "the address has bits left over"
            : version > 16 ? "the address has a witness version that does not exist"
            : constant != (version == 0 ? Bech32.Old : Bech32.Modified) ? "the address has the checksum of another witness version"
            : program.Length is < 2 or > 40 || (version == 0 && program.Length is not (20 or 32)) ? "the address has a wrong length for its kind"
            : "";
        if (why.Length > 0)
        {
            return false;
        }

        var script = Scripts.ToWitness(version, program);
        destination = new Destination(script, Scripts.KindOf(chain, script.Span), TakesTokens: false);
        return true;
    }

    private static bool TryOld(Chain chain, string text, [NotNullWhen(true)] out Destination? destination, out string why)
    {
        destination = null;
        if (!Base58Check.TryRead(text, out var payload, out why))
        {
            why = why.Replace("the text", "the address", StringComparison.Ordinal);
            return false;
        }

        var hash = payload.AsSpan(1);
        destination = hash.Length != Hashes.KeyHash ? null
            : payload[0] == chain.KeyHashVersion ? new Destination(Scripts.ToKeyHash(hash), ScriptKind.KeyHash, TakesTokens: false)
            : chain.ScriptHashVersions.Contains(payload[0]) ? new Destination(Scripts.ToScriptHash(hash), ScriptKind.ScriptHash, TakesTokens: false)
            : null;
        why = destination is not null ? "" : hash.Length != Hashes.KeyHash ? "the address has a wrong length" : $"the address is none of {chain}";
        return destination is not null;
    }

    private static string WriteOld(Chain chain, ScriptKind kind, ReadOnlySpan<byte> hash) =>
        Base58Check.Write([kind == ScriptKind.KeyHash ? chain.KeyHashVersion : chain.ScriptHashVersions[0], .. hash]);

    private static string WriteSegwit(string prefix, int version, ReadOnlySpan<byte> program) =>
        Bech32.Write(prefix, [(byte)version, .. Base32.FromBytes(program)], version == 0 ? Bech32.Old : Bech32.Modified);
}
