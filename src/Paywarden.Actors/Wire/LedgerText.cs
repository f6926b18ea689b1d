using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>A value that is one text. What cannot be read is a fault without a word of what stood there: it may hold the account's key.</summary>
internal abstract class ValueText<T> : JsonConverter<T>
{
    public override bool HandleNull => true; // a null is a fault like any other

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(ToText(value));

    protected abstract bool TryRead(string text, [NotNullWhen(true)] out T? value);

    protected abstract string ToText(T value);
}

/// <summary>Hex.</summary>
internal sealed class BytesText : ValueText<Bytes>
{
    protected override bool TryRead(string text, out Bytes value) => Bytes.TryHex(text, Psbt.MaxBytes, out value);

    protected override string ToText(Bytes value) => value.Hex;
}

internal sealed class TxidText : ValueText<Txid>
{
    protected override bool TryRead(string text, out Txid value) => Txid.TryRead(text, out value);

    protected override string ToText(Txid value) => value.ToString();
}

internal sealed class OutpointText : ValueText<Outpoint>
{
    protected override bool TryRead(string text, out Outpoint value) => Outpoint.TryRead(text, out value);

    protected override string ToText(Outpoint value) => value.ToString();
}

/// <summary>Refuses at writing too: an id that could not be read again must not get into a journal.</summary>
internal sealed class PaymentIdText : ValueText<PaymentId>
{
    private const int Length = 32;

    protected override bool TryRead(string text, out PaymentId value)
    {
        value = new PaymentId(text);
        return IsGood(text);
    }

    protected override string ToText(PaymentId value) => IsGood(value.Value) ? value.Value : throw new ArgumentException($"'{value.Value}' is no payment's id", nameof(value));

    private static bool IsGood(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>The names of the forms in the journal.</summary>
internal sealed class DraftFormText : ValueText<DraftForm>
{
    protected override bool TryRead(string text, out DraftForm value)
    {
        (var isGood, value) = text switch
        {
            "electron-cash" => (true, DraftForm.ElectronCash),
            "psbt" => (true, DraftForm.Psbt),
            _ => (false, default),
        };
        return isGood;
    }

    protected override string ToText(DraftForm value) => value switch
    {
        DraftForm.ElectronCash => "electron-cash",
        DraftForm.Psbt => "psbt",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "no form of a draft"),
    };
}

/// <summary>The names of the networks in the journal, which a renamed member of the enum does not change.</summary>
internal sealed class NetworkText : ValueText<Network>
{
    protected override bool TryRead(string text, out Network value)
    {
        (var isGood, value) = text switch
        {
            "main" => (true, Network.Main),
            "test" => (true, Network.Test),
            "regtest" => (true, Network.Regtest),
            _ => (false, default),
        };
        return isGood;
    }

    protected override string ToText(Network value) => value switch
    {
        Network.Main => "main",
        Network.Test => "test",
        Network.Regtest => "regtest",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "no network"),
    };
}

/// <summary>The names of an attempt's stages in a snapshot.</summary>
internal sealed class AttemptStageText : ValueText<AttemptStage>
{
    private static readonly (string Name, AttemptStage Stage)[] Names =
    [
        ("built", AttemptStage.Built), ("dropped", AttemptStage.Dropped), ("signed", AttemptStage.Signed), ("exposed", AttemptStage.Exposed),
        ("seen", AttemptStage.Seen), ("confirmed", AttemptStage.Confirmed), ("final", AttemptStage.Final), ("lost", AttemptStage.Lost),
    ];

    protected override bool TryRead(string text, out AttemptStage value)
    {
        var at = Array.FindIndex(Names, n => n.Name == text);
        value = at < 0 ? default : Names[at].Stage;
        return at >= 0;
    }

    protected override string ToText(AttemptStage value) => Array.Find(Names, n => n.Stage == value).Name ?? throw new ArgumentOutOfRangeException(nameof(value), value, "no stage of an attempt");
}
