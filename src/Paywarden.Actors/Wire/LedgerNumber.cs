using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>A value that is one whole number. None is above 84 * 10^14, so every reader of JSON has it to the last digit.</summary>
internal abstract class ValueNumber<T> : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && TryOf(number, out var value) ? value : throw new JsonException();

    /// <summary>Refuses what could not be read again: a value that nobody ever set.</summary>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(TryOf(NumberOf(value), out _) ? NumberOf(value) : throw new ArgumentException($"{value} is no {typeof(T).Name}", nameof(value)));

    protected abstract bool TryOf(long number, out T value);

    protected abstract long NumberOf(T value);
}

/// <summary>Satoshis.</summary>
internal sealed class AmountNumber : ValueNumber<Amount>
{
    protected override bool TryOf(long number, out Amount value) => Amount.TryOf(number, out value);

    protected override long NumberOf(Amount value) => value.Satoshis;
}

/// <summary>Satoshis for 1,000 bytes.</summary>
internal sealed class FeeRateNumber : ValueNumber<FeeRate>
{
    protected override bool TryOf(long number, out FeeRate value) => FeeRate.TryOf(number, out value);

    protected override long NumberOf(FeeRate value) => value.PerKilobyte;
}
