using System.Text.Json;
using System.Text.Unicode;

namespace Paywarden.JsonRpc;

/// <summary>Tells a batch from a single request and finds its members. Total, like <see cref="RequestPeek"/>, which reads each member then.</summary>
public static class BatchSplit
{
    public static bool IsBatch(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    /// <summary>Gives the members in order. An empty batch, one that is too long, or broken JSON anywhere is one fault for the whole.</summary>
    public static RpcFault? Read(ReadOnlySpan<byte> body, int maxMembers, List<Slice> members)
    {
        if (!Utf8.IsValid(body))
        {
            return RpcFault.NotDone(RpcCode.ParseError, "the body is not valid UTF-8");
        }

        try
        {
            var reader = new Utf8JsonReader(body, RequestPeek.AnyDepth); // a member that is nested too deep has an error of its own
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (members.Count == maxMembers)
                {
                    return RpcFault.NotDone(RpcCode.InvalidRequest, $"the batch has more than {maxMembers} members");
                }

                members.Add(new Slice(start, (int)reader.BytesConsumed - start));
            }

            reader.Read();
            return members.Count == 0 ? RpcFault.NotDone(RpcCode.InvalidRequest, "the batch is empty") : null;
        }
        catch (JsonException)
        {
            return RpcFault.NotDone(RpcCode.ParseError, "the batch is not valid JSON");
        }
    }
}
