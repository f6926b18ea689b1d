using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Paywarden.JsonRpc;

/// <summary>What we send to a daemon: a request of our own around the caller's raw params. Never the caller's bytes whole: two JSON readers
/// may disagree about them, and the daemon must see exactly the method that was allowed.</summary>
public static class Envelope
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <param name="id">Ours: a daemon may execute a request without an id and then say nothing.</param>
    /// <param name="method">From the method table, never from the caller.</param>
    /// <param name="rawParams">A list or an object as JSON; empty: an empty list.</param>
    public static byte[] Write(long id, string method, ReadOnlySpan<byte> rawParams)
    {
        // Names of real daemons need no escaping; only a wallet's own method list could hold one that does.
        Span<byte> plain = stackalloc byte[RequestPeek.MaxMethod];
        var name = IsPlain(method) && Encoding.ASCII.TryGetBytes(method, plain, out var written)
            ? plain[..written]
            : JsonEncodedText.Encode(method).EncodedUtf8Bytes;
        if (rawParams.IsEmpty)
        {
            rawParams = "[]"u8;
        }

        Span<byte> digits = stackalloc byte[20];
        id.TryFormat(digits, out var length, provider: System.Globalization.CultureInfo.InvariantCulture);
        digits = digits[..length];
        return [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. digits, .. ",\"method\":\""u8, .. name, .. "\",\"params\":"u8, .. rawParams, .. "}"u8];
    }

    private static bool IsPlain(string method) => !method.AsSpan().ContainsAnyExcept(Plain);
}
