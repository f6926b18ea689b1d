using System.Text.Json;

namespace Paywarden.JsonRpc;

/// <summary>What a daemon's reply holds, by offsets into it. Exactly one of the two is there.</summary>
public readonly record struct RpcReply(Slice Result, Slice Error)
{
    public bool IsError => !Error.IsEmpty;
}

/// <summary>Finds result or error in a daemon's reply without building a document, so that the caller gets the daemon's own bytes.
/// The id is not compared: HTTP pairs the reply with the request, and one without id (a parse error) is still an answer.</summary>
public static class ReplyPeek
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 512 };

    /// <summary>False: this is no JSON-RPC reply (cut off, not JSON, both or none of result and error). Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out RpcReply reply)
    {
        reply = default;
        try
        {
            var reader = new Utf8JsonReader(body, Deep);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            Slice result = default, error = default;
            var noResult = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isResult = reader.ValueTextEquals("result"u8);
                var isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var isNull = reader.TokenType == JsonTokenType.Null;
                reader.Skip();
                var value = new Slice(start, (int)reader.BytesConsumed - start);
                if ((isResult && !result.IsEmpty) || (isError && !error.IsEmpty))
                {
                    return false;
                }

                if (isResult)
                {
                    (result, noResult) = (value, isNull);
                }
                else if (isError && !isNull)
                {
                    error = value;
                }
            }

            // Throws when anything follows the object.
            reader.Read();

            // Version one names both; the null one does not count. A null result alone is a result.
            if (!error.IsEmpty && noResult)
            {
                result = default;
            }

            reply = new RpcReply(result, error);
            return result.IsEmpty != error.IsEmpty;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
