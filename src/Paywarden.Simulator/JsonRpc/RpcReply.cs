using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paywarden.JsonRpc;

/// <summary>One reply: of version 1 to a request without "jsonrpc", else of version 2; the members in the original's order.</summary>
internal static class RpcReply
{
    public static void WriteResult(StringBuilder reply, JsonNode? result, JsonElement request, bool old)
    {
        reply.Append("{\"result\": ");
        PythonJson.Write(reply, result);
        WriteId(reply.Append(", "), request);
        reply.Append(old ? ", \"error\": null}" : ", \"jsonrpc\": \"2.0\"}");
    }

    public static void WriteFault(StringBuilder reply, RpcFault fault, JsonElement request, bool old)
    {
        reply.Append(old ? "{\"result\": null, " : "{");
        WriteId(reply, request);
        reply.Append(CultureInfo.InvariantCulture, $"{(old ? "" : ", \"jsonrpc\": \"2.0\"")}, \"error\": {{\"code\": {fault.Code}, \"message\": ");
        PythonJson.Quote(reply, fault.Message);
        reply.Append("}}");
    }

    private static void WriteId(StringBuilder reply, JsonElement request) => reply
        .Append("\"id\": ")
        .Append(request.ValueKind == JsonValueKind.Object && request.TryGetProperty("id", out var id) ? id.GetRawText() : "null");
}
