using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Paywarden.JsonRpc;

/// <summary>JSON as Python's json.dumps writes it: a blank after comma and colon, everything but ASCII escaped. Whoever cuts a result
/// out of a reply meets the same bytes here as there.</summary>
internal static class PythonJson
{
    public static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteMembers(text, members);
                break;
            case JsonArray items:
                WriteItems(text, items);
                break;
            case JsonValue value when value.TryGetValue<string>(out var words):
                Quote(text, words);
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    public static void Quote(StringBuilder text, string words)
    {
        text.Append('"');
        foreach (var letter in words)
        {
            switch (letter)
            {
                case '"' or '\\':
                    text.Append('\\').Append(letter);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case >= ' ' and <= '~':
                    text.Append(letter);
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
            }
        }

        text.Append('"');
    }

    private static void WriteMembers(StringBuilder text, JsonObject members)
    {
        var comma = "";
        text.Append('{');
        foreach (var (name, value) in members)
        {
            text.Append(comma);
            Quote(text, name);
            text.Append(": ");
            Write(text, value);
            comma = ", ";
        }

        text.Append('}');
    }

    private static void WriteItems(StringBuilder text, JsonArray items)
    {
        var comma = "";
        text.Append('[');
        foreach (var item in items)
        {
            text.Append(comma);
            Write(text, item);
            comma = ", ";
        }

        text.Append(']');
    }
}
