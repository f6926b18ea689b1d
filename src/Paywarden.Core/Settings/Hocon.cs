using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Paywarden.Settings;

/// <summary>HOCON text to values and back.</summary>
public static class Hocon
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Reads one text by itself, references resolved.</summary>
    public static (HoconValue.Map Root, ImmutableArray<HoconFault> Faults) Read(HoconSource source, HoconInclude include, Func<string, string?> environment)
    {
        var faults = new List<HoconFault>();
        var root = new HoconResolver(HoconReader.Document(source, include, faults), environment, faults).Resolve();
        return (root, [.. faults]);
    }

    /// <summary>A text that reads back as the same values. Only for resolved values.</summary>
    public static string Render(HoconValue value)
    {
        var text = new StringBuilder();
        if (value is HoconValue.Map map)
        {
            Members(map, text, 0);
        }
        else
        {
            Write(value, text, 0);
        }

        return text.ToString();
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' => quoted.Append($"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static void Members(HoconValue.Map map, StringBuilder text, int indent)
    {
        foreach (var (key, value) in map.Members)
        {
            text.Append(' ', indent).Append(IsPlain(key) && key != "include" ? key : Quote(key)).Append(" = ");
            Write(value, text, indent);
            text.Append('\n');
        }
    }

    private static void Write(HoconValue value, StringBuilder text, int indent)
    {
        switch (value)
        {
            case HoconValue.Text leaf:
                text.Append(leaf.Quoted || leaf.Value == "null" || !leaf.Value.Split(' ', '.', '/').All(IsPlain) ? Quote(leaf.Value) : leaf.Value);
                break;
            case HoconValue.List list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    text.Append(text[^1] == '[' ? "" : ", ");
                    Write(item, text, indent);
                }

                text.Append(']');
                break;
            case HoconValue.Map map:
                text.Append("{\n");
                Members(map, text, indent + 2);
                text.Append(' ', indent).Append('}');
                break;
        }
    }

    private static bool IsPlain(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain);
}
