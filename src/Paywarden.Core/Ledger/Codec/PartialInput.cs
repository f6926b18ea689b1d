namespace Paywarden.Ledger.Codec;

/// <summary>One input of a <see cref="PartialTransaction"/>: either signed, then like any other, or lacking its signature, then with the value of
/// its coin, which the signer trusts (a wrong one gives an invalid signature, since BCH signatures commit to it).</summary>
public sealed record PartialInput
{
    /// <summary>What stands where the signature will: a push of the one byte ff.</summary>
    private static ReadOnlySpan<byte> NoSignature => [0x01, 0xff];

    private readonly Bytes _script;

    private PartialInput(Outpoint spends, Bytes script, uint sequence, Amount? value, Bytes tokens, PartialKey? key) =>
        (Spends, _script, Sequence, Value, Tokens, Key) = (spends, script, sequence, value, tokens, key);

    public Outpoint Spends { get; }

    public uint Sequence { get; }

    /// <summary>What the coin is worth; null: its value is not in it, as in every signed input.</summary>
    public Amount? Value { get; }

    /// <summary>The token data of the coin (CashTokens), not looked into; empty for plain money.</summary>
    public Bytes Tokens { get; }

    /// <summary>Who signs; null when signed, or when it is a key that has no account (an imported one).</summary>
    public PartialKey? Key { get; }

    /// <summary>Something unlocks it. Neither signed nor with a value: an input that nobody of ours can sign.</summary>
    public bool IsSigned => Value is null && !_script.IsEmpty;

    /// <summary>An unsigned input of plain money.</summary>
    public static PartialInput Of(Outpoint spends, Amount value, PartialKey key, uint sequence) =>
        new(spends, Bytes.Own(new ByteWriter().Raw(NoSignature).Push(key.Write()).ToArray()), sequence, value, Bytes.Empty, key);

    public override string ToString() => IsSigned ? $"{Spends}, signed" : $"{Spends}, {Value?.ToString() ?? "unknown value"}, unsigned, {Key?.ToString() ?? "key without account"}";

    internal TransactionInput Plain() => new(Spends, IsSigned ? _script : Bytes.Empty, Sequence, []);

    internal static PartialInput Read(ref ByteReader from, HashSet<Outpoint> spent)
    {
        var coin = TransactionReader.NewCoin(ref from, spent);
        var script = from.Prefixed("an input's script");
        var sequence = from.Number32("an input");
        if (!script.Span.StartsWith(NoSignature))
        {
            if (script.Span.StartsWith<byte>([0x00, 0x01, 0xff]))
            {
                from.Fail("an input wants several signatures, which is not read here");
            }

            return new PartialInput(coin, script, sequence, null, Bytes.Empty, null);
        }

        var key = Signer(ref from, script);
        var (value, tokens) = Worth(ref from);
        return new PartialInput(coin, script, sequence, value, tokens, key);
    }

    internal void Write(ByteWriter to)
    {
        Spends.Write(to);
        to.Prefixed(_script.Span).Number32(Sequence);
        if (Value is { } value && Tokens.IsEmpty)
        {
            to.Number64((ulong)value.Satoshis);
        }
        else if (Value is { } alongside)
        {
            to.Number64(ulong.MaxValue).CompactSize((ulong)alongside.Satoshis).Prefixed(Tokens.Span);
        }
    }

    private static PartialKey? Signer(ref ByteReader from, Bytes script)
    {
        var reader = new ByteReader(script.Span[NoSignature.Length..]);
        var pushed = reader.Push("the key of an unsigned input");
        reader.End("the key of an unsigned input");
        if (reader.Why is { } why)
        {
            from.Fail(why);
        }
        else if (!PartialKey.TryRead(pushed, out var key) && pushed is [0xff, ..])
        {
            from.Fail("the key of an unsigned input has an account in a form that is not known here");
        }
        else
        {
            return key;
        }

        return null;
    }

    private static (Amount Value, Bytes Tokens) Worth(ref ByteReader from)
    {
        var satoshis = from.Number64("an input's value");
        var tokens = Bytes.Empty;
        if (satoshis == ulong.MaxValue)
        {
            satoshis = from.CompactSize("an input's value");
            tokens = from.Prefixed("an input's tokens");
            if (from.IsGood && tokens.IsEmpty)
            {
                from.Fail("an input says that it has tokens, and has none");
            }
        }

        if (!Amount.TryOf((long)satoshis, out var value))
        {
            from.Fail("an input's value is out of range");
        }

        return (value, tokens);
    }
}
