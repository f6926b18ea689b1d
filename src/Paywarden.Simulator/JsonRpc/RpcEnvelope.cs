using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paywarden.JsonRpc;

/// <summary>
/// Requests and replies as the original's library reads and writes them: errors come with HTTP 200, a batch is answered in order, and
/// a call whose id is null, "" or missing is executed and answered with nothing.
/// </summary>
internal sealed class RpcEnvelope(Func<string, JsonElement, JsonNode?> execute)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 900 };
    private static readonly JsonWriterOptions Plain = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <returns>The reply's body; empty where there is nothing to say.</returns>
    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output, Plain);
        JsonDocument request;
        try
        {
            request = JsonDocument.Parse(body, Deep);
        }
        catch (JsonException bad)
        {
            WriteFault(writer, new RpcFault(-32700, $"Request {Encoding.UTF8.GetString(body.Span)} invalid. (JSONDecodeError:{bad.Message})"), default, old: false);
            writer.Flush();
            return output.WrittenMemory;
        }

        using (request)
        {
            if (request.RootElement.ValueKind == JsonValueKind.Array && request.RootElement.GetArrayLength() > 0)
            {
                AnswerBatch(writer, request.RootElement);
            }
            else
            {
                AnswerOne(writer, request.RootElement);
            }
        }

        writer.Flush();
        return output.WrittenCount == 2 ? default : output.WrittenMemory;
    }

    // An empty batch cannot come here, so "[]" means that no member had anything to answer.
    private void AnswerBatch(Utf8JsonWriter writer, JsonElement batch)
    {
        writer.WriteStartArray();
        foreach (var member in batch.EnumerateArray())
        {
            AnswerOne(writer, member);
        }

        writer.WriteEndArray();
    }

    private void AnswerOne(Utf8JsonWriter writer, JsonElement request)
    {
        if (Refusal(request) is { } refusal)
        {
            WriteFault(writer, refusal, request, old: false);
            return;
        }

        var old = !request.TryGetProperty("jsonrpc", out _);
        var silent = IsNotification(request);
        try
        {
            var parameters = request.TryGetProperty("params", out var given) ? given : default;
            var result = execute(request.GetProperty("method").GetString()!, parameters);
            if (!silent)
            {
                WriteResult(writer, result, request, old);
            }
        }
        catch (RpcFault fault)
        {
            if (!silent)
            {
                WriteFault(writer, fault, request, old);
            }
        }
    }

    private static RpcFault? Refusal(JsonElement request)
    {
        if (request.ValueKind is JsonValueKind.Null or JsonValueKind.False || IsEmpty(request))
        {
            return new RpcFault(-32600, "Request invalid -- no request data.");
        }

        if (request.ValueKind != JsonValueKind.Object)
        {
            return new RpcFault(-32600, $"Request must be a dict, not {PythonName(request.ValueKind)}");
        }

        if (!request.TryGetProperty("jsonrpc", out _) && !request.TryGetProperty("id", out _))
        {
            return new RpcFault(-32600, $"Request {request.GetRawText()} invalid.");
        }

        var named = request.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String && method.GetString()!.Length > 0;
        var listed = !request.TryGetProperty("params", out var given) || given.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        return named && listed ? null : new RpcFault(-32600, "Invalid request parameters or method.");
    }

    private static bool IsEmpty(JsonElement request) =>
        (request.ValueKind == JsonValueKind.Object && request.GetPropertyCount() == 0)
        || (request.ValueKind == JsonValueKind.Array && request.GetArrayLength() == 0);

    private static bool IsNotification(JsonElement request) =>
        !request.TryGetProperty("id", out var id)
        || id.ValueKind == JsonValueKind.Null
        || (id.ValueKind == JsonValueKind.String && id.GetString()!.Length == 0);

    private static string PythonName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Number => "int",
        JsonValueKind.Array => "list",
        _ => "bool",
    };

    private static void WriteResult(Utf8JsonWriter writer, JsonNode? result, JsonElement request, bool old)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("result");
        Write(writer, result);
        writer.WritePropertyName("id");
        request.GetProperty("id").WriteTo(writer);
        if (old)
        {
            writer.WriteNull("error");
        }
        else
        {
            writer.WriteString("jsonrpc", "2.0");
        }

        writer.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter writer, RpcFault fault, JsonElement request, bool old)
    {
        writer.WriteStartObject();
        if (old)
        {
            writer.WriteNull("result");
        }

        writer.WritePropertyName("id");
        if (request.ValueKind == JsonValueKind.Object && request.TryGetProperty("id", out var id))
        {
            id.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (!old)
        {
            writer.WriteString("jsonrpc", "2.0");
        }

        writer.WriteStartObject("error");
        writer.WriteNumber("code", fault.Code);
        writer.WriteString("message", fault.Message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }
}
