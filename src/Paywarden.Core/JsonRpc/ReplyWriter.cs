using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.JsonRpc;

/// <summary>Writes replies in the caller's shape: ids, results and daemons' errors byte for byte.</summary>
public static class ReplyWriter
{
    // Sentences stay readable on a terminal; nothing here is ever put into HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many bytes <see cref="Write"/> gives.</summary>
    public static int Length(RpcVersion version, ReadOnlySpan<byte> id, ReadOnlySpan<byte> value, bool isError) =>
        Before(version, isError).Length + value.Length + Between(version, isError).Length + (id.IsEmpty ? 4 : id.Length) + 1;

    /// <summary>A reply around a raw result, or around a raw error of a daemon.</summary>
    public static void Write(IBufferWriter<byte> to, RpcVersion version, ReadOnlySpan<byte> id, ReadOnlySpan<byte> value, bool isError)
    {
        to.Write(Before(version, isError));
        to.Write(value);
        to.Write(Between(version, isError));
        to.Write(id.IsEmpty ? "null"u8 : id);
        to.Write("}"u8);
    }

    /// <summary>A reply with an error of ours.</summary>
    public static void Write(IBufferWriter<byte> to, RpcVersion version, ReadOnlySpan<byte> id, RpcFault fault)
    {
        using var error = new PooledBuffer(512);
        using (var json = new Utf8JsonWriter(error, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("code"u8, (int)fault.Code);
            json.WriteString("message"u8, fault.Message);
            json.WriteStartObject("data"u8);
            json.WriteString("outcome"u8, fault.Outcome == Outcome.Unknown ? "unknown"u8 : "not_committed"u8);
            json.WriteBoolean("retryable"u8, fault.Retryable);
            if (fault.RetryAfter is { } after)
            {
                json.WriteNumber("retry_after_ms"u8, (long)Math.Ceiling(after.TotalMilliseconds));
            }

            if (fault.Daemon is { } daemon)
            {
                json.WriteString("daemon"u8, daemon);
            }

            if (fault.Payment is { } payment)
            {
                json.WriteString("payment_id"u8, payment);
            }

            if (fault.Txid is { } txid)
            {
                json.WriteString("txid"u8, txid);
            }

            json.WriteString("why"u8, fault.Why);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Write(to, version, id, error.Span, isError: true);
    }

    private static ReadOnlySpan<byte> Before(RpcVersion version, bool isError) => (version, isError) switch
    {
        (RpcVersion.Two, false) => "{\"jsonrpc\":\"2.0\",\"result\":"u8,
        (RpcVersion.Two, true) => "{\"jsonrpc\":\"2.0\",\"error\":"u8,
        (_, false) => "{\"result\":"u8,
        (_, true) => "{\"result\":null,\"error\":"u8,
    };

    private static ReadOnlySpan<byte> Between(RpcVersion version, bool isError) =>
        version == RpcVersion.One && !isError ? ",\"error\":null,\"id\":"u8 : ",\"id\":"u8;
}
