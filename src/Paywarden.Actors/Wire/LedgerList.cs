using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>A list whose elements are all there: the serializer's own would read a null among them.</summary>
internal abstract class SolidList<T> : JsonConverter<ImmutableArray<T>>
    where T : notnull
{
    public override bool HandleNull => true;

    public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var type = TypeOf(options);
        var list = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(reader.TokenType == JsonTokenType.Null ? throw new JsonException() : JsonSerializer.Deserialize(ref reader, type)!);
        }

        return list.DrainToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options)
    {
        var type = TypeOf(options);
        writer.WriteStartArray();
        foreach (var item in value)
        {
            JsonSerializer.Serialize(writer, item, type);
        }

        writer.WriteEndArray();
    }

    private static JsonTypeInfo<T> TypeOf(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}

internal sealed class PaymentIdList : SolidList<PaymentId>;

internal sealed class OutputList : SolidList<TransactionOutput>;

internal sealed class CoinList : SolidList<Coin>;

internal sealed class NumberList : SolidList<int>;

internal sealed class WitnessList : SolidList<Witness>;

internal sealed class OutpointList : SolidList<Outpoint>;

internal sealed class ForeignList : SolidList<ForeignSpend>;

internal sealed class TextList : SolidList<string>;

internal sealed class MomentList : SolidList<Moment>;

internal sealed class PaymentList : SolidList<Payment>;

internal sealed class AttemptList : SolidList<Attempt>;

internal sealed class FrozenList : SolidList<LedgerSnapshot.FrozenCoin>;

internal sealed class IndexList : SolidList<LedgerSnapshot.GivenIndex>;

internal sealed class SpentList : SolidList<LedgerSnapshot.SpentMinute>;

internal sealed class ForgottenList : SolidList<LedgerSnapshot.Forgotten>;

internal sealed class WantedList : SolidList<LedgerSnapshot.WantedAt>;

internal sealed class IssuedList : SolidList<IssuedAddress>;

internal sealed class FiledList : SolidList<LedgerSnapshot.FiledFor>;

internal sealed class OthersList : SolidList<LedgerSnapshot.OthersTransaction>;
