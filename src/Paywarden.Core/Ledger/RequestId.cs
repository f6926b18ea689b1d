using System.Globalization;
using System.Security.Cryptography;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A request's id as callers of the daemons know it: ten hex digits. Theirs follows from the second in which it was made and is another at each
/// daemon; ours says the index, with two digits that a mistyped one does not get right, so that it is found again for ever.</summary>
public static class RequestId
{
    public static string Of(Bytes script, uint index) => string.Create(CultureInfo.InvariantCulture, $"{SHA256.HashData(script.Span)[0]:x2}{index:x8}");

    /// <summary>What it names if it is one; whether it is the right one, the script tells.</summary>
    public static bool TryRead(string text, out uint index)
    {
        index = 0;
        return text.Length == 10 && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out index);
    }
}
