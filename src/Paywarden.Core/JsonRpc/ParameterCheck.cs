using System.Text.Json;

namespace Paywarden.JsonRpc;

/// <summary>Holds a call's params against what the method takes, so that no option that we did not mean to offer reaches a daemon.</summary>
public static class ParameterCheck
{
    /// <summary>More named parameters than any method has.</summary>
    private const int MaxNamed = 64;

    /// <param name="rawParams">Valid JSON, as <see cref="RequestPeek"/> found it.</param>
    /// <param name="allowed">Names in positional order; null: not restricted.</param>
    /// <returns>Null: good. Else a refusal that names the parameter.</returns>
    public static RpcFault? Check(ReadOnlySpan<byte> rawParams, ParamsKind kind, string method, IReadOnlyList<string>? allowed) => kind switch
    {
        ParamsKind.Positional when allowed is not null => Positional(rawParams, method, allowed),
        ParamsKind.Named => Named(rawParams, method, allowed),
        _ => null,
    };

    private static RpcFault? Positional(ReadOnlySpan<byte> rawParams, string method, IReadOnlyList<string> allowed)
    {
        var reader = Open(rawParams);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // A name with a dash only holds its place: an option that we do not offer, which positional callers must be able to step over.
            if (count < allowed.Count && allowed[count].StartsWith('-') && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False))
            {
                return No($"{method} does not take the parameter \"{allowed[count][1..]}\" here");
            }

            reader.Skip();
            count++;
        }

        return count <= allowed.Count ? null : No($"{method} takes at most {allowed.Count} parameters here, not {count}");
    }

    private static RpcFault? Named(ReadOnlySpan<byte> rawParams, string method, IReadOnlyList<string>? allowed)
    {
        var reader = Open(rawParams);
        Span<Slice> seen = stackalloc Slice[MaxNamed];
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = new Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            if (reader.ValueIsEscaped)
            {
                // No method has such a name, and comparing escaped names for being the same is where readers disagree.
                return No($"a parameter name of {method} is written with escapes");
            }

            if (allowed is not null && !Knows(allowed, ref reader))
            {
                return No($"{method} does not take the parameter \"{reader.GetString()}\" here");
            }

            for (var i = 0; i < count; i++)
            {
                if (seen[i].Of(rawParams).SequenceEqual(reader.ValueSpan))
                {
                    return No($"the parameter \"{reader.GetString()}\" of {method} stands twice");
                }
            }

            if (count == MaxNamed)
            {
                return No($"{method} has more than {MaxNamed} named parameters");
            }

            seen[count++] = name;
            reader.Read();
            reader.Skip();
        }

        return null;
    }

    private static bool Knows(IReadOnlyList<string> allowed, ref Utf8JsonReader reader)
    {
        for (var i = 0; i < allowed.Count; i++)
        {
            if (reader.ValueTextEquals(allowed[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> rawParams)
    {
        // The depth has been looked at already; the reader's own limit must only not be the smaller one.
        var reader = new Utf8JsonReader(rawParams, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        return reader;
    }

    private static RpcFault No(string why) => RpcFault.NotDone(RpcCode.InvalidParams, why);
}
