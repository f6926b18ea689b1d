using System.Security.Cryptography;
using System.Text.Json;

namespace Paywarden.JsonRpc;

/// <summary>What a call is known by when its client sends it again by itself: its bytes, but for a password among them, of which nothing may be kept,
/// not even a hash that could be guessed at.</summary>
public static class CallHash
{
    private const string Secret = "password";

    /// <param name="json">The request as it came.</param>
    /// <param name="names">The method's parameters in their order.</param>
    /// <param name="place">Which of how many it is in its body: a member of a batch is no single call.</param>
    public static string Of(ReadOnlySpan<byte> json, in RpcRequest request, IReadOnlyList<string> names, string place)
    {
        var secret = request.Params.IsEmpty ? default : SecretIn(request.Params.Of(json), names);
        var cut = request.Params.Start + secret.Start;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{place}\0{secret.IsEmpty}\0"));
        hash.AppendData(secret.IsEmpty ? json : json[..cut]);
        hash.AppendData(secret.IsEmpty ? [] : json[(cut + secret.Length)..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Where the password stands; empty: nowhere.</summary>
    private static Slice SecretIn(ReadOnlySpan<byte> rawParams, IReadOnlyList<string> names)
    {
        var reader = new Utf8JsonReader(rawParams, RequestPeek.AnyDepth);
        reader.Read();
        var isNamed = reader.TokenType == JsonTokenType.StartObject;
        for (var at = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); at++)
        {
            var isSecret = isNamed ? reader.ValueTextEquals(Secret) : at < names.Count && names[at] == Secret;
            if (isNamed)
            {
                reader.Read();
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isSecret)
            {
                return new Slice(start, (int)reader.BytesConsumed - start);
            }
        }

        return default;
    }
}
