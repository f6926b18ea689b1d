using System.Text;
using System.Text.Json;

namespace Paywarden.Daemons.Dialects;

/// <summary>Holds a call's parameters against its method's table. Runs on the path of every call: it allocates only for a refusal.</summary>
public static class ParameterRule
{
    /// <param name="parameters">Raw JSON that has been checked to be one whole value; empty: none were given.</param>
    /// <returns>Null: allowed. Else one sentence that names the parameter.</returns>
    public static string? Refuse(MethodEntry method, ReadOnlySpan<byte> parameters)
    {
        if (method.Parameters is not { } allowed || parameters.IsEmpty)
        {
            return null;
        }

        var json = new Utf8JsonReader(parameters);
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.StartArray => RefusePositional(method, allowed, ref json),
            JsonTokenType.StartObject => RefuseNamed(method, allowed, ref json),
            _ => null,
        };
    }

    private static string? RefusePositional(MethodEntry method, IReadOnlyList<string> allowed, ref Utf8JsonReader json)
    {
        for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
        {
            if (place == allowed.Count)
            {
                return $"{method.Name} takes at most {allowed.Count} parameters";
            }

            if (IsSet(ref json) && method.Withheld.Contains(allowed[place]))
            {
                return $"{method.Name} may not be called with {allowed[place]}";
            }
        }

        return null;
    }

    private static string? RefuseNamed(MethodEntry method, IReadOnlyList<string> allowed, ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameIn(allowed, ref json);
            if (name is null)
            {
                return $"{method.Name} has no parameter {Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, 40)])}";
            }

            json.Read();
            if (IsSet(ref json) && method.Withheld.Contains(name))
            {
                return $"{method.Name} may not be called with {name}";
            }
        }

        return null;
    }

    /// <summary>Null and false are what the daemon takes when the parameter is absent. Leaves the reader at the value's end.</summary>
    private static bool IsSet(ref Utf8JsonReader json)
    {
        var set = json.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        json.Skip();
        return set;
    }

    private static string? NameIn(IReadOnlyList<string> allowed, ref Utf8JsonReader json)
    {
        for (var i = 0; i < allowed.Count; i++)
        {
            if (json.ValueTextEquals(allowed[i]))
            {
                return allowed[i];
            }
        }

        return null;
    }
}
