using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Faults;

namespace Paywarden.JsonRpc;

/// <summary>
/// Requests and replies as the original's library reads and writes them: errors come with HTTP 200, a batch is answered in order, and
/// a call whose id is null, "" or missing is executed and answered with nothing.
/// </summary>
internal sealed class RpcEnvelope(Func<string, JsonElement, JsonNode?> execute)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 900 };

    /// <returns>The reply's body; empty where there is nothing to say.</returns>
    public byte[] Answer(ReadOnlyMemory<byte> body)
    {
        var reply = new StringBuilder();
        if (body.IsEmpty)
        {
            RpcReply.WriteFault(reply, RequestCheck.NoData, default, old: false);
            return Encoding.ASCII.GetBytes(reply.ToString());
        }

        try
        {
            using var request = JsonDocument.Parse(body, Deep);
            Answer(reply, request.RootElement);
        }
        catch (JsonException bad)
        {
            var why = $"Request {Encoding.UTF8.GetString(body.Span)} invalid. (JSONDecodeError:{bad.Message})";
            RpcReply.WriteFault(reply, new RpcFault(-32700, why), default, old: false);
        }

        return Encoding.UTF8.GetBytes(reply.ToString());
    }

    private void Answer(StringBuilder reply, JsonElement request)
    {
        if (RequestCheck.IsFalsy(request))
        {
            RpcReply.WriteFault(reply, RequestCheck.NoData, request, old: false);
            return;
        }

        if (request.ValueKind != JsonValueKind.Array)
        {
            AnswerOne(reply, request);
            return;
        }

        foreach (var member in request.EnumerateArray())
        {
            var before = reply.Length;
            AnswerOne(reply, member);
            if (reply.Length > before)
            {
                reply.Insert(before, before == 0 ? "[" : ", ");
            }
        }

        // A batch of calls without ids gets no reply at all, not an empty list.
        reply.Append(reply.Length > 0 ? "]" : "");
    }

    private void AnswerOne(StringBuilder reply, JsonElement request)
    {
        if (RequestCheck.Refusal(request) is { } refusal)
        {
            RpcReply.WriteFault(reply, refusal, request, old: false);
            return;
        }

        var old = !request.TryGetProperty("jsonrpc", out _);
        var silent = RequestCheck.IsNotification(request);
        try
        {
            var parameters = request.TryGetProperty("params", out var given) ? given : default;
            var result = execute(request.GetProperty("method").GetString()!, parameters);
            if (!silent)
            {
                RpcReply.WriteResult(reply, result, request, old);
            }
        }
        catch (Exception failed) when (failed is not ConnectionCut)
        {
            // Whatever goes wrong inside a method ends the call, never the daemon.
            if (!silent)
            {
                RpcReply.WriteFault(reply, RpcFault.Of(failed), request, old);
            }
        }
    }
}
