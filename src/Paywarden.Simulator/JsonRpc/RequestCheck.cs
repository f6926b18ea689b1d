using System.Text.Json;

namespace Paywarden.JsonRpc;

/// <summary>What the original's library refuses before it looks for a method, in its words.</summary>
internal static class RequestCheck
{
    public static RpcFault NoData => new(-32600, "Request invalid -- no request data.");

    /// <summary>What Python takes for false: null, false, 0, "", [], {}.</summary>
    public static bool IsFalsy(JsonElement request) => request.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => request.GetDouble() == 0,
        JsonValueKind.String => request.ValueEquals(""u8),
        JsonValueKind.Array => request.GetArrayLength() == 0,
        JsonValueKind.Object => request.GetPropertyCount() == 0,
        _ => false,
    };

    public static RpcFault? Refusal(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            return new RpcFault(-32600, $"Request must be a dict, not {PythonName(request)}");
        }

        if (!request.TryGetProperty("jsonrpc", out _) && !request.TryGetProperty("id", out _))
        {
            return new RpcFault(-32600, $"Request {request.GetRawText()} invalid.");
        }

        var named = request.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String && !IsFalsy(method);
        var listed = !request.TryGetProperty("params", out var given) || given.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        return named && listed ? null : new RpcFault(-32600, "Invalid request parameters or method.");
    }

    public static bool IsNotification(JsonElement request) =>
        !request.TryGetProperty("id", out var id)
        || id.ValueKind == JsonValueKind.Null
        || (id.ValueKind == JsonValueKind.String && IsFalsy(id));

    private static string PythonName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "NoneType",
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "int" : "float",
        JsonValueKind.Array => "list",
        _ => "bool",
    };
}
