using System.Text.Json;

namespace Paywarden.Daemons.Dialects;

/// <summary>Shapes of results (raw JSON, checked to be one whole value) that are refusals in disguise.</summary>
internal static class ResultLooks
{
    public static bool False(ReadOnlySpan<byte> result) => First(result).TokenType == JsonTokenType.False;

    /// <summary>[false, "error: …"].</summary>
    public static bool ListThatBeginsWithFalse(ReadOnlySpan<byte> result)
    {
        var json = First(result);
        return json.TokenType == JsonTokenType.StartArray && json.Read() && json.TokenType == JsonTokenType.False;
    }

    /// <summary>{"error": "…"}.</summary>
    public static bool ObjectThatBeginsWithError(ReadOnlySpan<byte> result)
    {
        var json = First(result);
        return json.TokenType == JsonTokenType.StartObject && json.Read() && json.TokenType == JsonTokenType.PropertyName
            && json.ValueTextEquals("error"u8) && json.Read() && json.TokenType == JsonTokenType.String;
    }

    /// <summary>An object with this member false, among its own members.</summary>
    public static bool HasFalse(ReadOnlySpan<byte> result, ReadOnlySpan<byte> member)
    {
        var json = First(result);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.ValueTextEquals(member);
            json.Read();
            if (found)
            {
                return json.TokenType == JsonTokenType.False;
            }

            json.Skip();
        }

        return false;
    }

    public static bool StringStartsWith(ReadOnlySpan<byte> result, ReadOnlySpan<byte> start)
    {
        var json = First(result);
        return json.TokenType == JsonTokenType.String && json.ValueSpan.StartsWith(start);
    }

    private static Utf8JsonReader First(ReadOnlySpan<byte> result)
    {
        var json = new Utf8JsonReader(result);
        json.Read();
        return json;
    }
}
