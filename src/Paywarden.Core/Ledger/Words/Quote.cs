using System.Text;
using System.Text.Json;

namespace Paywarden.Ledger.Words;

/// <summary>A daemon's words where people read them: in one line, not long, of Python's traceback only its end, and nothing in it that could be a
/// transaction or an extended key.</summary>
public static class Quote
{
    private const int Longest = 200;

    /// <summary>A transaction's name has 64 characters, an extended key 111.</summary>
    private const int LongestWord = 64;

    private const int Kept = 8;

    public static string Of(string said)
    {
        var line = new StringBuilder();
        for (var at = 0; at < said.Length && line.Length <= Longest;)
        {
            var end = at;
            while (end < said.Length && IsCode(said[end]))
            {
                end++;
            }

            line.Append(said, at, end - at > LongestWord ? Kept : end - at).Append(end - at > LongestWord ? "…" : "");
            if (end < said.Length)
            {
                line.Append(char.IsControl(said[end]) || char.IsSurrogate(said[end]) ? ' ' : said[end]);
            }

            at = end + 1;
        }

        return (line.Length <= Longest ? line.ToString() : line.ToString(0, Longest) + "…").Trim();
    }

    /// <summary>Electron Cash: "Server error: File "/…", line 9, in f | electroncash.util.InvalidPassword: Incorrect password".</summary>
    public static string OfTraceback(string said) => Of(said[(said.LastIndexOf(" | ", StringComparison.Ordinal) is >= 0 and var bar ? bar + 3 : 0)..]);

    /// <summary>Null: it is no text, or one that is no Unicode (half of a surrogate pair, escaped).</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Of hex, base 58 and base 64.</summary>
    private static bool IsCode(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=';
}
